"""How `monitor feeds check` and `monitor feeds discover` look, and how they tell. Nothing is stored."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import asdict
from datetime import datetime
from typing import Any

import click

from monitor.cli import output
from monitor.cli.feed_targets import Ours, Target
from monitor.collect import findings
from monitor.collect.fetch import Fetcher
from monitor.collect.findings import Desk, Finding
from monitor.collect.probing import Probe, Prober
from monitor.collect.spans import span
from monitor.collect.workers import ParsePool
from monitor.lang.outlets import OutletBook
from monitor.lang.text import cut
from monitor.model.fetching import Failure, Outcome, Request
from monitor.settings import Settings

LISTED, TITLE = 5, 80
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def desk_of(settings: Settings, there: Ours) -> Desk:
    """What findings are judged by."""
    return Desk.of(there.clock.now(), OutletBook(settings.outlets), there.known())


def checked(
    settings: Settings, targets: Sequence[Target], there: Ours, *, tell: Callable[[Finding], None] | None = None
) -> list[Finding]:
    """Every target looked at, in their order; `tell` is told of each as soon as it is known."""
    return asyncio.run(_checked(settings, targets, there, tell))


async def _checked(
    settings: Settings, targets: Sequence[Target], there: Ours, tell: Callable[[Finding], None] | None
) -> list[Finding]:
    desk, options = desk_of(settings, there), settings.options
    room, seen = asyncio.Semaphore(options.fetch.at_once), dict[str, str]()
    parser, fetcher = ParsePool(options.parse), _fetcher(settings, there)
    with output.bar("checking", len(targets), quiet=tell is not None) as progress:

        async def one(prober: Prober, target: Target) -> Finding:
            async with room:
                finding = desk.finding(await _look(prober, target, there), target.slug, target.outlet)
            finding = findings.told_apart(finding, seen)
            progress.advance()
            if tell:
                tell(finding)
            return finding

        try:
            async with aclosing(fetcher):
                prober = Prober(fetcher, parser)
                return await asyncio.gather(*(one(prober, target) for target in targets))
        finally:
            parser.close()


def _fetcher(settings: Settings, there: Ours) -> Fetcher:
    """The one guarded fetcher, which leaves alone whoever asked for that, also where a redirect leads there."""
    fetcher, now = Fetcher(settings.options.fetch), there.clock.now()
    for host, wait in there.waiting.items():
        fetcher.spare(host, (wait.until - now).total_seconds())
    return fetcher


async def _look(prober: Prober, target: Target, there: Ours) -> Probe:
    """A look, unless the host has asked for patience: then it is left alone."""
    now = there.clock.now()
    if wait := there.wait_of(target.request.url, now):
        return waiting(target.request, wait.until, now)
    return await prober.probe(target.request)


def waiting(request: Request, until: datetime, now: datetime) -> Probe:
    """What is said instead of a look at a host that wants to be left alone."""
    words = f"its host asked us to wait until {until:%Y-%m-%d %H:%M} UTC, and is not asked before"
    return Probe(request.url, Failure(Outcome.RATE_LIMITED, words, None, round((until - now).total_seconds())))


def discovered(settings: Settings, target: Target, there: Ours) -> tuple[Finding, list[Finding]]:
    """The address itself, and what was found from there, feeds only."""
    desk = desk_of(settings, there)
    first, *rest = asyncio.run(_discovered(settings, target, there))
    found = [desk.finding(probe) for probe in rest if probe.parsed is not None]
    return desk.finding(first), found


async def _discovered(settings: Settings, target: Target, there: Ours) -> tuple[Probe, ...]:
    now = there.clock.now()
    if wait := there.wait_of(target.request.url, now):
        return (waiting(target.request, wait.until, now),)
    parser, fetcher = ParsePool(settings.options.parse), _fetcher(settings, there)
    try:
        async with aclosing(fetcher):
            return await Prober(fetcher, parser).discover(target.request)
    finally:
        parser.close()


# --- how it is told ---


def as_dict(finding: Finding) -> dict[str, Any]:
    """A finding as a line of JSON: nothing of it is a secret."""
    return asdict(finding)


def told(found: Iterable[Finding], now: datetime) -> None:
    """Every finding as a few lines for people, and the sum."""
    every = list(found)
    for finding in every:
        click.echo("\n".join(output.safe(line) for line in lines(finding, now)))
    counts = ", ".join(f"{count} {says}" for says, count in findings.summed(every).items())
    click.echo(f"\n{len(every)} looked at: {counts}" if len(every) > 1 else "")


def lines(finding: Finding, now: datetime) -> Iterator[str]:
    """One finding: what it is, what it brings, how it answers, and what to do."""
    name = f"{finding.feed}  " if finding.feed else ""
    yield f"{finding.says:<15}  {name}{cut(finding.url, 200)}"
    if finding.bad:
        yield f"{'':4}{finding.detail or finding.outcome.value}"
    if finding.kind:
        yield f"{'':4}{', '.join(_offer(finding, now))}"
        yield f"{'':4}{', '.join(_manner(finding))}"
    if finding.mend:
        yield f"{'':4}→ {finding.mend}"


def _offer(finding: Finding, now: datetime) -> Iterator[str]:
    yield f"“{cut(finding.title, TITLE)}”" if finding.title else "no title"
    entries = "1 entry" if finding.entries == 1 else f"{finding.entries} entries"
    left_out = f" (and {finding.left_out} beyond the limit)" if finding.left_out else ""
    yield f"{finding.kind}, {entries}{left_out}"
    if finding.rhythm:
        yield finding.rhythm
    if finding.newest:
        age = (now - finding.newest).total_seconds()
        yield f"newest {finding.newest:%Y-%m-%d %H:%M}Z, {span(max(0, age))} ago"
    yield _language(finding)
    if finding.outlet:
        yield f"outlet {finding.outlet}"


def _language(finding: Finding) -> str:
    declared, seen = finding.lang, finding.lang_found
    if not declared:
        return f"written in {seen}, declares none" if seen else "of no known language"
    same = seen is None or declared.lower().startswith(seen)
    return f"language {declared}" if same else f"declares {declared}, written in {seen}"


def _manner(finding: Finding) -> Iterator[str]:
    yield _CONDITIONAL.get(finding.conditional, f"asked again: {finding.conditional}")
    wishes = [("ttl", finding.ttl_s), ("updatePeriod", finding.period_s), ("max-age", finding.max_age_s)]
    yield from (f"{name} {span(seconds)}" for name, seconds in wishes if seconds)
    if finding.skip_hours:
        yield f"asks for rest at {', '.join(map(str, finding.skip_hours))} h UTC"
    if finding.skip_days:
        yield f"asks for rest on {', '.join(DAYS[day] for day in finding.skip_days)}"
    yield f"{size(finding.bytes)} in {finding.ms} ms"
    if finding.moved_to and not finding.moved_for_good:
        yield f"redirected for now to {cut(finding.moved_to, 200)}"
    yield from finding.notes


_CONDITIONAL = {
    "304": "answers 304 when nothing is new",
    "no validators": "sends no validators",
    "same bytes": "ignores its own validators",
    "other bytes": "changes with every request",
}


def size(count: int) -> str:
    """ "812 B", "14 kB", "3.2 MB"."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
