"""`monitor export`: what people configured and decided, in one file."""

import json
from pathlib import Path

import click

from monitor.cli.invocation import Invocation


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.option("--texts", is_flag=True, help="With the texts of articles that were decided about: training data.")
@click.pass_obj
def export(invocation: Invocation, file: Path | None, texts: bool) -> None:
    """Write the feeds, topics and digests that people made here, and what they decided, to FILE or to the terminal.

    Topics of the files are in it too, marked as such, but `import` leaves them to the files. Secrets are not: only the
    names of those (env:, file:).
    """
    from monitor.publish import porting  # noqa: PLC0415 - commands import what they need when called

    app = invocation.app()
    text = json.dumps(porting.exported(app.db, now=app.clock.now(), texts=texts), ensure_ascii=False, indent=1) + "\n"
    if file:
        file.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


commands = [export]
