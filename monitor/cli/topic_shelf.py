"""`monitor topics add | remove | restore | show | versions | retag`: topics of the database, and their past."""

from pathlib import Path

import click

from monitor.cli.invocation import Invocation


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--note", default="", help="Why: stands beside the version.")
@click.option("--anyway", is_flag=True, help="Save even where a test of the topic fails; that is noted.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def add(invocation: Invocation, file: Path, note: str, anyway: bool, as_json: bool) -> int:
    """Save the topic of a FILE (or several, as in topics.toml) in the database, as the dashboard does: a new one, or a
    new version. Its own tests run first. What the files of the configuration declare is edited there."""
    from monitor.cli import output, topic_shelf_desk  # noqa: PLC0415 - commands import what they need when called
    from monitor.settings.topic_file import topics_of  # noqa: PLC0415

    app = invocation.app()
    rows = topic_shelf_desk.added(app, topics_of(file, app.settings), note=note, anyway=anyway)
    columns = {"topic": "topic", "version": "version", "outcome": "outcome", "failed tests": "failed"}
    output.listing(rows, columns, as_json=as_json, right=("version", "failed tests"))
    return 1 if any(row.outcome == "refused" for row in rows) else 0


@click.command()
@click.argument("slug", metavar="TOPIC")
@click.pass_obj
def remove(invocation: Invocation, slug: str) -> None:
    """Retire a topic of the database: nothing is matched with it any more, its matches and versions stay."""
    from monitor.store import topics  # noqa: PLC0415

    app = invocation.app()
    topics.retire(app.db, slug, now=app.clock.now())
    click.echo(f"{slug} is retired; `monitor topics restore {slug}` puts it to use again")


@click.command()
@click.argument("slug", metavar="TOPIC")
@click.pass_obj
def restore(invocation: Invocation, slug: str) -> None:
    """Put a retired topic to use again. `monitor topics retag` matches what came meanwhile."""
    from monitor.store import topics  # noqa: PLC0415

    since = topics.restore(invocation.app().db, slug)
    if since is None:
        click.echo(f"{slug} is in use already")
    else:
        click.echo(
            f"{slug} is in use; `monitor topics retag {slug} --since {since:%Y-%m-%d}` matches what came meanwhile"
        )


@click.command()
@click.argument("slug", metavar="TOPIC")
@click.option("--version", type=click.IntRange(1), help="That version. Default: the one in force.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def show(invocation: Invocation, slug: str, version: int | None, as_json: bool) -> None:
    """A topic whole, as a file of topics.d/ would say it: also the way from the database into the files."""
    from monitor.cli import output, topic_shelf_desk  # noqa: PLC0415
    from monitor.publish.topic_toml import to_toml  # noqa: PLC0415

    spec = topic_shelf_desk.spec_of(invocation.app(), slug, version)
    if as_json:
        output.json_line(spec)
    else:
        click.echo(to_toml(spec), nl=False)


@click.command()
@click.argument("slug", metavar="TOPIC")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def versions(invocation: Invocation, slug: str, as_json: bool) -> None:
    """Every version of a topic, newest first: who saved it when and why, and its matches."""
    from monitor.cli import output, topic_shelf_desk  # noqa: PLC0415

    columns = {"version": "version", "since": "created", "by": "author", "why": "note", "matches": "matches",
               "standing": "standing", "changed": "changed"}  # fmt: skip
    rows = topic_shelf_desk.versions_of(invocation.app(), slug)
    output.listing(rows, columns, as_json=as_json, right=("version", "matches", "standing"))


@click.command()
@click.argument("slugs", metavar="[TOPIC]...", nargs=-1)
@click.option("--since", help="Only articles since then: 2026-11-01, 30d, 12h.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.pass_obj
def retag(invocation: Invocation, slugs: tuple[str, ...], since: str | None, as_json: bool) -> None:
    """Match stored articles with the versions in force, beside whoever polls. Stopped or killed, it goes on where it
    was when it is run again, and a running monitor goes on with it too. What it finds enters no edition or alert."""
    from monitor.cli import output, topic_shelf_desk  # noqa: PLC0415
    from monitor.cli.spans import instant  # noqa: PLC0415

    app = invocation.app()
    rows = topic_shelf_desk.retagged(
        app, slugs, since=instant(since, app.clock.now()) if since else None, quiet=as_json
    )
    columns = {"topic": "topic", "version": "version", "articles": "articles", "new matches": "new", "ended": "ended",
               "outcome": "outcome"}  # fmt: skip
    output.listing(rows, columns, as_json=as_json, right=("version", "articles", "new matches", "ended"))


commands = [add, remove, restore, show, versions, retag]
