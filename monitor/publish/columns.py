"""Plain text in columns: wrapped by what a terminal draws, so that Hangul and Han count two."""

import unicodedata
from collections.abc import Iterator

WIDTH = 78
WIDE = frozenset({"W", "F"})


def columns(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(_char(char) for char in text)


def _char(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in WIDE else 1


def fill(text: str, indent: str = "", first: str | None = None, width: int = WIDTH) -> str:
    """`text` wrapped to `width`; the first line begins with `first`, the others with `indent`.

    A word longer than a line is broken, unless it is an address: those stay whole, on a line of their own.
    """
    start = indent if first is None else first
    lines, line = [], start
    for word in _words(text, width - max(columns(indent), columns(start))):
        gap = "" if line in {start, indent} or word.startswith("\0") else " "
        word = word.lstrip("\0")
        if columns(line + gap + word) > width and line not in {start, indent}:
            lines.append(line)
            line, gap = indent, ""
        line += gap + word
    return "\n".join([*lines, line]).rstrip()


def _words(text: str, room: int) -> Iterator[str]:
    """The words; one that is too long in pieces, the later ones marked with NUL: no space before them."""
    for word in text.split():
        if word.startswith(("http://", "https://")) or columns(word) <= room // 2:
            yield word
        else:
            yield from _pieces(word, room)


def _pieces(word: str, room: int) -> Iterator[str]:
    """Scripts without spaces break anywhere; other words only where the line ends."""
    wide = any(_char(char) > 1 for char in word)
    size, piece, mark = (1 if wide else room), "", ""
    for char in word:
        if piece and columns(piece + char) > max(size, _char(char)) and not _sticks(char):
            yield mark + piece
            piece, mark = "", "\0"
        piece += char
    yield mark + piece


def _sticks(char: str) -> bool:
    """Whether a character may not begin a line: closing marks, and marks that sit on the one before."""
    return _char(char) == 0 or char in "、。，．！？：；）」』】〉》,.!?:;)]}…’”"
