"""The table of feeds: bytes in, entries or a reason out; bounded, and never an exception."""

import asyncio
import json
import multiprocessing
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.collect import workers
from monitor.collect.parse import parse, quick
from monitor.collect.sources import jsonl
from monitor.collect.workers import InlineParser, ParsePool
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.fetching import Body, Failure, Outcome, Validators
from monitor.model.options import ParseOptions
from tests.fakes import hurtful
from tests.fakes.fetcher import a_body

ITEM = "<item><guid>{0}</guid><title>Title {0}</title><link>http://o.example/{0}</link></item>"


def rss(inside: str, *, declaration: str = '<?xml version="1.0" encoding="utf-8"?>', before: str = "") -> bytes:
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:media="http://search.yahoo.com/mrss/" '
    names += 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'{declaration}{before}<rss version="2.0" {names}><channel>{inside}</channel></rss>'.encode()


def read(content: bytes, limit: int = 500, **changed: Any) -> ParsedFeed:
    found = parse(a_body(content, **changed), limit=limit)
    assert isinstance(found, ParsedFeed), found
    return found


def only(content: bytes) -> RawEntry:
    (entry,) = read(content).entries
    return entry


ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://o.example/blog/" xml:lang="ko"><title>T</title>
<entry><id>urn:1</id><title type="html">A &lt;b&gt;pad&lt;/b&gt;</title><link rel="alternate" href="1.html"/>
<author><name>Kim</name></author><author><name>Lee</name></author><updated>2026-11-23T11:00:00+09:00</updated>
<summary>short</summary><content type="html">&lt;p&gt;long text&lt;/p&gt;</content>
<source><title>Yonhap</title><link href="http://yonhap.example/"/></source></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>T</title></channel><item rdf:about="http://o.example/1"><title>One</title>
<link>http://o.example/1</link></item></rdf:RDF>"""


def test_atom() -> None:
    feed = read(ATOM)
    assert (feed.kind, feed.title) == ("atom", "T")
    entry = feed.entries[0]
    assert (entry.guid, entry.title, entry.author) == ("urn:1", "A <b>pad</b>", "Kim, Lee")
    assert (entry.summary, entry.content) == ("short", "<p>long text</p>")
    assert (entry.source_title, entry.lang) == ("Yonhap", "ko")
    assert entry.link == "http://o.example/blog/1.html"
    assert entry.updated == "2026-11-23T11:00:00+09:00"
    assert entry.published is None


def test_rdf() -> None:
    feed = read(RDF)
    assert (feed.kind, feed.entries[0].link) == ("rdf", "http://o.example/1")


def test_rss_with_everything() -> None:
    item = (
        "<item><title>T</title><description>short</description>"
        "<content:encoded><![CDATA[<p>long</p>]]></content:encoded>"
        '<dc:creator>Kim</dc:creator><source url="http://w.example/rss">Wire</source><category>a</category>'
        '<enclosure url="http://o.example/a.mp3" type="audio/mpeg"/><guid isPermaLink="false">g</guid></item>'
    )
    feed = read(rss(f"<title>F</title><link>http://o.example/</link><language>en</language><ttl>45</ttl>{item}"))
    assert (feed.kind, feed.title, feed.link, feed.lang, feed.ttl_minutes) == (
        "rss",
        "F",
        "http://o.example/",
        "en",
        45,
    )
    entry = feed.entries[0]
    assert (entry.summary, entry.content, entry.author, entry.guid) == ("short", "<p>long</p>", "Kim", "g")
    assert (entry.source_title, entry.source_url) == ("Wire", "http://w.example/rss")
    assert entry.details.categories == ("a",)
    assert [enclosure.url for enclosure in entry.details.enclosures] == ["http://o.example/a.mp3"]


def test_a_media_description_does_not_replace_the_text() -> None:
    news = only(rss("<item><description>text</description><media:description>pad</media:description></item>"))
    assert (news.summary, news.content) == ("text", "")
    film = only(
        rss("<item><title>t</title><media:group><media:description>pad</media:description></media:group></item>")
    )
    assert film.summary == "pad"


