"""`monitor alerts`: list alerts and what they told, preview one."""

from pathlib import Path

import click

from monitor.cli.invocation import Invocation

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group()
def alerts() -> None:
    """Alerts: who is told at once, and of what."""


@alerts.command("list")
@click.argument("slug", required=False)
@JSON
@click.pass_obj
def list_(invocation: Invocation, slug: str | None, as_json: bool) -> None:
    """Every alert with what it holds back and why; the letters of one, when it is named."""
    from monitor.cli import alert_desk, output  # noqa: PLC0415 - commands import what they need when they are called

    app = invocation.app()
    if slug is None:
        output.listing(alert_desk.alerts(app), alert_desk.ALERTS, as_json=as_json, right=("letters", "waiting"))
    else:
        output.listing(alert_desk.letters(app, slug), alert_desk.LETTERS, as_json=as_json)


@alerts.command()
@click.argument("slug")
@click.option("--at", "at", metavar="TIME", help="Up to this time instead of now: 12h, 2026-11-23T07:30Z.")
@click.option("--html", "html", type=click.Path(path_type=Path, dir_okay=False), help="Write the HTML part to a file.")
@JSON
@click.pass_obj
def preview(invocation: Invocation, slug: str, at: str | None, html: Path | None, as_json: bool) -> None:
    """What a day would have brought, in one letter, had nothing been told before. Nothing is kept or sent."""
    from monitor.cli import alert_desk, output  # noqa: PLC0415

    content, letter = alert_desk.previewed(invocation.app(), slug, at)
    if html is not None:
        html.write_text(letter.rendered.html, "utf-8")
        click.echo(f"{html}: {len(letter.rendered.html.encode()):,} bytes", err=True)
    if as_json:
        output.json_line(alert_desk.as_json(content))
    elif html is None:
        click.echo(alert_desk.printed(content, letter), nl=False)


commands: list[click.Command] = [alerts]
