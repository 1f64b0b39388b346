"""One TOML file: its values, and the line of anything in it when there is a problem to report."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from monitor.errors import Problem
from monitor.settings import lines

AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read. `shown` is the name that people know it by."""

    path: Path
    shown: str
    text: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Place:
    """A table or key in a document."""

    document: Document
    path: lines.Path

    def line(self, *inner: str | int) -> int | None:
        """The line of this place, or of `inner` in it."""
        return lines.line_of(self.document.text, (*self.path, *inner))

    def problem(self, message: str, *inner: str | int) -> Problem:
        """`message` about this place, or about `inner` in it."""
        key = ".".join(part for part in (*self.path, *inner) if isinstance(part, str))
        return Problem(message, self.document.shown, self.line(*inner), key or None)

    def says(self, key: str) -> bool:
        """Whether the table at this place has `key`."""
        table: object = self.document.values
        for part in self.path:
            table = table[part]  # type: ignore[index]  # a place is made of keys that are there
        return isinstance(table, Mapping) and key in table

    def opens_below(self, key: str) -> bool:
        """Whether the text of `key` begins on the line after its key, behind nothing but the opening quotes."""
        line = self.line(key)
        return line is not None and self.document.text.split("\n")[line - 1].rstrip().endswith(('"""', "'''"))

    def line_with(self, text: str, *inner: str) -> int | None:
        """The first line from `inner` on that has `text`, for a list may span many; None where none has."""
        first = self.line(*inner) or 1
        below = self.document.text.split("\n")[first - 1 :]
        return next((number for number, row in enumerate(below, start=first) if text in row), None)

    def column_of(self, line: int, text: str) -> int | None:
        """The column (from 1) in which `text` begins on that line; None where it is written otherwise."""
        rows = self.document.text.split("\n")
        at = rows[line - 1].find(text) if 0 < line <= len(rows) else -1
        return at + 1 if at >= 0 else None

    def at(self, *inner: str) -> str:
        """`file:line` of something in it."""
        return f"{self.document.shown}:{self.line(*inner) or 1}"

    def __str__(self) -> str:
        """`file:line`."""
        return f"{self.document.shown}:{self.line() or 1}"


def read(path: Path, shown: str) -> Document | Problem:
    """The document at `path`, or why it cannot be read."""
    try:
        text = path.read_text(encoding="utf-8")
        return Document(path, shown, text, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return _syntax(str(error), shown)
    except UnicodeDecodeError as error:
        return Problem("is not UTF-8", shown, error.object[: error.start].count(b"\n") + 1)
    except OSError as error:
        return Problem(f"cannot be read: {error.strerror}", shown)


def _syntax(message: str, shown: str) -> Problem:
    found = AT_LINE.search(message)
    line = int(found[1]) if found else None
    what = AT_LINE.sub("", message).strip()
    return Problem(
        f"is not TOML: {what[:1].lower()}{what[1:]}" + (f" in column {found[2]}" if found else ""), shown, line
    )
