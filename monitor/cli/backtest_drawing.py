"""A back-test as a page of text: hits a day, what an edit gains and loses, what may be mended."""

import shutil
from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

import click

from monitor.cli.backtest_chart import chart
from monitor.cli.output import safe
from monitor.model.backtest import Advice, Backtest, Change, Noise, Quote, Sample, Share, Word
from monitor.publish.words import count, figure, listed, shorten

NARROWEST, WIDEST = 40, 120
SHARES = 6  # outlets and languages that are named
TITLE, QUOTE = 90, 76  # characters


def drawn(found: Backtest) -> str:
    """The whole page. Colour only where whoever prints it lets it through."""
    return "\n".join(_lines(found))


def _lines(found: Backtest) -> Iterator[str]:
    zone = ZoneInfo(found.zone)
    yield click.style(f"{found.name} ({found.slug})", bold=True) + f", {_against(found)}"
    yield f"{_day(found.since, zone)} – {_day(found.until, zone)} ({found.zone}): {_looked(found)}"
    if found.cut:
        yield click.style(f"Cut: {found.cut}.", fg="yellow")
    if not found.archive:
        yield "The archive holds no article of this period: nothing can be said."
        return
    yield ""
    yield from _hits(found)
    yield from chart(found.days, min(max(shutil.get_terminal_size().columns, NARROWEST), WIDEST))
    yield ""
    yield from _shares("outlets", found.outlets)
    yield from _shares("languages", found.langs)
    if found.current is None:
        yield from _samples("the newest hits", found.newest, zone, "cyan")
    else:
        yield from _change("gained", "+", found.gained, zone, "green")
        yield from _change("lost", "-", found.lost, zone, "red")
    yield from _advice(found.advice)


def _against(found: Backtest) -> str:
    if found.current is None:
        return "which has no version in force"
    return f"against version {found.version}" if found.version else "against the version in force"


def _looked(found: Backtest) -> str:
    texts = "none had to be read" if not found.read else f"{count(found.read, 'text')} read"
    return (
        f"{count(found.archive, 'article')}, {count(found.candidates, 'candidate')}, {texts}, {found.ms / 1000:.1f} s"
    )


def _hits(found: Backtest) -> Iterator[str]:
    held = (
        ""
        if found.current is None
        else f" ({found.current:,} now; +{found.gained.articles:,} -{found.lost.articles:,})"
    )
    yield f"{click.style(count(found.total, 'hit'), bold=True)}{held}: {_folded(found)}"
    unjudged = f"; {count(found.unjudged, 'hit')} not judged yet" if found.unjudged else ""
    over = f" over the {count(found.archived, 'day')} that the archive has" if found.young else ""
    yield f"A digest: {figure(found.lines)} lines a day{over}, {found.busiest:,} on the busiest{unjudged}"


def _folded(found: Backtest) -> str:
    stories = count(found.stories, "story", "stories")
    return f"{stories}, {count(found.reprints, 'reprint')} among them"


def _shares(what: str, shares: Sequence[Share]) -> Iterator[str]:
    named = [f"{safe(one.name) or 'unknown'} {one.articles:,}{_moved(one)}" for one in shares[:SHARES]]
    more = f", {len(shares) - SHARES} more" if len(shares) > SHARES else ""
    if named:
        yield f"{what + ':':<11}{', '.join(named)}{more}"


def _moved(one: Share) -> str:
    moved = " ".join(f"{sign}{n:,}" for sign, n in (("+", one.gained), ("-", one.lost)) if n)
    return f" ({moved})" if moved else ""


def _change(what: str, sign: str, change: Change, zone: ZoneInfo, colour: str) -> Iterator[str]:
    if not change.articles:
        yield f"\nnothing {what}"
        return
    yield from _samples(f"{change.articles:,} {what}", change.samples, zone, colour, sign)
    left = change.articles - len(change.samples)
    if left:
        yield f"  … and {left:,} more"


def _samples(heading: str, samples: Sequence[Sample], zone: ZoneInfo, colour: str, sign: str = " ") -> Iterator[str]:
    yield f"\n{click.style(heading, fg=colour, bold=True)}"
    for one in samples:
        place = f"{one.effective.astimezone(zone):%m-%d %H:%M} {safe(one.outlet_name)}"
        yield f"{click.style(sign, fg=colour)} {shorten(safe(one.title), TITLE)}"
        yield f"    {place}, article {one.article}{', a reprint' if one.reprint else ''}"
        yield from (f"    {_quoted(quote, colour)}" for quote in one.quotes[:1])
        if one.why:
            yield f"    now {safe(one.why)}"


def _quoted(quote: Quote, colour: str) -> str:
    room = max(8, (QUOTE - len(quote.hit)) // 2)
    before, after = safe(quote.before), shorten(safe(quote.after), room)
    if len(before) > room:
        before = "…" + before[-room:].partition(" ")[2]
    return f"{quote.field}: {before}{click.style(safe(quote.hit), fg=colour, bold=True)}{after}".rstrip()


def _advice(advice: Advice) -> Iterator[str]:
    if advice.noise:
        yield f"\n{click.style('terms that seem to bring noise', bold=True)}"
        for noise in advice.noise:
            yield from _noise(noise)
    if advice.words:
        yield f"\n{click.style('frequent in hits, not in the query', bold=True)}"
        yield from (f"  {_word(word)}" for word in advice.words)
    if advice.silent:
        silent = listed([safe(term) for term in advice.silent], 8)
        yield f"\nterms in none of the {count(advice.read, 'hit')} looked at: {silent}"


def _noise(noise: Noise) -> Iterator[str]:
    alike = "none looks" if not noise.alike else f"{noise.alike} {'looks' if noise.alike == 1 else 'look'}"
    yield (
        f"  {safe(noise.term)}: {count(noise.alone, 'hit')} by it alone; of {noise.judged} compared {alike} like the "
        f"other hits, where {noise.usual} of 100 do"
    )
    for sample in noise.samples:
        yield f"    {shorten(safe(sample.title), TITLE)} (article {sample.article})"


def _word(word: Word) -> str:
    share = f"{word.hits} of {word.of_hits} hits, {word.others} of {word.of_others} others"
    archive = "" if word.archive is None else f"; {count(word.archive, 'article')} of the archive"
    return f"{safe(word.text)} ({word.lang or 'no language'}): {share}{archive}"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
