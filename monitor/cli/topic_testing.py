"""What `monitor topics test` and `monitor topics check` do: run the tests that topics carry, say why one failed, and
count what topics are made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import click

from monitor.cli import output
from monitor.cli.topic_desk import chosen
from monitor.curate.blame import Reason
from monitor.curate.match import TopicBook
from monitor.curate.trial import Census, Spoken, Trial, articles_of, census, trials
from monitor.curate.vain import swallowed
from monitor.lang.query import read_query
from monitor.lang.termlang import ANY
from monitor.lang.text import squeeze
from monitor.model.topic import Document, Evidence, TopicSpec
from monitor.publish.words import count
from monitor.settings import Settings
from monitor.store import archive, upgrade
from monitor.store.database import Database

QUOTES = 3  # pieces of evidence shown for a clause
NEAREST = 2  # alternatives shown of a query that did not hold
SHOWN = 5  # names listed in a warning
LONGEST = 100  # characters of a clause shown


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test as it is printed. `line` is where it stands in `file`; both empty for a topic of the database."""

    topic: str
    headline: str
    article: int | None
    wanted: bool
    matched: bool
    passed: bool
    why: tuple[str, ...]
    found: tuple[str, ...]
    reasons: tuple[Reason, ...]
    file: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class CensusLine:
    """One line of `monitor topics check`."""

    topic: str
    terms: int
    languages: tuple[Spoken, ...]
    scripts: Mapping[str, int]
    decoys: int
    must_match: int
    must_not_match: int
    articles: int
    unused: tuple[str, ...]
    untried: tuple[str, ...]
    idle: tuple[str, ...]
    twice: tuple[str, ...]
    warnings: tuple[str, ...]
    read: tuple[str, ...] = ()  # of the query although it is not written, in words


def outcomes(settings: Settings, slugs: Sequence[str]) -> Iterator[Outcome]:
    """Run the tests of these topics, or of all that are declared. The database is opened only when a test names a
    stored article."""
    specs = chosen(settings.topics, slugs)
    book, stored = TopicBook(settings.topics), _stored(settings, specs)
    for spec in specs:
        for trial in trials(book, spec, stored):
            yield _outcome(settings, trial, stored.get(trial.article or 0))


def counted(specs: Sequence[TopicSpec], slugs: Sequence[str]) -> Iterator[CensusLine]:
    """What the topics are made of. Raises ConfigurationError for a query that can not be read."""
    book = TopicBook(specs)
    return (_with_reading(_line(census(book, spec)), spec) for spec in chosen(specs, slugs))


def named(outcome: Outcome) -> str:
    """What was tested, in a line."""
    number = f"article {outcome.article}" if outcome.article is not None else ""
    return squeeze(": ".join(part for part in (number, outcome.headline) if part))


