"""What a topic would have found: nothing may be missing, whatever the index makes of it."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.curate.match import TopicBook
from monitor.errors import ConfigurationError, QueryError, UsageError
from monitor.lang.query import parse_query
from monitor.model.backtest import Backtest, Options
from monitor.model.topic import TopicSpec
from monitor.prepare import NOTE
from monitor.publish import backtesting
from monitor.publish.backtesting import backtest
from monitor.store import archive
from monitor.store.backtest import UNREAD
from monitor.store.database import Database
from tests.builders.shelf import NOW, Text, shelve

DAY = timedelta(days=1)
WORDS = (
    "tariff", "tariffs", "Tariff", "duty", "duties", "of", "care", "steel", "north", "korea", "Korea's",
    "l'OFAC", "=NATA", "U.S.", "232/301", "Tongch'ang-ri", "Tongchang-ri", "sohae", "관세",
    "상호관세율", "혈관세포",
    "관세를", "관", "동창리", "동창리그", "만리경1호", "西海衛星発射場", "西海", "ソヘ", "関税",
    "関", "美国对华关税", "制裁", "限制裁量", "عقوبات",
    "بالعقوبات", "العقوبات", "وعقوبات", "قانون", "санкции", "Санкций", "пошлины", "é", "Zölle",
    "ไทย", "ภาษี",
    "²", "ﬁnance", "x" * 250, "a",
)  # fmt: skip
PIECES = (
    *WORDS[:10], '"north korea"', '"north korea*"', '"korea* steel"', "tarif*", "t?riff", "du*", "=NATA",
    "=Korea", "관세", "관", "관?율", "제재*", '"만리경 1"', "만리경1호", "西海", "関", "関税*",
    "衛星", '"西海 ソヘ"', "عقوبات",
    "العقوبات", "قانون*", "санкц*", "232/301", "U.S.", "Tongchang-ri", "l'OFAC", "Zölle", "ไทย", "ภา*",
    "x" * 250, '"of care"', "feed:trade*", "outlet:ofac", "lang:ko", "lang:ja", "author:kim",
    "url:press",
    "country:KR", "ﬁnance", "@words",
)  # fmt: skip
GROUPS = (("words", ("steel", "north korea*", "=NATA", "관세", "制裁", "عقوبات")),)


def _texts(count: int, seed: int) -> list[Text]:
    dice = random.Random(seed)

    def some(most: int) -> str:
        return dice.choice((" ", "", ", ", "-")).join(dice.choices(WORDS, k=dice.randint(0, most)))

    return [
        Text(
            some(4), some(5), some(12), lang=dice.choice(("en", "ko", "ja", None)),
            outlet=dice.choice(("north-post", "trade-lane", "ofac")), author=dice.choice(("", "Kim Min", "Desk")),
            url=dice.choice((None, "https://x.example/press/1", "https://x.example/2")), ago=dice.uniform(0.1, 200),
            feeds=tuple(dice.sample(("north-post", "trade-lane", "ofac"), k=dice.randint(0, 3))),
        )
        for _ in range(count)
    ]  # fmt: skip


def _everything(db: Database, spec: TopicSpec) -> set[int]:
    """The articles that the matcher finds when it reads every text."""
    return _matched(_shelf(db), spec)


def _shelf(db: Database) -> list[archive.Shelved]:
    with db.read() as conn:
        return archive.after(conn, 0, since=NOW - 7 * DAY, limit=10_000)


def _matched(shelf: list[archive.Shelved], spec: TopicSpec) -> set[int]:
    book = TopicBook([spec])
    return {item.article for item in shelf if book.match(item.document)}


def _ask(db: Database, query: str | TopicSpec, current: str | None = None, **options: object) -> Backtest:
    spec = query if isinstance(query, TopicSpec) else _spec(query)
    return backtest(
        db, spec, since=NOW - 7 * DAY, now=NOW, current=_spec(current) if current else None,
        options=Options(**{"samples": 10_000, "advice": False, **options}),  # type: ignore[arg-type]
    )  # fmt: skip


def _spec(query: str, decoys: tuple[str, ...] = ()) -> TopicSpec:
    return TopicSpec("one", "One", query, aliases=GROUPS, decoys=decoys)


def _found(result: Backtest) -> set[int]:
    return {sample.article for sample in result.newest}


_part = st.sampled_from(PIECES)
_queries = st.recursive(
    _part,
    lambda inner: st.one_of(
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} NOT {})".format, inner, inner),
        st.builds("title:{}".format, st.sampled_from([p for p in PIECES if ":" not in p])),
        st.builds("body:{}".format, st.sampled_from([p for p in PIECES if ":" not in p])),
        st.builds("{} NEAR/3 {}".format, *[st.sampled_from([p for p in PIECES if ":" not in p])] * 2),
        st.builds("ATLEAST/2({})".format, st.sampled_from([p for p in PIECES if ":" not in p])),
    ),
    max_leaves=5,
)
_decoys = st.lists(
    st.sampled_from(("duty of care", "north korea*", "동창리그", "혈관세포", "قانون العقوبات", "=NATA", "ste?l")),
    max_size=2,
)


@pytest.fixture
def shelved(database: Database) -> Database:
    shelve(database, _texts(120, seed=7))
    return database


@pytest.mark.parametrize("few", [0, 10_000])
def test_nothing_is_missing_and_nothing_too_much(shelved: Database, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether the index may be sure of hits (few = 0) or every candidate is read."""
    monkeypatch.setattr(backtesting, "FEW", few)
    shelf = _shelf(shelved)

    @given(_queries, _decoys)
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    def check(query: str, decoys: list[str]) -> None:
        spec = _spec(query, tuple(decoys))
        try:
            parse_query(spec.query, dict(spec.aliases))
        except QueryError:
            return
        wanted = _matched(shelf, spec)
        result = _ask(shelved, spec)
        assert _found(result) == wanted
        assert result.total == len(wanted)

    check()


