"""What is wrong in one entry costs that entry: unclosed tags, literal tags, fields of another type."""

import json
import time

import pytest

from monitor.collect.parse import parse, quick
from monitor.collect.sources.repair import closed
from monitor.collect.sources.xml import REPAIRED
from monitor.model.entry import ParsedFeed
from tests.fakes.fetcher import a_body

RSS = '<?xml version="1.0"?><rss version="2.0"><channel>{0}</channel></rss>'
REST = "".join(f"<item><title>{n}</title><link>http://o.example/{n}</link></item>" for n in (2, 3, 4))


def read(content: str, limit: int = 50) -> ParsedFeed:
    found = parse(a_body(content.encode()), limit=limit)
    assert isinstance(found, ParsedFeed), found
    return found


@pytest.mark.parametrize(
    "first",
    [
        "<item><title>1<link>http://o.example/1</link></item>",
        "<item><title>1</title><link>http://o.example/1</item>",
        "<item><title>1</title><description>cut <b>here",
        "<item><title>1</titel><link>http://o.example/1</link></item>",
        "<item><title>1</title></guid></channel></item>",
        "<item><title>1</title><description><i>a<p>b</description></item>",
    ],
)
def test_an_entry_that_does_not_close_costs_no_other(first: str) -> None:
    feed = read(RSS.format(f"<title>F</title>{first}{REST}"))
    assert [entry.title for entry in feed.entries] == ["1", "2", "3", "4"]
    assert [entry.link for entry in feed.entries[1:]] == [f"http://o.example/{n}" for n in (2, 3, 4)]
    assert feed.title == "F"
    assert feed.notes


def test_a_title_of_the_feed_that_does_not_close_costs_no_entry() -> None:
    feed = read(RSS.format(f"<title>F<link>http://o.example/</link>{REST}"))
    assert ([entry.title for entry in feed.entries], feed.title) == (["2", "3", "4"], "F")
    assert REPAIRED in feed.notes


def test_a_tag_that_is_only_named_makes_no_entry() -> None:
    feed = read(RSS.format(f"<item><title>1<description>write <item> and go</description></item>{REST}"))
    assert [entry.title for entry in feed.entries] == ["1", "2", "3", "4"]


def test_what_is_left_out_is_counted_in_a_broken_document_too() -> None:
    feed = read(RSS.format(f"<item><title>1<link>x</link></item>{REST}"), limit=2)
    assert ([entry.title for entry in feed.entries], feed.left_out) == (["1", "2"], 2)


def test_entries_inside_the_text_of_a_sound_document_are_text() -> None:
    feed = read(RSS.format("<item><title>1</title><description>a <item>b</item></description></item>"))
    assert [entry.title for entry in feed.entries] == ["1"]


def test_closing_keeps_what_is_sound() -> None:
    sound = b"<item><title>a</title><p>b<br/></p><![CDATA[</item>]]></item>"
    assert closed(sound) == (sound, [])
    assert closed(b"<rss><channel><x>", frozenset({b"rss", b"channel"}))[1] == [b"rss", b"channel"]


def test_broken_entries_cost_little_time() -> None:
    content = RSS.format("<item><title>x<b>y<link>z</link>" * 300)
    began = time.process_time()
    assert [entry.link for entry in read(content, limit=300).entries] == ["z"] * 300
    assert time.process_time() - began < 10


ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title><entry><id>1</id>{0}</entry></feed>'


@pytest.mark.parametrize(
    ("title", "markup"),
    [
        ('<title type="text">a &lt;b&gt; c</title>', "a &lt;b> c"),
        ("<title>a &lt;b&gt; c</title>", "a &lt;b> c"),
        ('<title type="text/plain">1 &lt; 2 &amp; 3</title>', "1 &lt; 2 & 3"),
        ('<title type="html">a &lt;b&gt;c&lt;/b&gt;</title>', "a <b>c</b>"),
        (
            '<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">a &lt; <b>c</b></div></title>',
            "a &lt; <b>c</b>",
        ),
    ],
)
def test_atom_tells_text_from_markup(title: str, markup: str) -> None:
    content = ATOM.format(title)
    fast = quick(a_body(content.encode()), limit=5)
    assert fast is not None
    assert [entry.title for entry in fast.entries] == [entry.title for entry in read(content).entries] == [markup]


def test_fields_of_another_type_are_left_out_and_noted() -> None:
    item = {"id": "1", "title": ["T"], "url": "http://o.example/1", "tags": "news", "content_text": 7}
    feed = read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": 3, "items": [item, item]}))
    assert [(entry.guid, entry.title, entry.link, entry.content) for entry in feed.entries] == [
        ("1", "", "http://o.example/1", "")
    ] * 2
    assert feed.notes == ("of another type than the format says: title, content_text, tags",)


def test_a_sound_json_feed_has_no_notes() -> None:
    item = {"id": 1, "title": None, "tags": ["a"], "authors": [{"name": "Kim"}], "author": {"name": "Kim"}}
    assert read(json.dumps({"version": "https://jsonfeed.org/version/1", "title": "F", "items": [item]})).notes == ()
