"""Taking in a configuration: all of it or nothing, by however many processes at once."""

import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest
from sqlalchemy import select

from monitor.app import App, take_in
from monitor.curate.match import TopicBook
from monitor.daemon.shift import Shift
from monitor.errors import ConfigurationError, Problem
from monitor.lang.outlets import OutletBook
from monitor.model.alert import AlertSpec
from monitor.model.clock import SystemClock
from monitor.model.digest import DigestSpec
from monitor.model.feed import FeedSpec
from monitor.model.outlet import Outlet
from monitor.model.topic import TopicSpec
from monitor.settings import Settings
from monitor.store import feeds, topics
from monitor.store.database import Database
from monitor.store.schema import outlet
from tests.builders.editions import SPEC
from tests.store.make import NOW, declare_topics, spec, topic

CLOCK = SystemClock()


@dataclass(frozen=True)
class Declared:
    """What the files declare; nothing else of the settings is asked for."""

    outlets: Sequence[Outlet] = ()
    feeds: Sequence[FeedSpec] = ()
    topics: Sequence[TopicSpec] = ()
    digests: Sequence[DigestSpec] = ()
    places: Mapping[tuple[str, str], object] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    alerts: Sequence[AlertSpec] = ()
    strange: Sequence[tuple[str, Problem]] = ()

    def problem(self, kind: str, slug: str, message: str) -> Problem:
        return Problem(message, "topics.toml", 1, f"{kind} {slug}")


OLD = cast("Settings", Declared((Outlet("old", "Old"),), (spec(1),)))
NEW = cast("Settings", Declared((Outlet("new", "New"),), (spec(2),), (topic("mine"), topic("other")), (SPEC,)))


def known(db: Database) -> tuple[list[str], list[str], list[str]]:
    """Feeds, topics and configured outlets in force."""
    with db.read() as conn:
        named = select(outlet.c.slug).where(outlet.c.managed_by == "config").order_by(outlet.c.slug)
        outlets = list(conn.execute(named).scalars())
    return [row.slug for row in feeds.listing(db)], [one.slug for one, _, _ in topics.current(db)], outlets


def test_a_configuration_that_is_refused_half_way_changes_nothing(database: Database) -> None:
    take_in(OLD, database, CLOCK)
    declare_topics(database, "mine")
    with pytest.raises(ConfigurationError, match="mine"):
        take_in(NEW, database, CLOCK)
    assert known(database) == (["feed-1"], ["mine"], ["old"])


def test_three_take_in_the_same_at_once(database: Database) -> None:
    start = threading.Barrier(3)

    def work(settings: Settings) -> None:
        start.wait(10)
        take_in(settings, database, CLOCK)

    for settings in (OLD, NEW):
        with ThreadPoolExecutor(3) as threads:
            list(threads.map(work, [settings] * 3))
    assert known(database) == (["feed-2"], ["mine", "other"], ["new"])
    assert [version for _, version, _ in topics.current(database)] == [1, 1]


def test_a_topic_of_the_dashboard_and_those_of_the_files_get_slots_of_their_own(database: Database) -> None:
    start = threading.Barrier(2)

    def work(owner: str) -> None:
        for n in range(5):
            start.wait(10)
            specs = [topic(f"{owner}-{m}") for m in range(n + 1)]
            topics.declare(database, specs, managed_by=owner, now=NOW + timedelta(minutes=n))

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(work, ["app", "config"]))
    assert [slot for _, _, slot in topics.current(database)] == list(range(1, 11))


@pytest.mark.parametrize("fault", [ConfigurationError(), OSError("disk full")])
def test_a_reload_that_fails_leaves_the_old_configuration_in_force(
    fault: Exception, sqlite_database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: App) -> App:
        raise fault

    app = App(OLD, sqlite_database, CLOCK, OutletBook(()), TopicBook([]))
    heard: list[App] = []
    shift = Shift(app, reread=refuse, on_reread=[heard.append])
    shift.read_again()
    assert shift.app is app
    assert heard == []
    assert "the old one stays in force" in caplog.text
