# ruff: noqa: E501, ISC004 - texts
"""Stories of one event in several languages: pure rules, and the hard pairs of our domain."""

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.curate import link_dates, link_marks, link_numbers, links
from monitor.curate.link_signs import SignReader, together
from monitor.lang.cyrillic import bones
from monitor.lang.gazetteer import concepts
from monitor.model.judging import Mark
from monitor.model.linking import Link, Signs, Text, Told
from tests.topics.packs import PACKS

AT = datetime(2026, 11, 28, 6, tzinfo=UTC)
PAIRS = Path(__file__).parents[1] / "data" / "pairs"
PRECISION, RECALL = 0.98, 0.78  # of the pairs that are "link" or "unlinked"
SPREAD = 5  # different events that are linked, of some 23,000 pairs in two languages

LAUNCH = {
    "en": ("North Korea launches satellite from Sohae", "North Korea launched a rocket from Sohae early on November 27. "
           "It rose to 400 km before Japan lost sight of it, the coast guard in Tokyo said."),
    "ko": ("북한, 서해위성발사장서 위성 발사", "북한이 27일 새벽 서해위성발사장에서 로켓을 발사했다. 일본 해상보안청은 고도 400㎞까지 올라간 뒤 사라졌다고 밝혔다."),
    "es": ("Corea del Norte lanza un satélite desde Sohae", "Corea del Norte lanzó un cohete desde Sohae el 27 de noviembre. "
           "Alcanzó 400 kilómetros, según la guardia costera de Japón."),
    "ru": ("КНДР запустила спутник с космодрома Сохэ", "КНДР запустила ракету с космодрома Сохэ 27 ноября. Она поднялась на 400 км, "
           "сообщила береговая охрана Японии."),
    "ar": ("كوريا الشمالية تطلق قمرا صناعيا من سوهاي", "أطلقت كوريا الشمالية صاروخا من سوهاي في 27 نوفمبر. وبلغ ارتفاع 400 كيلومتر، "
           "وفق خفر السواحل في اليابان."),
}  # fmt: skip


@cache
def reader() -> SignReader:
    return SignReader(())


def told(story: int, title: str, body: str, lang: str, *, at: datetime = AT) -> Told:
    return Told(story, lang, at, at, reader().read(Text(title, body, lang, at)))


# --- numbers, days, marks, names -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("2.5억 달러", "usd", 2.5e8), ("$250m", "usd", 2.5e8), ("250 millones de dólares", "usd", 2.5e8),
        ("2,5 млрд долларов", "usd", 2.5e9), ("25亿美元", "usd", 2.5e9), ("25億ドル", "usd", 2.5e9),
        ("2.5 مليار دولار", "usd", 2.5e9), ("1억2천만 원", "krw", 1.2e8), ("3천500억원", "krw", 3.5e11),
        ("1천200가구", "", 1200), ("약 1만5천 명", "", 15000), ("高さ400キロ", "km", 400), ("400㎞", "km", 400),
        ("400 километров", "km", 400), ("25 في المئة", "pct", 25), ("２５％", "pct", 25), ("25 por ciento", "pct", 25),
        ("15,000 tonnes", "t", 15000), ("1.900 barriles", "bbl", 1900),
    ],
)  # fmt: skip
def test_numbers_are_one_in_every_alphabet(text: str, unit: str, value: float) -> None:
    assert (unit, value) in link_numbers.quantities(link_numbers.beside(link_numbers.plain(text)))


@pytest.mark.parametrize("text", ["in 2026", "2026년", "6 a.m.", "06:27", "제232조", "오전 4시 46분"])
def test_years_times_and_articles_of_law_are_no_numbers(text: str) -> None:
    assert link_numbers.quantities(link_numbers.beside(link_numbers.plain(text))) == set()


@pytest.mark.parametrize("text", ["nine vessels", "nueve buques", "девять судов", "아홉 척", "九艘", "9척", "9 ships"])
def test_what_is_counted_in_words_is_counted(text: str) -> None:
    plain = link_numbers.plain(text)
    assert ("", 9.0) in link_numbers.quantities(link_numbers.beside(plain)) | link_numbers.spelled(plain)


