"""The query language: what is read, what is refused, and that writing it gives the same tree back."""

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.lang.contradictions import impossible
from monitor.lang.operators import OPERATORS
from monitor.lang.operators.logic import all_of, any_of, negate
from monitor.lang.query import (
    And,
    AtLeast,
    Fact,
    Group,
    Near,
    Node,
    Not,
    Or,
    Regex,
    Scope,
    Share,
    Term,
    Weight,
    describe,
    parse_query,
    point,
    print_query,
    read_query,
)

GROUPS = {"dprk": ("north korea*", "북한", "=DPRK"), "recon": ("spy satellite*",), "strong": ("x",)}
A, B, C = Term("a"), Term("b"), Term("c")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a b c", And((A, B, C))),
        ("a AND b OR c", Or((And((A, B)), C))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a NOT b", And((A, Not(B)))),
        ("a AND NOT (b OR c)", And((A, Not(Or((B, C)))))),
        ("NOT NOT a", A),
        ("((((a))))", A),
        ("a NEAR/3 b", Near(3, A, B)),
        ("a BEFORE/12 (b OR c)", Near(12, A, Or((B, C)), ordered=True)),
        ("a NEAR/2 b NEAR/3 c", Near(3, Near(2, A, B), C)),
        ("NOT a NEAR/2 b c", And((Not(Near(2, A, B)), C))),
        ("ATLEAST/2(a OR b)", AtLeast(2, Or((A, B)))),
        ("title:a", Scope("title", A)),
        ("title:(a b) c", And((Scope("title", And((A, B))), C))),
        ("lang:(ko OR ja) a", And((Or((Fact("lang", "ko"), Fact("lang", "ja"))), A))),
        ("url:https://example.org/x?y=1", Fact("url", "https://example.org/x?y=1")),
        ('author:"Kim Il"', Fact("author", "Kim Il")),
        ("=UN", Term("UN", exact=True)),
        ("=AD/CVD", Term("AD/CVD", exact=True)),
        ('="Section 232"', Term("Section 232", phrase=True, exact=True)),
        ('"sohae  launch*"', Term("sohae launch*", phrase=True)),
        ("“sohae launch”", Term("sohae launch", phrase=True)),
        ("（a　OR b）", Or((A, B))),
        ("@dprk", Group("dprk")),
        ("wom?n", Term("wom?n")),
        ("北*", Term("北*")),
        ("12:30", Term("12:30")),
        ("bank?", Term("bank?")),
        ("wom??", Term("wom??")),
        ('"what now?"', Term("what now", phrase=True)),
        ("«price cap»", Term("price cap", phrase=True)),
        ("＠dprk tariff＊", And((Group("dprk"), Term("tariff*")))),
        ("a\u200f AND\u200e b\ufeff", And((A, B))),
        ("WEIGHT/3(a^2 OR b)", Weight(3, (Share(A, 2), Share(B, 1)))),
        ("WEIGHT/1(a OR (b c)^2 OR c^-3)", Weight(1, (Share(A, 1), Share(And((B, C)), 2), Share(C, -3)))),
        ("WEIGHT/2((a OR b)^1 OR title:c^2)", Weight(2, (Share(Or((A, B)), 1), Share(Scope("title", C), 2)))),
        ("title:(WEIGHT/2(a^2 OR b))", Scope("title", Weight(2, (Share(A, 2), Share(B, 1))))),
        ("lang:zh-Hant", Fact("lang", "zh-Hant")),
        ("ANDES ORBIT", And((Term("ANDES"), Term("ORBIT")))),
        ("a\n OR\n b", Or((A, B))),
    ],
)
def test_reads(text: str, tree: Node) -> None:
    assert parse_query(text, GROUPS) == tree
    assert parse_query(print_query(tree), GROUPS) == tree


