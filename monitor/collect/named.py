"""HTML's named characters in an XML document with a DOCTYPE: a parser that is told of a DTD it never reads takes
`&auml;` for something defined there, and leaves it out without a word."""

import re
from html.entities import html5

_DOCTYPE, _HEAD = b"<!DOCTYPE", 4096
_XML = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_REFERENCES = {
    name[:-1].encode(): "".join(f"&#{ord(char)};" for char in text).encode()
    for name, text in html5.items()
    if name.endswith(";") and name not in _XML
}
_NAMED = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&([A-Za-z][A-Za-z0-9]{1,31});", re.DOTALL)
_DEFINED = re.compile(rb"<!ENTITY\s+([A-Za-z][A-Za-z0-9]{1,31})\s")


def numbered(content: bytes, subset: bytes = b"") -> bytes:
    """HTML's names as numbers, outside CDATA and comments, where the document has a DOCTYPE. What its internal `subset`
    defines is left as it is, and expanded by nobody."""
    if content.find(_DOCTYPE, 0, _HEAD) < 0 or b"&" not in content:
        return content
    known = _REFERENCES
    if subset and (own := set(_DEFINED.findall(subset))):
        known = {name: reference for name, reference in known.items() if name not in own}
    return _NAMED.sub(lambda found: known.get(found[1] or b"", found[0]), content)
