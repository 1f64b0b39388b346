"""`monitor articles`: stored articles, newest first."""

from typing import Any

import click

from monitor.cli import listing
from monitor.cli.invocation import Invocation


@click.command()
@listing.filter_flags
@click.pass_obj
def articles(invocation: Invocation, /, **flags: Any) -> None:
    """List articles: newest first, reprints with their originals' numbers."""
    from monitor.cli import output  # noqa: PLC0415 - commands import what they need when they are called
    from monitor.store.reading import as_json  # noqa: PLC0415

    found = listing.rows(invocation, "articles", flags)
    if flags["as_json"]:
        for row in found:
            output.json_line(as_json(row))
        return
    shown = ((row.effective, row.outlet_name, row.title, row.id, row.reprint_of, row.story) for row in found)
    output.table(("when", "outlet", "headline", "article", "reprint of", "story"), shown, right=("article",))


commands = [articles]
