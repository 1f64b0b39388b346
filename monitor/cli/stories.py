"""`monitor stories`: articles about the same event, newest story first."""

from typing import Any

import click

from monitor.cli import listing
from monitor.cli.invocation import Invocation


@click.command()
@listing.filter_flags
@click.pass_obj
def stories(invocation: Invocation, /, **flags: Any) -> None:
    """List stories with their numbers of articles, outlets and independent origins."""
    from monitor.cli import output  # noqa: PLC0415 - commands import what they need when they are called
    from monitor.store.reading import as_json  # noqa: PLC0415

    found = listing.rows(invocation, "stories", flags)
    if flags["as_json"]:
        for row in found:
            output.json_line(as_json(row))
        return
    counts = ("articles", "outlets", "origins")
    shown = ((row.first_seen, row.title, *(getattr(row, name) for name in counts), row.id) for row in found)
    output.table(("first seen", "headline", *counts, "story"), shown, right=(*counts, "story"))


commands = [stories]