@pytest.mark.parametrize(
    "text",
    ["Nov. 27", "27 November", "el 27 de noviembre", "11월 27일", "27일 밝혔다", "11月27日", "27日、", "27 ноября", "27 نوفمبر",
     "2026-11-27", "27.11.2026", "November 27th"],
)  # fmt: skip
def test_days_are_one_in_every_language(text: str) -> None:
    assert link_dates.named(text, AT.date()) == {date(2026, 11, 27)}
    assert "27" not in link_dates.blanked(text)


@pytest.mark.parametrize("text", ["Friday", "금요일", "金曜日", "周五", "viernes", "в пятницу", "الجمعة"])
def test_weekdays_are_the_last_ones(text: str) -> None:
    assert link_dates.weekdays(text, AT.date()) == {date(2026, 11, 27)}


@pytest.mark.parametrize("text", ["9일간", "9日間", "9 days"])
def test_a_number_of_days_is_no_day(text: str) -> None:
    assert link_dates.named(text, AT.date()) == set()


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("EU adopts 22nd sanctions package", "ordinal", "22"), ("the twenty-second package", "ordinal", "22"),
        ("el paquete 22 de sanciones", "ordinal", "22"), ("vigésimo segundo paquete", "ordinal", "22"),
        ("22차 대러제재 패키지", "ordinal", "22"), ("第22弾の制裁", "ordinal", "22"), ("第二十二轮制裁", "ordinal", "22"),
        ("22-й пакет санкций", "ordinal", "22"), ("الحزمة الثانية والعشرين", "ordinal", "22"), ("22. Sanktionspaket", "ordinal", "22"),
        ("الحزمة الثامنة عشرة", "ordinal", "18"), ("두 번째 시도", "ordinal", "2"), ("화성-19형", "hwasong", "19"),
        ("«Хвасон-19»", "hwasong", "19"), ("만리경-1-1호", "malligyong", "1-1"), ("general licence 152A", "licence", "152A"),
        ("232조", "section", "232"), ("決議第2397号", "resolution", "2397"),
    ],
)  # fmt: skip
def test_discriminators_are_read_in_every_language(text: str, kind: str, value: str) -> None:
    plain = link_numbers.plain(text)
    assert Mark(kind, value, True) in link_marks.marks(plain, link_numbers.beside(plain), lead=True)


@pytest.mark.parametrize("text", ["2차 제재를 받을 수", "its first launch in years", "2차 대전"])
def test_secondary_sanctions_and_firsts_are_no_ordinals(text: str) -> None:
    assert link_marks.marks(text, link_numbers.beside(text), lead=True) == set()


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [("Novorossiysk", "Новороссийска"), ("Kallas", "Калласа"), ("Sheremetyevo", "Шереметьево"), ("Zakharova", "Захаровой"),
     ("Peskov", "Пескову"), ("Khrushchev", "Хрущёв"), ("Corvane", "Корвейн"), ("Tsaritsyn", "Царицыном")],
)  # fmt: skip
def test_names_have_the_same_bones_in_both_alphabets(latin: str, cyrillic: str) -> None:
    assert bones(latin) == bones(cyrillic)


def test_the_gazetteer_can_be_read() -> None:
    names = [(one.kind, one.name) for one in concepts()]
    assert len(names) == len(set(names)) > 180
    assert {kind for kind, _ in names} == {"place", "org", "person", "deed", "good", "weapon", "thing"}
    assert all(form.text for one in concepts() for form in one.forms)


# --- comparing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("other", ["ko", "es", "ru", "ar"])
def test_one_launch_is_one_event_in_every_language(other: str) -> None:
    found = links.compare(told(1, *LAUNCH["en"], "en"), told(2, *LAUNCH[other], other), links.Rare())
    assert found.linked, found
    assert {"deed:launch", "place:sohae", "km:400"} <= set(found.signs)