def print_outcomes(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    """The failed tests with their reasons and a sum a topic; or every test as a line of JSON."""
    if as_json:
        for outcome in outcomes:
            output.json_line(outcome)
        return
    for topic, group in groupby(outcomes, key=lambda outcome: outcome.topic):
        tests = list(group)
        wrong = [outcome for outcome in tests if not outcome.passed]
        for outcome in wrong:
            click.echo("\n".join(map(output.safe, drawn(outcome).split("\n"))))
        click.echo(f"{topic}: {len(tests) - len(wrong)} of {len(tests)} tests as wanted")
    if not outcomes:
        click.echo("no topic carries a test: add must_match and must_not_match")


def print_census(rows: Sequence[CensusLine], *, untried: bool, as_json: bool) -> None:
    """A table of the topics, one of their languages, and the warnings; or a line of JSON each."""
    if as_json:
        for row in rows:
            output.json_line(row)
        return
    headings = ("topic", "language", "terms", "untried", "must match", "must not", "decoys")
    output.table(headings, (line for row in rows for line in _lines(row)), right=headings[2:])
    for row in rows:
        for warning in (*row.warnings, *row.read):
            click.echo(output.safe(f"{row.topic}: {warning}"))
        if untried and row.untried:
            click.echo(output.safe(f"{row.topic}: in no must_match headline: {', '.join(row.untried)}"))


def drawn(outcome: Outcome) -> str:
    """A failed test in a few lines."""
    place = f"   ({outcome.file}:{outcome.line})" if outcome.file else ""
    head = f"{outcome.topic}: must {'' if outcome.wanted else 'not '}match: {named(outcome)}{place}"
    return "\n    ".join((head, *outcome.why))


def _stored(settings: Settings, specs: Sequence[TopicSpec]) -> Mapping[int, Document]:
    """The stored articles that tests name. The database is only read: what is tested is not declared in it. One that
    is not there has none of them. Raises DatabaseTooOld or DatabaseTooNew."""
    numbers = articles_of(specs)
    if not numbers:
        return {}
    db = Database(settings.options.database_url)
    try:
        if db.is_sqlite and not Path(db.url.database or "").is_file():
            return {}
        upgrade.check_version(db)
        with db.read() as conn:
            return {found.article: found.document for found in archive.by_id(conn, numbers)}
    finally:
        db.close()


def _outcome(settings: Settings, trial: Trial, stored: Document | None) -> Outcome:
    document = stored or Document(trial.headline)
    file, line = _place(settings, trial) if not trial.passed else ("", None)
    return Outcome(
        trial.topic,
        trial.headline,
        trial.article,
        trial.wanted,
        trial.matched,
        trial.passed,
        () if trial.passed else tuple(_said(trial, document)),
        tuple(evidence.term for evidence in trial.why.evidence),
        trial.reasons,
        file,
        line,
    )


def _place(settings: Settings, trial: Trial) -> tuple[str, int | None]:
    """The file and line of a test: its own line where its text stands so, else that of the list."""
    place = settings.places.get(("topic", trial.topic))
    if place is None:
        return "", None
    first = place.line("must_match" if trial.wanted else "must_not_match") or place.line() or 1
    lines = place.document.text.split("\n")
    wanted = str(trial.article) if trial.article is not None else trial.headline
    below = (number for number, text in enumerate(lines[first - 1 :], start=first) if wanted in text)
    return place.document.shown, next(below, first)


def _said(trial: Trial, document: Document) -> Iterator[str]:
    if trial.trouble:
        yield f"{trial.trouble}: forgotten by retention, or of another database"
    elif trial.matched:
        for reason in trial.reasons:
            yield f"✓ {_short(reason.clause)}: {_hits(reason.found, document) or 'holds'}"
    else:
        yield from _missing(trial.reasons, document)


def _missing(reasons: Sequence[Reason], document: Document) -> Iterator[str]:
    near = [reason for reason in reasons if reason.clause]
    for reason in near[:NEAREST]:
        parts = (
            f"there is {_hits(reason.found, document)}" if reason.found else "",
            f"lacks {', '.join(map(_short, reason.lacks))}" if reason.lacks else "",
            reason.note,
        )
        yield f"✗ {_short(reason.clause)}: {'; '.join(part for part in parts if part)}"
    rest = [*(reason.clause for reason in near[NEAREST:])]
    rest += [lack for reason in reasons if not reason.clause for lack in reason.lacks]
    if rest:
        more = f" and {len(rest) - SHOWN} more" if len(rest) > SHOWN else ""
        yield f"✗ {'nor' if near else 'nothing of'} {', '.join(map(_short, rest[:SHOWN]))}{more}"


def _hits(found: Sequence[Evidence], document: Document) -> str:
    quotes = [f"{one.field} {one.start}–{one.end} “{_quoted(document, one)}” by {one.term}" for one in found[:QUOTES]]
    return ", ".join(quotes) + (f" and {len(found) - QUOTES} more" if len(found) > QUOTES else "")


def _quoted(document: Document, one: Evidence) -> str:
    return str(getattr(document, one.field)[one.start : one.end])


def _short(clause: str) -> str:
    one = " ".join(clause.split())
    return one if len(one) <= LONGEST else one[: LONGEST - 3] + " … "


def _line(counts: Census) -> CensusLine:
    return CensusLine(
        counts.topic,
        counts.terms,
        counts.languages,
        dict(counts.scripts),
        counts.decoys,
        counts.must_match,
        counts.must_not_match,
        counts.articles,
        counts.unused,
        counts.untried,
        counts.idle,
        counts.twice,
        tuple(_warnings(counts)),
    )


def _with_reading(line: CensusLine, spec: TopicSpec) -> CensusLine:
    """With what was read of the query although it is not written, and terms that can never count."""
    read = read_query(spec.query, dict(spec.aliases))
    vain = [f"“{term}” inside “{decoy}”" for term, decoy in swallowed(read.node, spec.decoys)]
    more = (f"terms that never count, for a decoy holds them: {_some(vain)}",) if vain else ()
    return replace(line, read=read.remarks(), warnings=(*line.warnings, *more))


def _lines(row: CensusLine) -> Iterator[tuple[object, ...]]:
    """The sum of a topic, then its languages."""
    yield row.topic, "all", row.terms, len(row.untried), row.must_match, row.must_not_match, row.decoys
    for one in row.languages:
        yield "", one.language, one.terms, one.untried, one.must_match, one.must_not_match, ""


def _warnings(counts: Census) -> Iterator[str]:
    if not counts.must_match:
        yield "no must_match: nothing shows that the query finds what it is for"
    if not counts.must_not_match:
        yield "no must_not_match: nothing shows what it leaves alone"
    bare = [one for one in counts.languages if one.language != ANY and one.terms and not one.must_match]
    if bare and counts.must_match:
        lacking = ", ".join(f"{one.language} ({count(one.terms, 'term')})" for one in bare)
        yield f"no must_match headline in {lacking}"
    if counts.unused:
        yield f"groups that the query does not use: {_some(counts.unused)}"
    if counts.idle:
        yield f"decoys in which no term lies, so that they do nothing: {_some(counts.idle)}"
    if counts.twice:
        yield f"terms that fold to the same as one before them in their group: {_some(counts.twice)}"


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
