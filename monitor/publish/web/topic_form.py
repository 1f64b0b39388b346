"""The form of the topic editor, as it was sent: the draft read, its tests run, its back-test made."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from monitor.curate.trial import Trial
from monitor.errors import MonitorError
from monitor.model.backtest import Backtest, Options
from monitor.publish import drafting
from monitor.publish.backtesting import backtest
from monitor.publish.drafting import Draft, Read, Trouble
from monitor.publish.web import spec_diff
from monitor.publish.web.deeds import Deed
from monitor.store import topics
from monitor.store.database import Connection
from monitor.store.topics import Topic

WINDOWS = {"7d": "7 days", "30d": "30 days", "90d": "90 days", "365d": "365 days"}
ARCHIVE = {"30d": "the last 30 days", "365d": "the last year", "all": "everything", "": "nothing"}
USUAL_WINDOW = "30d"
MOST_TEXTS = 30_000  # read for one back-test of the page; more is said to be left out
AT_ONCE = threading.BoundedSemaphore(2)  # back-tests: each keeps a core busy
PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What the form shows: the topic as it is in force (None: a new one), the draft, and what was found about it."""

    topic: Topic | None
    draft: Draft
    read: Read
    base: int = 0  # the version that was edited
    trials: tuple[Trial, ...] = ()
    test: Backtest | None = None
    window: str = USUAL_WINDOW
    archive: str = USUAL_WINDOW
    why: str = ""
    toml: str = ""
    refusal: str = ""
    theirs: tuple[spec_diff.Changed, ...] = ()  # what somebody else saved meanwhile
    status: int = 200

    @property
    def failed(self) -> list[Trial]:
        """The topic's own tests that did not come out as wanted."""
        return [trial for trial in self.trials if not trial.passed]

    @property
    def filed(self) -> bool:
        """Whether it is declared in the files: edited there."""
        return self.topic is not None and self.topic.managed_by == topics.CONFIG and self.topic.retired is None


def desk_of(deed: Deed) -> Desk:
    """The form as it was sent, read and with its tests run."""
    draft = drafting.typed(dict(deed.form))
    slug = deed.request.path_params.get("slug")
    base, window, archive = (str(deed.form.get(name, "")) for name in ("base", "window", "archive"))
    with deed.web.db.read() as conn:
        topic = topics.by_slug(conn, str(slug)) if slug else None
        read = drafting.read(draft, topic.spec if topic else None, deed.web.shared)
        if topic is None and read.spec is not None:
            read = _refuse_known(conn, read)
        desk = Desk(
            topic, draft, read, int(base) if base.isdecimal() and len(base) < 7 else 0,
            window=window if window in WINDOWS else USUAL_WINDOW,
            archive=archive if archive in ARCHIVE else USUAL_WINDOW, why=str(deed.form.get("why", "")).strip()[:500],
        )  # fmt: skip
        return with_trials(conn, desk)


def _refuse_known(conn: Connection, read: Read) -> Read:
    """A new topic takes no slug that is in use."""
    slug = read.spec.slug if read.spec else ""
    known = next((one for one in topics.every(conn) if one.spec.slug == slug), None)
    if known is None:
        return read
    where = f"declared in {known.place or 'the files'}" if known.managed_by == topics.CONFIG else "made here"
    state = " and retired: restore or edit that one" if known.retired else ": edit that one"
    return Read(None, (Trouble("slug", f"There is a topic {slug} already, {where}{state}, or take another name."),))


def with_trials(conn: Connection, desk: Desk) -> Desk:
    """With the draft's own tests run, where it can be read."""
    return desk if desk.read.spec is None else replace(desk, trials=tuple(drafting.tried(conn, desk.read.spec)))


def back_tested(deed: Deed, desk: Desk) -> Desk:
    """With what the draft would have found, beside the version in force."""
    web, spec = deed.web, desk.read.spec
    now = web.clock.now()
    current = desk.topic.spec if desk.topic else None
    options = Options(
        zone=deed.viewer.zone(web.options.zone).key,
        texts=MOST_TEXTS,
        version=desk.topic.version if desk.topic else None,
    )
    if spec is None:
        return desk
    try:
        with _turn():
            since = now - timedelta(days=int(desk.window[:-1]))
            return replace(desk, test=backtest(web.db, spec, since=since, now=now, current=current, options=options))
    except MonitorError as error:
        return replace(desk, refusal=str(error))


@contextmanager
def _turn() -> Iterator[None]:
    if not AT_ONCE.acquire(timeout=PATIENCE_S):
        raise MonitorError("Other back-tests are running: try again in a moment. Nothing is lost.")
    try:
        yield
    finally:
        AT_ONCE.release()