def test_every_kind_of_term_is_found(shelved: Database) -> None:
    shelf = _shelf(shelved)
    for query in PIECES:
        assert _found(_ask(shelved, query)) == _matched(shelf, _spec(query)), query


def test_the_name_of_what_could_not_be_read_is_the_same() -> None:
    assert UNREAD == NOTE


NEWS = (
    Text("Import duty on almonds", body="The duty starts at midnight.", ago=2, story=1),
    Text(
        "Import duty on almonds", body="The duty starts at midnight.", ago=1.5, story=1, copy_of=1, outlet="trade-lane"
    ),
    Text("Duty of care, inquest told", ago=30, story=2),
    Text("Tariffs on steel", ago=50, story=3, outlet="trade-lane"),
    Text("관세 인상", lang="ko", ago=51, judged=False),
    Text("Weather", ago=3),
    Text("Old duty", ago=24 * 40),
    Text("A duty that was taken back", ago=4, gone=True),
)


@pytest.fixture
def newsroom(database: Database) -> Database:
    shelve(database, NEWS)
    return database


def test_hits_are_counted_by_day_outlet_and_language(newsroom: Database) -> None:
    found = _ask(newsroom, "duty OR tariff* OR 관세")
    assert (found.total, found.archive, found.read) == (5, 6, 5)
    assert [(day.day.day, day.articles, day.lines) for day in found.days] == [
        (16, 0, 0), (17, 0, 0), (18, 0, 0), (19, 0, 0), (20, 0, 0), (21, 2, 2), (22, 1, 1), (23, 2, 1),
    ]  # fmt: skip
    assert [(one.value, one.name, one.articles) for one in found.outlets] == [
        ("north-post", "North Post", 3), ("trade-lane", "Trade Lane", 2),
    ]  # fmt: skip
    assert [(one.value, one.articles) for one in found.langs] == [("en", 4), ("ko", 1)]
    assert (found.stories, found.reprints, found.unjudged, found.busiest) == (4, 1, 1, 2)
    assert (found.archived, found.young) == (3, True)  # of the eight days those since the first article
    assert found.lines == pytest.approx(4 / 3)


def test_days_are_those_of_the_zone(newsroom: Database) -> None:
    """51 hours before 09:00 UTC of the 23rd it was the 21st at 06:00, in Honolulu still the 20th."""
    found = _ask(newsroom, "관세", zone="Pacific/Honolulu")
    assert [day.day.day for day in found.days if day.articles] == [20]
    assert found.days[0].day.day == 15


def test_an_edit_gains_and_loses(newsroom: Database) -> None:
    found = _ask(newsroom, _spec("duty OR 관세", decoys=("duty of care",)), "duty OR tariff*")
    assert (found.current, found.total, found.kept) == (4, 3, 2)
    assert [sample.article for sample in found.gained.samples] == [5]
    assert [(sample.article, sample.why) for sample in found.lost.samples][1][0] == 4
    care, steel = found.lost.samples
    assert (care.title, care.outlet_name, care.lang) == ("Duty of care, inquest told", "North Post", "en")
    assert [(one.term, one.field, one.start, one.end) for one in care.evidence] == [("duty", "title", 0, 4)]
    assert [(quote.before, quote.hit, quote.after) for quote in care.quotes] == [("", "Duty", " of care, inquest told")]
    assert "duty of care" in care.why
    assert steel.why
    assert [(day.gained, day.lost) for day in found.days if day.gained or day.lost] == [(1, 1), (0, 1)]


def test_samples_are_of_different_stories_first(newsroom: Database) -> None:
    found = _ask(newsroom, "duty", samples=2)
    assert [sample.article for sample in found.newest] == [2, 3]
    assert found.newest[0].reprint


def test_what_a_limit_leaves_out_is_told(newsroom: Database) -> None:
    found = _ask(newsroom, "duty OR tariff* OR 관세", texts=2)
    assert (found.total, found.read) == (2, 2)
    assert {sample.article for sample in found.newest} == {1, 2}
    assert found.cut is not None
    assert "newest 2 of 5" in found.cut
    assert _ask(newsroom, "duty", texts=100).cut is None