def test_a_relative_guid_stays_when_the_feed_moves() -> None:
    inside = "<item><guid>17</guid><title>x</title></item>"
    guids = {read(rss(inside), url=url).entries[0].guid for url in ("http://a.example/f", "https://b.example/f")}
    assert len(guids) == 1


def test_json_feed() -> None:
    items = [
        {"id": 7, "url": "/7", "title": "A & B", "content_text": "one\n\ntwo <b>", "authors": [{"name": "Kim"}]},
        3,
    ]
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "T", "items": items}).encode())
    assert (feed.kind, len(feed.entries)) == ("json", 1)
    entry = feed.entries[0]
    assert (entry.guid, entry.title, entry.author) == ("7", "A &amp; B", "Kim")
    assert entry.content == "<p>one</p><p>two &lt;b&gt;</p>"


def test_json_lines() -> None:
    rows = b'{"id":"a","title":"T","content":"x","outlet":"KCNA","first_seen":"2026-11-23"}\n{"id":1}\nnonsense\n'
    feed = jsonl.read(a_body(rows), limit=9)
    assert (len(feed.entries), feed.left_out, len(feed.notes)) == (1, 2, 2)
    assert (feed.entries[0].external_id, feed.entries[0].outlet_name) == ("a", "KCNA")
    assert jsonl.sniff(a_body(rows)) > 0.5


NOT_FEEDS = {
    "empty": (b" \r\n\t", Outcome.EMPTY_BODY, "white space"),
    "only a byte order mark": (b"\xef\xbb\xbf", Outcome.EMPTY_BODY, "white space"),
    "html": (b"<!DOCTYPE html><html><body>Hi", Outcome.NOT_A_FEED, "HTML"),
    "xhtml": (b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "a" "b"><html xmlns="c"/>', Outcome.NOT_A_FEED, "HTML"),
    "text": (b"nothing to see here", Outcome.NOT_A_FEED, "neither"),
    "json without items": (b'{"error": "no"}', Outcome.UNREADABLE, "items"),
    "cut json": (b'{"version": "https://jsonfeed.org/version/1", "items": [', Outcome.UNREADABLE, "not JSON"),
    "deep json": (b'{"items":' + b"[" * 200_000, Outcome.UNREADABLE, "not JSON"),
    "some other xml": (b'<?xml version="1.0"?><note><to>You</to></note>', Outcome.UNREADABLE, "no feed in it"),
    "deep xml": (rss("<item>" + "<b>" * 200_000), Outcome.UNREADABLE, "nested"),
    "deep entries": (b"<rss>" + b"<item>" * 100_000, Outcome.UNREADABLE, "nested"),
}


@pytest.mark.parametrize(("content", "outcome", "words"), NOT_FEEDS.values(), ids=NOT_FEEDS.keys())
def test_what_is_no_feed(content: bytes, outcome: Outcome, words: str) -> None:
    found = parse(a_body(content), limit=500)
    assert isinstance(found, Failure)
    assert (found.outcome, words in found.detail) == (outcome, True), found


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read(rss("<title>T</title>")).entries == ()


BOMB = '<!DOCTYPE rss [<!ENTITY a "' + "A" * 1000 + '">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 50}">' for a, b in ("ab", "bc", "cd", "de", "ef")
) + "]>"  # fmt: skip
FLAT = '<!DOCTYPE rss [<!ENTITY a "' + "A" * 100_000 + '">]>'
OUTSIDE = '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("before", [BOMB, FLAT, OUTSIDE], ids=["nested", "flat", "external"])
def test_entities_are_never_expanded(before: str) -> None:
    name = "&f;" if before is BOMB else "&a;"
    began = time.process_time()
    entry = only(rss(f"<item><title>T {name * 2000}</title></item>", before=before))
    assert time.process_time() - began < 5
    assert "AAA" not in entry.title
    assert "root:" not in entry.title


@pytest.mark.parametrize("reference", ["&#xD800;", "&#x110000;", "&#99999999999;", "&#0;", "&#x1;"])
def test_bad_references_spoil_nothing(reference: str) -> None:
    feed = read(rss(f"<item><title>a{reference}b</title></item><item><title>good</title></item>"))
    assert [entry.title for entry in feed.entries] == ["a\ufffdb", "good"]


