"""`monitor ingest`: articles from documents, on the same line as a poll, and judged at the end."""

from pathlib import Path

import click

from monitor.cli.invocation import Invocation

DOCUMENT = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=DOCUMENT)
@click.option("--source", metavar="NAME", help="Where ids mean something. Default: the file's name without its end.")
@click.option("--backdate", is_flag=True, help="First seen when published, in that order.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: one a file, and the sum at the end.")
@click.pass_obj
def ingest(invocation: Invocation, files: tuple[Path, ...], source: str | None, backdate: bool, as_json: bool) -> int:
    """Take articles from JSON lines, feed files, HTML pages and plain text. Returns when nothing is unjudged."""
    from monitor.cli import ingesting  # noqa: PLC0415 - commands import what they need when they are called

    return ingesting.ingest(invocation.app(), files, ingesting.Wanted(source, backdate, as_json))


commands = [ingest]
