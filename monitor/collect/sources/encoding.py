"""UTF-8 with a few broken bytes stays UTF-8.

One character cut in half makes a parser doubt the whole document and read it by another alphabet: every word of it
would be stored wrong. A document that says UTF-8 (or says nothing, which means UTF-8) and is so but for a few bytes
loses these bytes, and nothing else.
"""

import re

from monitor.model.fetching import Body

_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_UTF8 = frozenset({"utf-8", "utf8"})
MOST_BROKEN = 0.1  # of the characters beyond ASCII; a text in another alphabet breaks nearly all of them


def repaired(content: bytes, charset: str | None) -> tuple[bytes, int]:
    """The document with its broken bytes replaced by U+FFFD, and how many there were; as it is when it is not UTF-8."""
    declared = _DECLARED.match(content.removeprefix(b"\xef\xbb\xbf"))
    names = {charset.lower() if charset else None, declared[1].decode().lower() if declared else None}
    if not names <= {None, *_UTF8} or _is_utf8(content):
        return content, 0
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    beyond_ascii = sum(character > "\x7f" for character in text)
    if broken > max(1, MOST_BROKEN * beyond_ascii):
        return content, 0
    return text.encode("utf-8"), broken


def is_plain_utf8(body: Body) -> bool:
    """Whether nothing says that the document is anything but UTF-8; whether it is remains to be seen."""
    if body.charset and body.charset.lower() not in _UTF8:
        return False
    declared = _DECLARED.match(body.content.removeprefix(b"\xef\xbb\xbf"))
    return declared is None or declared[1].decode().lower() in _UTF8


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
