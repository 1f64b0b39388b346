from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.normalise import (
    AUTHOR,
    CONTENT,
    GUID,
    SUMMARY,
    TITLE,
    Normaliser,
    raw_hash,
    shared_urls,
    told_apart,
)
from monitor.collect.parse import parse
from monitor.lang.outlets import OutletBook
from monitor.model.entry import Details, Enclosure, Entry, ParsedFeed, RawEntry
from monitor.model.feed import DueFeed, FeedState, Rhythm
from monitor.model.fetching import Validators
from monitor.model.outlet import Outlet
from tests.fakes.fetcher import a_body

NOW = datetime(2026, 11, 23, tzinfo=UTC)
BOOK = OutletBook([Outlet("yonhap", "Yonhap", hosts=("yonhap.example",))])
FEED = DueFeed(1, "f", "http://yonhap.example/rss", "yonhap.example", 1, Validators(), Rhythm(), FeedState.OK)


def made(feed: DueFeed = FEED, **raw: Any) -> Entry:
    return Normaliser(BOOK).entry(RawEntry(**raw), feed=feed, position=0, now=NOW)


def test_a_whole_entry() -> None:
    entry = made(
        guid=" g1 ", link="/a/1?utm_source=rss#x", title="A &amp; B", summary="<p>short</p>",
        content="<p>North Korea fires a <b>missile</b> into the sea</p>", author="<b>Kim</b>",
        published="Mon, 23 Nov 2026 09:00:00 +0900",
    )  # fmt: skip
    assert (entry.guid, entry.raw_url, entry.url) == ("g1", "/a/1?utm_source=rss#x", "https://yonhap.example/a/1")
    assert (entry.title, entry.summary, entry.author) == ("A & B", "short", "Kim")
    assert entry.body == "North Korea fires a missile into the sea"
    assert entry.html == "<p>North Korea fires a <b>missile</b> into the sea</p>"
    assert entry.published == datetime(2026, 11, 23, tzinfo=UTC)
    assert (entry.lang, entry.outlet.slug, entry.url_is_key, entry.cut) == ("en", "yonhap", True, ())


def test_a_summary_alone_is_the_body() -> None:
    entry = made(summary="<p>only this</p>")
    assert (entry.summary, entry.body, entry.title) == ("", "only this", "only this")


LIMITS = [("title", TITLE), ("author", AUTHOR), ("guid", GUID), ("summary", SUMMARY), ("content", CONTENT)]
KEPT = {"content": "body"}


@pytest.mark.parametrize(("field", "limit"), LIMITS)
def test_limits_are_kept_and_named(field: str, limit: int) -> None:
    for length, cut in (
        (limit - 1, False),
        (limit, False),
        (limit + 1, True),
        (3 * limit, True),
        (9 * limit + 7, True),
    ):
        more: dict[str, Any] = {"content": "text"} if field == "summary" else {}
        entry = made(**(more | {field: "가" * length}))
        kept = getattr(entry, KEPT.get(field, field))
        assert len(kept) == min(length, limit)
        assert (field in entry.cut) is cut
        assert set(entry.cut) <= {field}
        if cut and field != "guid":
            assert kept.endswith("…")


def test_markup_beyond_its_limit_is_named_too() -> None:
    entry = made(content="<i></i>" * CONTENT + "<p>far behind</p>", title="t")
    assert "content" in entry.cut
    assert "far behind" not in entry.body


def test_what_the_parser_cut_stays_named() -> None:
    assert made(title="t", cut=("content",)).cut == ("content",)


def test_long_guids_stay_distinct() -> None:
    assert made(guid="g" * 5000 + "1").guid != made(guid="g" * 5000 + "2").guid


@pytest.mark.parametrize(
    ("link", "is_key"),
    [
        ("http://o.example/", False),
        ("http://o.example", False),
        ("http://o.example/a", True),
        ("https://news.google.com/rss/articles/CBMi?oc=5", False),
        ("javascript:alert(1)", False),
        (None, False),
    ],
)
def test_what_url_is_a_key(link: str | None, is_key: bool) -> None:
    assert made(link=link).url_is_key is is_key


def test_links_of_other_schemes_are_no_url() -> None:
    assert made(link="javascript:alert(1)").url is None
    assert made(link="data:text/html,x").url is None


def test_the_canonical_link_wins() -> None:
    assert made(link="http://o.example/a", canonical="http://p.example/b").url == "https://p.example/b"


