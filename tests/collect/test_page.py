from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.collect import cutting
from monitor.collect.ages import age_of
from monitor.collect.cutting import Line
from monitor.collect.sources import page, textpage
from monitor.collect.sources.limits import Unreadable
from monitor.model.fetching import Body, Validators

PAGES = Path(__file__).parent.parent / "data" / "pages"


def body(content: bytes, url: str = "") -> Body:
    return Body(url, content, "", None, Validators())


def document(name: str) -> Body:
    return body((PAGES / name).read_bytes())


def test_a_plain_text_page_is_cut_into_its_articles() -> None:
    entries = textpage.read(document("aggregator.txt"), limit=10).entries
    assert [(entry.outlet_name, entry.published) for entry in entries] == [
        (None, None),
        ("Lantern Herald", "26 minutes ago"),
        ("Morning Ledger", "2 hours ago"),
        ("harbour.example", "1 day ago"),
    ]
    assert [entry.title for entry in entries] == [
        "Harbour at Kelder Point doubles its berths as ferry line returns",
        "Ministry weighs 15% duty on imported slate",
        "Slate row deepens: builders warn of SHORTAGES before winter",
        "What the new quay means for the island ferries: timetable, fares and who pays...",
    ]


def test_bodies_have_no_residue() -> None:
    main, _, tagged, _ = textpage.read(document("aggregator.txt"), limit=10).entries
    assert main.content.endswith("<p>Write to Marta Quill at marta.quill@kestrelpost.example</p>")
    assert tagged.content.endswith("The ministry did not answer.</p>")


def test_the_authors_mail_address_says_whose_it_is() -> None:
    main, *cards = textpage.read(document("aggregator.txt"), limit=10).entries
    assert main.source_url == "https://kestrelpost.example/"
    assert [card.source_url for card in cards] == [None, None, None]


def test_an_html_page_is_cut_with_links_and_head() -> None:
    parsed = page.read(document("aggregator.html"), limit=10)
    main, card = parsed.entries
    assert (parsed.title, parsed.lang) == ("Daily9", "en")
    assert main.title == "Harbour at Kelder Point doubles its berths"
    assert main.canonical == "https://daily9.example/articles/harbour"
    assert main.published == "2026-11-22T08:00:00Z"
    assert main.source_title == "Daily9"
    assert main.content.endswith("<p>The board borrowed 14 million crowns for it.</p>")
    assert (card.outlet_name, card.published, card.link) == (
        "Lantern Herald",
        "3 hours ago",
        "https://lantern.example/slate",
    )


def test_entries_beyond_the_limit_are_counted() -> None:
    parsed = textpage.read(document("aggregator.txt"), limit=2)
    assert (len(parsed.entries), parsed.left_out) == (2, 2)


def test_an_article_without_cards_stays_whole() -> None:
    text = "Short headline\n\nOne paragraph of the text that says enough.\n\nAnother paragraph."
    (only,) = textpage.read(body(text.encode()), limit=10).entries
    assert only.title == "Short headline"
    assert only.content == "<p>One paragraph of the text that says enough.</p><p>Another paragraph.</p>"


@pytest.mark.parametrize("content", [b"", b"   \n", b"\n\n\n"])
def test_nothing_is_no_article(content: bytes) -> None:
    with pytest.raises(Unreadable):
        textpage.read(body(content), limit=10)


def test_endless_nesting_is_refused() -> None:
    with pytest.raises(Unreadable):
        page.read(body(b"<!doctype html><body>" + b"<div>" * 5000), limit=10)


@pytest.mark.parametrize(
    ("content", "text", "html"),
    [
        (b"<!DOCTYPE html><html><body>x", 0.0, 0.8),
        (b"Plain words", 0.3, 0.0),
        (b'{"title": "x"}', 0.0, 0.0),
        (b"\x00\x01\x02\x03\x04\x05", 0.0, 0.0),
        (b'<?xml version="1.0"?><rss/>', 0.0, 0.0),
    ],
)
def test_what_a_document_is_taken_for(content: bytes, text: float, html: float) -> None:
    assert (textpage.sniff(body(content)), page.sniff(body(content))) == (text, html)


@pytest.mark.parametrize(
    ("line", "age"),
    [
        ("26 minutes ago", timedelta(minutes=26)),
        ("an hour ago", timedelta(hours=1)),
        ("hace 3 horas", timedelta(hours=3)),
        ("il y a 2 jours", timedelta(days=2)),
        ("vor 5 Minuten", timedelta(minutes=5)),
        ("3시간 전", timedelta(hours=3)),
        ("2時間前", timedelta(hours=2)),
        ("5分钟前", timedelta(minutes=5)),
        ("3 часа назад", timedelta(hours=3)),
        ("just now", timedelta(0)),
        ("two weeks ago they said", None),
        ("26 minutes", None),
        ("", None),
    ],
)
def test_ages_as_pages_write_them(line: str, age: timedelta | None) -> None:
    assert age_of(line) == age


@given(st.lists(st.text(max_size=80), max_size=40))
def test_cutting_never_fails_and_invents_no_article(lines: list[str]) -> None:
    found = cutting.cut(Line(line) for line in lines)
    assert len(found) <= len(lines)
    assert all(one.title or one.text for one in found)