def test_an_empty_archive_is_no_error(database: Database) -> None:
    found = _ask(database, "duty", current="duty OR tariff", advice=True)
    assert (found.archive, found.total, found.lines, found.current) == (0, 0, 0, 0)
    assert len(found.days) == 8


def test_what_the_index_never_saw_is_found(database: Database) -> None:
    shelve(database, [Text("Title", body="an unheard of levy", cut=(NOTE,)), Text("Other", body="a tariff")])
    assert _found(_ask(database, "levy")) == {1}
    assert _found(_ask(database, "levy NOT tariff")) == {1}


def test_what_an_index_forgets_of_long_texts_is_found(database: Database) -> None:
    """PostgreSQL keeps 255 places of a word, none beyond the 16,383rd word, and a megabyte of a text."""
    many = "bank " * 300 + "river bank of the north"
    late = " ".join(f"w{n}" for n in range(17_000)) + " price cap"
    huge = " ".join(f"字{chr(0x4E00 + n % 20_000)}{chr(0x4E00 + n * 7 % 19_997)}" for n in range(60_000)) + " 最終関税"
    shelve(database, [Text("a", body=many), Text("b", body=late), Text("c", body=huge)])
    for query, number in (('"bank of"', 1), ('"price cap"', 2), ("最終関税", 3), ("lang:en NOT 最終関税", 0)):
        wanted = {number} if number else {1, 2}
        assert _found(_ask(database, query)) == wanted, query


def test_a_sure_answer_does_not_read(newsroom: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backtesting, "FEW", 0)
    assert _ask(newsroom, "duty OR lang:ko").read == 0
    assert _ask(newsroom, '"import duty"').read == 2


@pytest.mark.parametrize(
    ("since", "until", "zone", "says"),
    [
        (1, 2, "UTC", "is not before"),
        (4000, 0, "UTC", "ten years"),
        (2, 1, "Moon/Base", "no zone"),
        (2, 1, "../x", "no zone"),
    ],
)
def test_what_can_not_be_asked(sqlite_database: Database, since: int, until: int, zone: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        backtest(
            sqlite_database, _spec("a1"), since=NOW - since * DAY, until=NOW - until * DAY, now=NOW,
            options=Options(zone=zone),
        )  # fmt: skip


def test_a_query_that_can_not_be_read_is_named(sqlite_database: Database) -> None:
    with pytest.raises(ConfigurationError, match="topic one"):
        _ask(sqlite_database, "duty OR OR tariff")


def test_progress_is_told(newsroom: Database) -> None:
    seen: list[tuple[int, int]] = []
    backtest(
        newsroom, _spec("duty"), since=NOW - 7 * DAY, now=NOW, progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(3, 3)]


def _press(database: Database) -> None:
    """Sixty articles on duties, ten that only `carrier` brings, eighty on the weather."""
    dice = random.Random(5)
    trade = [f"trade{n}" for n in range(30)]
    ships = [f"ship{n}" for n in range(30)]
    rest = [f"rest{n}" for n in range(200)]

    def text(own: list[str], *words: str) -> str:
        return " ".join([*words, *dice.sample(own, 6), *dice.sample(rest, 10)])

    outlets = ("north-post", "trade-lane", "ofac")
    texts = [
        Text(text(trade, "duty", "anti-dumping"), outlet=outlets[n % 3], ago=n + 1, story=n + 1) for n in range(60)
    ]
    texts += [Text(text(ships, "carrier"), outlet=outlets[n % 3], ago=n + 1, story=100 + n) for n in range(10)]
    texts += [Text(text(rest), outlet=outlets[n % 3], ago=n + 1, story=200 + n) for n in range(80)]
    shelve(database, texts)


def test_noise_and_missing_words_are_told(database: Database) -> None:
    _press(database)
    advice = _ask(database, "duty OR carrier OR unheard*", advice=True).advice
    (noise,) = advice.noise
    assert (noise.term, noise.alone, noise.judged, noise.alike) == ("carrier", 10, 10, 0)
    assert noise.usual > 60
    assert len(noise.samples) == 3
    assert advice.words[0].text == "anti dumping"
    assert (advice.words[0].hits, advice.words[0].others, advice.words[0].archive) == (60, 0, 60)
    assert not any("ship" in word.text for word in advice.words)
    assert advice.silent == ("unheard*",)
    assert [(use.term, use.articles, use.alone) for use in advice.terms] == [("duty", 60, 60), ("carrier", 10, 10)]


def test_the_words_of_the_query_and_of_one_outlet_are_not_told(database: Database) -> None:
    texts = [
        Text(f"duty dumping note{n}", body="Subscribe gladly", outlet="ofac", ago=n + 1, story=n) for n in range(30)
    ]
    shelve(database, texts + [Text(f"weather word{n}", ago=n + 1, story=100 + n) for n in range(60)])
    assert _ask(database, "dut* OR dumping", advice=True).advice.words == ()
