"""What stands beside the text of an entry: categories, files, pictures, where it is discussed."""

from collections.abc import Callable
from xml.etree.ElementTree import Element

from monitor.collect.assembling import number
from monitor.collect.quick_draft import Draft, beside, nothing_in
from monitor.collect.quick_names import Doubt
from monitor.collect.quick_text import attributes_of, is_neutral, text_of
from monitor.collect.quick_words import titled
from monitor.model.entry import Enclosure

_DEEPEST = 50
_MEDIA = "http://search.yahoo.com/mrss/category_schema"
_ITUNES = "http://www.itunes.com/"


def category(draft: Draft, element: Element) -> None:
    """A category by attributes, by its text, or by both."""
    if element.attrib:
        found = attributes_of(element)
        _add(draft.tags, found.get("term"), found.get("scheme", found.get("domain")), found.get("label"))
    _add_text(draft.tags, text_of(element))


def media_category(draft: Draft, element: Element) -> None:
    """A category of a medium, which is in a scheme even where it names none."""
    found = attributes_of(element)
    _add(draft.tags, found.get("term"), found.get("scheme", _MEDIA), found.get("label"))
    _add_text(draft.tags, text_of(element))


def itunes_category(draft: Draft, element: Element) -> None:
    """Categories inside each other."""
    found = attributes_of(element) if element.attrib else {}
    _add(draft.tags, found.get("text"), _ITUNES, None)
    if not len(element):
        _add_text(draft.tags, text_of(element))
        return
    for child in element:
        if draft.doc.name(child.tag) != "itunes_category" or (child.tail or "").strip() or len(child):
            raise Doubt("odd categories")
        itunes_category(draft, child)
    if (element.text or "").strip():
        raise Doubt("odd categories")


def keywords(draft: Draft, element: Element) -> None:
    """Categories between commas."""
    text = text_of(element)
    if element.attrib:
        raise Doubt("an odd attribute")
    scheme = _ITUNES if draft.doc.name(element.tag) == "itunes_keywords" else None
    for term in text.split(","):
        if term.strip():
            _add(draft.tags, term.strip(), scheme, None)


def enclosure(draft: Draft, element: Element) -> None:
    """A file."""
    for child in element:
        nothing_in(draft, child)
    found = attributes_of(element)
    href = found.get("url", found.get("uri", found.get("href"))) or found.get("href")
    if href:
        draft.enclosures.append(Enclosure(href, found.get("type", ""), number(found.get("length"))))


def comments(draft: Draft, element: Element) -> None:
    """Where readers discuss it."""
    text = text_of(element)
    beside(draft).comments = "" if element.attrib else draft.doc.resolved_text(text)


def reply(draft: Draft, element: Element) -> None:
    """What it answers."""
    text_of(element)
    found = attributes_of(element)
    beside(draft).replies_to = found.get("ref") or found.get("href") or ""


def itunes_image(draft: Draft, element: Element) -> None:
    """The picture of an episode."""
    text_of(element)
    found = attributes_of(element)
    if image := found.get("href") or found.get("url"):
        beside(draft).image = image


def medium(draft: Draft, element: Element, depth: int = 1) -> None:
    """Media RSS, `depth` inside the entry."""
    if depth > _DEEPEST:
        raise Doubt("deep media")
    name = draft.doc.name(element.tag)
    if name in ("media_content", "media_group"):
        if name == "media_content":
            beside(draft).media.append(attributes_of(element))
        if draft.title_at > depth + 1 and not is_neutral(element):
            raise Doubt("a title of a medium in another language")
        for child in element:
            medium(draft, child, depth + 1)
    elif name == "media_description":
        _description(draft, element, depth)
    elif name == "media_title":
        titled(draft, element, depth, is_medium=True)
    else:
        _FLAT.get(name, nothing_in)(draft, element)


def _description(draft: Draft, element: Element, depth: int) -> None:
    """The outermost and last counts. Tags without attributes swallow what is in them, and only that."""
    text = element.text or ""
    for child in element:
        if len(child) or child.attrib:
            raise Doubt("markup inside a description")
        nothing_in(draft, child)
        text += child.tail or ""
    if depth <= draft.description[0]:
        draft.description = (depth, text.strip())


def _thumbnail(draft: Draft, element: Element) -> None:
    if text_of(element):
        raise Doubt("an odd thumbnail")
    beside(draft).thumbnails.append(attributes_of(element))


def _add(tags: list[list[str | None]], term: str | None, scheme: str | None, label: str | None) -> None:
    tag = [term, scheme, label]
    if (term or scheme or label) and tag not in tags:
        tags.append(tag)


def _add_text(tags: list[list[str | None]], text: str) -> None:
    if text and tags and not tags[-1][0]:
        tags[-1][0] = text
    elif text:
        _add(tags, text, None, None)


_FLAT: dict[str, Callable[[Draft, Element], None]] = {
    "media_thumbnail": _thumbnail,
    "media_category": media_category,
    "media_keywords": keywords,
}
