"""The whole of the demo, faster: two days of news through HTTP, the line, the judge and SMTP."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from monitor.demo.compose import DATABASE
from monitor.demo.seeds import Seeds, load
from monitor.model.feed import FeedState
from monitor.store import editions, schema, views_alerts, views_article, views_articles
from monitor.store.database import Database
from monitor.store.deliveries import of_edition
from monitor.store.filters import Filters
from monitor.store.reading import story
from monitor.store.views_rows import ArticleRow

SECONDS = 36  # two days of news; slow enough for a busy machine to see what changes within an hour of them
LOST = 6  # dispatches of the burst that no poll can have seen


@dataclass(frozen=True)
class Outcome:
    """What a finished demo left behind."""

    seeds: Seeds
    db: Database
    lines: Sequence[dict[str, object]]

    @cached_property
    def articles(self) -> dict[str, ArticleRow]:
        found: list[ArticleRow] = []
        filters = Filters(limit=100)
        with self.db.read() as conn:
            while True:
                page = views_articles.articles(conn, filters)
                found += page.items
                if page.next is None:
                    break
                filters = replace(filters, after=page.next)
        return {self.seed(row.url or ""): row for row in found}

    def seed(self, url: str) -> str:
        """The name of the seed that stands at an address: a re-hosted page may name another outlet as its own."""
        hosts = {host: slug for slug, one in self.seeds.outlets.items() for host in one.outlet.hosts}
        return f"{hosts[urlsplit(url).hostname or '']}/{url.rsplit('/', 1)[-1]}"

    @cached_property
    def states(self) -> set[tuple[str, FeedState]]:
        spell, feed = schema.feed_state, schema.feed
        with self.db.read() as conn:
            rows = conn.execute(select(feed.c.slug, spell.c.state).join(spell, spell.c.feed_id == feed.c.id)).all()
        return {(slug, FeedState(state)) for slug, state in rows}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    folder = tmp_path_factory.mktemp("demo")
    command = [
        sys.executable,
        "-m",
        "monitor",
        "demo",
        "--seconds",
        str(SECONDS),
        "--exit",
        "--json",
        "--keep",
        str(folder),
        "--port",
        str(free_port()),
        "--mailbox-port",
        "0",
    ]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("MONITOR_")}
    done = subprocess.run(command, env=clean, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    db = Database(f"sqlite:///{folder / DATABASE}")
    yield Outcome(load(), db, [json.loads(line) for line in done.stdout.splitlines()])
    db.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_every_article_is_stored_once_but_what_fell_into_the_gap(outcome: Outcome) -> None:
    missing = set(outcome.seeds.articles) - set(outcome.articles)
    assert all(name.startswith("hanbit/burst-") for name in missing), missing
    assert len(missing) == LOST
    assert set(outcome.articles) <= set(outcome.seeds.articles)


def test_one_article_in_two_feeds(outcome: Outcome) -> None:
    assert set(outcome.articles["harbour-ledger/sohae-long-read"].feeds) == {"harbour-ledger", "harbour-ledger-world"}


def test_topics_are_what_a_reader_would_file_it_under(outcome: Outcome) -> None:
    wrong = {
        name: (outcome.seeds.articles[name].topics, {tag.topic for tag in row.topics})
        for name, row in outcome.articles.items()
        if {tag.topic for tag in row.topics} != set(outcome.seeds.articles[name].topics)
    }
    assert wrong == {}


def test_copies_are_folded_under_what_they_copy(outcome: Outcome) -> None:
    ids = {row.id: name for name, row in outcome.articles.items()}
    folded = {
        name: ids[row.reprint_of] for name, row in outcome.articles.items() if row.reprint_of not in (None, row.id)
    }
    assert folded == {name: article.copy for name, article in outcome.seeds.articles.items() if article.copy}


def test_two_notices_of_one_title_stay_apart(outcome: Outcome) -> None:
    notices = [row for row in outcome.articles.values() if row.title == "Notice of OFAC Sanctions Actions"]
    assert len(notices) == 2
    assert len({row.group for row in notices}) == 2


@pytest.mark.parametrize(
    "names",
    [
        ("northline/un-it-workers", "hanbit/un-it-workers", "asagiri/un-it-workers"),
        ("northline/corvane-listing", "hanbit/corvane", "asagiri/corvane"),
        ("northline/eu-steel-quota", "la-ribera/acero-cuota", "minato-keizai/steel-eu"),
    ],
)
def test_one_event_in_several_languages_is_linked(outcome: Outcome, names: Sequence[str]) -> None:
    told = [outcome.articles[name].story or 0 for name in names]
    with outcome.db.read() as conn:
        for number in told:
            assert {row.id for row in story(conn, number).linked} >= set(told) - {number}, names


def test_an_edited_headline_is_a_revision(outcome: Outcome) -> None:
    edited = [name for name, article in outcome.seeds.articles.items() if article.edits]
    for name in edited:
        with outcome.db.read() as conn:
            view = views_article.article(conn, outcome.articles[name].id)
        assert len(view.revisions) == 2, name
        assert view.title == " ".join((outcome.seeds.articles[name].edits[-1].title or "").split())


@pytest.mark.parametrize(
    ("feed", "state"),
    [
        ("hanbit", FeedState.GAP),
        ("asagiri", FeedState.BLOCKED),
        ("trade-gazette", FeedState.FAILING),
        ("eastport-courier", FeedState.SILENT),
    ],
)
def test_feeds_in_trouble_are_seen_as_such(outcome: Outcome, feed: str, state: FeedState) -> None:
    assert (feed, state) in outcome.states


def test_digests_are_mailed_once_each(outcome: Outcome) -> None:
    with outcome.db.read() as conn:
        sent = [row for row in editions.listing(conn) if not row.skipped]
        deliveries = [found for row in sent for found in of_edition(conn, row.id)]
        alerted = [one for one in views_alerts.letters(conn, "sohae-now") for phase, _ in one.phases if phase == "sent"]
    assert {row.digest for row in sent} == {"morning", "sohae-watch"}
    assert {found.phase for found in deliveries} == {"sent"}
    beats = [line["beat"] for line in outcome.lines if "beat" in line]
    assert isinstance(beats[-1], dict)
    assert len(deliveries) >= 4
    assert len(alerted) >= 2
    assert beats[-1]["mails"] == len(deliveries) + len(alerted)


def test_nothing_is_left_unjudged(outcome: Outcome) -> None:
    with outcome.db.read() as conn:
        assert conn.execute(select(schema.unjudged)).all() == []


def test_it_says_what_there_is_to_see(outcome: Outcome) -> None:
    said = " ".join(str(line["see"]) for line in outcome.lines if "see" in line)
    assert all(word in said for word in ("copy folded", "words that matched", "related articles", "digest", "trouble"))
