"""Statements of the hot path, written out once: building and binding an expression for each row, or for each list of
values, costs more than SQLite's own work.

The text is the same for both databases but for the marks of the parameters.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import JSON, Connection, Table

from monitor.store import dialect
from monitor.store.instant import Instant, to_micros

T = TypeVar("T")
Row = Sequence[Any]
AT_ONCE = 1000  # values in one IN (…)
_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Bulk:
    """An INSERT into `columns` of a table. `conflict` is what follows ON CONFLICT, if anything."""

    def __init__(self, table: Table, columns: Sequence[str], conflict: str = "") -> None:
        """Names are quoted: some columns are called like words of SQL."""
        names = ", ".join(f'"{name}"' for name in columns)
        self._head = f'INSERT INTO "{table.name}" ({names}) VALUES '  # noqa: S608 - names of the schema
        self._tail = f" ON CONFLICT {conflict}" if conflict else ""
        self._width = len(columns)
        converters = [(at, _converter(table.c[name].type)) for at, name in enumerate(columns)]
        self._convert = [(at, convert) for at, convert in converters if convert]

    def put(self, conn: Connection, rows: Sequence[Row]) -> int:
        """Insert; returns how many rows were written."""
        if not rows:
            return 0
        return dialect.insert_many(conn, (self._head, self._width, self._tail), list(map(self._bound, rows)))

    def _bound(self, row: Row) -> tuple[Any, ...]:
        if not self._convert:
            return tuple(row)
        values = list(row)
        for at, convert in self._convert:
            if values[at] is not None:
                values[at] = convert(values[at])
        return tuple(values)


class Update:
    """An UPDATE of single rows. `sets` gives each column its expression, in which `?` stands for a value; a row is
    those values, and last that of the column by which it is found."""

    def __init__(self, table: Table, sets: Mapping[str, str], by: str, only: str = "") -> None:
        """`only` narrows what is changed."""
        changes = ", ".join(f'"{name}" = {expression}' for name, expression in sets.items())
        self._text = f'UPDATE "{table.name}" SET {changes} WHERE "{by}" = ?{only and f" AND {only}"}'  # noqa: S608
        marked = [name for name, expression in sets.items() if "?" in expression]
        self._convert = [_converter(table.c[name].type) for name in (*marked, by)]

    def put(self, conn: Connection, rows: Sequence[Row]) -> None:
        """Change these rows."""
        if rows:
            dialect.change_many(conn, self._text, [_converted(self._convert, row) for row in rows])


class Among:
    """A statement on the rows of which one column is among some values. Values go in and come back as they are stored:
    instants are microseconds."""

    def __init__(self, head: str, column: str, *, tail: str = "", lock: bool = False) -> None:
        """`head` ends before the condition on `column`; `lock` keeps others from changing the rows."""
        self._parts = (f"{head} {column}", tail)
        self._lock = lock

    def get(self, conn: Connection, values: Iterable[Any], *fixed: Any) -> Iterator[Any]:
        """The rows of a SELECT; `fixed` fills the marks before the condition."""
        for some in chunks(values):
            yield from dialect.among(conn, self._parts, (fixed, some), lock=self._lock).all()  # one by one is dear

    def run(self, conn: Connection, values: Iterable[Any], *fixed: Any) -> None:
        """Do what gives no rows."""
        for some in chunks(values):
            dialect.among(conn, self._parts, (fixed, some))


def unpacked(value: Any) -> Any:
    """JSON as a statement written out brings it: text from SQLite, read already from PostgreSQL."""
    return json.loads(value) if isinstance(value, str) else value


def chunks(values: Iterable[T], size: int = AT_ONCE) -> Iterator[list[T]]:
    """Lists of at most `size`."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def _converted(convert: Sequence[Callable[[Any], Any] | None], row: Row) -> tuple[Any, ...]:
    pairs = zip(convert, row, strict=True)
    return tuple(value if change is None or value is None else change(value) for change, value in pairs)


def _converter(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, Instant):
        return to_micros
    return _compact if isinstance(kind, JSON) else None
