"""How `monitor poll` works: chooses the feeds, polls them, judges, and reports."""

import json
from collections import Counter
from contextlib import aclosing
from dataclasses import dataclass, field

import click

from monitor.app import App, holder, open_line
from monitor.cli.output import Bar, bar
from monitor.judge import judge_all
from monitor.model.fetching import GOOD
from monitor.poll import Polled
from monitor.poll.poller import Poller
from monitor.store import feeds


@dataclass(slots=True)
class Report:
    """What the polls came to: told one by one on a bar or as JSON lines, and summed up at the end."""

    as_json: bool
    outcomes: Counter[str] = field(default_factory=Counter)
    new: int = 0
    revised: int = 0
    failed: int = 0
    progress: Bar | None = None

    def __call__(self, polled: Polled) -> None:
        """One poll ended."""
        self.outcomes[polled.event.outcome] += 1
        self.new += len(polled.landed.new)
        self.revised += len(polled.landed.revised)
        self.failed += polled.event.outcome not in GOOD
        if self.as_json:
            click.echo(json.dumps(as_dict(polled)))
        elif polled.event.outcome not in GOOD:
            click.echo(f"{polled.feed}: {polled.event.outcome}: {polled.event.detail}", err=True)
        if self.progress is not None:
            self.progress.advance()

    def close(self, judged: int) -> None:
        """The sum."""
        total = sum(self.outcomes.values())
        if self.as_json:
            summary = {"polls": total, "new": self.new, "revised": self.revised, "failed": self.failed}
            click.echo(json.dumps({"summary": {**summary, "judged": judged, "outcomes": dict(self.outcomes)}}))
        else:
            words = f"{total} feeds polled, {self.new} new articles, {self.revised} revised, {judged} judged"
            click.echo(words + (f"; {self.failed} feeds failed" if self.failed else ""))


def as_dict(polled: Polled) -> dict[str, object]:
    """One poll as a line of JSON."""
    event = polled.event
    return {
        "feed": polled.feed,
        "at": event.at.isoformat(),
        "outcome": event.outcome,
        "status": event.status,
        "bytes": event.wire_bytes,
        "ms": event.ms,
        "entries": event.entries,
        "new": event.new,
        "revised": len(polled.landed.revised),
        "left_out": event.left_out,
        "detail": event.detail,
    }


async def poll_once(app: App, slugs: tuple[str, ...], everything: bool, report: Report) -> None:
    """Poll the chosen feeds once, then judge until nothing is unjudged. Raises NotFound for an unknown feed."""
    chosen = (
        feeds.ids_of(app.db, slugs)
        if slugs
        else [row.id for row in feeds.listing(app.db) if _wanted(row, app, everything)]
    )
    with open_line(app) as line, bar("polling", len(chosen), quiet=report.as_json) as progress:
        report.progress = progress
        async with aclosing(line.fetcher):
            await Poller(line, report).once(only=chosen)
    report.close(judge_all(app.db, clock=app.clock, options=app.options.judge, holder=holder(), book=app.book))


def _wanted(row: feeds.FeedRow, app: App, everything: bool) -> bool:
    return row.paused is None and (everything or row.next_poll_at <= app.clock.now())
