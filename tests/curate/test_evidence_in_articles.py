"""Whole articles in Korean, Japanese, Spanish and Arabic: what the topic highlights, field by field, is what a reader
would underline. The texts are our own."""

import pytest

from monitor.curate.match import TopicBook
from monitor.model.topic import Document, TopicSpec

SITE = TopicSpec(
    "site",
    "The site",
    "@site OR @craft NEAR/12 @dprk",
    aliases=(
        ("site", ("서해위성발사장", "동창리", "西海 衛星発射場", "衛星発射場", "base de sohae", "سوهاي")),
        ("craft", ("정찰위성", "人工衛星", "偵察衛星", "satélite* espía*", "قمر صناعي")),
        ("dprk", ("북한", "북한이", "北朝鮮", "corea del norte", "norcorean*", "كوريا الشمالية")),
    ),
    decoys=("동창리그", "satélite* de televisión"),
)
KOREAN = Document(
    "북, 서해위성발사장 새 부두 완공 임박",
    "동창리에서 대형 크레인이 다시 움직였다.",
    "위성사진 분석에 따르면 지난달부터 자재가 쌓이고 있다.\n\n"
    "북한은 “새 《정찰위성》을 곧 쏘겠다”고 밝힌 바 있다. 한편 총동창리그전은 예정대로 열린다.",
)
JAPANESE = Document(
    "北朝鮮、西海（ソヘ）衛星発射場の岸壁を延長か",
    "",
    "研究機関が２２日に公表した画像では、岸壁が長くなっている。\n北朝鮮は年内に「偵察衛星」を打ち上げると通報した。",
)
SPANISH = Document(
    "Corea del Norte alarga el muelle de la base de Sohae",
    "",
    "Las imágenes muestran dos grúas. «Los norcoreanos quieren otro satélite espía», dijo un analista en Seúl; los "
    "satélites de televisión no son del caso. La Base de Sohae no había cambiado en años.",
)
ARABIC = Document(
    "كوريا الشمالية توسّع رصيف موقع سوهاي",
    "",
    "قال محلّلون إنّ كوريا الشماليّة تستعدّ لإطلاق قمرٍ صناعيّ جديد من سوهاي.",
)


@pytest.mark.parametrize(
    ("document", "underlined"),
    [
        (KOREAN, [("title", "서해위성발사장"), ("summary", "동창리"), ("body", "북한"), ("body", "정찰위성")]),
        (JAPANESE, [("title", "衛星発射場"), ("body", "北朝鮮"), ("body", "偵察衛星")]),
        (
            SPANISH,
            [
                ("title", "base de Sohae"),
                ("body", "norcoreanos"),
                ("body", "satélite espía"),
                ("body", "Base de Sohae"),
            ],
        ),
        (ARABIC, [("title", "سوهاي"), ("body", "كوريا الشماليّة"), ("body", "قمرٍ صناعيّ"), ("body", "سوهاي")]),
    ],
    ids=["ko", "ja", "es", "ar"],
)
def test_what_a_reader_would_underline(document: Document, underlined: list[tuple[str, str]]) -> None:
    (match,) = TopicBook([SITE]).match(document)
    found = [(one.field, one.start, getattr(document, one.field)[one.start : one.end]) for one in match.evidence]
    order = {"title": 0, "summary": 1, "body": 2}
    shown = [(field, text) for field, _, text in sorted(found, key=lambda one: (order[one[0]], one[1]))]
    assert shown == underlined


def test_a_pattern_highlights_exactly_what_it_found() -> None:
    title = "財務省、GL №13Aを延長 — OFAC"
    (match,) = TopicBook([TopicSpec("t", "T", r"re:/GL [^ ]*\d+[A-Z]/ NEAR/5 ofac")]).match(Document(title))
    assert {title[one.start : one.end] for one in match.evidence} == {"GL №13A", "OFAC"}


def test_a_pattern_alone_and_in_fields() -> None:
    book = TopicBook([TopicSpec("t", "T", r"body:(re:/\(AP\)/) lang:en"), TopicSpec("u", "U", "re:/ǎ{2}/i")])
    (match,) = book.match(Document("(AP)", "", "SEOUL (AP) — x", lang="en"))
    (evidence,) = match.evidence
    assert (match.topic, evidence.field, evidence.start, evidence.end) == ("t", "body", 6, 10)
    assert [one.topic for one in book.match(Document("ǍǍ\ud800"))] == ["u"]
    assert book.match(Document("(AP)", lang="en")) == ()


def test_a_decoy_swallows_a_pattern_too() -> None:
    book = TopicBook([TopicSpec("t", "T", "re:/[Dd]uty/", decoys=("duty of care",))])
    assert [len(match.evidence) for match in book.match(Document("Duty of care, import duty"))] == [1]
