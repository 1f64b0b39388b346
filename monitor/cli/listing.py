"""What `monitor articles` and `monitor stories` share: filters as flags, and pages one after another."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import reduce
from typing import Any, TypeVar

import click

from monitor.cli.invocation import Invocation

F = TypeVar("F", bound=Callable[..., Any])
SHOWN = 25  # rows of a table when nobody says how many
PAGE = 500

_FLAGS = (
    click.option("--topic", metavar="SLUG", help="Only what matched this topic."),
    click.option("--query", metavar="QUERY", help="Only what this search finds."),
    click.option("--since", metavar="WHEN", help="From then on: 30d, 12h, 2026-11-23, 2026-11-23T08:00Z."),
    click.option("--until", metavar="WHEN", help="Before then."),
    click.option(
        "--as-of",
        metavar="WHEN",
        help="As it was known then. What was ingested with --backdate counts as known since its date.",
    ),
    click.option("--outlet", metavar="SLUG", help="Only this outlet."),
    click.option(
        "--limit", type=click.IntRange(min=1), help=f"How many. Default: {SHOWN} in a table, all with --json."
    ),
    click.option("--json", "as_json", is_flag=True, help="One JSON object a line."),
)


def filter_flags(command: F) -> F:
    """The flags that both lists take."""
    return reduce(lambda made, flag: flag(made), reversed(_FLAGS), command)


def rows(invocation: Invocation, kind: str, flags: dict[str, Any]) -> Iterator[Any]:
    """The rows of `articles` or `stories` under these flags, newest first."""
    from monitor.store import reading  # noqa: PLC0415 - commands import what they need when they are called

    app = invocation.app()
    filters, left = _filters(flags, app.clock.now()), flags["limit"] or (None if flags["as_json"] else SHOWN)
    read = getattr(reading, kind)
    with app.db.read() as conn:
        while left is None or left > 0:
            page = read(conn, replace(filters, limit=PAGE if left is None else min(PAGE, left)))
            yield from page.items
            left = None if left is None else left - len(page.items)
            if page.next is None:
                return
            filters = replace(filters, after=page.next)


def _filters(flags: dict[str, Any], now: datetime) -> Any:
    from monitor.cli.spans import instant  # noqa: PLC0415
    from monitor.lang.query import parse_query  # noqa: PLC0415
    from monitor.lang.search import plan  # noqa: PLC0415
    from monitor.store.filters import Filters  # noqa: PLC0415

    since, until, as_of = (instant(flags[name], now) if flags[name] else None for name in ("since", "until", "as_of"))
    query = flags["query"] or ""
    return Filters(
        q=query,
        plan=plan(parse_query(query, {})) if query else None,
        topic=flags["topic"],
        outlet=flags["outlet"],
        since=since,
        until=until,
        as_of=as_of,
    )
