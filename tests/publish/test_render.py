import re
from dataclasses import replace
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from monitor.model.coverage import Spell
from monitor.model.digest import Correction, EditionContent, Rendered, StoryItem, TopicSection
from monitor.model.feed import FeedState
from monitor.publish.columns import WIDTH, columns
from monitor.publish.render import HTML_BYTES, render
from tests.builders import editions

GOLDEN = Path(__file__).parent / "golden"
WHY = "You get this because you are on “Sohae morning”, Mon–Fri 07:30 Europe/Vienna."
SAMPLES = {
    "full": editions.FULL,
    "short": editions.SHORT,
    "empty-troubled": editions.EMPTY_TROUBLED,
    "heartbeat": editions.HEARTBEAT,
    "catch-up": editions.CATCH_UP,
    "hostile": editions.HOSTILE,
}


def rendered(content: EditionContent, **more: str) -> Rendered:
    return render(content, base_url="https://monitor.example/", why=WHY, **more)


def many(count: int, **more: object) -> EditionContent:
    items = tuple(
        replace(editions.LEAD, story=n, lead=replace(editions.LEAD.lead, article=n, title=f"Headline {n}"), **more)  # type: ignore[arg-type]
        for n in range(1, count + 1)
    )
    section = replace(editions.FULL.sections[0], items=items, more=2)
    return replace(editions.FULL, sections=(section,), stories=count)


@pytest.mark.parametrize("name", SAMPLES)
def test_both_parts_are_as_they_were_looked_at(name: str) -> None:
    """Golden files: look at the difference, then write them anew with `python -m tests.publish.test_render`."""
    mail = rendered(SAMPLES[name])
    assert f"{mail.subject}\n\n{mail.text}" == (GOLDEN / f"{name}.txt").read_text("utf-8")
    assert mail.html == (GOLDEN / f"{name}.html").read_text("utf-8")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_plain_part_fits_its_columns(name: str) -> None:
    lines = rendered(SAMPLES[name]).text.splitlines()
    wide = [line for line in lines if columns(line) > WIDTH and "://" not in line]
    assert wide == []
    assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize(
    ("content", "subject"),
    [
        (editions.FULL, "[Sohae] 4 stories (1 new origin), Mon 23 Nov"),
        (editions.SHORT, "[Sohae] 1 story, Mon 23 Nov"),
        (editions.EMPTY_TROUBLED, "[Sohae] No stories, 3 feeds in trouble, Mon 23 Nov"),
        (editions.HEARTBEAT, "[Sohae] Nothing new, all feeds healthy, Mon 23 Nov"),
        (
            replace(editions.HEARTBEAT, coverage=replace(editions.HEALTHY, feeds=0, healthy=0)),
            "[Sohae] Nothing new, no feed was polled, Mon 23 Nov",
        ),
        (editions.CATCH_UP, "[Sohae] Catch-up: 4 stories, Fri 20 – Mon 23 Nov"),
    ],
)
def test_subjects(content: EditionContent, subject: str) -> None:
    assert rendered(content).subject == subject


def test_a_subject_is_one_short_line() -> None:
    mail = rendered(replace(editions.HOSTILE, name="n" * 900 + "\r\nBcc: x@example.org"))
    assert len(mail.subject) <= 100
    assert mail.subject.isprintable()


def test_nothing_hostile_survives() -> None:
    mail = rendered(editions.HOSTILE)
    page = LexborHTMLParser(mail.html)
    assert {node.tag for node in page.css("body *")} <= {
        "div", "table", "tbody", "tr", "td", "h1", "h2", "h3", "p", "a", "b", "span", "-comment",
    }  # fmt: skip
    links = [node.attributes["href"] for node in page.css("a")]
    assert all((link or "").startswith("https://") for link in links)
    attributes = {name for node in page.css("*") for name in node.attributes}
    assert not [name for name in attributes if name.startswith("on")]
    for part in (mail.subject, mail.text, mail.html):
        assert "\u202e" not in part
        assert "\x00" not in part
    assert "X-Evil" not in [line.split(":")[0] for line in mail.text.splitlines()]
    assert "{{ 7 * 7 }}" in mail.text


def test_no_picture_no_script_no_form_nothing_loaded() -> None:
    mail = rendered(editions.FULL)
    assert not re.search(r"<(img|script|form|link|iframe|object|svg)\b|url\(|@import|src=", mail.html)


def test_foreign_headlines_carry_their_language_and_direction() -> None:
    page = LexborHTMLParser(rendered(editions.FULL).html)
    headlines = page.css("h3")
    assert [node.attributes.get("lang") for node in headlines] == ["en", "ko", "ja"]
    assert {node.attributes.get("dir") for node in headlines} == {"auto"}


