"""The line of every key of a TOML text. tomllib forgets lines, so this reads the text again, statement by statement.

A chunk of lines grows until tomllib accepts it: then it is one statement, whatever strings and arrays it spans. Run
only when there is an error to report.
"""

import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """One header or one `key = value`: the line it begins on (from 1), its text, and what it says."""

    line: int
    text: str
    values: Mapping[str, object]


@dataclass(slots=True)
class _Walk:
    """Where the reading has come to: the table in force, and how many tables each array of tables has."""

    lines: dict[Path, int] = field(default_factory=dict)
    table: Path = ()
    counts: dict[Path, int] = field(default_factory=dict)


def line_of(text: str, path: Path) -> int | None:
    """The line on which `path` is said; of a key that is missing, the line of its table; None when there is none."""
    lines = key_lines(text)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path)


def key_lines(text: str) -> dict[Path, int]:
    """The line of every table and key of `text`, which must be valid TOML. `("feed", 1, "url")` is a path."""
    walk = _Walk()
    for statement in statements(text):
        if statement.text.lstrip().startswith("["):
            _enter(walk, statement)
        else:
            _note(walk.lines, walk.table, statement.values, statement.line)
    return walk.lines


def statements(text: str) -> Iterator[Statement]:
    """The statements of `text`, in order; comments and blank lines are left out."""
    begin, chunk = 1, ""
    for number, line in enumerate(io.StringIO(text), start=1):
        chunk += line
        try:
            values = tomllib.loads(chunk)
        except tomllib.TOMLDecodeError:
            continue
        if values:
            yield Statement(begin, chunk, values)
        begin, chunk = number + 1, ""


def _enter(walk: _Walk, header: Statement) -> None:
    """A `[table]` or `[[array of tables]]` header: the keys that follow belong there."""
    names = list(_names(header.values))
    array = header.text.lstrip().startswith("[[")
    path: Path = ()
    for depth, name in enumerate(names, start=1):
        path = (*path, name)
        if array and depth == len(names):
            walk.counts[path] = walk.counts.get(path, -1) + 1
        if path in walk.counts:
            path = (*path, walk.counts[path])
    walk.table = path
    walk.lines.setdefault(path, header.line)


def _names(values: object) -> Iterator[str]:
    """The names of a header, outermost first: it parses to tables nested in one another."""
    while values:
        if isinstance(values, list):
            values = values[0]
        elif isinstance(values, dict):
            name, values = next(iter(values.items()))
            yield name


def _note(lines: dict[Path, int], path: Path, value: object, line: int) -> None:
    """All that lies in the value of a statement begins where the statement begins."""
    if isinstance(value, Mapping):
        items: Iterator[tuple[str | int, object]] = iter(value.items())
    elif isinstance(value, list):
        items = iter(enumerate(value))
    else:
        return
    for key, inner in items:
        lines.setdefault((*path, key), line)
        _note(lines, (*path, key), inner, line)
