"""`monitor topics spikes` and `monitor topics leads`: when there was more than usual, and who was first."""

import click

from monitor.cli.invocation import Invocation

SINCE = "From then on: 30d, 12h, 2026-11-23. Default: 30d."
SHOWN = 20  # stories of a board in text


@click.command()
@click.argument("slug", metavar="[TOPIC]", required=False)
@click.option("--since", metavar="WHEN", default="30d", help=SINCE)
@click.option("--standing", is_flag=True, help="Instead, whether spikes of each topic are told yet, and what is usual.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def spikes(invocation: Invocation, slug: str | None, since: str, standing: bool, as_json: bool) -> None:
    """More stories than usual: every spike, newest first, with its reason."""
    from monitor.cli import output, topic_pulse_desk  # noqa: PLC0415 - commands import what they need when called
    from monitor.cli.spans import instant  # noqa: PLC0415

    app = invocation.app()
    if standing:
        columns = {"topic": "topic", "spikes": "standing", "stories a day": "a_day", "days known": "days",
                   "a spike now": "limit", "": "sentence"}  # fmt: skip
        rows = topic_pulse_desk.standings(app, slug)
        output.listing(rows, columns, as_json=as_json, right=("stories a day", "days known", "a spike now"))
        return
    found = topic_pulse_desk.spikes(app, slug, instant(since, app.clock.now()))
    columns = {"topic": "topic", "found": "at", "stories": "stories", "in": "span", "expected": "expected",
               "over": "until", "reason": "reason"}  # fmt: skip
    output.listing(found, columns, as_json=as_json, right=("stories", "expected"))
    if not found and not as_json:
        click.echo(f"no spike since {output.cell(instant(since, app.clock.now()))}; what is usual: "
                   "monitor topics spikes --standing")  # fmt: skip


@click.command()
@click.argument("slug", metavar="TOPIC")
@click.option("--since", metavar="WHEN", default="30d", help=SINCE)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: outlets, then pairs, then stories.")
@click.pass_obj
def leads(invocation: Invocation, slug: str, since: str, as_json: bool) -> None:
    """Who was first with the stories of a topic, by how much, and how sure the polls leave that."""
    from monitor.cli import output, topic_pulse_desk  # noqa: PLC0415
    from monitor.cli.spans import instant  # noqa: PLC0415

    app = invocation.app()
    board = topic_pulse_desk.board(app, slug, instant(since, app.clock.now()))
    if as_json:
        for line in topic_pulse_desk.lines(board):
            output.json_line(line)
        return
    click.echo(topic_pulse_desk.summary(board))
    columns = {"outlet": "outlet", "stories": "stories", "first": "certain", "perhaps": "perhaps",
               "median lead": "lead", "between": "bounds"}  # fmt: skip
    output.listing(topic_pulse_desk.leaders(board), columns, as_json=False,
                   right=("stories", "first", "perhaps", "median lead"))  # fmt: skip
    columns = {"began": "at", "first": "first", "": "sure", "lead": "lead", "before": "second", "story": "title"}
    output.listing(topic_pulse_desk.led(board, SHOWN), columns, as_json=False, right=("lead",))
