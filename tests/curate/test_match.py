"""Matching: boundaries, scripts, decoys, exact case, nearness, thresholds, guards, evidence, reasons."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.curate.match import MOST_EVIDENCE, TopicBook
from monitor.errors import ConfigurationError, NotFound, QueryError
from monitor.lang.fold import fold
from monitor.lang.query import parse_query
from monitor.model.topic import Document, Explanation, TopicSpec


def spec(query: str, *decoys: str, slug: str = "t", **groups: tuple[str, ...]) -> TopicSpec:
    return TopicSpec(slug, slug.title(), query, aliases=tuple(groups.items()), decoys=decoys)


def matches(query: str, title: str, *decoys: str) -> bool:
    return bool(TopicBook([spec(query, *decoys)]).match(Document(title)))


def quotes(query: str, title: str, *decoys: str) -> list[str]:
    found = TopicBook([spec(query, *decoys)]).match(Document(title))
    return [title[e.start : e.end] for match in found for e in match.evidence]


@pytest.mark.parametrize(
    ("query", "title", "hits"),
    [
        ("tariff", "The Tariff, the tariffs", ["Tariff"]),
        ("tariff*", "The Tariff, the tariffs", ["Tariff", "tariffs"]),
        ('"steel tariff*"', "Steel-tariffs and steel, tariffs", ["Steel-tariffs", "steel, tariffs"]),
        ('"south korea* satellite*"', "South Korean satellites", ["South Korean satellites"]),
        ("wom?n", "woman women womn wombn's", ["woman", "women", "wombn"]),
        ("organi?ation*", "Organisations, organizational", ["Organisations", "organizational"]),
        ("Tongch'ang-ri", "Tongch’ang-ri’s pier", ["Tongch’ang-ri"]),
        ("ofac", "l’OFAC and OFAC’s", ["OFAC", "OFAC"]),
        ("관세", "상호관세율", ["관세"]),
        ("만리경1", "《만리경-1》호와 만리경-12호", ["만리경-1"]),
        ("20차", "제20차와 120차", ["20차"]),
        ("eu", "EUは、EU가 eux", ["EU", "EU"]),
        ("関税", "自動車関税を", ["関税"]),
        ("санкци*", "Санкций нет", ["Санкций"]),
        ("عقوبات", "بالعقوبات وعقوبات للعقوبات معقوبات", ["بالعقوبات", "وعقوبات", "للعقوبات"]),
        ("العقوبات", "عقوبات والعقوبات", ["والعقوبات"]),
        ("ZÖLLE", "zo\u0308lle", ["zo\u0308lle"]),
        ("=UN", "UN, un, Un; the UN's", ["UN", "UN"]),
        ("=AD/CVD", "AD/CVD but not ad/cvd or AD CVD", ["AD/CVD"]),
        ('="Section 232"', "section 232, Section 232", ["Section 232"]),
        ("U.S.", "the U.S. and us", ["U.S"]),
        ("北", "北朝鮮", ["北"]),
    ],
)
def test_finds_and_leads_back(query: str, title: str, hits: list[str]) -> None:
    assert quotes(query, title) == hits


@pytest.mark.parametrize(
    ("query", "title", "decoys", "wanted"),
    [
        ("duty", "Breach of duty of care", ["duty of care"], False),
        ("duty", "Breach of duty of care; import duty", ["duty of care"], True),
        ("관세", "혈관세포 연구", ["혈관세"], False),
        ("관세", "혈관세포와 관세", ["혈관세"], True),
        ("关税", "税务机关税收", ["机关税"], False),
        ('"tariff deal*"', "sim only tariff deals", ["sim only tariff*"], True),
        ('"tariff deal*"', "sim only tariff deals", ["sim only tariff deal*"], False),
        ("=UN", "UN school", ["un school"], False),
        ("عقوبات", "قانون العقوبات", ["قانون العقوبات"], False),
    ],
)
def test_a_decoy_swallows_what_lies_inside_it(query: str, title: str, decoys: list[str], wanted: bool) -> None:
    assert matches(query, title, *decoys) is wanted


def test_a_decoy_is_of_its_own_topic() -> None:
    book = TopicBook([spec("duty", "duty of care"), spec("duty", slug="other")])
    assert [match.topic for match in book.match(Document("duty of care"))] == ["other"]


@pytest.mark.parametrize(
    ("query", "title", "wanted"),
    [
        ("a NEAR/1 b", "a b", True),
        ("a NEAR/1 b", "b a", True),
        ("a NEAR/1 b", "a x b", False),
        ("a NEAR/2 b", "a, x. b", True),
        ("a BEFORE/2 b", "b a", False),
        ("a BEFORE/2 b", "a x b", True),
        ("a NEAR/1 a", "a", False),
        ("a NEAR/1 a", "a a", True),
        ('"a b" NEAR/1 b', "a b", False),
        ("a NEAR/1 b NEAR/1 c", "c a b", True),
        ("a NEAR/1 b NEAR/1 c", "a b x c", False),
        ("(a OR x) NEAR/1 b", "x b", True),
        ("a NEAR/2 @g", "a 1 u", True),
        ("北朝鮮 NEAR/2 衛星", "北朝鮮の新型衛星", True),
        ("北朝鮮 NEAR/2 衛星", "北朝鮮の新しい軍事衛星", False),
        ("북한 NEAR/2 위성", "북한의 새 위성", True),
        ("ATLEAST/2(a)", "a x a", True),
        ("ATLEAST/2(a)", "a x", False),
        ('ATLEAST/2("a b" OR b)', "a b", False),
        ('ATLEAST/2("a b" OR b)', "a b b", True),
        ("ATLEAST/2(a NEAR/1 b)", "a b x a b", True),
        ("ATLEAST/2(a NEAR/1 b)", "a b", False),
        ("a NOT b", "a", True),
        ("a NOT b", "a b", False),
        ("a NOT (b c)", "a b", True),
    ],
)
def test_operators(query: str, title: str, wanted: bool) -> None:
    book = TopicBook([spec(query, g=("u",))])
    assert bool(book.match(Document(title))) is wanted
    assert book.explain("t", Document(title)).holds is wanted


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("title:one", True),
        ("title:two", False),
        ("summary:two", True),
        ("body:three", True),
        ("text:three title:one", True),
        ("title:(one OR two)", True),
        ("title:(one two)", False),
        ("one NEAR/5 two", False),  # never across fields
        ('"one two"', False),
        ("one NOT title:two", True),
        ("lang:ko", True),
        ("lang:kor*", False),
        ("lang:ja OR one", True),
        ("outlet:38-north one", True),
        ("outlet:38-n* one", True),
        ("feed:other one", False),
        ('author:"martyn williams"', True),
        ("author:will", False),
        ("url:38north.org/2026", True),
        ("country:us", True),
    ],
)
def test_fields_and_facts(query: str, wanted: bool) -> None:
    document = Document(
        "one",
        "two",
        "three three",
        outlet="38-north",
        feed="f",
        lang="ko",
        author="By Martyn Williams, Seoul",
        url="https://www.38north.org/2026/11/x",
        country="US",
    )
    assert bool(TopicBook([spec(query)]).match(document)) is wanted


def test_atleast_counts_within_one_field() -> None:
    book = TopicBook([spec("ATLEAST/2(a)")])
    assert not book.match(Document("", "a", "a"))
    assert book.match(Document("", "", "a. And a"))


def test_what_is_negated_is_no_evidence() -> None:
    book = TopicBook([spec("a OR b NOT c")])
    (match,) = book.match(Document("a b", "", "b c"))
    assert [(e.term, e.field) for e in match.evidence] == [("a", "title")]


def test_near_shows_only_what_met() -> None:
    (match,) = TopicBook([spec("a NEAR/1 b")]).match(Document("a x a b"))
    assert [(e.start, e.end) for e in match.evidence] == [(4, 5), (6, 7)]


def test_evidence_and_score_are_bounded() -> None:
    (match,) = TopicBook([spec("a")]).match(Document("a", "", "a " * 1000))
    assert len(match.evidence) == MOST_EVIDENCE
    assert match.score == pytest.approx(3 + 3**0.5)


def test_the_title_weighs_more() -> None:
    book = TopicBook([spec("a OR b")])
    scores = [book.match(document)[0].score for document in (Document("a b"), Document("a"), Document("", "", "a a"))]
    assert scores == [6, 3, pytest.approx(2**0.5)]


def test_topics_come_in_the_order_they_were_given() -> None:
    book = TopicBook([spec("a", slug="z"), spec("a", slug="b"), spec("x", slug="c")])
    assert [match.topic for match in book.match(Document("a"))] == ["z", "b"]


def test_no_topics_no_matches() -> None:
    assert TopicBook([]).match(Document("anything")) == ()


def test_empty_documents_match_nothing() -> None:
    assert TopicBook([spec("a")]).match(Document("", "", "")) == ()


def test_lone_surrogates_do_no_harm() -> None:
    assert TopicBook([spec("a")]).match(Document("\ud800 a \udfff"))


def test_every_broken_topic_is_named() -> None:
    with pytest.raises(ConfigurationError) as caught:
        TopicBook([spec("a OR", slug="one"), spec("a"), spec("b", "—", slug="three")])
    problems = [str(problem) for problem in caught.value.problems]
    assert problems[0].startswith("topic one: the query ends too early")
    assert problems[0].endswith("a OR\n    ^")
    assert problems[1].startswith("topic three: “—” holds no letter")


def test_explain_says_which_clause_failed() -> None:
    why = TopicBook([spec("a AND (b OR title:c)")]).explain("t", Document("a", "", "c"))
    assert (why.holds, why.clause) == (False, "a AND (b OR title:c)")
    first, second = why.parts
    assert (first.holds, first.clause, first.evidence[0].field) == (True, "a", "title")
    assert (second.holds, [part.holds for part in second.parts]) == (False, [False, False])


def test_explain_names_the_decoy() -> None:
    why = TopicBook([spec("duty", "duty of care")]).explain("t", Document("Duty of care"))
    assert why.note == "“duty” lies inside the decoy “duty of care”"


def test_explain_of_no_such_topic() -> None:
    with pytest.raises(NotFound):
        TopicBook([]).explain("t", Document(""))


def readable(query: str) -> bool:
    """Whether it does not contradict itself."""
    try:
        return bool(parse_query(query))
    except QueryError:
        return False


WORD = st.sampled_from(["a", "b", "c", "duty", "care", "관세", "북한", "北", "Ö", "l'eau", "x", "K'o", "EUは"])
QUERY = st.recursive(
    st.sampled_from(
        [
            "a",
            "b",
            "관세",
            '"a b"',
            "duty*",
            "北",
            "title:a",
            "=Ö",
            "b NEAR/2 a",
            "ATLEAST/2(a OR b)",
            "WEIGHT/2(a OR b OR duty^2 OR c^-1)",
            "re:/[ab] /",
        ]
    ),
    lambda parts: st.one_of(
        st.tuples(parts, parts).map(lambda two: f"({two[0]} AND {two[1]})"),
        st.tuples(parts, parts).map(lambda two: f"({two[0]} OR {two[1]})"),
        st.tuples(parts, parts).map(lambda two: f"({two[0]} NOT {two[1]})"),
    ),
    max_leaves=4,
).filter(readable)


@given(QUERY, st.lists(WORD, max_size=8), st.lists(WORD, max_size=8))
@settings(max_examples=200, deadline=None)
def test_guards_lose_nothing(query: str, title: list[str], body: list[str]) -> None:
    """`explain` evaluates always, `match` only behind the guard."""
    book, document = TopicBook([spec(query, "care duty")]), Document(" ".join(title), "", " ".join(body))
    assert bool(book.match(document)) is book.explain("t", document).holds


@given(st.lists(WORD, min_size=1, max_size=10), st.sampled_from(["a", "관세", "北", "duty", "l'eau", "eu"]))
@settings(max_examples=200, deadline=None)
def test_evidence_folds_to_its_term(words: list[str], term: str) -> None:
    text = " ".join(words)
    for match in TopicBook([spec(term)]).match(Document(text)):
        assert {fold(text[e.start : e.end]) for e in match.evidence} == {fold(term)}


def _evidence(why: Explanation) -> set[tuple[int, int]]:
    return {(e.start, e.end) for e in why.evidence}


@given(QUERY, st.lists(WORD, max_size=8))
@settings(deadline=None)
def test_match_and_explain_show_the_same(query: str, title: list[str]) -> None:
    book, document = TopicBook([spec(query)]), Document(" ".join(title))
    for match in book.match(document):
        assert {(e.start, e.end) for e in match.evidence} == _evidence(book.explain("t", document))


def test_many_topics_cost_little() -> None:
    words = [f"word{number}" for number in range(10_000)]
    book = TopicBook([spec(f"{a} OR {b} NEAR/3 {a}", slug=a) for a, b in zip(words[::2], words[1::2], strict=True)])
    document = Document("word10 rises", "", "plain text about nothing in particular " * 60)

    def once() -> float:
        start = time.perf_counter()
        assert len(book.match(document)) == 1
        return time.perf_counter() - start

    assert min(once() for _ in range(10)) < 0.005
