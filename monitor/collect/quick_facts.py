"""Who wrote an entry, when, and where it is."""

import re
from functools import lru_cache
from xml.etree.ElementTree import Element

from monitor.collect.assembling import mail_and_name, number
from monitor.collect.quick_draft import Draft, nothing_in
from monitor.collect.quick_names import Doubt
from monitor.collect.quick_text import attributes_of, text_of
from monitor.model.entry import Enclosure

MOST_PEOPLE = 20
HTML = frozenset({"text/html", "html", "application/xhtml+xml", "xhtml"})
_REFERENCE = re.compile("&([A-Za-z0-9_]+);")
_POINTS = re.compile(r"-?\d{1,3}(?:\.\d{1,20})?(?:[ ,]-?\d{1,3}(?:\.\d{1,20})?)+")


def guid(draft: Draft, element: Element) -> None:
    """An id; a link too, unless it says that it is none."""
    draft.guid = text_of(element)
    if not element.attrib or attributes_of(element).get("ispermalink", "true") == "true":
        draft.guid = draft.doc.resolved_text(draft.guid)
        if draft.link is None:
            draft.link = draft.guid


def link(draft: Draft, element: Element) -> None:
    """A link by its text, or by attributes: the page, or a file."""
    text = text_of(element)
    if not element.attrib:
        draft.link = unreferenced(draft.doc.resolved_text(text).replace("&amp;", "&"))
        draft.alternates.append(draft.link)
        return
    found = attributes_of(element)
    if "url" in found or "uri" in found or "href" not in found:
        raise Doubt("an odd link")
    relation, href = found.get("rel", "alternate"), draft.doc.resolved(found["href"])
    if relation == "alternate":
        draft.alternates.append(href)
        if found.get("type", "text/html") in HTML:
            draft.link = href
    elif relation == "enclosure" and href:
        draft.enclosures.append(Enclosure(href, found.get("type", "text/html"), number(found.get("length"))))


def unreferenced(address: str) -> str:
    """An address as the careful parser mends it: `&copy;=2` was a parameter."""
    return _REFERENCE.sub(r"&\1", address) if "&" in address else address


def original(draft: Draft, element: Element) -> None:
    """The address behind a counting one."""
    text = text_of(element)
    draft.canonical = "" if element.attrib else text


def published(draft: Draft, element: Element) -> None:
    """When it appeared."""
    draft.published = text_of(element)


def updated(draft: Draft, element: Element) -> None:
    """When it changed."""
    draft.updated = text_of(element)


def language(draft: Draft, element: Element) -> None:
    """In which language it is."""
    draft.own_lang = text_of(element)


def author(draft: Draft, element: Element) -> None:
    """A person by its text or by elements."""
    if len(element):
        name, mail = _person(draft, element)
        draft.author = f"{name} ({mail})" if name and mail else name or mail
    else:
        draft.author = text_of(element)
        name = _name(draft.author)
    draft.names.append(name)
    draft.has_mail = draft.has_mail or "@" in draft.author
    if draft.has_mail and len(draft.names) > 1:
        raise Doubt("odd authors")
    if len(draft.names) > MOST_PEOPLE:
        raise Doubt("many authors")


def contributor(draft: Draft, element: Element) -> None:
    """A person who is not named."""
    for child in element:
        if draft.doc.name(child.tag) not in ("name", "email") or len(child):
            nothing_in(draft, child)


def stray(element: Element) -> None:
    """Raises Doubt when there is text between the elements inside."""
    if (element.text or "").strip() or any((child.tail or "").strip() for child in element):
        raise Doubt("text between elements")


def place(draft: Draft, element: Element) -> None:  # noqa: ARG001  as all
    """A point, or several; numbers that no parser can stumble over."""
    text = " ".join(text_of(element).split())
    if text and _POINTS.fullmatch(text) is None:
        raise Doubt("an odd place")


@lru_cache(1024)  # the same people write
def _name(text: str) -> str:
    """The name in `mail (Name)`; all of it where there is no mail address."""
    if "@" not in text:
        return text
    if (found := mail_and_name(text)) is None:
        raise Doubt("an odd author")
    return found[1]


def _person(draft: Draft, element: Element) -> tuple[str, str]:
    stray(element)
    found = {"name": "", "email": ""}
    for child in element:
        name = draft.doc.name(child.tag)
        if name in found:
            found[name] = text_of(child)
        else:
            nothing_in(draft, child)
    return found["name"], found["email"]
