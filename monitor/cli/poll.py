"""`monitor poll`: polls what is due (or named, or everything) once, and judges what came in."""

import click

from monitor.cli.invocation import Invocation


@click.command()
@click.argument("slugs", metavar="[FEED]...", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every feed, whether or not it is due.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: one a poll, and the sum at the end.")
@click.option("--strict", is_flag=True, help="Exit 1 when a feed failed.")
@click.pass_obj
def poll(invocation: Invocation, slugs: tuple[str, ...], everything: bool, as_json: bool, strict: bool) -> int:
    """Poll what is due once. Returns when nothing is unjudged."""
    from monitor.cli import eventloop, polling  # noqa: PLC0415 - commands import what they need when they are called

    report = polling.Report(as_json=as_json)
    eventloop.run(polling.poll_once(invocation.app(), slugs, everything, report))
    return 1 if strict and report.failed else 0


commands = [poll]
