"""`monitor demo`: two days of a small newsroom in a minute, with no network."""

from pathlib import Path

import click

from monitor.cli.invocation import Invocation


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address of the dashboard.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port of the dashboard.")
@click.option(
    "--mailbox-port",
    default=8025,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port of the mailbox page; any free one when it is taken.",
)
@click.option(
    "--seconds", default=60.0, show_default=True, type=click.FloatRange(5, 86_400), help="How long the two days take."
)
@click.option("--exit", "leave", is_flag=True, help="End when the two days have passed, instead of staying.")
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder for the database, kept afterwards. Default: a temporary one.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: how far it is, then what to see.")
@click.pass_obj
def demo(invocation: Invocation, /, as_json: bool, leave: bool, keep: Path | None, **stage: float | str) -> int:
    """The whole of monitor on a sample newsroom served by itself: no network, an own mailbox page."""
    from monitor.cli import demonstrating  # noqa: PLC0415 - commands import what they need when they are called

    with demonstrating.folder(keep) as place:
        return demonstrating.show(invocation, place, stage, as_json=as_json, leave=leave)


commands = [demo]
