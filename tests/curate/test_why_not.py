"""Why a text does not match, in words: which clause failed and what was found near."""

import pytest

from monitor.curate.match import TopicBook
from monitor.curate.verdict import branches, sentence, tree
from monitor.model.topic import Document, TopicSpec

GROUPS = (("dprk", ("north korea*", "=DPRK")), ("craft", ("rocket*", "satellite*")))
DECOYS = ("satellite tv", "duty of care")


def said(query: str, document: Document) -> str:
    book = TopicBook([TopicSpec("t", "T", query, aliases=GROUPS, decoys=DECOYS)])
    why = book.explain("t", document)
    assert bool(book.match(document)) is why.holds
    return sentence(why, document)


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        (
            "sanction",
            "Sanctions bite",
            "“sanction” is not there (the text has “sanctions”, which sanction* would find)",
        ),
        (
            '"price cap"',
            "Price caps bite",
            '“price cap” is not there (the text has “price caps”, which "price cap*" would find)',
        ),
        ("=UN", "The un-fair game", "“UN” written exactly so is not there (the text has “UN” in other capitals)"),
        ('"steel tariff"', "A tariff on steel", "the words of “steel tariff” are there, but not side by side"),
        ("a AND b AND c", "a", "“b” is not there; “c” is not there"),
        ("a OR b", "x", "“a” is not there; “b” is not there"),
        ("a NOT b", "b a", "“b” is there, and must not be"),
        ("duty", "Duty of care", "“duty” lies inside the decoy “duty of care”"),
        (
            "@dprk NEAR/3 @craft",
            "North Korea says that its neighbours fear every rocket",
            "at the nearest “north korea*” and “rocket*” are 7 words apart in the title, wanted at most 3 apart",
        ),
        ("@dprk NEAR/3 @craft", "North Korea's satellite TV", "nothing of @craft is there (“satellite*” lies inside"),
        ("a BEFORE/3 b", "b a", "1 word apart in the title, and the other way round, wanted at most 3 apart, in this"),
        ("ATLEAST/3(a OR b)", "a x b", "found 2 times in the title, wanted 3 in one field"),
        ("ATLEAST/3(a)", "x", "“a” is not there"),
        ("title:a", "x", "in the title: “a” is not there"),
        ("lang:ko a", "a", "it is not in the language ko (lang: is en)"),
        ("country:kr a", "a", "it is not from the country kr (country: is not known)"),
        ("WEIGHT/4(a^3 OR b^2 OR c^-2)", "a c", "the weights add up to 1 of 4: a^3, c^-2 is there"),
        ("WEIGHT/4(a^3 OR b^2)", "x", "the weights add up to 0 of 4: none of the parts is there"),
        ("re:/GL ?[0-9]+[A-Z]/", "GL thirteen", "the pattern re:/GL ?[0-9]+[A-Z]/ is found nowhere"),
        (
            "a OR b c OR (d e f) OR g",
            "d and f",
            "of 4 alternatives none holds; nearest: “e” is not there",
        ),
        (
            "z OR y OR x OR @dprk NEAR/1 @craft NOT q",
            "North Korea's new rocket",
            "nearest: @dprk NEAR/1 @craft: at the nearest “north korea*” and “rocket*” are",
        ),
    ],
)
def test_says_what_failed(query: str, title: str, words: str) -> None:
    found = said(query, Document(title, lang="en"))
    assert found.startswith("It does not match: ")
    assert words in found


def test_says_where_it_stands_instead() -> None:
    assert "in the title: “a” is not there (“a” stands in the body)" in said("title:a", Document("x", "", "an a"))
    assert "never in the same field" in said("a NEAR/9 b", Document("a", "", "b"))


def test_says_by_what_it_matched() -> None:
    assert said("a OR b", Document("a", "", "b")) == "It matches, by “a” in the title, “b” in the body."
    assert said("lang:ko", Document("a", lang="ko")) == "It matches: in the language ko."


def test_the_tree_ends_where_nothing_is_there() -> None:
    document = Document("North Korea")
    query = "@dprk NEAR/3 @craft OR (x NEAR/2 (y OR z))"
    why = TopicBook([TopicSpec("t", "T", query, aliases=GROUPS)]).explain("t", document)
    drawn = [(depth, twig.holds, twig.clause, twig.found) for depth, twig in branches(tree(why, document))]
    assert drawn == [
        (0, False, "@dprk NEAR/3 @craft OR x NEAR/2 (y OR z)", ""),
        (1, False, "@dprk NEAR/3 @craft", ""),
        (2, True, "@dprk", "title 0–11 “North Korea”"),
        (2, False, "@craft", ""),
        (1, False, "x NEAR/2 (y OR z)", ""),
    ]
