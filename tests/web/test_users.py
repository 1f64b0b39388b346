"""`monitor users`."""

import json

from click.testing import CliRunner, Result

from monitor.cli.users import users
from monitor.errors import NotFound, UsageError
from monitor.publish.web.passwords import fits
from monitor.store import people
from monitor.store.database import Database


class Handed:
    """An invocation that has its database already."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def app(self) -> "Handed":
        return self


def run(db: Database, *words: str, said: str = "") -> Result:
    return CliRunner().invoke(users, words, obj=Handed(db), input=said)


def test_people_come_and_go(sqlite_database: Database) -> None:
    assert run(sqlite_database, "add", "mina", "--role", "admin", said="correct horse\ncorrect horse\n").exit_code == 0
    assert run(sqlite_database, "add", "jo", "--password-file", "-", said="another horse\n").exit_code == 0
    listed = [json.loads(line) for line in run(sqlite_database, "list", "--json").output.splitlines()]
    assert [(one["name"], one["role"], one["login"]) for one in listed] == [
        ("jo", "reader", True),
        ("mina", "admin", True),
    ]
    assert run(sqlite_database, "passwd", "jo", "--password-file", "-", said="a third horse\n").exit_code == 0
    with sqlite_database.read() as conn:
        jo = people.by_name(conn, "jo")
    assert jo
    assert fits(jo.password, "a third horse")
    assert not fits(jo.password, "another horse")
    assert run(sqlite_database, "remove", "jo").exit_code == 0
    assert isinstance(run(sqlite_database, "remove", "jo").exception, NotFound)


def test_what_cannot_be_is_refused(sqlite_database: Database) -> None:
    assert isinstance(run(sqlite_database, "add", "mina", "--password-file", "-", said="short\n").exception, UsageError)
    assert isinstance(
        run(sqlite_database, "add", "local", "--password-file", "-", said="long enough\n").exception, UsageError
    )
    assert run(sqlite_database, "add", "mina", "--role", "king").exit_code == 2
    run(sqlite_database, "add", "mina", "--password-file", "-", said="long enough\n")
    again = run(sqlite_database, "add", "mina", "--password-file", "-", said="long enough\n")
    assert isinstance(again.exception, UsageError)