ENCODINGS = {
    "utf-16": rss(ITEM.format("북"), declaration='<?xml version="1.0" encoding="utf-16"?>').decode().encode("utf-16"),
    "utf-16-le": rss(ITEM.format("북"), declaration="").decode().encode("utf-16-le"),
    "utf-32": rss(ITEM.format("북"), declaration="").decode().encode("utf-32"),
    "euc-kr": rss(ITEM.format("북"), declaration='<?xml version="1.0" encoding="euc-kr"?>').decode().encode("euc-kr"),
    "byte order mark": b"\xef\xbb\xbf" + rss(ITEM.format("북"), declaration=""),
    "no declaration": rss(ITEM.format("북"), declaration=""),
    "white space before": b"\n \n" + rss(ITEM.format("북")),
}


@pytest.mark.parametrize("content", ENCODINGS.values(), ids=ENCODINGS.keys())
@pytest.mark.parametrize("media_type", ["application/rss+xml", "text/xml", "text/html", "", "video/mp4"])
def test_encodings(content: bytes, media_type: str) -> None:
    assert read(content, media_type=media_type).entries[0].title == "Title 북"


def test_bytes_that_are_no_utf8_spoil_nothing() -> None:
    feed = read(rss(ITEM.format("a") + "<item><title>@@</title></item>").replace(b"@@", b"caf\xe9 \xff"))
    assert feed.entries[0].title == "Title a"
    assert len(feed.entries) == 2


@pytest.mark.parametrize("name", ["item", "entry"])
def test_a_hundred_thousand_entries_are_cut_before_they_are_read(name: str) -> None:
    start = b"<rss><channel>" if name == "item" else b'<feed xmlns="http://www.w3.org/2005/Atom">'
    end = b"</channel></rss>" if name == "item" else b"</feed>"
    one = f"<{name}><title>t</title></{name}>".encode()
    began = time.process_time()
    feed = read(start + one * 100_000 + end, limit=20)
    assert time.process_time() - began < 3
    assert (len(feed.entries), feed.left_out, feed.notes) == (20, 99_980, ())


def test_entries_inside_text_are_not_counted() -> None:
    feed = read(
        rss("<item><title>a</title><description><![CDATA[<item>]]></description></item><!-- <item> -->"), limit=1
    )
    assert (len(feed.entries), feed.left_out) == (1, 0)


def test_hostile_attributes_and_namespaces_are_bounded() -> None:
    attributes = "".join(f' a{n}="x" xmlns:n{n}="u{n}"' for n in range(5000))
    began = time.process_time()
    parse(a_body(rss(f"<item{attributes}><title>t</title></item>")), limit=5)
    assert time.process_time() - began < 5