@pytest.mark.parametrize(
    ("text", "message", "at"),
    [
        ("", "the query is empty", 0),
        ("   ", "the query is empty", 0),
        ("a OR", "ends too early", 4),
        ("a OR OR b", "a word is missing before OR", 5),
        ("OR a", "a word is missing before OR", 0),
        ("()", "the parentheses are empty", 1),
        ("(a", "ends too early", 2),
        ("a)", "a closing parenthesis without an opening one", 1),
        ('"a b', "the quotation marks are not closed", 0),
        ("*", "matches everything", 0),
        ("a*", "would match too much", 0),
        ("*sanktion", "stands at the end of a word", 0),
        ("sanc*tion", "stands at the end of a word", 0),
        ("?anctions", "? is one letter more and stands after a letter", 0),
        ("sanctions ?", "holds no letter or digit", 10),
        ("!!!", "holds no letter or digit", 0),
        ('"—"', "holds no letter or digit", 0),
        ("=UN*", "exact case takes no wildcard", 0),
        ("NOT a", "nothing but exclusions", 0),
        ("NOT a NOT b", "nothing but exclusions", 0),
        ("a OR NOT b", "nothing but exclusions", 0),
        ("title:(NOT a)", "nothing but exclusions", 0),
        ("a and b", "write AND in capitals", 2),
        ("a or b", "write OR in capitals", 2),
        ("a not b", "write NOT in capitals", 2),
        ("a && b", "did you mean AND?", 2),
        ("a | b", "did you mean OR?", 2),
        ("a -b", "to exclude, write NOT b", 2),
        ("a NEAR b", "NEAR/5", 2),
        ("a W/5 b", "NEAR/5", 2),
        ("ATLEAST/2 a", "write ATLEAST/2( … )", 0),
        ("a NEAR/0 b", "from 1 to 100", 2),
        ("a NEAR/101 b", "from 1 to 100", 2),
        ("a NEAR/5 (b c)", "words, phrases or groups on both sides", 2),
        ("a NEAR/5 lang:ko", "words, phrases or groups on both sides", 2),
        ("ATLEAST/2(a b)", "ATLEAST counts words", 0),
        ("@dprc", "did you mean @dprk?", 0),
        ("a @nothing-like-it", "there is no group @nothing-like-it", 2),
        ("@DPRK", "did you mean @dprk?", 0),
        ('a "@nope"', "write @nope for the group, or nope for the text", 2),
        ('a "@north korea"', 'write @north for the group, or "north korea" for the text', 2),
        ("a =@dprk", "write @dprk for the group, or =dprk for the text", 2),
        ('="@dprk"', "@ names a group", 0),
        ("titel:a", "did you mean title: ?", 0),
        ("headline:a", "did you mean title: ?", 0),
        ("site:a", "did you mean url: ?", 0),
        ("a near b", "write NEAR/5 in capitals", 2),
        ("a near/4 b", "write … NEAR/4 …", 2),
        ("a w/4 b", "write … NEAR/4 …", 2),
        ("a pre/4 b", "write … BEFORE/4 …", 2),
        ("a NEAR4 b", "write … NEAR/4 …", 2),
        ('"a b"~4', "write … NEAR/4 …", 5),
        ("a /s b", "sentences and paragraphs are not known here", 2),
        ("a w/p b", "sentences and paragraphs are not known here", 2),
        ("atleast5(a)", "write ATLEAST/5( … )", 0),
        ("hd=a", "a field is written title:a", 0),
        ("la=en", "a field is written lang:en", 0),
        ("sanction!", "written sanction*", 0),
        ("+a b", "joined by AND", 0),
        ("'price cap'", "double quotes", 0),
        ("a ＡＮＤ b", "a word is missing before AND", 2),
        ("a^2 b", "a weight counts only inside WEIGHT", 1),
        ("NOT a^2 b", "a weight counts only inside WEIGHT", 5),
        ("a !russia", "to exclude, write NOT russia", 2),
        ("a wc>500", "the length of articles", 2),
        ("hlp=a", "a field is written title:a", 0),
        ("title=a", "a field is written title:a", 0),
        ("a HEADLINE(b)", "a field is written title:( … )", 2),
        ("ATL5(a)", "write ATLEAST/5( … )", 0),
        ("a SAME b", "write … NEAR/15 …", 2),
        ("a NEAR/-1 b", "a whole number of words", 2),
        ("a NEAR/3.5 b", "a whole number of words", 2),
        ("WEIGHT/-1(a OR b)", "write WEIGHT/1( … )", 0),
        ("a re://", "is not empty", 2),
        ("title:body:a", "a field inside a field", 6),
        ("NEAR/5 a", "nothing stands before NEAR/5", 0),
        ("NEAR/0 a", "nothing stands before NEAR/0", 0),
        ("a NEAR/3 NOT b", "NOT can not stand right behind NEAR/n", 9),
        ("= UN", "= stands right before its word", 0),
        ("WEIGHT/2(a^1.5 OR b)", "a weight is a whole number", 10),
        ("a ^", "^ gives a weight", 2),
        ("^2 a", "a weight stands right behind", 0),
        ("WEIGHT/3(a^2)", "add up to 2 at most", 0),
        ("WEIGHT/1(a^0)", "from 1 to 100", 10),
        ("WEIGHT/1(a^200)", "from 1 to 100", 10),
        ("WEIGHT/1(a b)", "joined by OR", 0),
        ("WEIGHT/1(a OR (NOT b)^2)", "what is absent has no weight", 21),
        ("WEIGHT/1((a^2)^3 OR b)", "has a weight already", 14),
        ("WEIGHT/2 a", "write WEIGHT/2( … )", 0),
        ("a NOT a", "“a” must be there, and NOT excludes it", 0),
        ("Tariffs NOT tariff*", "NOT excludes it", 0),
        ("b (a OR c) NOT (c OR x OR a)", "NOT excludes it", 0),
        ("title:a NOT a", "NOT excludes it", 0),
        ("=UN NOT un", "NOT excludes it", 0),
        ("a NEAR/3 b NOT b", "NOT excludes it", 0),
        ("@strong NOT x", "NOT excludes it", 0),
        ("a OR b NOT b", "NOT excludes it", 0),
        ("a lang:ko lang:ja", "can not both be so", 0),
        ("a country:(us OR gb) country:kr", "can not both be so", 0),
        ("lang:korean", "two letters, like en, ko", 0),
        ("country:korea", "two letters, like KR", 0),
        ("url:http", "is so of every address", 0),
        ("url:*", "matches everything", 4),
        ("foo:bar", 'to look for "foo", put it in quotes', 0),
        ("title: a", "no space after title:", 0),
        ("title:(a body:b)", "a field inside title:", 0),
        ("lang:(a b)", "lang: takes a word", 0),
        ("(" * 33 + "a" + ")" * 33, "nested more than 32", 32),
        ("a " * 2100, "longer than 4096", 4096),
    ],
)
def test_refuses_and_points_at_the_place(text: str, message: str, at: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(text, GROUPS)
    assert message in str(caught.value)
    assert caught.value.at == at


def test_a_deep_tree_is_refused_whatever_makes_it_deep() -> None:
    with pytest.raises(QueryError, match="nested more than 32"):
        parse_query(" NEAR/5 ".join("ab" for _ in range(40)))


def test_many_negations_are_no_trouble() -> None:
    assert parse_query("NOT " * 1000 + "a") == A


def test_the_caret_stands_under_wide_letters_too() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("a OR\n北朝鮮 OR OR b")
    assert point(caught.value) == "北朝鮮 OR OR b\n          ^"


def test_says_what_may_stand_there() -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("a OR")
    assert caught.value.expected[:2] == ("a word", "a phrase")


def test_a_group_that_can_never_match_is_named() -> None:
    with pytest.raises(QueryError, match="in the group @bad: “—”"):
        parse_query("@bad", {"bad": ("fine", "—")})
    with pytest.raises(QueryError, match="the group @none is empty"):
        parse_query("@none", {"none": ()})


@pytest.mark.parametrize(
    ("text", "implied", "mixed"),
    [
        ("a b", [2], False),
        ("a AND b", [], False),
        ("a (b OR c) d", [3, 11], False),
        ("title:a @dprk", [8], False),
        ("a NOT b", [], False),
        ("a b NOT c", [2], False),
        ("a OR b c", [7], True),
        ("a OR b AND c", [], True),
        ("a OR (b AND c)", [], False),
        ("(a OR b) c", [9], False),
        ("(a AND b OR c) d", [15], True),
        ('"a b"', [], False),
    ],
)
def test_knows_where_nothing_stands(text: str, implied: list[int], mixed: bool) -> None:
    read = read_query(text, GROUPS)
    assert (list(read.implied), read.mixed) == (implied, mixed)
    assert len(read.remarks()) == bool(implied) + mixed


def test_says_what_was_read_and_is_not_written() -> None:
    joined, precedence = read_query('title:tariff* steel OR "car tax" (alu OR zinc)', {}).remarks()
    assert joined == "where nothing stands between two parts, AND is read: “title:tariff* steel”, “tax alu”"
    assert "a OR b AND c is read as a OR (b AND c)" in precedence


def test_groups_hold_groups() -> None:
    groups = {"korea": ("@north", "seoul"), "north": ("dprk", "pyongyang")}
    node = parse_query("@korea", groups)
    assert isinstance(node, Group)
    assert [term.text for term in node.terms] == ["dprk", "pyongyang", "seoul"]


@pytest.mark.parametrize(
    ("groups", "message"),
    [
        ({"g": ("@g",)}, "the group @g holds itself: @g → @g"),
        ({"g": ("@h",), "h": ("x", "@g")}, "the group @g holds itself: @g → @h → @g"),
        ({"g": ("@hh",), "h": ("x",)}, "in the group @g: there is no group @hh; did you mean @h?"),
        ({"g": ("@h",), "h": ()}, "the group @g is empty"),
        ({"g": ("*x",)}, "in the group @g: “*x”"),
    ],
)
def test_groups_that_can_not_be(groups: dict[str, tuple[str, ...]], message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query("a @g", groups)
    assert message in str(caught.value)
    assert caught.value.at == 2


def test_says_in_words_how_it_was_read() -> None:
    node = parse_query('title:(sanction* "price cap") NOT (lang:ko OR fifa)')
    assert describe(node) == (
        "in the title: (words beginning with “sanction” and “price cap”), but not (in the language ko or “fifa”)"
    )


WORDS = st.sampled_from(["a", "sanction*", "wom?n", "Tongch'ang-ri", "北朝鮮", "U.S.", "ORBIT", "2,000", "nоrth"])
TERMS = st.one_of(
    st.builds(Term, WORDS),
    st.builds(Term, st.lists(WORDS, min_size=1, max_size=3).map(" ".join), phrase=st.just(True)),
    st.builds(Term, st.sampled_from(["UN", "AD/CVD"]), exact=st.just(True)),
    st.sampled_from([Group("dprk"), Group("recon")]),
).filter(lambda term: not (isinstance(term, Term) and term.text == "a*"))
PATTERNS = st.builds(Regex, st.sampled_from([r"GL ?\d+", r"a\/b", '[()"]x', "(?:a|b) c^2$"]), st.booleans())
PLACED = st.recursive(
    st.one_of(TERMS, PATTERNS, st.lists(TERMS, min_size=2, max_size=3).map(any_of)),
    lambda parts: st.one_of(
        st.builds(Near, st.integers(1, 100), parts, parts, st.booleans()),
        st.builds(AtLeast, st.integers(1, 100), parts),
    ),
    max_leaves=3,
)
FACTS = st.one_of(
    st.builds(Fact, st.just("lang"), st.sampled_from(["ko", "zh-Hant", "zh*"])),
    st.builds(Fact, st.just("country"), st.sampled_from(["KR", "gb"])),
    st.builds(Fact, st.sampled_from(["outlet", "feed", "author", "url"]),
              st.sampled_from(["ko", "38-north*", "a b", "and", "x/y?z=1", "北朝鮮", "Kim, J."])),
)  # fmt: skip
SCOPES = st.builds(Scope, st.sampled_from(["title", "summary", "body", "text"]), PLACED)
WEIGHTS = st.integers(-100, 100).filter(bool)


@st.composite
def weighted(draw: st.DrawFn, parts: st.SearchStrategy[Node]) -> Node:
    """WEIGHT over parts that may have one."""
    drawn = draw(st.lists(st.tuples(parts.filter(lambda node: not node.open()), WEIGHTS), min_size=1, max_size=3))
    items = tuple(Share(node, weight) for node, weight in drawn)
    most = sum(share.weight for share in items if share.weight > 0)
    return Weight(draw(st.integers(1, min(most, 100))), items) if most else items[0].item


TREES = st.recursive(
    st.one_of(PLACED, FACTS, SCOPES),
    lambda parts: st.one_of(
        weighted(parts),
        st.lists(parts, min_size=2, max_size=4).map(all_of),
        st.lists(parts, min_size=2, max_size=4).map(any_of),
        parts.map(negate),
    ),
    max_leaves=8,
).filter(lambda node: not node.open() and not impossible(node))


@given(TREES)
@settings(max_examples=300, deadline=None)
def test_printing_and_parsing_gives_the_same_tree(tree: Node) -> None:
    assert parse_query(print_query(tree), GROUPS) == tree
    assert describe(tree)


@given(TREES)
@settings(deadline=None)
def test_not_not_is_nothing(tree: Node) -> None:
    assert negate(negate(tree)) == tree


@given(st.text(st.sampled_from('ab ()"*?=@:-/ANDORNOTNEAR/2北'), max_size=40))
@settings(max_examples=300, deadline=None)
def test_anything_is_read_or_refused_with_a_place(text: str) -> None:
    trouble: QueryError | None = None
    try:
        tree = parse_query(text, GROUPS)
        assert parse_query(print_query(tree), GROUPS) == tree
    except QueryError as error:
        trouble = error
    if trouble:
        assert str(trouble)
        assert 0 <= trouble.at <= len(text)


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_is_written_described_and_guarded(operator: type[Node]) -> None:
    samples = [
        "a*b",
        "north",
        '"a b"',
        "=UN",
        "@dprk",
        "a b",
        "a OR b",
        "a NOT b",
        "title:a",
        "a NEAR/2 b",
        "ATLEAST/2(a)",
        "lang:ko",
        "WEIGHT/2(a^2 OR b)",
        "re:/a.b/",
    ]
    trees = [parse_query(text, GROUPS) for text in samples if text != "a*b"]
    nodes = [node for tree in trees for node in (tree, *tree.parts()) if type(node) is operator]
    assert nodes
    for node in nodes:
        assert node.write()
        assert node.say()
        assert node.open() or node.guard()


def test_a_pattern_without_its_extra_says_the_mend(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "re2", None)
    with pytest.raises(QueryError) as caught:
        parse_query("a re:/not asked for before/")
    assert "pip install 'monitor[patterns]'" in str(caught.value)
    assert caught.value.at == 2


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("re:/(/", "RE2 can not read the pattern: missing )"),
        ("re:/(?=a)b/", "RE2 can not read the pattern: invalid perl operator"),
        (r"re:/(a)\1/", "RE2 can not read the pattern: invalid escape sequence"),
        ("re:/a*/", "this would match everything"),
        ("re:/./", "finds something in any text"),
        ("re:/[^z]/", "finds something in any text"),
        (r"re:/\pL+/", "finds something in any text"),
        ("re:/ab", "a pattern stands between two slashes"),
        ("re:/" + "a" * 501 + "/", "longer than 500"),
    ],
)
def test_patterns_that_are_refused(pattern: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(f"x {pattern}")
    assert message in str(caught.value)
    assert caught.value.at == 2
