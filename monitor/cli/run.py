"""`monitor run`: polls, judges, delivers and shows the dashboard until SIGTERM."""

import click

from monitor.cli.invocation import Invocation
from monitor.cli.leaving import leaving


@click.command()
@click.option("--host", help="Address of the dashboard (default: [web] host).")
@click.option("--port", type=click.IntRange(0, 65535), help="Port of the dashboard (default: [web] port).")
@click.option("--only", "roles", help="Play only these roles, separated by commas: ingest, judge, web.")
@click.option("--one-process", is_flag=True, help="All roles in this process: for tests and debugging.")
@click.pass_obj
def run(invocation: Invocation, host: str | None, port: int | None, roles: str | None, one_process: bool) -> int:
    """Poll, judge, deliver and show the dashboard until SIGTERM. Exits 0 within 20 seconds, nothing lost."""
    with leaving() as asked:
        from monitor.cli import eventloop, running  # noqa: PLC0415 - what is needed, when it is called

        chosen = running.chosen_roles(roles)
        play = running.one_process if one_process or len(chosen) == 1 else running.supervised
        return eventloop.run(play(invocation, chosen, (host, port), asked))


commands = [run]
