from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect.discovery import MOST_LEADS, Lead, is_feedlike, is_near, leads, usual

PAGE = "https://www.north.example/news/today"


def head(*lines: str) -> bytes:
    return f"<!doctype html><html><head>{''.join(lines)}</head><body></body></html>".encode()


def found(content: bytes) -> list[str]:
    return [lead.url for lead in leads(content, PAGE)]


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<link rel=alternate type="application/rss+xml" href="/feed">', "https://www.north.example/feed"),
        ('<LINK REL="Alternate" TYPE="application/atom+xml; charset=utf-8" HREF="a.xml">', "https://www.north.example/news/a.xml"),
        ('<link rel="alternate home" type="application/feed+json" href="//cdn.example/f.json">', "https://cdn.example/f.json"),
        ('<link rel="alternate" type="application/rdf+xml" href="/index.rdf#x">', "https://www.north.example/index.rdf"),
        ('<base href="https://b.example/x/"><link rel=alternate type=application/rss+xml href=f>', "https://b.example/x/f"),
        ('<link rel="feed" href="/all">', "https://www.north.example/all"),
        ('<link rel="alternate" type="application/json" href="/feed.json">', "https://www.north.example/feed.json"),
        ('<link rel="alternate" type="text/xml" href="/rss">', "https://www.north.example/rss"),
        ('<a href="/rss/world.xml">World</a>', "https://www.north.example/rss/world.xml"),
        ('<a href="https://feeds.north.example/top">Top</a>', "https://feeds.north.example/top"),
        ('<a href="?feed=rss2">RSS</a>', "https://www.north.example/news/today?feed=rss2"),
    ],
)  # fmt: skip
def test_what_is_a_lead(markup: str, url: str) -> None:
    assert found(head(markup)) == [url]


@pytest.mark.parametrize(
    "markup",
    [
        '<link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">',
        '<link rel="alternate" type="application/json+oembed" href="/oembed/feed">',
        '<link rel="alternate stylesheet" type="application/rss+xml" href="/feed">',
        '<link rel="alternate" hreflang="ko" href="/ko">',
        '<link rel="stylesheet" href="/feed.css">',
        '<link rel=alternate type="application/rss+xml" href="javascript:alert(1)">',
        '<link rel=alternate type="application/rss+xml" href="file:///etc/passwd">',
        '<link rel=alternate type="application/rss+xml" href="https://me:secret@north.example/feed">',
        '<link rel=alternate type="application/rss+xml" href="https://[bad/feed">',
        '<link rel=alternate type="application/rss+xml" href="/feed\x1b[31m">',
        '<link rel=alternate type="application/rss+xml" href="">',
        f'<link rel=alternate type="application/rss+xml" href="/{"f" * 3000}">',
        '<a href="https://elsewhere.example/feed">a feed of somebody else</a>',
        '<a href="/feedback">Feedback</a>',
        '<a href="/news">News</a>',
    ],
)
def test_what_is_none(markup: str) -> None:
    assert found(head(markup)) == []


def test_declared_come_first_comments_last_and_each_once() -> None:
    page = head(
        '<a href="/world.rss">World</a>',
        '<link rel=alternate type=application/rss+xml title="Comments &lt;b&gt;\u202efeed" href="/comments/feed">',
        '<link rel=alternate type=application/rss+xml title="News" href="/feed">',
        '<link rel=alternate type=application/rss+xml title="Again" href="http://www.north.example/feed#top">',
    )
    assert leads(page, PAGE) == (
        Lead("https://www.north.example/feed", "News"),
        Lead("https://www.north.example/comments/feed", "Comments <b>feed"),
        Lead("https://www.north.example/world.rss", "World", "linked"),
    )


def test_a_page_with_more_markup_than_a_tree_should_have_still_says_its_feeds() -> None:
    deep = "<div>" * 100_000
    link = '<link rel="alternate" type="application/rss+xml" href="/feed">'
    began = process_time()
    assert found(f"<html><head>{link}</head><body>{deep}".encode()) == ["https://www.north.example/feed"]
    assert found(f"<html><body>{deep}{'<link ' * 100_000}".encode()) == []
    assert len(found(head(*(f"<a href=/rss/{n}>x</a>" for n in range(50_000))))) <= MOST_LEADS
    assert process_time() - began < 20


def test_pages_in_other_alphabets() -> None:
    page = '<meta charset="euc-kr"><link rel=alternate type=application/rss+xml title="북한" href=/f>'
    assert leads(page.encode("euc-kr"), PAGE)[0].title == "북한"
    assert leads(page.encode("euc-kr"), PAGE, "no-such-charset")[0].url == "https://www.north.example/f"


@given(st.binary(max_size=400), st.text(max_size=40))
def test_whatever_a_page_is_its_leads_are_addresses(content: bytes, href: str) -> None:
    page = content + f'<link rel=alternate type=application/rss+xml href="{href}">'.encode("utf-8", "replace")
    for lead in leads(page, PAGE):
        assert lead.url.startswith(("http://", "https://"))
        assert lead.url.isprintable()


def test_the_usual_places_are_few_and_on_the_same_host() -> None:
    assert len(usual(PAGE)) <= 7
    assert all(lead.url.startswith("https://www.north.example/") for lead in usual(PAGE))


def test_one_owner() -> None:
    assert is_near("https://feeds.bbc.co.uk/x", "https://www.bbc.co.uk/")
    assert not is_near("https://other.co.uk/x", "https://www.bbc.co.uk/")
    assert not is_near("nonsense", "nonsense")


@pytest.mark.parametrize("url", ["/feed", "/a/rss.xml", "/index.atom", "/x?format=rss", "/news-rss/", "/rss2"])
def test_feedlike(url: str) -> None:
    assert is_feedlike(f"https://a.example{url}")