def test_a_launch_is_no_launch_of_last_week() -> None:
    later = told(2, LAUNCH["ko"][0], LAUNCH["ko"][1].replace("27일", "23일"), "ko")
    found = links.compare(told(1, *LAUNCH["en"], "en"), later, links.Rare())
    assert found.veto is not None
    assert found.veto[0] == "day"
    assert not found.linked
    weeks = told(2, *LAUNCH["ko"], "ko", at=AT + timedelta(days=8))
    assert not links.compare(told(1, *LAUNCH["en"], "en"), weeks, links.Rare()).linked


def test_a_missile_of_another_kind_is_another_event() -> None:
    ballistic = told(1, "North Korea fires ballistic missile", "North Korea fired a missile, Seoul said.", "en")
    cruise = told(2, "북한, 순항미사일 발사", "북한이 미사일을 발사했다고 합참이 밝혔다.", "ko")
    assert links.compare(ballistic, cruise, links.Rare()).veto == (
        "weapon",
        "weapon:ballistic missile / weapon:cruise missile",
    )


_SIGN = st.sampled_from(
    "place:iran place:japan org:ofac person:trump deed:launch deed:agree deed:fail_agree good:steel good:copper "
    "weapon:satellite thing:tanker latin:kn25 bones:nvrsk km:400 n:9 n:48 pct:25 usd:2.5e+08 day:2026-11-27".split()
)
_MARK = st.builds(
    Mark, st.sampled_from(["ordinal", "percent", "hwasong"]), st.sampled_from(["18", "19"]), st.booleans()
)
_DAYS = st.frozensets(st.dates(date(2026, 11, 25), date(2026, 11, 29)), max_size=2)


@st.composite
def _signs(draw: st.DrawFn) -> Signs:
    weight = draw(st.dictionaries(_SIGN, st.sampled_from([1.0, 0.8, 0.5]), max_size=12))
    days = draw(_DAYS)
    return Signs(weight, draw(st.frozensets(_MARK, max_size=3)), days, days | draw(_DAYS))


@st.composite
def _stories(draw: st.DrawFn, lang: str | None = None) -> Told:
    first = AT + timedelta(hours=draw(st.integers(-60, 60)))
    last = first + timedelta(hours=draw(st.integers(0, 60)))
    spoken = lang or draw(st.sampled_from(["en", "ko", "ru"]))
    return Told(draw(st.integers(1, 9)), spoken, first, last, draw(_signs()))


@given(_stories(), _stories())
def test_comparing_is_symmetric_and_never_within_one_language(a: Told, b: Told) -> None:
    one, other = links.compare(a, b, links.Rare()), links.compare(b, a, links.Rare())
    assert (one.p, one.signs, one.evidence) == (other.p, other.signs, other.evidence)
    assert (one.veto is None) == (other.veto is None)
    assert 0 <= one.p <= 1
    if a.lang == b.lang:
        assert not one.linked


@given(_stories(lang="en"), _stories(lang="ko"), st.sampled_from(["ordinal", "licence", "document", "percent"]))
def test_a_veto_wins_over_any_evidence(a: Told, b: Told, kind: str) -> None:
    same = {**a.signs.weight, **b.signs.weight, "latin:corvane": 1.0, "km:412": 1.0, "deed:launch": 1.0}
    one = Signs(same, frozenset({Mark(kind, "152A", True)}))
    other = Signs(same, frozenset({Mark(kind, "152B", True)}))
    found = links.compare(Told(1, "en", AT, AT, one), Told(2, "ko", AT, AT, other), links.Rare())
    assert found.p == 0
    assert found.veto is not None


_LANG = {1: "en", 2: "en", 3: "ko", 4: "ko", 5: "ja"}


@st.composite
def _rounds(draw: st.DrawFn) -> tuple[list[links.Linking], list[Link]]:
    pairs = [(a, b) for a in _LANG for b in _LANG if a < b and _LANG[a] != _LANG[b]]
    p = st.floats(0, 1).map(lambda value: round(value, 3))
    compared = [links.Linking(*pair, draw(p)) for pair in draw(st.lists(st.sampled_from(pairs), unique=True))]
    held = [
        Link(*pair, draw(p), {}, draw(st.sampled_from(["machine", "ines"])))
        for pair in draw(st.lists(st.sampled_from(pairs), unique=True))
    ]
    return compared, held


