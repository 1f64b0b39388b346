"""What a search asks of the index."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.lang.query import parse_query
from monitor.lang.search import All, Any, Phrase, Plan, Restriction, Without, plan
from monitor.lang.tokens import index_text

A, B, C = (Phrase((word,)) for word in "abc")


@pytest.mark.parametrize(
    ("query", "text", "facts"),
    [
        ("a", A, ()),
        ("a b", All((A, B)), ()),
        ("a OR b c", Any((A, All((B, C)))), ()),
        ("a NOT b NOT c", Without(A, Any((B, C))), ()),
        ("a NOT (b OR c)", Without(A, Any((B, C))), ()),
        ("a NOT (b NOT c)", Without(A, Without(B, C)), ()),
        ("title:a text:b body:c", All((Phrase(("a",), field="title"), B, Phrase(("c",), field="text"))), ()),
        ("title:(a OR b)", Any((Phrase(("a",), field="title"), Phrase(("b",), field="title"))), ()),
        ("sanct*", Phrase(("sanct",), prefix=True), ()),
        ('"a b*"', Phrase(("a", "b"), prefix=True), ()),
        ("Tongch'ang-ri", Phrase(("tongchang", "ri")), ()),
        ("232/301", Phrase(("232", "301")), ()),
        ("北", Phrase(("北",), prefix=True), ()),
        ("北朝", Phrase(("北朝",)), ()),
        ("서해위성", Phrase(("서해", "해위", "위성")), ()),
        ('"서해 위성"', Phrase(("서해", "해", "위성")), ()),
        ("만리경1호", Phrase(("만리", "리경", "경", "1", "호"), prefix=True), ()),
        ("lang:ko a", A, (Restriction("lang", ("ko",)),)),
        ("lang:(ko OR ja) NOT outlet:xy* a", A,
         (Restriction("lang", ("ko", "ja")), Restriction("outlet", ("xy*",), negated=True))),
        ("topic:sohae since:2026-11-01", None,
         (Restriction("topic", ("sohae",)), Restriction("since", ("2026-11-01",)))),
    ],
)  # fmt: skip
def test_plans(query: str, text: object, facts: tuple[Restriction, ...]) -> None:
    assert plan(parse_query(query)) == Plan(text, facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "query",
    ["a NEAR/3 b", "ATLEAST/2(a)", "=UN", "wom?n", '"a* b"', "a OR lang:ko", "(a lang:ko) OR b", "a NOT (b lang:ko)",
     "lang:ko OR outlet:x"],
)  # fmt: skip
def test_says_what_an_index_can_not_answer(query: str) -> None:
    with pytest.raises(QueryError):
        plan(parse_query(query.replace("a*", "aa*")))


def _finds(phrase: Phrase, text: str) -> bool:
    """What the index does with a phrase: the tokens next to each other, the last one perhaps going on."""
    tokens, wanted = index_text(text).split(), phrase.tokens
    return any(
        all(
            token == want or (phrase.prefix and number == len(wanted) - 1 and token.startswith(want))
            for number, (token, want) in enumerate(zip(tokens[at:], wanted, strict=False))
        )
        for at in range(len(tokens) - len(wanted) + 1)
    )


@given(st.text("북한의위성서해", min_size=3, max_size=12), st.data())
def test_every_part_of_a_run_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = plan(parse_query(text[start:end])).text
    assert isinstance(found, Phrase)
    assert _finds(found, text)


@given(st.text("北朝鮮衛星", min_size=1, max_size=6), st.text("北朝鮮衛星", min_size=1, max_size=3))
def test_what_is_not_there_is_not_found(text: str, wanted: str) -> None:
    found = plan(parse_query(wanted)).text
    assert isinstance(found, Phrase)
    assert _finds(found, text) == (wanted in text)
