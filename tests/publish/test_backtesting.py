"""What a topic would have found: nothing may be missing, whatever the index makes of it."""

import random
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.curate.match import TopicBook
from monitor.errors import QueryError
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