def test_every_coloured_text_stands_on_a_coloured_ground() -> None:
    for cell in LexborHTMLParser(rendered(editions.FULL).html).css("td"):
        assert cell.attributes.get("bgcolor")


def test_styles_are_inlined_and_dark_mode_kept() -> None:
    mail = rendered(editions.FULL)
    assert "prefers-color-scheme: dark" in mail.html
    assert "[data-ogsc]" in mail.html
    assert all(node.attributes.get("style") for node in LexborHTMLParser(mail.html).css("td, p, h1, h2, h3, a"))


def test_a_long_edition_stays_small_and_counts_what_it_leaves_out() -> None:
    mail = rendered(many(200))
    shown = len(LexborHTMLParser(mail.html).css("h3"))
    assert len(mail.html.encode()) <= HTML_BYTES
    assert 20 < shown < 200
    assert f"+{202 - shown} more on the dashboard" in mail.html
    assert mail.text.count("   https://monitor.example/stories/") == 200
    assert "+2 more on the dashboard" in mail.text


def test_hundreds_of_topics_fit_and_are_counted() -> None:
    section = TopicSection("t", "A topic with a long name " * 3, (editions.LEAD,) * 3, volume=(1,) * 14, usual=2.0)
    mail = rendered(replace(editions.FULL, sections=(section,) * 300, stories=900))
    shown = len(LexborHTMLParser(mail.html).css("h3"))
    counted = [int(more) for more in re.findall(r"\+(\d+) more on the dashboard", mail.html)]
    assert len(mail.html.encode()) <= HTML_BYTES
    assert shown + sum(counted) == 900
    assert mail.text.count("\n   https://monitor.example/stories/") == 900


def test_everything_enormous_at_once_still_fits() -> None:
    trouble = tuple(Spell(f"f{n}", "한" * 90, FeedState.DEAD, editions.START, None, "한" * 500) for n in range(400))
    one = replace(editions.LEAD, lead=replace(editions.LEAD.lead, title="한" * 900), summary="한" * 220)
    changed = Correction(one.lead, editions.START, editions.END, "한" * 900, 9, 9)
    mail = rendered(
        replace(
            editions.FULL,
            corrected=(changed,) * 8,
            corrected_more=9,
            coverage=replace(editions.TROUBLED, trouble=trouble),
            sections=(TopicSection("t", "한" * 200, (one, replace(one, continuing=True)) * 100, volume=(1,) * 14),),
        )
    )
    assert len(mail.html.encode()) <= HTML_BYTES
    assert "+375 more on the dashboard" in mail.html


def test_enormous_rows_still_fit() -> None:
    mail = rendered(many(60, summary="한" * 4000))
    assert len(mail.html.encode()) <= HTML_BYTES


def test_ages_count_from_the_end_of_the_window() -> None:
    assert "38 North, Sun 16:18 (15 h ago)" in rendered(editions.FULL).text


def test_one_origin_never_reads_as_seven_confirmations() -> None:
    item: StoryItem = replace(editions.LEAD, origins=1)
    section = replace(editions.FULL.sections[0], items=(item,))
    assert "1 origin, 7 outlets" in rendered(replace(editions.FULL, sections=(section,))).text.replace("\n   ", " ")
    unknown = replace(section, items=(replace(item, origins=0),))
    assert "Origin unknown" in rendered(replace(editions.FULL, sections=(unknown,))).text.replace("\n   ", " ")


def test_the_way_out_is_shown_where_there_is_one() -> None:
    mail = rendered(editions.SHORT, unsubscribe="https://monitor.example/u/abc")
    assert mail.text.endswith("Stop:\nhttps://monitor.example/u/abc\n")
    assert 'href="https://monitor.example/u/abc"' in mail.html


def test_our_own_downtime_is_one_line() -> None:
    text = rendered(editions.CATCH_UP).text
    assert "44 feeds: not polled from Fri 15:12 to Mon 06:30" in text
    assert "Feed 7" not in text


def test_feeds_that_are_all_new_are_one_line_and_a_first_day_draws_nothing() -> None:
    new = tuple(Spell(f"f{n}", f"Feed {n}", FeedState.NEW, editions.START, None) for n in range(9))
    fresh = replace(
        editions.HEARTBEAT,
        coverage=replace(editions.HEALTHY, feeds=9, healthy=0, trouble=new),
        sections=(replace(editions.EMPTY_SECTION, volume=(0,), usual=None),),
    )
    text = rendered(fresh).text
    assert "9 feeds: not polled yet, monitor has just met them" in text
    assert "0 articles in the last 24 h, usual not known yet\n" in text


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, content in SAMPLES.items():
        mail = rendered(content)
        (GOLDEN / f"{name}.txt").write_text(f"{mail.subject}\n\n{mail.text}", "utf-8")
        (GOLDEN / f"{name}.html").write_text(mail.html, "utf-8")
