"""What must hold of texts, markup and addresses that we made, looked at by means of the standard library, not ours."""

import unicodedata
from html.parser import HTMLParser
from urllib.parse import urlsplit

TAGS = frozenset(
    "a abbr b blockquote br caption cite code dd del dfn div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i ins kbd "
    "li mark ol p pre q rp rt ruby s samp small span strong sub sup table tbody td tfoot th thead tr u ul "
    "var wbr".split()
)
ATTRIBUTES = frozenset("href title colspan rowspan lang dir rel".split())
SCHEMES = ("http://", "https://", "mailto:")


class Unsound(AssertionError):
    """Something came out that must never come out."""


def text(value: str, what: str, *, lines: bool = True) -> None:
    """Plain text: valid Unicode without controls; on one line unless `lines`."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as exc:
        raise Unsound(f"{what} has lone surrogates") from exc
    for char in set(value):
        if unicodedata.category(char) == "Cc" and not (lines and char in "\n\t"):
            raise Unsound(f"{what} has the control {ord(char):#x}")
        if char in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff":
            raise Unsound(f"{what} has {ord(char):#x}")


class _Look(HTMLParser):
    """Looks at tags as a lenient reader would."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise Unsound(f"<{tag}> is left in the markup")
        for name, value in attrs:
            self._attribute(tag, name, (value or "").strip())

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name not in ATTRIBUTES:
            raise Unsound(f"<{tag} {name}> is left in the markup")
        if name == "href" and not value.lower().startswith(SCHEMES):
            raise Unsound(f"a link leads to {value[:80]!r}")

    def handle_comment(self, data: str) -> None:
        raise Unsound("a comment is left in the markup")

    def handle_decl(self, decl: str) -> None:
        raise Unsound("a declaration is left in the markup")

    def handle_pi(self, data: str) -> None:
        raise Unsound("an instruction is left in the markup")

    def unknown_decl(self, data: str) -> None:
        raise Unsound("a section is left in the markup")


def markup(value: str) -> None:
    """Markup that may stand on a page: known tags and attributes, links to the three schemes, nothing else."""
    text(value, "the markup")
    look = _Look(convert_charrefs=True)
    look.feed(value)
    look.close()


def address(value: str) -> None:
    """A canonical address: http(s), ASCII, a host and no user, a fragment only as a route."""
    if not value.isascii() or not value.isprintable() or " " in value:
        raise Unsound(f"no plain ASCII: {value!r}")
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise Unsound(f"no plain address: {value!r}")
    if parts.fragment and not parts.fragment.startswith(("!", "/")):
        raise Unsound(f"a fragment that is no route: {value!r}")
    if parts.port in (80, 443) or len(value) > 2048:
        raise Unsound(f"a default port, or too long: {value!r}")
