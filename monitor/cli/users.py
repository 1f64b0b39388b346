"""`monitor users`: who may log in to the dashboard."""

import json
from typing import TextIO

import click

from monitor.cli.invocation import Invocation
from monitor.errors import UsageError


@click.group()
def users() -> None:
    """Add, list and remove people."""


@users.command()
@click.argument("name")
@click.option("--role", type=click.Choice(["reader", "editor", "admin"]), default="reader", show_default=True)
@click.option("--password-file", type=click.File("r"), help="Read the password from this file (- for standard input).")
@click.pass_obj
def add(invocation: Invocation, name: str, role: str, password_file: TextIO | None) -> None:
    """Add NAME; asks for the password when no file is given."""
    from monitor.model.clock import world_time  # noqa: PLC0415 - commands import what they need when they are called
    from monitor.publish.web.passwords import hashed  # noqa: PLC0415
    from monitor.store import people  # noqa: PLC0415

    if name == people.LOCAL:
        raise UsageError("`local` is whoever sits at this machine. Take another name.")
    stored = hashed(_password(password_file))
    invocation.app().db.run(lambda conn: people.add(conn, name, role, stored, world_time()))
    click.echo(f"{name} can log in as {role}.")


@users.command()
@click.argument("name")
@click.option("--password-file", type=click.File("r"), help="Read the password from this file (- for standard input).")
@click.pass_obj
def passwd(invocation: Invocation, name: str, password_file: TextIO | None) -> None:
    """A new password for NAME; their sessions end."""
    from monitor.publish.web.passwords import hashed  # noqa: PLC0415
    from monitor.store import people  # noqa: PLC0415

    if name == people.LOCAL:
        raise UsageError("`local` has no password: they never log in.")
    stored = hashed(_password(password_file))
    invocation.app().db.run(lambda conn: people.set_password(conn, name, stored))
    click.echo(f"{name} has a new password; their sessions ended.")


@users.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(invocation: Invocation, as_json: bool) -> None:
    """Everybody, by name."""
    from monitor.store import people  # noqa: PLC0415
    from monitor.store.views_rows import rfc3339  # noqa: PLC0415

    with invocation.app().db.read() as conn:
        everyone = people.everyone(conn)
    for person in everyone:
        row = {"name": person.name, "role": person.role, "login": person.password is not None}
        whole = {**row, "created": rfc3339(person.created)}
        plain = f"{person.name}\t{person.role}\t{_way(row['login'])}"
        click.echo(json.dumps(whole, ensure_ascii=False) if as_json else plain)


@users.command()
@click.argument("name")
@click.pass_obj
def remove(invocation: Invocation, name: str) -> None:
    """Take NAME out; their sessions end. What they judged stays under their name."""
    from monitor.store import people  # noqa: PLC0415

    if name == people.LOCAL:
        raise UsageError("`local` is whoever sits at this machine, and stays.")
    invocation.app().db.run(lambda conn: people.remove(conn, name))
    click.echo(f"{name} is gone.")


def _way(login: object) -> str:
    return "logs in" if login else "needs no login on this machine"


def _password(file: TextIO | None) -> str:
    from monitor.publish.web.passwords import LEAST  # noqa: PLC0415

    given = file.read() if file else click.prompt("Password", hide_input=True, confirmation_prompt=True)
    password = str(given).strip("\r\n")
    if len(password) < LEAST:
        raise UsageError(f"A password has at least {LEAST} characters.")
    return password


commands: list[click.Command] = [users]
