"""Names of elements as the careful parser knows them: the namespace decides the prefix, case does not count. What that
parser handles and the quick one does not is a doubt."""

from collections.abc import Iterable


class Doubt(Exception):
    """The quick path is not sure what the careful one would make of this."""


_PLAIN = (
    "",
    "http://backend.userland.com/rss",
    "http://blogs.law.harvard.edu/tech/rss",
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://www.w3.org/2005/atom",
    "http://purl.org/rss/1.0/modules/rss091#",
)
_PREFIXES = {
    "http://webns.net/mvcb/": "admin",
    "http://web.resource.org/cc/": "cc",
    "http://creativecommons.org/ns#license": "cc",
    "http://cyber.law.harvard.edu/rss/creativecommonsrssmodule.html": "creativecommons",
    "http://backend.userland.com/creativecommonsrssmodule": "creativecommons",
    "http://purl.org/rss/1.0/modules/content/": "content",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://purl.org/dc/terms/": "dcterms",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner",
    "http://www.w3.org/2003/01/geo/wgs84_pos#": "geo",
    "http://www.georss.org/georss": "georss",
    "http://www.opengis.net/gml": "gml",
    "http://www.itunes.com/dtds/podcast-1.0.dtd": "itunes",
    "http://search.yahoo.com/mrss": "media",
    "http://search.yahoo.com/mrss/": "media",
    "http://podlove.org/simple-chapters": "psc",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
    "http://purl.org/rss/1.0/modules/slash/": "slash",
    "http://purl.org/rss/1.0/modules/syndication/": "sy",
    "http://purl.org/rss/1.0/modules/threading/": "thr",
    "http://wellformedweb.org/commentapi/": "wfw",
    "http://www.w3.org/1999/xhtml": "xhtml",
    "http://www.w3.org/1999/xlink": "xlink",
    "http://www.w3.org/xml/1998/namespace": "xml",
}
ELSEWHERE = (  # namespaces of formats that only the careful parser reads
    "http://example.com/newformat#",
    "http://example.com/necho",
    "http://purl.org/echo/",
    "uri/of/echo/namespace#",
    "http://purl.org/pie/",
    "http://purl.org/atom/ns#",
    "http://example.com/dtds/podcast-1.0.dtd",
)
_KNOWN = frozenset(_PREFIXES.values())
_LITERAL = frozenset({"media", "itunes"})  # the careful parser looks for these prefixes as they are written

# Handled by the careful parser, but of no consequence for what is read of an entry or of the feed.
INERT = frozenset(
    "admin_errorreportsto admin_generatoragent cc_license cloud created creativecommons_license dc_contributor "
    "dc_publisher dc_rights dcterms_created dcterms_valid expirationdate feedburner_browserfriendly generator height "
    "homepage itunes_block itunes_email itunes_explicit itunes_name media_credit media_license "
    "media_player media_rating media_restriction newlocation rights copyright subtitle tagline uri url webmaster "
    "width".split()
)
# Handled in ways that the quick parser does not follow, or a key under which something else is kept.
STRANGE = frozenset(
    "abstract body dc_author feed fullitem georss_where geom "
    "georssgeom gml_exterior gml_linearring gml_linestring gml_point gml_polygon gml_pos gml_poslist info "
    "itunes_owner psc_chapter psc_chapters rss tags textinput where xhtml_body "
    "author_detail authors channel contributors date date_parsed description_detail enclosures entries guidislink "
    "href items license links published_parsed source_detail subtitle_detail summary_detail title_detail "
    "updated_parsed monitor-itunes-summary monitor-media-description rdf_rdf".split()
)
READ = frozenset(
    "author category comments content content_encoded contributor dc_creator dc_date dc_description dc_language "
    "dc_subject dc_title dcterms_issued dcterms_modified description email enclosure entry feedburner_origlink "
    "georss_box georss_line georss_point georss_polygon guid hour id image issued item itunes_author itunes_category "
    "itunes_image itunes_keywords itunes_link itunes_subtitle itunes_summary keywords language lastbuilddate link "
    "managingeditor media_category media_content media_description media_group media_keywords media_thumbnail "
    "media_title modified name pubdate published skipdays skiphours source summary sy_updatefrequency "
    "sy_updateperiod thr_in-reply-to title ttl updated".split()
)


def prefixes(declared: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The prefix for each namespace of a document. Raises Doubt where the document's own prefixes mislead."""
    found: dict[str, str] = {}
    by_prefix: dict[str, str] = {}
    for prefix, uri in declared:
        if not uri:
            continue
        known = _known(uri)
        if prefix and by_prefix.setdefault(prefix, uri) != uri:
            raise Doubt("a prefix with two meanings")
        if known is None:
            found[uri] = found.get(uri) or prefix.lower()
            continue
        if known != prefix and known in _LITERAL:
            raise Doubt("a prefix that means another namespace")
        found[uri] = known
    if any(
        prefix.lower() in _KNOWN & {*found.values()} and found.get(uri) != prefix.lower()
        for prefix, uri in by_prefix.items()
    ):
        raise Doubt("a prefix that means another namespace")
    return found


def _known(uri: str) -> str | None:
    if uri.split() != [uri]:
        raise Doubt("a namespace with spaces")
    lower = uri.lower()
    if lower in ELSEWHERE:
        raise Doubt("a format of another time")
    if lower in _PLAIN or "backend.userland.com/rss" in lower:
        return ""
    return _PREFIXES.get(lower)


def name_of(tag: str, by_uri: dict[str, str]) -> str:
    """`{uri}Local` as `prefix_local`, in lower case."""
    if not tag.startswith("{"):
        return tag.lower()
    uri, _, local = tag[1:].rpartition("}")
    if (prefix := by_uri.get(uri)) is None:
        raise Doubt("a namespace that was not seen")
    return f"{prefix}_{local}".lower() if prefix else local.lower()


def is_harmless(name: str) -> bool:
    """Whether an element of this name, wherever it is, changes nothing that is read of entry or feed."""
    return name not in READ and name not in STRANGE and not name.endswith(("_item", "_entry"))