def test_broken_xml_is_read_as_far_as_it_goes() -> None:
    feed = read(b"<rss><channel><item><title>A & B</title></item><item><title>C</title></channel>")
    assert [entry.title for entry in feed.entries] == ["A & B", "C"]
    assert feed.notes


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<rss><channel><item>", b"<?xml version='1.0'?><feed>", b"{"]))
def test_never_raises(tail: bytes, start: bytes) -> None:
    assert isinstance(parse(a_body(start + tail), limit=5), ParsedFeed | Failure)


# --- the workers ---

DOUBTFUL = b"<!DOCTYPE x>"  # nothing that is read in this process


@pytest.mark.anyio
async def test_a_worker_that_is_stuck_dies_or_hoards_costs_only_its_document(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = ParsePool(ParseOptions(workers=1, wall_s=1.5))
    good = a_body(DOUBTFUL + rss(ITEM.format(1)))
    try:
        for task in (hurtful.sleep, hurtful.die, hurtful.hoard):
            with monkeypatch.context() as patched:
                patched.setattr(workers, "_task", task)
                hurt = await pool.parse(good, limit=5)
            assert isinstance(hurt, Failure)
            assert hurt.outcome is Outcome.PARSE_LIMIT, hurt
        after = await asyncio.gather(*(pool.parse(good, limit=5) for _ in range(5)))
        assert all(isinstance(one, ParsedFeed) for one in after)
    finally:
        pool.close()


@pytest.mark.anyio
async def test_workers_that_die_while_idle_are_replaced() -> None:
    pool = ParsePool(ParseOptions(workers=1))
    try:
        assert isinstance(await pool.parse(a_body(DOUBTFUL + ATOM), limit=5), ParsedFeed)
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        await asyncio.sleep(0.3)
        assert isinstance(await pool.parse(a_body(DOUBTFUL + ATOM), limit=5), ParsedFeed)
    finally:
        pool.close()


@pytest.mark.anyio
async def test_closing_the_pool_ends_what_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pool = ParsePool(ParseOptions(workers=1))
    monkeypatch.setattr(workers, "_task", hurtful.sleep)
    waiting = asyncio.create_task(pool.parse(a_body(DOUBTFUL + ATOM), limit=5))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(pool.close)
    found = await waiting
    assert isinstance(found, Failure)
    assert found.outcome in (Outcome.INTERNAL, Outcome.PARSE_LIMIT)


@pytest.mark.anyio
async def test_the_pool_and_the_inline_parser_agree() -> None:
    pool = ParsePool(ParseOptions(workers=1))
    try:
        for content in (ATOM, RDF, b"<html>", b""):
            body = Body("http://o.example/f", content, "", None, Validators())
            assert await pool.parse(body, limit=9) == await InlineParser().parse(body, limit=9)
    finally:
        pool.close()


def korean(broken: bytes) -> bytes:
    items = "".join(f"<item><guid>{n}</guid><title>북한 위성 발사장 {n}</title></item>" for n in range(3))
    text = f"<?xml version='1.0' encoding='UTF-8'?><rss version='2.0'><channel>{items}</channel></rss>"
    return text.encode().replace("장".encode(), broken, 1)


def test_one_broken_character_costs_itself_and_not_the_alphabet() -> None:
    found = parse(a_body(korean("장".encode()[:2])), limit=10)
    assert isinstance(found, ParsedFeed)
    assert [entry.title for entry in found.entries] == [
        "북한 위성 발사\ufffd 0",
        "북한 위성 발사장 1",
        "북한 위성 발사장 2",
    ]
    assert any("UTF-8" in note for note in found.notes)


def test_another_alphabet_under_no_declaration_is_not_taken_for_broken_utf8() -> None:
    text = (
        "<rss version='2.0'><channel><item><guid>1</guid><title>Café à la crème où été</title></item></channel></rss>"
    )
    found = parse(a_body(text.encode("latin-1")), limit=10)
    assert isinstance(found, ParsedFeed)
    assert found.entries[0].title == "Café à la crème où été"


RISING = [f"<item><guid>{n}</guid><pubDate>Mon, 02 Nov 2026 {n:02d}:00:00 GMT</pubDate></item>" for n in range(8)]
RISING_ATOM = [f"<entry><id>{n}</id><updated>2026-11-02T{n:02d}:00:00Z</updated></entry>" for n in range(8)]


@pytest.mark.parametrize("careful", [True, False])
@pytest.mark.parametrize("falling", [True, False])
@pytest.mark.parametrize(
    ("frame", "entries"),
    [
        ("<rss version='2.0'><channel><title>x</title>{}</channel></rss>", RISING),
        ("<feed xmlns='http://www.w3.org/2005/Atom'><title>x</title>{}</feed>", RISING_ATOM),
    ],
)
def test_beyond_the_limit_the_newest_are_taken(frame: str, entries: list[str], *, falling: bool, careful: bool) -> None:
    body = a_body(frame.format("".join(reversed(entries) if falling else entries)).encode())
    found = parse(body, limit=3) if careful else quick(body, limit=3)
    if found is None:
        found = parse(body, limit=3)  # the quick parser hands it over
    assert isinstance(found, ParsedFeed)
    assert {entry.guid for entry in found.entries} == {"5", "6", "7"}
    assert found.left_out == 5


def test_beyond_the_limit_the_newest_of_a_json_feed_are_taken() -> None:
    items = [{"id": str(n), "date_published": f"2026-11-02T{n:02d}:00:00Z"} for n in range(8)]
    found = parse(a_body(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()), limit=3)
    assert isinstance(found, ParsedFeed)
    assert [entry.guid for entry in found.entries] == ["5", "6", "7"]
