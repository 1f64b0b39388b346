"""What commands print: JSON lines, tables, bars. Bars and colour only on a terminal; rich is imported when wanted."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Protocol

import click

from monitor.lang.text import clean

WIDE = 120  # columns of a table when nobody says how wide the paper is
# What moves a cursor or turns a line around, and lone surrogates: escaped in lines of JSON.
_TRICKY = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")


class Bar(Protocol):
    """Progress that can be seen."""

    def advance(self, steps: int = 1) -> None:
        """So many steps more are done."""
        ...


class NoBar:
    """Progress that nobody watches."""

    def advance(self, steps: int = 1) -> None:
        """Nothing."""


@contextmanager
def bar(label: str, total: int | None, *, quiet: bool = False) -> Iterator[Bar]:
    """A progress bar on stderr while the block runs, when that is a terminal; `total` None when it is not known."""
    if quiet or not sys.stderr.isatty():
        yield NoBar()
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=total)

        class Shown:
            def advance(self, steps: int = 1) -> None:
                progress.advance(task, steps)

        yield Shown()


def json_line(row: object) -> None:
    """One object on one line: dataclasses as objects, instants as ISO 8601 in UTC, other letters as they are."""
    text = json.dumps(_plain_object(row), ensure_ascii=False, default=_plain)
    click.echo(_TRICKY.sub(lambda found: f"\\u{ord(found[0]):04x}", text))


def safe(text: str) -> str:
    """Text from strangers as it may go to a terminal: no control sequences, nothing that turns lines around."""
    return clean(text).replace("\t", " ")


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> None:
    """A table under `headings`; the columns named in `right` hold numbers. Nothing at all when there are no rows."""
    from rich import box  # noqa: PLC0415
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    made = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        made.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(cell(value)) for value in row))  # Text: brackets in a headline are no markup
    if made.row_count:
        console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False)
        console.print(made)


def listing(rows: Iterable[object], columns: Mapping[str, str], *, as_json: bool, right: Sequence[str] = ()) -> None:
    """Rows as JSON lines, or as a table: `columns` gives for each heading the attribute that stands under it."""
    if as_json:
        for row in rows:
            json_line(row)
    else:
        lines = ([getattr(row, attribute) for attribute in columns.values()] for row in rows)
        table(list(columns), lines, right=right)


def cell(value: object) -> str:
    """A value as people read it in a table."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
        case tuple() | list():
            return safe(", ".join(map(str, value))) or "–"
    return safe(str(value))


def _plain_object(row: object) -> object:
    return asdict(row) if is_dataclass(row) and not isinstance(row, type) else row


def _plain(value: object) -> object:
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date() | Path():
            return str(value)
        case bytes():
            return value.hex()
        case frozenset() | set():
            return sorted(value)
    return _plain_object(value) if is_dataclass(value) else str(value)