@given(_rounds())
def test_a_story_gets_one_partner_a_language_and_people_win(rounds: tuple[list[links.Linking], list[Link]]) -> None:
    compared, held = rounds
    settled = links.settle(compared, held, _LANG)
    decided = {link.pair for link in held if link.author != "machine"}
    assert not decided & {link.pair for link in settled.opened}
    assert not decided & set(settled.loose)
    after = {link.pair for link in settled.opened} | {
        link.pair for link in held if link.author == "machine" and link.pair not in settled.loose
    }
    places = [place for a, b in after for place in ((a, _LANG[b]), (b, _LANG[a]))]
    assert len(places) == len(set(places))
    again = links.settle(compared, [link for link in held if link.pair in decided] + list(settled.opened), _LANG)
    assert {link.pair for link in again.opened} >= {link.pair for link in settled.opened}


def test_signs_that_few_articles_of_a_story_have_count_less() -> None:
    one = Signs({"place:iran": 1.0, "n:9": 1.0})
    whole = together([one, Signs({"place:iran": 0.5})])
    assert whole.weight == {"place:iran": 1.0, "n:9": 0.75}


# --- the hard pairs --------------------------------------------------------------------------------------------------


@cache
def _hard() -> tuple[Mapping[str, Any], Sequence[Mapping[str, str]]]:
    files = [tomllib.loads(path.read_text("utf-8")) for path in sorted(PAIRS.glob("*.toml"))]
    articles = {one["id"]: one for file in files for one in file.get("article", ())}
    return articles, [pair for file in files for pair in file.get("pair", ())]


@cache
def _hard_stories() -> Mapping[str, Told]:
    """Every text as a story of its own, with the alias groups of the packaged topics."""
    read = SignReader(PACKS)
    return {
        name: Told(n, one["lang"], one["published"], one["published"],
                   read.read(Text(one["title"], one["text"], one["lang"], one["published"])))
        for n, (name, one) in enumerate(_hard()[0].items())
    }  # fmt: skip


def _rarities() -> dict[str, links.Rare]:
    stories = _hard_stories()
    counted = Counter(sign for story in stories.values() for sign in story.signs.weight)
    return {"nothing counted yet": links.Rare(), "counted among themselves": links.Rare(len(stories), counted)}


@pytest.mark.parametrize("when", ["nothing counted yet", "counted among themselves"])
def test_hard_pairs_are_linked_with_a_precision_of_98_percent(when: str) -> None:
    stories, rare = _hard_stories(), _rarities()[when]
    asked = [pair for pair in _hard()[1] if pair["relation"] in ("link", "unlinked")]
    linked = [pair for pair in asked if links.compare(stories[pair["a"]], stories[pair["b"]], rare).linked]
    right = [pair for pair in linked if pair["relation"] == "link"]
    wanted = [pair for pair in asked if pair["relation"] == "link"]
    assert len(right) >= PRECISION * len(linked), [pair["why"] for pair in linked if pair["relation"] != "link"]
    assert len(right) >= RECALL * len(wanted)


def test_other_events_of_the_hard_pairs_are_not_linked_either() -> None:
    stories, rare = _hard_stories(), _rarities()["counted among themselves"]
    event = _events()
    names = sorted(stories)
    wrong = [
        (a, b)
        for at, a in enumerate(names)
        for b in names[at + 1 :]
        if event[a] != event[b] and links.compare(stories[a], stories[b], rare).linked
    ]
    assert len(wrong) <= SPREAD, wrong


def _events() -> dict[str, str]:
    event = {name: name for name in _hard_stories()}
    for pair in _hard()[1]:
        if pair["relation"] in ("link", "story", "reprint"):
            gone, into = event[pair["a"]], event[pair["b"]]
            event = {name: into if one == gone else one for name, one in event.items()}
    return event
