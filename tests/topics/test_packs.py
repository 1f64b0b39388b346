"""The shipped packs: their own tests run, they do not answer for each other, and whole articles come out right."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from monitor.curate.match import TopicBook
from monitor.curate.trial import census, trials
from monitor.lang.language import detect
from monitor.model.topic import Document, TopicSpec
from tests.topics.packs import PACKS

BOOK = TopicBook(PACKS)
NAMES = [spec.slug for spec in PACKS]
LEAST_HEADLINES, LEAST_SCRIPTS = 40, 4


@pytest.mark.parametrize("spec", PACKS, ids=NAMES)
def test_every_headline_comes_out_as_wanted(spec: TopicSpec) -> None:
    assert [(t.wanted, t.headline) for t in trials(BOOK, spec) if not t.passed] == []


@pytest.mark.parametrize("spec", PACKS, ids=NAMES)
def test_enough_headlines_in_enough_languages(spec: TopicSpec) -> None:
    for headlines in (spec.must_match, spec.must_not_match):
        assert len(set(headlines)) >= LEAST_HEADLINES
        assert {"en", "ko", "ja", "zh", "es", "de", "fr", "ru"} <= {detect(text, None) for text in headlines}


@pytest.mark.parametrize("spec", PACKS, ids=NAMES)
def test_no_group_lies_idle_and_no_term_is_there_twice(spec: TopicSpec) -> None:
    assert census(BOOK, spec).unused == ()
    for _, terms in spec.aliases:
        assert len(set(terms)) == len(terms)


@pytest.mark.parametrize("spec", PACKS, ids=NAMES)
def test_what_one_must_not_match_the_others_do_not_match_either(spec: TopicSpec) -> None:
    assert {headline: [m.topic for m in BOOK.match(Document(headline))] for headline in spec.must_not_match if
            BOOK.match(Document(headline))} == {}  # fmt: skip


ARTICLES = tomllib.loads((Path(__file__).parent / "articles.toml").read_text("utf-8"))["article"]


def topics(document: Document) -> list[str]:
    return [match.topic for match in BOOK.match(document)]


@pytest.mark.parametrize("article", ARTICLES, ids=[article["why"] for article in ARTICLES])
def test_whole_articles_come_out_right(article: dict[str, Any]) -> None:
    assert topics(Document(article["title"], body=article["body"])) == article["topics"]


@pytest.mark.parametrize("article", [a for a in ARTICLES if a["topics"]], ids=lambda article: article["title"])
def test_each_piece_of_evidence_is_its_term(article: dict[str, Any]) -> None:
    document = Document(article["title"], body=article["body"])
    for match in BOOK.match(document):
        for piece in match.evidence:
            quoted = getattr(document, piece.field)[piece.start : piece.end]
            alone = TopicBook([TopicSpec("term", "", "@term", (("term", (piece.term,)),))])
            assert [whole.evidence[0].end for whole in alone.match(Document(quoted))] == [len(quoted)], piece


def test_the_summary_counts_like_a_title() -> None:
    assert topics(Document("Two firms lose their insurance", "Both were put on the SDN list last week.")) == [
        "sanctions"
    ]
    assert topics(Document("Where the money goes", "Reciprocal tariffs brought in half of it.")) == ["tariffs"]


def test_what_the_office_publishes_is_in_whatever_its_title() -> None:
    assert topics(Document("Counter Narcotics Designations Updates", outlet="ofac")) == ["sanctions"]
    assert topics(Document("Publication of a notice", author="Foreign Assets Control Office")) == ["sanctions"]


@pytest.mark.parametrize(
    ("document", "quoted"),
    [
        (Document("", body="오늘 《만리경-1》호가 서해위성발사장에서 올랐다."), {"만리경-1", "서해위성발사장"}),
        (Document("", body="米、自動車関税を引き下げ。日米関税交渉は続く。"), {"自動車関税", "関税交渉"}),
        (
            Document("", "Nueva congelación de activos; el paquete de sanciones sigue."),
            {"congelación de activos", "paquete de sanciones"},
        ),
        (Document("На космодроме «Сохэ» тихо"), {"космодроме «Сохэ", "Сохэ"}),
        (Document("وللعقوبات الأمريكية أثرها"), {"وللعقوبات الأمريكية"}),
        (Document("Tongch’ang-ri’s pier"), {"Tongch’ang-ri"}),
    ],
)  # fmt: skip
def test_evidence_leads_back_to_the_text(document: Document, quoted: set[str]) -> None:
    (match,) = BOOK.match(document)
    assert quoted <= {getattr(document, e.field)[e.start : e.end] for e in match.evidence}
