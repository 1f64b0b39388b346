"""What comparing us with feedparser over thousands of test feeds has found (`python -m bench.agreement`)."""

from datetime import UTC, datetime

import pytest

from monitor.collect import html
from monitor.collect.dates import read_date
from monitor.collect.parse import parse, quick
from monitor.model.entry import ParsedFeed
from monitor.model.fetching import Body, Failure, Outcome, Validators


def read(content: bytes) -> ParsedFeed:
    found = parse(Body("https://example.com/feeds/a.xml", content, "text/xml", None, Validators()), limit=50)
    assert isinstance(found, ParsedFeed)
    return found


@pytest.mark.parametrize("attributes", [b"", b' type="plain"', b" type='html' lang='en'"])
def test_the_description_of_a_film_is_its_text_whatever_its_attributes(attributes: bytes) -> None:
    feed = read(
        b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><entry><id>a</id>'
        b"<media:group><media:description%s>Two dogs sing.</media:description></media:group></entry>"
        b"<entry><id>b</id><media:description%s/></entry></feed>" % (attributes, attributes)
    )
    assert [entry.summary or entry.content for entry in feed.entries] == ["Two dogs sing.", ""]


def test_a_feed_under_an_html_doctype_is_a_feed() -> None:
    start = b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://example.invalid/">'
    assert read(start + b"<rss><channel><title>found</title></channel></rss>").title == "found"
    page = parse(Body("https://example.com/", start + b"<p>no feed", "text/html", None, Validators()), limit=5)
    assert isinstance(page, Failure)
    assert page.outcome is Outcome.NOT_A_FEED


def test_the_base_of_one_item_is_not_that_of_the_next() -> None:
    feed = read(
        b'<rss version="2.0"><channel><item xml:base="https://example.org/first/"><title>1</title><link>one</link>'
        b"</item><item><title>2</title><link>two</link></item></channel></rss>"
    )
    assert [entry.link for entry in feed.entries] == ["https://example.org/first/one", "https://example.com/feeds/two"]


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("Sun, 20 Apr 2014 8:19 pm CEST", 18),
        ("Sun, 20 Apr 2014 08:19:00 PM GMT", 20),
        ("Sun, 20 Apr 2014 8:19 a.m. -0700", 15),
        ("Sun, 20 Apr 2014 12:19 am", 0),
    ],
)
def test_the_half_of_the_day_is_no_zone(text: str, hour: int) -> None:
    assert read_date(text) == datetime(2014, 4, 20, hour, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("safe<script>steal()</script> words", "safe words"),
        ("safe&lt;script&gt;steal()&lt;/script&gt; words", "safe words"),
        ("safe<STYLE>a { }</STYLE > words", "safe words"),
        ("<script> explained", "explained"),  # nothing closes it: the rest is still the title
        ('see <a href=http://example.com/">example</a>', "see example"),
        ('when a < b "and" c > d', 'when a < b "and" c > d'),
    ],
)
def test_a_title_has_no_scripts_and_no_broken_tags(markup: str, text: str) -> None:
    assert html.line(markup) == text


@pytest.mark.parametrize("name", ["iframe", "object", "script", "svg", "TEXTAREA"])
def test_text_behind_an_element_that_closes_itself_is_kept(name: str) -> None:
    assert html.plain(html.harmless(f'<p>before</p><{name} src="x" /><p>after</p>')) == "before\n\nafter"


@pytest.mark.parametrize(
    ("image", "text"),
    [
        ('<img src="a.png" alt="Format=>Style">', "[Image: Format=>Style]"),
        ("<img alt='a>b' src=x>", "[Image: a>b]"),
        ("<img alt=Tom's src='>", "[Image: Tom]"),
        ("<img alt loading=lazy>", ""),
    ],
)
def test_the_text_of_an_image_may_hold_a_bracket(image: str, text: str) -> None:
    assert html.plain(html.harmless(f"<p>{image}</p>")) == text


def test_the_page_of_an_author_is_not_that_of_the_source() -> None:
    feed = read(
        b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>a</id><source><title>S</title>'
        b"<author><name>N</name><uri>http://person.example/</uri></author></source></entry></feed>"
    )
    assert [(entry.source_title, entry.source_url) for entry in feed.entries] == [("S", None)]
    feed = read(
        b'<rss><channel><item><title>t</title><source url="http://s.example/">S</source></item></channel></rss>'
    )
    assert [(entry.source_title, entry.source_url) for entry in feed.entries] == [("S", "http://s.example/")]


def test_the_fast_path_hands_over_what_only_the_other_reads() -> None:
    itunes = b'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    item = b"<item><title>t</title>%s</item>"
    picture = b'<itunes:link rel="image" href="http://example.com/logo.jpg"/>'
    document = b'<rss version="2.0" %s><channel><title>f</title>%s</channel></rss>'
    bodies = [Body("https://example.com/f", document % (itunes, item % part), "", None, Validators())
              for part in (b"", picture)]  # fmt: skip
    plain, odd = (quick(body, limit=5) for body in bodies)
    assert plain is not None
    assert odd is None
