import gzip
from datetime import UTC, datetime, timedelta

import feedparser
import pytest

from monitor.demo.dates import fill
from monitor.demo.http import Ask, Reply
from monitor.demo.newsroom import Newsroom
from monitor.demo.seeds import load

START = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(load(), START)


def ask(newsroom: Newsroom, host: str, path: str, hour: float, **headers: str) -> Reply:
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return newsroom.answer(Ask("GET", host, path, named), START + timedelta(hours=hour))


def test_only_what_is_published_by_now(newsroom: Newsroom) -> None:
    early = feedparser.parse(ask(newsroom, "northline.example", "/rss/all.xml", 1.0).body)
    later = feedparser.parse(ask(newsroom, "northline.example", "/rss/all.xml", 6.0).body)
    assert len(early.entries) == 2
    assert [entry.title for entry in later.entries][-2:] == [entry.title for entry in early.entries]
    assert all(not feed.bozo for feed in (early, later))


def test_validators_shorten_the_next_answer(newsroom: Newsroom) -> None:
    first = ask(newsroom, "northline.example", "/rss/all.xml", 4.0)
    same = ask(newsroom, "northline.example", "/rss/all.xml", 4.01, if_none_match=first.headers["ETag"])
    changed = ask(newsroom, "northline.example", "/rss/all.xml", 6.0, if_none_match=first.headers["ETag"])
    assert (first.status, same.status, same.body, changed.status) == (200, 304, b"", 200)


def test_gzip_for_those_who_read_it(newsroom: Newsroom) -> None:
    plain = ask(newsroom, "laribera.example", "/feed.json", 4.0)
    packed = ask(newsroom, "laribera.example", "/feed.json", 4.0, accept_encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body


def test_faults_by_the_hour(newsroom: Newsroom) -> None:
    def status(hour: float) -> int:
        return ask(newsroom, "tradegazette.example", "/gazette.xml", hour).status

    assert [status(hour) for hour in (14.9, 15.0, 17.4, 28.0)] == [200, 500, 500, 200]
    cut = feedparser.parse(ask(newsroom, "tradegazette.example", "/gazette.xml", 18.0).body)
    assert cut.bozo
    assert b"Back soon" in ask(newsroom, "tradegazette.example", "/gazette.xml", 45.0).body
    assert ask(newsroom, "asagiri.example", "/atom.xml", 30.0).status == 403


def test_a_headline_is_edited(newsroom: Newsroom) -> None:
    def title(hour: float) -> str:
        entries = feedparser.parse(ask(newsroom, "northline.example", "/rss/all.xml", hour).body).entries
        return str(next(e.title for e in entries if e.id == "launch-notice"))

    assert title(14.0) != title(15.0)


def test_the_burst_leaves_a_gap(newsroom: Newsroom) -> None:
    def ids(hour: float) -> set[str]:
        return {entry.id for entry in feedparser.parse(ask(newsroom, "hanbit.example", "/rss", hour).body).entries}

    assert not ids(26.9) & ids(27.1)


def test_pages(newsroom: Newsroom) -> None:
    page = ask(newsroom, "dayroll.example", "/news/ledger-longread-rehost", 44.0)
    assert (page.status, b"Try our AI features" in page.body, b"<li>" in page.body) == (200, True, False)
    assert ask(newsroom, "dayroll.example", "/news/ledger-longread-rehost", 40.0).status == 404
    assert ask(newsroom, "nowhere.example", "/", 40.0).status == 404


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("en", "Nov. 23, Monday after Sunday"),
        ("ko", "23일, 월요일 after 일요일"),
        ("ja", "23日, 月曜日 after 日曜日"),
        ("es", "23 nov, lunes after domingo"),
    ],
)
def test_datelines(lang: str, text: str) -> None:
    day = datetime(2026, 11, 23, tzinfo=UTC)
    assert fill("{{date}}, {{weekday}} after {{yesterday}}", day, lang) == text
