"""`monitor topics backtest`: what a topic would have found."""

import click

from monitor.cli.invocation import Invocation


@click.command()
@click.argument("name", metavar="FILE|TOPIC")
@click.option("--since", metavar="WHEN", default="30d", help="From then on: 30d, 12h, 2026-11-01. Default: 30d.")
@click.option("--until", metavar="WHEN", help="Before then. Default: now.")
@click.option("--zone", help="Days are of this zone, like Europe/Vienna. Default: that of the configuration.")
@click.option("--samples", type=click.IntRange(0, 1000), default=8, help="So many articles of each list. Default: 8.")
@click.option("--texts", type=click.IntRange(1), help="Read at most so many texts, the newest. Default: all.")
@click.option("--no-advice", is_flag=True, help="Do not look for terms that bring noise and words that are missing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def backtest(  # noqa: PLR0913 - its options
    invocation: Invocation,
    *,
    name: str,
    since: str,
    until: str | None,
    zone: str | None,
    samples: int,
    texts: int | None,
    no_advice: bool,
    as_json: bool,
) -> None:
    """What a topic would have found in the archive: hits a day, outlets, languages, lines in a digest; and what an edit
    gains and loses against the version in force. A draft in a FILE is read, never put in force."""
    from monitor.cli import backtest_desk, output  # noqa: PLC0415 - commands import what they need when they are called
    from monitor.cli.spans import instant  # noqa: PLC0415
    from monitor.model.backtest import Options  # noqa: PLC0415

    with backtest_desk.opened(invocation) as app:
        now = app.clock.now()
        options = Options(zone or app.options.web.zone, texts, samples, advice=not no_advice)
        span = (instant(since, now), instant(until, now) if until else now)
        found = backtest_desk.tested(app, backtest_desk.chosen(app, name), span, now, options, quiet=as_json)
    if as_json:
        output.json_line(backtest_desk.as_json(found))
    else:
        click.echo(backtest_desk.drawn(found))
