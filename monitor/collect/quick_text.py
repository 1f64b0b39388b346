"""Text, attributes, base and language of an element, as the careful parser would give them; a doubt for the rest."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from monitor.collect.quick_names import Doubt, name_of

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
BASE = "{http://www.w3.org/XML/1998/namespace}base"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_MEANING = frozenset(  # the careful parser drops namespaces that it does not know from attributes
    "base domain filesize href ispermalink label lang length medium mode ref rel scheme src term text type uri "
    "url".split()
)
_LOWER = frozenset({"rel", "type"})  # have values in lower case
_COMMON = _LOWER | frozenset("domain height href hreflang label length medium ref scheme term title url width".split())
_WHOLE = re.compile(r"https?://[A-Za-z0-9.:-]+/[^\s?#;]*(?:\?[^\s#;]+)?(?:#\S+)?")  # joining it changes nothing


@dataclass(slots=True)
class Document:
    """What all elements of one document share."""

    url: str
    prefixes: dict[str, str]
    is_atom: bool = False
    base: str = ""  # in force; "" where the document sets none
    lang: str | None = None  # in force at the entries' parent
    names: dict[str, str] = field(default_factory=dict)  # by tag
    locals: dict[str, str] = field(default_factory=dict)  # by tag: names in markup
    acts: dict[str, Callable[[Any, Element], None]] = field(default_factory=dict)  # by tag: what an entry does with it

    def name(self, tag: str) -> str:
        """The name of an element."""
        name = self.names.get(tag)
        if name is None:
            name = self.names[tag] = name_of(tag, self.prefixes)
        return name

    def resolved(self, address: str) -> str:
        """An address against the base of the document."""
        if ":///" in address or (self.base and "[" in address):
            raise Doubt("an odd address")
        return urljoin(self.base, address) if self.base and not _WHOLE.fullmatch(address) else address

    def resolved_text(self, address: str) -> str:
        """An address that is the text of an element: no text stays none."""
        return self.resolved(address) if address else ""


def text_of(element: Element) -> str:
    """The text without the white space around it. Raises Doubt when there are elements in it."""
    if len(element):
        raise Doubt("markup inside text")
    text = element.text
    return text.strip() if text else ""


def lang_of(element: Element, inherited: str | None) -> str | None:
    """The language in force: an own one, "" for none, or the inherited one."""
    attributes = element.attrib
    if not attributes:
        return inherited
    own = attributes.get(LANG, attributes.get("lang"))
    return inherited if own is None else (own.replace("_", "-") or None)


def attributes_of(element: Element, *allowed: str) -> dict[str, str]:
    """Attributes by their names in lower case; `rel` and `type` have values in lower case too. Of other namespaces only
    those that mean nothing here, and the `allowed` ones, are no doubt."""
    if _COMMON.issuperset(element.attrib):
        found = dict(element.attrib)
        for name in _LOWER & found.keys():
            found[name] = found[name].lower()
        return found
    found = {}
    for name, value in element.attrib.items():
        if name[0] == "{":
            if name not in (LANG, SPACE, *allowed) and name.rpartition("}")[2].lower() in _MEANING:
                raise Doubt("an attribute of another namespace")
            continue
        lower = name.lower()
        if lower == "base" or lower in found:
            raise Doubt("an odd attribute")
        found[lower] = value.lower() if lower in _LOWER else value
    return found


def base_of(element: Element, base: str) -> str:
    """The base in force inside the element; `base` is in force around it."""
    if not element.attrib:
        return base
    if "base" in element.attrib:
        raise Doubt("an odd base")
    own = element.attrib.get(BASE)
    if not own:
        return base
    if ":///" in own or "[" in own or own.split() != [own]:
        raise Doubt("an odd base")
    joined = urljoin(base, own)
    if not joined.startswith(("http://", "https://")):
        raise Doubt("an odd base")
    return joined


def is_neutral(element: Element) -> bool:
    """Whether it changes neither base nor language of what is inside."""
    return not element.attrib or element.attrib.keys().isdisjoint((LANG, BASE, "lang", "base"))