DATES = [
    ("1970-01-01T00:00:00Z", datetime(1970, 1, 1, tzinfo=UTC)),
    ("2099-12-31T23:59:59Z", datetime(2099, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ("yesterday, I think", None),
    ("0000-00-00", None),
    ("99999-01-01", None),
]


@pytest.mark.parametrize(("written", "instant"), DATES)
def test_dates_stay_as_declared(written: str, instant: datetime | None) -> None:
    assert made(published=written).published == instant


def test_the_declared_language_is_the_prior() -> None:
    assert made(title="12345", lang="ko-KR").lang == "ko"
    assert made(replace(FEED, lang="ja"), title="北朝鮮衛星発射").lang == "ja"
    assert made(title="북한이 위성을 쏘았다", lang="en").lang == "ko"


def marked(*links: str) -> list[Entry]:
    raws = [RawEntry(link=link) for link in links]
    shared = shared_urls(raws, FEED.url)
    return [told_apart(made(link=link), shared) for link in links]


def test_entries_that_share_a_url_are_named_by_it_only_where_fragments_tell_them_apart() -> None:
    assert [entry.url_is_key for entry in marked("/a", "/a?utm_source=x", "/b")] == [False, False, True]
    told = marked("/a#one", "/a#two")
    assert [entry.url for entry in told] == ["https://yonhap.example/a#one", "https://yonhap.example/a#two"]
    assert all(entry.url_is_key for entry in told)
    assert [entry.url_is_key for entry in marked("/a#one", "/a#one")] == [False, False]


def test_the_raw_hash_sees_every_word_and_nothing_else() -> None:
    raw = RawEntry(guid="g", title="t", content="c")
    assert raw_hash(raw) == raw_hash(replace(raw, base="http://elsewhere.example/"))
    assert len(raw_hash(raw)) == 16
    for changed in (
        replace(raw, title="u"),
        replace(raw, content="d"),
        replace(raw, published="now"),
        replace(raw, lang="x"),
    ):
        assert raw_hash(changed) != raw_hash(raw)


anything = st.text(st.characters(exclude_categories=()), max_size=80)


@given(guid=anything, link=anything, base=anything, title=anything, content=anything, published=anything, lang=anything)
def test_never_raises_and_gives_valid_text(**raw: str) -> None:
    hostile = RawEntry(**raw, source_title=raw["title"], author=raw["title"], canonical=raw["link"])  # type: ignore[arg-type]
    entry = Normaliser(BOOK).entry(hostile, feed=FEED, position=0, now=NOW)
    for text in (
        entry.guid,
        entry.raw_url,
        entry.url,
        entry.title,
        entry.body,
        entry.html,
        entry.author,
        entry.outlet.slug,
    ):
        (text or "").encode("utf-8")
        assert "\x00" not in (text or "")


def test_what_a_site_hangs_below_the_text_is_left_out_of_it_but_kept_in_the_html() -> None:
    story = "<p>The pier at Kelder Point was lengthened in spring, the harbour board said on Monday. </p>" * 4
    entry = made(content=story + "<h3>Related Articles</h3><p>A tariff on slate divides the builders of Varn</p>")
    assert "tariff" not in entry.body
    assert "tariff" in entry.html
    assert entry.cut == ("residue",)
    short = made(content="<p>Comments</p><p>A column with this name talks of tariffs.</p>")
    assert "tariffs" in short.body


def test_what_a_site_wraps_around_the_text_is_left_out_and_said() -> None:
    entry = made(
        title="Pier grows",
        content="<p>Share on Facebook</p><p>The pier grew.</p><p>Advertisement</p><p>It is long. [&#8230;]</p>"
        "<p>The post <a href='/a'>Pier grows</a> appeared first on <a href='/'>Paper</a>.</p>",
    )
    assert (entry.body, entry.cut) == ("The pier grew.\n\nIt is long. […]", ("residue",))
    assert "Advertisement" in entry.html


NEWS_IN_DISGUISE = [
    ("Pier grows - Daily NK", "Pier grows", "Daily NK"),
    ("Pier grows", "Pier grows", "Daily NK"),
    ("Pier  grows", "PIER GROWS\n\nDaily NK", "Daily NK"),
]


@pytest.mark.parametrize(("title", "body", "source"), NEWS_IN_DISGUISE)
def test_a_text_that_is_the_title_again_is_none(title: str, body: str, source: str) -> None:
    entry = made(title=title, content=body, source_title=source)
    assert (entry.title.split(), entry.body, entry.cut) == (["Pier", "grows"], "", ("residue",))


def test_a_title_keeps_the_name_of_its_own_site() -> None:
    assert made(title="Pier grows - Yonhap").title == "Pier grows - Yonhap"
    assert made(title="Pier grows | Paper", outlet_name="Paper").title == "Pier grows | Paper"


def test_the_source_with_its_address_is_the_outlet() -> None:
    entry = made(
        title="Pier grows - Daily NK",
        link="https://news.google.com/rss/articles/CBMi",
        source_title="Daily NK",
        source_url="https://www.dailynk.com",
    )
    assert (entry.outlet.slug, entry.outlet.name, entry.title) == ("dailynk.com", "Daily NK", "Pier grows")


def test_details_come_along() -> None:
    details = Details(categories=("a",) * 3, enclosures=(Enclosure("/a.mp3", "audio/mpeg", 3),))
    entry = made(title="t", details=details)
    assert entry.details == Details(("a",), (Enclosure("http://yonhap.example/a.mp3", "audio/mpeg", 3),))
    assert made(title="t", details=Details(categories=tuple(map(str, range(33))))).cut == ("categories",)


def test_the_address_behind_a_feedburner_link_is_the_articles() -> None:
    document = (
        '<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><title>F</title><item>'
        "<title>T</title><link>http://feedproxy.google.com/~r/x/~3/abc/</link><guid>g</guid>"
        "<feedburner:origLink>http://o.example/real?utm_source=feedburner</feedburner:origLink></item></channel></rss>"
    )
    parsed = parse(a_body(document.encode()), limit=10)
    assert isinstance(parsed, ParsedFeed)
    entry = Normaliser(BOOK).entry(parsed.entries[0], feed=FEED, position=0, now=NOW)
    assert (entry.url, entry.url_is_key) == ("https://o.example/real", True)
    assert entry.raw_url == "http://feedproxy.google.com/~r/x/~3/abc/"
