"""What is thrown at the matcher to stop it: floods of hits, of decoys, of groups. Counted, not timed: a quadratic one
would not come back."""

import pytest

from monitor.curate.match import MOST_EVIDENCE, TopicBook
from monitor.errors import ConfigurationError, QueryError
from monitor.lang.query import parse_query, print_query
from monitor.model.topic import Document, TopicSpec

FLOOD = "a " * 50_000


def book(query: str, *decoys: str, **groups: tuple[str, ...]) -> TopicBook:
    return TopicBook([TopicSpec("t", "T", query, aliases=tuple(groups.items()), decoys=decoys)])


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("a NEAR/100 a", FLOOD),
        ("a NEAR/100 a NEAR/100 a NEAR/100 a", FLOOD),
        ("ATLEAST/100(a NEAR/100 (a OR b))", FLOOD + "b " * 100),
        ("가 NEAR/100 나", "가나" * 50_000),
        ("가*", "가" * 100_000),
        (r"re:/(a*)*b|a /", FLOOD),
    ],
)
def test_floods_of_hits(query: str, text: str) -> None:
    (match,) = book(query).match(Document("", "", text))
    assert len(match.evidence) == MOST_EVIDENCE
    assert all(text[one.start : one.end].strip() for one in match.evidence)


@pytest.mark.parametrize("text", ["b a " * 25_000, "a\u0301" * 1 + "\u0301" * 100_000, "a" + "\u200b" * 100_000])
def test_floods_that_match_nothing(text: str) -> None:
    found = book("a", "b a", "a" * 9, "c a").match(Document("", "", text))
    assert len(found) == (0 if text.startswith("b") else 1)


def test_floods_of_decoys_are_explained() -> None:
    document = Document("", "", "b a " * 25_000)
    assert book("a", "b a").explain("t", document).note == "“a” lies inside the decoy “b a”"


def test_a_group_of_ten_thousand() -> None:
    many = book("@g NEAR/3 x", g=tuple(f"word{n}" for n in range(10_000)))
    assert [len(match.evidence) for match in many.match(Document("word17 and x"))] == [2]
    assert not many.explain("t", Document("", "", FLOOD)).holds


def test_groups_that_multiply() -> None:
    groups = {f"g{n}": (f"@g{n + 1}", f"@g{n + 1}", f"t{n}") for n in range(15)} | {"g15": ("x",)}
    assert book("@g0", **groups).match(Document("x t3"))
    deep = {f"g{n}": (f"@g{n + 1}",) for n in range(2000)} | {"g2000": ("x",)}
    with pytest.raises(ConfigurationError, match="more than 16 deep in one another"):
        book("@g0", **deep)


@pytest.mark.parametrize(
    "text",
    ['"' * 4001, "@" * 4000, "a" + "^1" * 1500, "title:" * 600 + "a", "re:/" + "\\/" * 2000, "NEAR/5 " * 500,
     "ATLEAST/2(" * 40 + "a" + ")" * 40, "WEIGHT/1(" * 20 + "a" + ")" * 20, "\u200b" * 100, "\u202e" + "(" * 4000],
)  # fmt: skip
def test_queries_that_are_nothing_but_signs(text: str) -> None:
    said = ""
    try:
        said = print_query(parse_query(text, {}))
    except QueryError as error:
        said = str(error)
    assert said


def test_marks_that_nobody_sees_change_nothing() -> None:
    plain = parse_query('عقوبات AND "كوريا الشمالية"')
    assert parse_query('\u202eعقوبات\u202c \u200fAND\u200f "كوريا\u200d الشمالية"\ufeff') == plain
