"""`monitor topics`: list, check, test and explain topics; the rest of the group has files of its own."""

from pathlib import Path

import click

from monitor.cli.invocation import Invocation
from monitor.cli.topic_backtest import backtest
from monitor.cli.topic_pulse import leads, spikes
from monitor.cli.topic_shelf import commands as shelf


@click.group()
def topics() -> None:
    """Topics: what is looked for, and the tests that hold it."""


@topics.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def list_(invocation: Invocation, as_json: bool) -> None:
    """Every topic in force, with its version and where it is declared."""
    from monitor.cli import output, topic_desk  # noqa: PLC0415 - commands import what they need when they are called

    columns = {"topic": "topic", "name": "name", "version": "version", "declared in": "managed_by", "terms": "terms",
               "tests": "tests"}  # fmt: skip
    rows = topic_desk.in_force(invocation.app())
    output.listing(rows, columns, as_json=as_json, right=("version", "terms", "tests"))


@topics.command()
@click.argument("slugs", metavar="[TOPIC]...", nargs=-1)
@click.option("--untried", is_flag=True, help="List the terms that stand in no must_match headline.")
@click.option("--strict", is_flag=True, help="Exit 1 when there is a warning.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def check(invocation: Invocation, slugs: tuple[str, ...], untried: bool, strict: bool, as_json: bool) -> int:
    """Read every query; count terms and tests by language; warn of what is forgotten. Needs no database; what cannot
    be read is shown with its place."""
    from monitor.cli import topic_testing  # noqa: PLC0415

    rows = list(topic_testing.counted(invocation.settings.topics, slugs))
    topic_testing.print_census(rows, untried=untried, as_json=as_json)
    return 1 if strict and any(row.warnings for row in rows) else 0


@topics.command()
@click.argument("slugs", metavar="[TOPIC]...", nargs=-1)
@click.option("--junit", type=click.Path(dir_okay=False, path_type=Path), help="Write a JUnit report there, too.")
@click.option("--github", is_flag=True, help="Print failures as annotations of GitHub Actions, too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line: one a test.")
@click.pass_obj
def test(invocation: Invocation, slugs: tuple[str, ...], junit: Path | None, github: bool, as_json: bool) -> int:
    """Run the tests that topics carry. Exits 1 when one fails, and says why. Needs no database but for tests that name
    a stored article."""
    from monitor.cli import topic_reports, topic_testing  # noqa: PLC0415

    outcomes = list(topic_testing.outcomes(invocation.settings, slugs))
    topic_testing.print_outcomes(outcomes, as_json=as_json)
    if github:
        click.echo("\n".join(topic_reports.annotations(outcomes)), nl=any(not one.passed for one in outcomes))
    if junit:
        topic_reports.write_junit(junit, outcomes)
    return 0 if all(one.passed for one in outcomes) else 1


@topics.command()
@click.argument("slug", metavar="TOPIC")
@click.argument("text", metavar="ARTICLE|FILE|HEADLINE")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def explain(invocation: Invocation, slug: str, text: str, as_json: bool) -> None:
    """Why an article (its number), a text file (first line: the title) or a headline matches a topic, or which clause
    failed and what was found near."""
    from monitor.cli import output, topic_desk, topic_explaining  # noqa: PLC0415

    found = topic_explaining.Explained(invocation, slug, topic_desk.document(invocation, text, Path(text)))
    if as_json:
        output.json_line(found.as_json())
    else:
        click.echo(found.drawn())


for one in shelf:
    topics.add_command(one)
topics.add_command(backtest)
topics.add_command(spikes)
topics.add_command(leads)

commands = [topics]
