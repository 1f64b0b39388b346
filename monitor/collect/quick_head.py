"""The frame of a document: which format it is, where its entries are, and what it says of itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from monitor.collect.assembling import literal, minutes, period
from monitor.collect.quick_facts import HTML, unreferenced
from monitor.collect.quick_names import Doubt, is_harmless
from monitor.collect.quick_text import (
    ABOUT,
    BASE,
    LANG,
    SPACE,
    Document,
    attributes_of,
    base_of,
    lang_of,
    text_of,
)
from monitor.collect.quick_words import is_plain, worded
from monitor.collect.sources.limits import capped
from monitor.model.entry import ParsedFeed

_RSS1 = "http://purl.org/rss/1.0/"
_NETSCAPE = "http://my.netscape.com/rdf/simple/0.9/"
_ATOM = "http://www.w3.org/2005/atom"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_BOXES = {
    "image": frozenset({"url", "title", "link", "width", "height", "description"}),
    "textinput": frozenset({"title", "link", "name", "description"}),
}
_PEOPLE = frozenset(
    "author contributor managingeditor dc_creator dc_author itunes_author itunes_owner webmaster dc_publisher".split()
)
_LEAVES = frozenset(  # read in an entry, and of no consequence in the head
    "author category comments dc_creator dc_author dc_date dc_description dc_subject dcterms_issued "
    "dcterms_modified description enclosure issued itunes_author itunes_keywords itunes_subtitle itunes_summary "
    "itunes_image itunes_link feedburner_origlink georss_box georss_line georss_point georss_polygon keywords "
    "lastbuilddate managingeditor media_category media_description media_keywords media_thumbnail media_content "
    "modified name email pubdate published updated itunes_owner itunes_category tags hour".split()
)
_ONLY = {
    "itunes_category": frozenset({"itunes_category"}),
    "items": frozenset({"rdf_seq", "rdf_bag", "rdf_li"}),
}
_MEANS = frozenset({"href", "lastmod", "base", "lang"})  # of a channel
_READ = frozenset({"ttl", "sy_updateperiod", "sy_updatefrequency"})


@dataclass(slots=True)
class Head:
    """What the document says of itself."""

    kind: str
    doc: Document
    items: list[Element] = field(default_factory=list)
    title: str | None = None
    link: str | None = None
    lang: str | None = None
    values: dict[str, str] = field(default_factory=dict)
    has_skips: bool = False
    is_titled: bool = False
    is_mixed: bool = False  # other elements stand between the entries

    @property
    def feed(self) -> ParsedFeed:
        """The feed without its entries."""
        return ParsedFeed(
            kind=self.kind,
            entries=(),
            title=capped(self.title or "", 1000),
            link=self.link or None,
            lang=self.lang or None,
            ttl_minutes=minutes(self.values.get("ttl")),
            period_s=period(self.values.get("sy_updateperiod", ""), self.values.get("sy_updatefrequency")),
        )


def head_of(root: Element, doc: Document, declared: Iterable[tuple[str, str]]) -> Head:
    """The frame of the document. Raises Doubt."""
    name = doc.name(root.tag)
    _root(root, doc)
    if name == "rss":
        return _rss(root, doc, declared)
    if name == "feed":
        return _atom(root, doc, declared)
    if name == "rdf_rdf":
        return _rdf(root, doc, declared)
    raise Doubt("another root")


def _root(root: Element, doc: Document) -> None:
    lang = root.attrib.get(LANG, root.attrib.get("lang"))
    doc.lang = lang.replace("_", "-") if lang else None
    doc.base = base_of(root, doc.base)
    for attribute in root.attrib:
        local = attribute.rpartition("}")[2].lower()
        if attribute not in (BASE, LANG) and local in ("base", "lang", "href", "lastmod") and attribute != "lang":
            raise Doubt("an odd attribute")


def _rss(root: Element, doc: Document, declared: Iterable[tuple[str, str]]) -> Head:
    if {_RSS1, _NETSCAPE} & {uri.lower() for _, uri in declared}:
        raise Doubt("two formats at once")
    channels = [child for child in root if doc.name(child.tag) == "channel"]
    if len(channels) != 1:
        raise Doubt("no single channel")
    head = Head("rss", doc, lang=doc.lang)
    for child in root:
        if child is not channels[0]:
            _other(head, child)
    _enter(channels[0], doc)
    _read(head, channels[0], "item")
    return head


def _atom(root: Element, doc: Document, declared: Iterable[tuple[str, str]]) -> Head:
    first = next((uri.lower() for _, uri in declared if uri.lower() in (_RSS1, _NETSCAPE, _ATOM)), "")
    if first != _ATOM or "version" in root.attrib:
        raise Doubt("an Atom of another time")
    doc.is_atom = True
    head = Head("atom", doc, lang=doc.lang)
    _read(head, root, "entry")
    return head


def _rdf(root: Element, doc: Document, declared: Iterable[tuple[str, str]]) -> Head:
    first = next((uri.lower() for _, uri in declared if uri.lower() in (_RSS1, _NETSCAPE, _ATOM)), "")
    if first not in (_RSS1, _NETSCAPE):
        raise Doubt("an RDF of another kind")
    names = [doc.name(child.tag) for child in root]
    if names.count("channel") != 1 or names[0] != "channel":
        raise Doubt("no single channel")
    head = Head("rdf", doc)
    around = doc.lang, doc.base
    _enter(root[0], doc)
    _read(head, root[0], "")
    doc.lang, doc.base = around
    for child, name in zip(root, names, strict=True):
        if name == "item":
            head.items.append(child)
        elif name in _BOXES:
            _box(head, child, name)
        elif name != "channel":
            _other(head, child)
    last = len(names) - 1 - names[::-1].index("item") if "item" in names else 0
    head.is_mixed = len(set(names[names.index("item") : last + 1])) > 1 if last else False
    return head


def _enter(channel: Element, doc: Document) -> None:
    for name in channel.attrib:
        if name not in (ABOUT, BASE, LANG, SPACE) and name.rpartition("}")[2].lower() in _MEANS:
            raise Doubt("an odd attribute")
    doc.base = base_of(channel, doc.base)
    doc.lang = lang_of(channel, doc.lang)


def _read(head: Head, holder: Element, entry: str) -> None:
    name_of, names, items = head.doc.name, head.doc.names, head.items
    others_since = 0
    for child in holder:
        name = names.get(child.tag) or name_of(child.tag)
        if name == entry:
            head.is_mixed = head.is_mixed or bool(items and others_since)
            others_since, head.is_titled = 0, False
            items.append(child)
            continue
        others_since += 1
        _one(head, child, name)


def _one(head: Head, element: Element, name: str) -> None:
    if (act := _ACTS.get(name)) is not None:
        act(head, element)
    elif name in _READ:
        head.values[name] = "" if element.attrib else text_of(element)
    elif name in _BOXES:
        _box(head, element, name)
    elif name in _ONLY:
        _only(head, element, _ONLY[name])
    elif name in _PEOPLE and len(element):
        _person(head, element)
    elif name not in _LEAVES:
        _other(head, element)
    elif len(element):
        for child in element:
            _other(head, child)


def _title(head: Head, element: Element) -> None:
    """The first that says something; what stands between two may make the careful parser forget the first."""
    title = worded(element, head.doc)
    if not head.is_titled:
        head.is_titled = bool(title)
        head.title = literal(title) if head.doc.is_atom and is_plain(element) else title


def _language(head: Head, element: Element) -> None:
    head.lang = text_of(element)


def _skips(head: Head, element: Element) -> None:
    head.has_skips = True
    _only(head, element, frozenset({"hour", "day", "hours", "days"}))


def _link(head: Head, element: Element) -> None:
    text = text_of(element)
    if not element.attrib:
        head.link = unreferenced(head.doc.resolved_text(text))
        return
    found = attributes_of(element)
    if "url" in found or "uri" in found or "href" not in found:
        raise Doubt("an odd link")
    if found.get("rel", "alternate") == "alternate" and found.get("type", "text/html") in HTML:
        head.link = head.doc.resolved(found["href"])


def _id(head: Head, element: Element) -> None:
    text = head.doc.resolved_text(text_of(element))
    if element.attrib:
        raise Doubt("an odd attribute")
    if head.link is None:
        head.link = text


def _box(head: Head, element: Element, name: str) -> None:
    head.is_titled = False
    if not len(element) and (element.text or "").strip():
        raise Doubt(f"text in {name}")
    _only(head, element, _BOXES[name])
    if any(len(child) for child in element):
        raise Doubt(f"elements in {name}")


def _only(head: Head, element: Element, names: frozenset[str]) -> None:
    for child in element.iter():
        if child is not element and head.doc.name(child.tag) not in names:
            raise Doubt(f"element {head.doc.name(child.tag)} in the head")


def _person(head: Head, element: Element) -> None:
    for child in element:
        name = head.doc.name(child.tag)
        if name not in ("name", "email", "itunes_name", "itunes_email"):
            _other(head, child)
        elif len(child):
            raise Doubt("an odd author")


def _other(head: Head, element: Element) -> None:
    for inner in element.iter():
        if not is_harmless(head.doc.name(inner.tag)):
            raise Doubt(f"element {head.doc.name(inner.tag)} in the head")


_ACTS: dict[str, Callable[[Head, Element], None]] = {
    **dict.fromkeys(("title", "dc_title"), _title),
    "link": _link,
    "id": _id,
    **dict.fromkeys(("language", "dc_language"), _language),
    **dict.fromkeys(("skiphours", "skipdays"), _skips),
}
