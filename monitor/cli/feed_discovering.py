"""How `monitor feeds discover` tells what it found, and adds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import click

from monitor.cli import feed_checking, feed_desk, feed_targets, output
from monitor.cli.invocation import Invocation
from monitor.collect.findings import Finding
from monitor.errors import NotFound
from monitor.lang.text import cut
from monitor.model.fetching import Request

TITLE, ADDRESS = 60, 120


@dataclass(frozen=True, slots=True)
class Discovered:
    """The address that was asked for, and the feeds that were found from there (itself, when it is one)."""

    page: Finding
    feeds: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A feed that was found, in a table."""

    number: int
    url: str
    title: str
    kind: str
    entries: int
    newest: datetime | None
    rhythm: str
    same_as: str | None


def discovered(invocation: Invocation, url: str) -> Discovered:
    """Look at a site. Raises UsageError when `url` is no address."""
    feed_desk.acceptable(url)
    settings = invocation.settings
    there = feed_targets.ours(settings)
    page, found = feed_checking.discovered(settings, feed_targets.Target(Request(url)), there)
    return Discovered(page, tuple(found) if page.bad else (page, *found))


def told(found: Discovered, columns: Mapping[str, str], *, as_json: bool) -> None:
    """What was found; when it is nothing, why."""
    if as_json:
        for finding in found.feeds or (found.page,):
            output.json_line(feed_checking.as_dict(finding))
        return
    rows = [_row(number, finding) for number, finding in enumerate(found.feeds, 1)]
    output.listing(rows, columns, as_json=False, right=("entries",))
    if not rows:
        why = (
            found.page.detail
            if found.page.says != "not a feed"
            else "no feed is named there, nor at the usual addresses"
        )
        click.echo(output.safe(f"No feed found at {found.page.url}: {why}"), err=True)


def add(invocation: Invocation, found: Discovered, number: int, *, as_json: bool) -> None:
    """Add the feed of that number. Raises NotFound when there is none, UsageError when it is polled already."""
    if number > len(found.feeds):
        raise NotFound(f"nothing added: there is no feed number {number} among the {len(found.feeds)} found.")
    finding = found.feeds[number - 1]
    url = finding.moved_to if finding.moved_for_good and finding.moved_to else finding.url
    row = feed_desk.added(invocation.app(), url, {"title": cut(finding.title, 200)})
    if as_json:
        output.json_line({"added": row.slug, "feed": row.slug, "url": row.url})
    else:
        click.echo(output.safe(f"Added as {row.slug}: {row.url}"))


def _row(number: int, finding: Finding) -> Row:
    title, url = cut(finding.title, TITLE), cut(finding.url, ADDRESS)
    return Row(number, url, title, finding.kind, finding.entries, finding.newest, finding.rhythm, finding.same_as)
