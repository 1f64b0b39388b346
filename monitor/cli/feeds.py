"""`monitor feeds`: list, add, check and move feeds."""

from pathlib import Path

import click

from monitor.cli.invocation import Invocation
from monitor.cli.notyet import not_yet

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
SLUGS = click.argument("slugs", metavar="FEED...", nargs=-1, required=True)
COLUMNS = {"feed": "slug", "title": "title", "state": "state", "last polled": "last_polled", "next": "next_poll_at",
           "articles": "articles", "declared in": "managed_by", "address": "url"}  # fmt: skip


@click.group()
def feeds() -> None:
    """Feeds: the addresses that are polled."""


@feeds.command("list")
@click.option("--retired", is_flag=True, help="Those too that are polled no more.")
@AS_JSON
@click.pass_obj
def list_(invocation: Invocation, retired: bool, as_json: bool) -> None:
    """Every feed, how it is, and when it is polled next."""
    from monitor.cli import output  # noqa: PLC0415 - commands import what they need when they are called
    from monitor.store import feeds as shelf  # noqa: PLC0415

    rows = shelf.listing(invocation.app().db, retired=retired)
    output.listing(rows, COLUMNS, as_json=as_json, right=("articles",))


@feeds.command()
@click.argument("url")
@click.option("--slug", help="Its name; made from title or host when left out.")
@click.option("--title", default="", help="What people call it; its own title when left out.")
@click.option("--outlet", help="Slug of the outlet that publishes it.")
@click.option("--lang", help="ISO 639-1: en, ko, …")
@click.option("--interval", "interval_s", type=click.IntRange(min=60), help="Seconds between polls, fixed.")
@AS_JSON
@click.pass_obj
def add(invocation: Invocation, /, url: str, as_json: bool, **said: str | int | None) -> None:
    """Add the feed at URL; it is due at once."""
    from monitor.cli import feed_desk, output  # noqa: PLC0415

    row = feed_desk.added(invocation.app(), url, said)
    output.listing([row], {"feed": "slug", "address": "url"}, as_json=as_json)


@feeds.command()
@SLUGS
@click.pass_obj
def remove(invocation: Invocation, slugs: tuple[str, ...]) -> None:
    """Poll these no more. Their articles stay."""
    from monitor.store import feeds as shelf  # noqa: PLC0415

    app = invocation.app()
    for slug in slugs:
        shelf.remove(app.db, slug, now=app.clock.now())


@feeds.command()
@SLUGS
@click.pass_obj
def pause(invocation: Invocation, slugs: tuple[str, ...]) -> None:
    """Leave these alone until they are resumed."""
    from monitor.store import feeds as shelf  # noqa: PLC0415

    app = invocation.app()
    shelf.pause(app.db, slugs, now=app.clock.now())


@feeds.command()
@SLUGS
@click.pass_obj
def resume(invocation: Invocation, slugs: tuple[str, ...]) -> None:
    """Poll these again; they are due at once."""
    from monitor.store import feeds as shelf  # noqa: PLC0415

    app = invocation.app()
    shelf.resume(app.db, slugs, now=app.clock.now())


@feeds.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@AS_JSON
@click.pass_obj
def import_(invocation: Invocation, file: Path, as_json: bool) -> None:
    """Add the feeds of an OPML file. Addresses that are polled already are passed over, and listed."""
    from monitor.cli import feed_desk, output  # noqa: PLC0415

    rows = feed_desk.imported(invocation.app(), file)
    output.listing(rows, {"feed": "feed", "address": "url", "what": "what"}, as_json=as_json)


@feeds.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
@click.pass_obj
def export(invocation: Invocation, file: Path | None) -> None:
    """Write all feeds as OPML, to FILE or to the terminal."""
    from monitor.cli import feed_desk  # noqa: PLC0415

    text = feed_desk.exported(invocation.app())
    if file:
        file.write_text(text, encoding="utf-8")
    else:
        click.echo(text, nl=False)


for name in ("check", "discover"):
    feeds.add_command(not_yet(name))

commands = [feeds]
