"""What `monitor topics` does with topics of the database: saving, looking back, matching the archive again."""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from monitor.app import App
from monitor.cli import output
from monitor.cli.topic_desk import chosen
from monitor.model.topic import TopicSpec
from monitor.publish import drafting
from monitor.publish.retagging import Retagger
from monitor.publish.web import spec_diff
from monitor.store import retags, topics, views_topics
from monitor.store.retags import Retag


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a topic that was to be saved: added | changed | known | refused, since tests of its own failed."""

    topic: str
    version: int
    outcome: str
    failed: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One line of `monitor topics versions`. `changed` names the fields that it changed against the one before."""

    version: int
    created: datetime
    author: str
    note: str
    matches: int
    standing: int
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Retagged:
    """What matching the archive again did for a topic."""

    topic: str
    version: int
    articles: int
    new: int
    ended: int
    outcome: str


def added(app: App, specs: Sequence[TopicSpec], *, note: str, anyway: bool) -> list[Added]:
    """Save these topics, each as far as its tests allow."""
    return [_added(app, spec, note, anyway=anyway) for spec in specs]


def _added(app: App, spec: TopicSpec, note: str, *, anyway: bool) -> Added:
    with app.db.read() as conn:
        failed = sum(not trial.passed for trial in drafting.tried(conn, spec))
        known = next((one for one in topics.every(conn) if one.spec.slug == spec.slug), None)
    if failed and not anyway:
        return Added(spec.slug, known.version if known else 0, "refused", failed)
    said = "; ".join(part for part in (note, f"saved although {failed} of its tests failed" if failed else "") if part)
    version, changed = topics.save(app.db, spec, now=app.clock.now(), author=me(), note=said)
    return Added(spec.slug, version, ("changed" if known else "added") if changed else "known", failed)


def spec_of(app: App, slug: str, version: int | None) -> TopicSpec:
    """A version of a topic; None: the one in force. Raises NotFound."""
    with app.db.read() as conn:
        topic = topics.by_slug(conn, slug)
        return topic.spec if version is None else topics.version_of(conn, topic.id, version)


def versions_of(app: App, slug: str) -> list[VersionLine]:
    """The versions of a topic, newest first. Raises NotFound."""
    with app.db.read() as conn:
        every = views_topics.versions(conn, topics.by_slug(conn, slug).id)
    changes = [tuple(one.label for one in spec_diff.changes(old.spec, new.spec)) for new, old in pairwise(every)]
    return [
        VersionLine(one.version, one.created, one.author, one.note, one.matches, one.open, changed)
        for one, changed in zip(every, [*changes, ()], strict=True)
    ]


def retagged(app: App, slugs: Sequence[str], *, since: datetime | None, quiet: bool = False) -> list[Retagged]:
    """Match the archive again with these topics, or all; a bar on a terminal. Whoever else works at it is no harm."""
    specs = chosen([spec for spec, _, _ in topics.current(app.db)], slugs)
    wishes = retags.wish(app.db, [spec.slug for spec in specs], since=since, author=me(), now=app.clock.now())
    ids = [one.id for one in wishes]
    worker = Retagger(app.db, app.clock.now)
    with output.bar("Matching the archive again", _left(wishes), quiet=quiet) as bar:
        bar.advance(_done(wishes))
        while (looked := worker.step(ids)) is not None:
            bar.advance(looked)
    with app.db.read() as conn:
        return [_line(retags.by_id(conn, number)) for number in ids]


def _left(wishes: Sequence[Retag]) -> int:
    """Articles to look at in all: topics of one stretch are looked at together."""
    return sum({one.stretch: one.total for one in wishes}.values())


def _done(wishes: Sequence[Retag]) -> int:
    return sum({one.stretch: one.looked for one in wishes}.values())


def _line(one: Retag) -> Retagged:
    return Retagged(one.topic, one.version, one.looked, one.opened, one.closed, one.outcome)


def me() -> str:
    """Whoever sits at this terminal, for the record."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container without a name for its user
        return "command line"
