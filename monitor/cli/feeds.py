"""`monitor feeds`: list, add, check and move feeds."""

from pathlib import Path
from typing import Any

import click

from monitor.cli.invocation import Invocation

AS_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
SLUGS = click.argument("slugs", metavar="FEED...", nargs=-1, required=True)
FOUND = {"": "number", "address": "url", "title": "title", "kind": "kind", "entries": "entries", "newest": "newest",
         "rhythm": "rhythm", "polled as": "same_as"}  # fmt: skip
STATES = "blocked dead empty failing gap gone new ok paused silent slow unpolled".split()


@click.group()
def feeds() -> None:
    """Feeds: the addresses that are polled."""


@feeds.command("list")
@click.option("--retired", is_flag=True, help="Those too that are polled no more.")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--trouble", is_flag=True, help="Only those that are not to be trusted now, the worst first.")
@AS_JSON
@click.pass_obj
def list_(invocation: Invocation, retired: bool, state: str | None, trouble: bool, as_json: bool) -> None:
    """Every feed: how it is and since when, when it is polled next, and why so often."""
    from monitor.cli import feed_listing  # noqa: PLC0415 - commands import what they need when they are called

    app = invocation.app()
    rows = feed_listing.rows(app, retired=retired, state=state, trouble=trouble)
    feed_listing.told(rows, app.clock.now(), as_json=as_json)


@feeds.command()
@click.argument("asked", metavar="FILE|URL|FEED...", nargs=-1, required=True)
@click.option("--strict", is_flag=True, help="Exit 1 when nothing could be read from one of them.")
@AS_JSON
@click.pass_obj
def check(invocation: Invocation, asked: tuple[str, ...], strict: bool, as_json: bool) -> int:
    """Look at feeds, politely, and say how each is and what to do. Nothing is stored.

    FILE is OPML or a list like feeds.toml. A host that asked for patience is not asked.
    """
    from monitor.cli import feed_checking, feed_targets, output  # noqa: PLC0415

    there = feed_targets.ours(invocation.settings)
    targets = feed_targets.targets(asked, there, invocation.settings)
    tell = output.json_line if as_json else None
    found = feed_checking.checked(invocation.settings, targets, there, tell=tell)
    if not as_json:
        feed_checking.told(found, there.clock.now())
    return 1 if strict and any(finding.bad for finding in found) else 0


@feeds.command()
@click.argument("url")
@click.option("--add", "number", is_flag=False, flag_value=1, type=click.IntRange(min=1), metavar="[N]",
              help="Add the first feed that was found, or the Nth.")  # fmt: skip
@AS_JSON
@click.pass_obj
def discover(invocation: Invocation, url: str, number: int | None, as_json: bool) -> int:
    """The feeds of the site at URL: those that its page names, else those at the usual addresses.

    At most eight requests, one after the other. With --add, what is found is added; else nothing is stored.
    """
    from monitor.cli import feed_discovering  # noqa: PLC0415

    found = feed_discovering.discovered(invocation, url)
    feed_discovering.told(found, FOUND, as_json=as_json)
    if number is not None:
        feed_discovering.add(invocation, found, number, as_json=as_json)
    return 0 if found.feeds else 1


@feeds.command()
@click.argument("url")
@click.option("--slug", help="Its name; made from title or host when left out.")
@click.option("--title", default="", help="What people call it; its own title when left out.")
@click.option("--outlet", help="Slug of the outlet that publishes it.")
@click.option("--lang", help="ISO 639-1: en, ko, …")
@click.option("--interval", "interval_s", type=click.IntRange(min=60), help="Seconds between polls, fixed.")
@click.option("--priority", type=click.Choice(["high", "normal", "low"]), help="How eagerly it is polled.")
@click.option("--user", help="User of HTTP Basic; the password as --password.")
@click.option("--password", metavar="REFERENCE", help="Where the password is: env:MONITOR_FEED_… or file:….")
@click.option("--token", metavar="REFERENCE", help="Where the bearer token is.")
@click.option("--certificate", metavar="PATH", help="PEM file in feed-secrets/: our certificate, and its key.")
@click.option(
    "--header", "header", metavar="'NAME: REFERENCE'", multiple=True, help="A header to send; again for more."
)
@click.option("--check/--no-check", default=False, show_default=True,
              help="Look at it first, and add it only when it can be read.")  # fmt: skip
@AS_JSON
@click.pass_obj
def add(invocation: Invocation, /, url: str, as_json: bool, check: bool, header: tuple[str, ...], **said: Any) -> None:
    """Add the feed at URL; it is due at once.

    Nothing is asked over the network unless --check says so: adding works offline, in scripts, and for a feed that is
    down just now; its first poll tells how it is.
    """
    from monitor.cli import feed_adding, output  # noqa: PLC0415

    row = feed_adding.add(invocation, url, said, header, check=check)
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


commands = [feeds]
