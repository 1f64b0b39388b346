"""How `monitor poll` works: chooses the feeds, polls them, judges, and reports."""

import json
from collections import Counter
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

import click

from monitor.app import App, holder, open_line
from monitor.cli.output import Bar, bar, safe
from monitor.judge import judge_all
from monitor.model.fetching import GOOD, Outcome
from monitor.poll import Polled
from monitor.poll.poller import Poller
from monitor.publish import pairing, spiking
from monitor.store import feeds, views_reach
from monitor.store.views_reach import HeldBack


@dataclass(slots=True)
class Report:
    """What the polls came to: told one by one on a bar or as JSON lines, and summed up at the end."""

    as_json: bool
    outcomes: Counter[str] = field(default_factory=Counter)
    new: int = 0
    revised: int = 0
    failed: int = 0
    polled: set[str] = field(default_factory=set)
    held_back: list[HeldBack] = field(default_factory=list)
    progress: Bar | None = None

    def __call__(self, polled: Polled) -> None:
        """One poll ended."""
        self.outcomes[polled.event.outcome] += 1
        self.polled.add(polled.feed)
        self.new += len(polled.landed.new)
        self.revised += len(polled.landed.revised)
        self.failed += polled.event.outcome not in GOOD
        if self.as_json:
            click.echo(json.dumps(as_dict(polled)))
        elif polled.event.outcome not in GOOD:
            click.echo(safe(f"{polled.feed}: {polled.event.outcome}: {polled.event.detail}"), err=True)
        if self.progress is not None:
            self.progress.advance()

    def leave(self, back: HeldBack) -> None:
        """A feed was not polled: its host asked for patience, another process has it, or it is paused."""
        self.held_back.append(back)
        self.failed += back.why == "host"
        if self.as_json:
            click.echo(json.dumps(not_polled(back)))
        else:
            click.echo(safe(f"{back.slug}: not polled: {back.detail}"), err=True)
        if self.progress is not None:
            self.progress.advance()

    def close(self, judged: int) -> None:
        """The sum."""
        total = sum(self.outcomes.values())
        if self.as_json:
            summary = {"polls": total, "new": self.new, "revised": self.revised, "failed": self.failed,
                       "not_polled": len(self.held_back)}  # fmt: skip
            click.echo(json.dumps({"summary": {**summary, "judged": judged, "outcomes": dict(self.outcomes)}}))
        else:
            words = f"{total} feeds polled, {self.new} new articles, {self.revised} revised, {judged} judged"
            words += f"; {self.failed} feeds failed" if self.failed else ""
            click.echo(words + (f"; {len(self.held_back)} not polled" if self.held_back else ""))


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


def not_polled(back: HeldBack) -> dict[str, object]:
    """A feed that was not polled as a line of JSON. The outcome is that of a host that asks for patience, else none."""
    return {
        "feed": back.slug,
        "polled": False,
        "outcome": Outcome.RATE_LIMITED if back.why == "host" else None,
        "why": back.why,
        "until": back.until.isoformat() if back.until else None,
        "detail": back.detail,
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
            _tell_the_rest(app, chosen, report)
    report.close(judge_all(app.db, clock=app.clock, options=app.options.judge, holder=holder(), book=app.book))
    now = app.clock.now()
    spiking.Scout(app.db).look(now)  # as the daemon does
    pairing.look(app.db, app.settings.pairs, now)


def _tell_the_rest(app: App, chosen: Sequence[int], report: Report) -> None:
    """Say of every feed that was chosen and not polled why it was not."""
    with app.db.read() as conn:
        for back in views_reach.held_back(conn, chosen, app.clock.now()):
            if back.slug not in report.polled:
                report.leave(back)


def _wanted(row: feeds.FeedRow, app: App, everything: bool) -> bool:
    return row.paused is None and (everything or row.next_poll_at <= app.clock.now())
