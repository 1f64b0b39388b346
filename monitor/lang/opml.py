"""OPML: lists of feeds, as other readers write and read them. Hostile files are bounded: no DOCTYPE, 2 MiB, 5,000
outlines, 32 levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from xml.parsers import expat

from monitor.errors import UsageError
from monitor.lang.text import squeeze

BYTES = 2 * 1024 * 1024
OUTLINES = 5000
DEPTH = 32


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list."""

    url: str
    title: str = ""
    lang: str | None = None
    site_url: str | None = None


def read(content: bytes, *, every: bool = False) -> tuple[Outline, ...]:
    """The feeds of a list, folders flattened, each address once; with `every`, those too whose address is none of the
    web. Raises UsageError when it is no OPML or too much."""
    if len(content) > BYTES:
        raise UsageError(f"The list is larger than {BYTES // 1024 // 1024} MiB.")
    reader = _Reader(every=every)
    try:
        reader.parser.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise UsageError(f"This is no OPML: {error}") from None
    return tuple(reader.found.values())


def write(outlines: Iterable[Outline], title: str) -> str:
    """The feeds as OPML 2.0."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        f"  <head><title>{escape(title)}</title></head>",
    ]
    lines += ["  <body>", *(f"    {_outline(item)}" for item in outlines), "  </body>", "</opml>", ""]
    return "\n".join(lines)


class _Reader:
    """Collects outlines that have an address."""

    def __init__(self, *, every: bool) -> None:
        self.every = every
        self.found: dict[str, Outline] = {}
        self.depth = self.outlines = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth == 1 and name.lower() != "opml":
            raise UsageError(f"This is no OPML: it begins with <{name[:40]}>.")
        self.outlines += name == "outline"
        if self.depth > DEPTH or self.outlines > OUTLINES:
            raise UsageError(f"The list has more than {OUTLINES} outlines or {DEPTH} levels.")
        if name == "outline":
            self._outline({key.lower(): squeeze(value) for key, value in attributes.items()})

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _outline(self, said: dict[str, str]) -> None:
        url = said.get("xmlurl", "")
        if url.lower().startswith(("http://", "https://")) or (self.every and url):
            title = said.get("title") or said.get("text", "")
            outline = Outline(url, title, said.get("language") or None, said.get("htmlurl") or None)
            self.found.setdefault(url, outline)

    def _doctype(self, *_: object) -> None:
        raise UsageError("The list has a DOCTYPE; it is not read.")


def _outline(item: Outline) -> str:
    title = item.title or item.url
    said = {"type": "rss", "text": title, "title": title, "xmlUrl": item.url, "htmlUrl": item.site_url,
            "language": item.lang}  # fmt: skip
    pairs = " ".join(f'{name}="{escape(value)}"' for name, value in said.items() if value)
    return f"<outline {pairs}/>"
