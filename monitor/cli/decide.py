"""`monitor decide`: what people decide, against the judge or before it; it wins for ever, until it is undone."""

import click

from monitor.cli.invocation import Invocation
from monitor.model.decision import DecisionKind

_json = click.option("--json", "as_json", is_flag=True, help="One JSON object.")


@click.group()
def decide() -> None:
    """Decide about articles and stories, as their pages do: it wins over the judge for ever, until it is undone."""


def _about(name: str, kind: DecisionKind, what: str, words: str) -> None:
    """Add a command for a kind of decision about two articles or two stories."""

    @decide.command(name, help=words)
    @click.argument("one", type=click.IntRange(1), metavar=what)
    @click.argument("other", type=click.IntRange(1), metavar=f"OTHER_{what}")
    @_json
    @click.pass_obj
    def act(invocation: Invocation, one: int, other: int, as_json: bool) -> None:
        from monitor.cli import decide_desk  # noqa: PLC0415 - commands import what they need when they are called

        decide_desk.decided(invocation.app(), kind, one, other, stories=what == "STORY", as_json=as_json)


_about("same-event", DecisionKind.SAME_EVENT, "STORY", "Two stories, in two languages, tell one event: link them.")
_about("not-same-event", DecisionKind.OTHER_EVENT, "STORY", "Two stories, in two languages, tell two: cut the link.")
_about("one-story", DecisionKind.ONE_STORY, "STORY", "All articles of OTHER_STORY come into STORY.")
_about("reprint-of", DecisionKind.REPRINT_OF, "ARTICLE", "ARTICLE, with its copies, is a reprint of OTHER_ARTICLE.")


@decide.command("not-a-duplicate")
@click.argument("article", type=click.IntRange(1))
@_json
@click.pass_obj
def not_a_duplicate(invocation: Invocation, article: int, as_json: bool) -> None:
    """ARTICLE is nobody's reprint."""
    from monitor.cli import decide_desk  # noqa: PLC0415

    decide_desk.decided(invocation.app(), DecisionKind.NOT_DUPLICATE, article, as_json=as_json)


@decide.command("not-this-story")
@click.argument("article", type=click.IntRange(1))
@_json
@click.pass_obj
def not_this_story(invocation: Invocation, article: int, as_json: bool) -> None:
    """ARTICLE leaves its story with its copies, into one of its own."""
    from monitor.cli import decide_desk  # noqa: PLC0415

    decide_desk.decided(invocation.app(), DecisionKind.NOT_STORY, article, as_json=as_json)


@decide.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(invocation: Invocation, as_json: bool) -> None:
    """Every decision that stands, oldest first: who said what of which articles, when."""
    from monitor.cli import decide_desk, output  # noqa: PLC0415

    columns = {"decision": "decision", "by": "author", "at": "at", "article": "article", "is": "kind", "of": "other"}
    rows = decide_desk.standing(invocation.app())
    output.listing(rows, columns, as_json=as_json, right=("decision", "article", "of"))


@decide.command()
@click.argument("decision", type=click.IntRange(1))
@_json
@click.pass_obj
def undo(invocation: Invocation, decision: int, as_json: bool) -> None:
    """DECISION no longer holds: what it moved goes back, and the judge decides again."""
    from monitor.cli import decide_desk  # noqa: PLC0415

    decide_desk.undone(invocation.app(), decision, as_json=as_json)


commands = [decide]
