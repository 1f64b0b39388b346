"""What `monitor decide` does."""

from dataclasses import dataclass
from datetime import datetime

import click

from monitor.app import App
from monitor.cli import output
from monitor.cli.topic_shelf_desk import me
from monitor.model.decision import Decision, DecisionKind, Wish
from monitor.publish import deciding
from monitor.publish.web.decided import SAID
from monitor.store import decisions, reading


@dataclass(frozen=True, slots=True)
class Line:
    """A decision. `article` and `other` are those that it names: of stories, the articles that lead them."""

    decision: int
    kind: str
    article: int
    other: int | None
    outlet: str | None
    author: str
    at: datetime
    undone: datetime | None = None
    undone_by: str | None = None


def decided(
    app: App, kind: DecisionKind, one: int, other: int | None = None, *, stories: bool = False, as_json: bool
) -> None:
    """Decide, and say what came of it. `stories`: the numbers are those of stories. Raises MonitorError."""
    if stories:
        one, other = _lead(app, one), _lead(app, other or 0)
    number = deciding.decide(app.db, Wish(kind, one, other), author=me(), now=app.clock.now())
    with app.db.read() as conn:
        line = _line(decisions.one(conn, number))
    if as_json:
        output.json_line(line)
    else:
        click.echo(f"{SAID[kind]} `monitor decide undo {number}` takes it back.")


def undone(app: App, number: int, *, as_json: bool) -> None:
    """Undo a decision. Raises NotFound, UsageError."""
    line = _line(deciding.undo(app.db, number, author=me(), now=app.clock.now()))
    if as_json:
        output.json_line(line)
    else:
        click.echo("Undone: what it moved went back, and the judge decides again.")


def standing(app: App) -> list[Line]:
    """The decisions that were not undone, oldest first."""
    with app.db.read() as conn:
        return [_line(one) for one in decisions.standing(conn)]


def _lead(app: App, story: int) -> int:
    with app.db.read() as conn:
        return reading.story(conn, story).row.lead


def _line(one: Decision) -> Line:
    return Line(one.id, one.kind.value, one.article, one.other, one.outlet, one.author, one.at, one.undone,
                one.undone_by)  # fmt: skip
