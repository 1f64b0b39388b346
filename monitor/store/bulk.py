"""INSERTs of many rows on the hot path, written out once: building and binding an expression for each row costs more
than SQLite's own work.

The text is the same for both databases but for the marks of the parameters.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import JSON, Connection, Table

from monitor.store import dialect
from monitor.store.instant import Instant, to_micros

Row = Sequence[Any]
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


def _converter(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, Instant):
        return to_micros
    return _compact if isinstance(kind, JSON) else None
