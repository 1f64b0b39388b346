"""What coverage-guided fuzzing has found (`make fuzz`), as small as it gets."""

from datetime import UTC, datetime
from time import process_time

import pytest

from monitor.collect import guard, html
from monitor.collect.normalise import Normaliser
from monitor.collect.parse import parse
from monitor.lang import opml
from monitor.lang.outlets import OutletBook
from monitor.model.entry import ParsedFeed, RawEntry
from monitor.model.feed import DueFeed, FeedState, Rhythm
from monitor.model.fetching import Body, Validators

FEED = DueFeed(1, "f", "http://example.com/rss", "example.com", 1, Validators(), Rhythm(), FeedState.OK)


@pytest.mark.parametrize(
    "base", ["http://<title>.com/", "https://a.example/\ud800", "http://[::1", "http://", "https://:x/"]
)
def test_what_is_no_address_is_no_base(base: str) -> None:
    raw = RawEntry(title="t", content='<p><a href="x">kept</a></p>', base=base)
    entry = Normaliser(OutletBook([])).entry(raw, feed=FEED, position=0, now=datetime(2026, 11, 23, tzinfo=UTC))
    assert entry.body == "kept"
    assert "href" not in entry.html


@pytest.mark.parametrize("reference", ["&#1;", "&#x202E;", "&#8238;", "&rlm;", "&#x7f;", "&#xfeff;"])
def test_no_reference_smuggles_a_control_into_markup(reference: str) -> None:
    assert html.harmless(f"<p>a{reference}b</p>") == "<p>ab</p>"


@pytest.mark.parametrize("port", ["65536", "0000080", "9" * 30, "9" * 5000])
def test_a_port_is_a_port(port: str) -> None:
    with pytest.raises(ValueError, match="port"):
        guard.exemption(f"127.0.0.1:{port}")
    assert guard.exemption("127.0.0.1:65535").port == 65_535


def test_a_list_of_feeds_has_no_line_ends_in_its_values() -> None:
    (found,) = opml.read(
        b'<opml><body><outline xmlUrl=" https://a.example/&#10;x " title="A&#13;&#9;B"/></body></opml>'
    )
    assert (found.url, found.title) == ("https://a.example/ x", "A B")
    assert opml.read(opml.write([found], "t").encode()) == (found,)


@pytest.mark.parametrize("base", ["http://[::1", "http://[v/", "https://example.org/" + "a" * 100_000])
def test_a_base_that_is_none_spoils_no_feed(base: str) -> None:
    found = parse(
        Body("https://example.com/f", f'<rss><item xml:base="{base}"><title>t</title></item></rss>'.encode(), "", None,
             Validators()), limit=5,
    )  # fmt: skip
    assert isinstance(found, ParsedFeed)
    assert [entry.base for entry in found.entries] == ["https://example.com/f"]


@pytest.mark.parametrize("unit", ["&amp;", "b&nbsp;", "a\u00a0", "&amp;" + 35 * "x", "&lt;b&gt;"])
def test_a_text_of_references_is_read_in_a_moment(unit: str) -> None:
    markup = "<p>" + unit * (2_000_000 // len(unit))
    begun = process_time()
    text = html.plain(html.harmless(markup))
    assert process_time() - begun < 2  # a sanitiser alone takes 3 s, and four times as long for twice as much
    assert len(text.split()) >= 1
