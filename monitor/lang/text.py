"""Text as it may be stored: valid Unicode, nothing that hides or reorders what follows."""

import re

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"  # controls but tab, line feed, carriage return, next line
    "\xad\u180e\u200b\u2060-\u2064\ufffc"  # what only breaks words apart for eyes and searches: soft hyphen, zero width
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, overrides and isolates of direction
    "\ufeff\ufff9-\ufffb\ufffe\uffff"  # byte order mark inside a text, interlinear marks, noncharacters
    "\U000e0000-\U000e007f]"  # tags
)
_SUSPECT = re.compile(_FORBIDDEN.pattern[:-1] + "\r\x85\u2028\u2029\ud800-\udfff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """`text` as valid Unicode: no NUL, controls, bidi overrides, soft hyphens, zero-width spaces (joiners stay: scripts
    and emoji need them); U+FFFD for a lone surrogate; line ends are line feeds.

    Normalisation forms are left alone: offsets and spellings stay those of the publisher.
    """
    if text.isascii() and text.isprintable():
        return text
    if _SUSPECT.search(text) is None:
        return text
    text = _SURROGATES.sub(REPLACEMENT, text)
    return _FORBIDDEN.sub("", _LINE_ENDS.sub("\n", text))


def squeeze(text: str) -> str:
    """`text` cleaned and on one line: every run of white space is one space."""
    return " ".join(clean(text).split())


def cut(text: str, chars: int) -> str:
    """`text` at most `chars` code points long; a shortened one ends with an ellipsis."""
    if len(text) <= chars:
        return text
    return text[: chars - 1].rstrip() + "…"
