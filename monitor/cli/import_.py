"""`monitor import`: what `monitor export` wrote, applied here."""

import json
from pathlib import Path

import click

from monitor.cli.invocation import Invocation


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def import_(invocation: Invocation, file: Path, as_json: bool) -> None:
    """Take in what `export` wrote. What is here already stays; importing again changes nothing.

    Decisions about articles that are not here yet are counted as not applied: import again when they are.
    """
    from monitor.cli import output  # noqa: PLC0415 - commands import what they need when called
    from monitor.errors import UsageError  # noqa: PLC0415
    from monitor.publish import porting  # noqa: PLC0415

    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    if not isinstance(document, dict):
        raise UsageError(f"{file} is no export.")
    app = invocation.app(strict=False)  # it may bring topics that digests of the files name
    done = porting.imported(app.db, document, now=app.clock.now())
    if as_json:
        output.json_line(done)
        return
    for kind, counts in done.items():
        told = ", ".join(f"{count} {outcome}" for outcome, count in counts.items()) or "none in the file"
        click.echo(f"{kind}: {told}")


commands = [import_]
