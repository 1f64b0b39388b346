"""`monitor db`: upgrade, back up, copy, prune and check the database."""

from pathlib import Path

import click

from monitor.cli.invocation import Invocation

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")


@click.group()
def db() -> None:
    """The database: its version, its copies, its health."""


@db.command()
@AS_JSON
@click.pass_obj
def upgrade(invocation: Invocation, as_json: bool) -> None:
    """Bring the database to today's version; an older SQLite file is copied first."""
    from monitor.cli import db_desk, output  # noqa: PLC0415 - commands import what they need when they are called

    row = db_desk.upgraded(invocation.settings.options.database_url)
    output.listing([row], {"version": "version", "was": "was", "backup": "backup"}, as_json=as_json)


@db.command()
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path), required=False)
@AS_JSON
@click.pass_obj
def backup(invocation: Invocation, target: Path | None, as_json: bool) -> None:
    """Copy a SQLite database into a file, beside a running daemon. Without TARGET: beside itself, named by the time."""
    from monitor.cli import db_desk, output  # noqa: PLC0415

    row = db_desk.backed_up(invocation.settings.options.database_url, target)
    output.listing([row], {"backup": "backup", "bytes": "bytes"}, as_json=as_json, right=("bytes",))


@db.command()
@click.argument("target", metavar="DATABASE_URL")
@AS_JSON
@click.pass_obj
def copy(invocation: Invocation, target: str, as_json: bool) -> None:
    """Copy everything into another, empty database (SQLite to PostgreSQL or back) and compare every row.

    Stop the daemons first."""
    from monitor.cli import db_desk, output  # noqa: PLC0415

    rows = db_desk.copied(invocation.settings.options.database_url, target)
    output.listing(rows, {"table": "table", "rows": "rows"}, as_json=as_json, right=("rows",))


@db.command()
@AS_JSON
@click.pass_obj
def prune(invocation: Invocation, as_json: bool) -> None:
    """Throw away poll events beyond the newest 100 of a feed and the last 48 hours. Articles are never pruned."""
    from monitor.cli import db_desk, output  # noqa: PLC0415

    row = db_desk.pruned(invocation.app())
    output.listing([row], {"poll events": "poll_events"}, as_json=as_json, right=("poll events",))


@db.command()
@click.option("--repair", is_flag=True, help="Count the counters of the pages again.")
@AS_JSON
@click.pass_obj
def check(invocation: Invocation, repair: bool, as_json: bool) -> int:
    """Look whether the database is whole. Exits 1 when something is wrong."""
    from monitor.cli import db_desk, output  # noqa: PLC0415

    rows = db_desk.checked(invocation.settings.options.database_url, repair=repair)
    output.listing(rows, {"what": "name", "ok": "ok", "wrong": "wrong"}, as_json=as_json)
    return 0 if all(row.ok for row in rows) else 1


commands = [db]
