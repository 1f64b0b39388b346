"""Markup that stands in a text unescaped (XHTML in Atom, tags in an RSS description), written as the careful parser
writes it."""

from xml.etree.ElementTree import Element

from monitor.collect.quick_names import INERT, READ, STRANGE, Doubt
from monitor.collect.quick_text import LANG, SPACE, Document

_DEEPEST = 200
_FOREIGN = frozenset({"math", "svg", "feed", "rss", "rdf"})  # change how the rest is read
_HANDLED = READ | STRANGE | INERT
_OF_XML = {LANG: "xml:lang", SPACE: "xml:space"}


def markup(element: Element, doc: Document, *, is_declared: bool) -> str:
    """What is inside the element, as markup. Where it is declared as XHTML, its text is escaped, and in Atom a single
    <div> around all of it goes; where it is not, the text before the first tag was meant to be markup. Raises Doubt."""
    if "xlink" in doc.prefixes.values():
        raise Doubt("links of another kind")
    first = element[0] if len(element) else None
    if first is not None and _local(first) == "div":
        if not is_declared:
            raise Doubt("a division that is not declared")
        if doc.is_atom and len(element) == 1 and not (element.text or "").strip() and not (first.tail or "").strip():
            _attributes(first)
            _named(first, doc)
            element = first
    text = element.text or ""
    pieces = [_escaped(text) if is_declared else text]
    for child in element:
        _write(child, doc, pieces, 0)
    return "".join(pieces).strip()


def _write(element: Element, doc: Document, pieces: list[str], depth: int) -> None:
    if depth > _DEEPEST:
        raise Doubt("deep markup")
    local = doc.locals.get(element.tag) or _named(element, doc)
    pieces.append(f"<{local}{_attributes(element)}>" if element.attrib else f"<{local}>")
    if element.text:
        pieces.append(_escaped(element.text))
    for child in element:
        _write(child, doc, pieces, depth + 1)
    pieces.append(f"</{local}>")
    if element.tail:
        pieces.append(_escaped(element.tail))


def _named(element: Element, doc: Document) -> str:
    """The name in markup. Raises Doubt for one that the careful parser takes for an element of the feed, even here."""
    local = doc.locals[element.tag] = _local(element)
    if doc.name(element.tag) in _HANDLED or local in _FOREIGN:
        raise Doubt(f"element {doc.name(element.tag)} in markup")
    return local


def _attributes(element: Element) -> str:
    found: dict[str, str] = {}
    for name, value in element.attrib.items():
        lower = _OF_XML.get(name) or name.lower()
        if lower[0] == "{" or lower == "base" or lower in found:
            raise Doubt("an odd attribute in markup")
        found[lower] = value.lower() if lower in ("rel", "type") else value
    return "".join(f' {name}="{_escaped(value).replace(chr(34), "&quot;")}"' for name, value in found.items())


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2].lower()


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
