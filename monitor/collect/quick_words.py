"""Titles and texts of an entry."""

from xml.etree.ElementTree import Element

from monitor.collect.quick_draft import Draft
from monitor.collect.quick_markup import markup
from monitor.collect.quick_names import Doubt
from monitor.collect.quick_text import BASE, Document, attributes_of, base_of, lang_of, text_of

_PLAIN = frozenset({"text", "plain", "text/plain"})
_HTML = frozenset({"html", "text/html"})
_XHTML = frozenset({"xhtml", "application/xhtml+xml"})


def kind_of(element: Element) -> str:
    """The content type that the element names, in lower case; "text" where it names none. Raises Doubt where it is
    none of text, or where the text stands elsewhere."""
    if not element.attrib:
        return "text"
    given = attributes_of(element, BASE)
    kind = given.get("type", "text")
    if "mode" in given or "src" in given or not (kind in _PLAIN or kind in _HTML or kind in _XHTML):
        raise Doubt("an odd content type")
    return kind


def is_plain(element: Element) -> bool:
    """Whether the element says that its text holds no markup."""
    return not len(element) and (not element.attrib or kind_of(element) in _PLAIN)


def worded(element: Element, doc: Document) -> str:
    """The text or the markup of the element. Raises Doubt."""
    if element.attrib and kind_of(element) in _XHTML:
        return markup(element, doc, is_declared=True)
    return markup(element, doc, is_declared=False) if len(element) else text_of(element)


def title(draft: Draft, element: Element) -> None:
    """The title of the entry itself."""
    titled(draft, element, 1)


def titled(draft: Draft, element: Element, depth: int, *, is_medium: bool = False) -> None:
    """A title at a depth inside the entry. The careful parser keeps the outermost, and of two at one depth the first
    that says something; what a medium is called never stands in the way of a title that follows."""
    text = worded(element, draft.doc)
    if draft.title_at > depth:
        if depth <= draft.title_kept:
            draft.title, draft.title_kept = text, depth
        draft.langs[1] = lang_of(element, draft.lang)
        draft.bases[2] = base_of(element, draft.doc.base)
        draft.is_text = draft.doc.is_atom and is_plain(element)
    if text and not is_medium:
        draft.title_at = depth


def content(draft: Draft, element: Element) -> None:
    """A text; the first is the summary too where there is none."""
    text = worded(element, draft.doc)
    draft.contents.append(text)
    draft.langs[0] = draft.langs[0] or lang_of(element, draft.lang)
    draft.bases[0] = draft.bases[0] or base_of(element, draft.doc.base)
    draft.has_content = True
    if draft.summary is None:
        draft.summary = text


def summary(draft: Draft, element: Element) -> None:
    """A summary; the second is a text."""
    if draft.summary is not None and not draft.has_content:
        content(draft, element)
        return
    draft.summary = worded(element, draft.doc)
    draft.langs[2] = lang_of(element, draft.lang)
    draft.bases[1] = base_of(element, draft.doc.base)


def subtitle(draft: Draft, element: Element) -> None:
    """What an entry that says nothing else says."""
    draft.subtitle = worded(element, draft.doc)


def itunes_summary(draft: Draft, element: Element) -> None:
    """The same of an episode."""
    draft.itunes_summary = text_of(element)
