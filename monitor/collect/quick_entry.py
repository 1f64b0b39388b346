"""One entry of a well-formed document, as the careful parser would give it. Raises Doubt where that is not certain."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from monitor.collect import quick_facts as facts
from monitor.collect import quick_media as media
from monitor.collect import quick_words as words
from monitor.collect.assembling import literal
from monitor.collect.quick_draft import NOWHERE, Draft, finished, nothing_in
from monitor.collect.quick_names import Doubt, is_harmless
from monitor.collect.quick_text import ABOUT, BASE, Document, attributes_of, base_of, is_neutral, lang_of, text_of
from monitor.model.entry import RawEntry

_MEANS = frozenset({"href", "lastmod", "base"})  # attributes of an entry that the careful parser acts on
_DEEPEST = 20


def entry_of(element: Element, doc: Document) -> RawEntry:
    """The entry. Raises Doubt."""
    draft = Draft(doc, lang_of(element, doc.lang))
    around = doc.base
    if element.attrib:
        _attributes(draft, element)
        doc.base = base_of(element, around)
    acts = doc.acts
    for child in element:
        act = acts.get(child.tag)
        if act is None:
            act = acts[child.tag] = _act(doc.name(child.tag))
        act(draft, child)
    doc.base = around
    return finished(draft)


def _act(name: str) -> "Act":
    return ACTS.get(name) or (_other if is_harmless(name) else nothing_in)


def _attributes(draft: Draft, element: Element) -> None:
    for name, value in element.attrib.items():
        if name == ABOUT:
            draft.guid = value or None
        elif name != BASE and name.rpartition("}")[2].lower() in _MEANS:
            raise Doubt("an odd attribute")


def _other(draft: Draft, element: Element) -> None:
    """An element of no consequence, but what it holds may be of some."""
    if len(element):
        _inside(draft, element, 2)


def _inside(draft: Draft, element: Element, depth: int) -> None:
    if depth > _DEEPEST or not is_neutral(element):
        raise Doubt("nesting")
    name_of = draft.doc.name
    for child in element:
        name = name_of(child.tag)
        if name == "title":
            words.titled(draft, child, depth)
        elif name in ("id", "guid"):
            _inner_id(draft, child)
        elif name in _ANYWHERE:
            ACTS[name](draft, child)
        elif is_harmless(name):
            _inside(draft, child, depth + 1)
        else:
            raise Doubt(f"element {name} inside {name_of(element.tag)}")


def _inner_id(draft: Draft, element: Element) -> None:
    """The entry's own wins where it has one."""
    if not draft.doc.is_atom or draft.guid is None or draft.link is None:
        raise Doubt("an id inside something else")
    text_of(element)


def _source(draft: Draft, element: Element) -> None:
    if draft.has_source:
        raise Doubt("a second source")
    draft.has_source, draft.title_at = True, NOWHERE
    found = attributes_of(element)
    if not len(element):
        draft.source_title, draft.source_url = text_of(element), found.get("url", "")
        return
    facts.stray(element)
    whole = Draft(draft.doc, draft.lang)
    for child in element:
        SOURCE.get(draft.doc.name(child.tag), nothing_in)(whole, child)
    title = whole.title or ""
    draft.source_title = literal(title) if whole.is_text else title
    draft.source_url = found.get("url", "") or whole.link or ""
    draft.title_at = min(NOWHERE, whole.title_at + 1)


def _image(draft: Draft, element: Element) -> None:
    draft.title_at = NOWHERE  # the careful parser lets another title win from here on
    for child in element:
        name = draft.doc.name(child.tag)
        if name == "title" and is_neutral(element):
            words.titled(draft, child, 2)
        elif name not in ("url", "width", "height", "link") or len(child) or child.attrib:
            raise Doubt("an odd picture")


def _nothing(draft: Draft, element: Element) -> None:  # noqa: ARG001  as all
    """Means something elsewhere, not here."""
    text_of(element)


Act = Callable[[Draft, Element], None]
ACTS: dict[str, Act] = {
    **dict.fromkeys(("title", "dc_title"), words.title),
    **dict.fromkeys(("content", "content_encoded"), words.content),
    **dict.fromkeys(("description", "summary", "dc_description"), words.summary),
    **dict.fromkeys(("subtitle", "tagline", "itunes_subtitle"), words.subtitle),
    "itunes_summary": words.itunes_summary,
    **dict.fromkeys(("guid", "id"), facts.guid),
    "link": facts.link,
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms_issued"), facts.published),
    **dict.fromkeys(("updated", "modified", "lastbuilddate", "dc_date", "dcterms_modified"), facts.updated),
    **dict.fromkeys(("language", "dc_language"), facts.language),
    **dict.fromkeys(("author", "dc_creator", "itunes_author"), facts.author),
    "contributor": facts.contributor,
    "feedburner_origlink": facts.original,
    **dict.fromkeys(("georss_point", "georss_box", "georss_line", "georss_polygon"), facts.place),
    **dict.fromkeys(("category", "keywords", "dc_subject"), media.category),
    "media_category": media.media_category,
    **dict.fromkeys(("itunes_keywords", "media_keywords"), media.keywords),
    "itunes_category": media.itunes_category,
    "enclosure": media.enclosure,
    "comments": media.comments,
    "thr_in-reply-to": media.reply,
    "itunes_image": media.itunes_image,
    **dict.fromkeys(
        ("media_content", "media_group", "media_thumbnail", "media_title", "media_description"), media.medium
    ),
    "source": _source,
    "image": _image,
    **dict.fromkeys(("name", "email", "hour", "ttl"), _nothing),
}
SOURCE: dict[str, Act] = {
    name: ACTS[name] for name in "title link id updated published author category contributor subtitle tagline".split()
}
_ANYWHERE = frozenset({"category", "name", "email"})  # acted on alike, however deep they are
