"""Terms that bring what does not belong."""

import random

from monitor.curate.hinging import hinges
from monitor.curate.kinship import Kin, Likeness, likenesses
from monitor.curate.match import TopicBook
from monitor.model.topic import Document, TopicSpec

TRADE = [f"trade{n}" for n in range(40)]
COURT = [f"court{n}" for n in range(40)]
ANY = [f"any{n}" for n in range(300)]


def _kin(number: int, own: list[str], hinge: str | None, lang: str = "en") -> Kin:
    dice = random.Random(number)
    words = dice.sample(own, k=8) + dice.sample(ANY, k=12)
    return Kin(number, lang, frozenset(words), frozenset((hinge,)) if hinge else frozenset())


def _judged(hits: list[Kin], *terms: str) -> dict[str, Likeness]:
    background = [_kin(10_000 + n, ANY, None) for n in range(100)]
    return {one.term: one for one in likenesses(hits, background, terms)}


def test_a_term_that_brings_other_things_is_noisy() -> None:
    hits = [_kin(n, TRADE, "tariff") for n in range(30)] + [_kin(100 + n, COURT, "duty") for n in range(10)]
    found = _judged(hits, "duty")["duty"]
    assert found.noisy
    assert (found.judged, found.alike) == (10, 0)
    assert found.usual > 90
    assert set(found.strange) == {100 + n for n in range(10)}


def test_a_term_that_brings_more_of_the_same_is_not() -> None:
    hits = [_kin(n, TRADE, "tariff") for n in range(30)] + [_kin(100 + n, TRADE, "levy") for n in range(10)]
    found = _judged(hits, "levy")["levy"]
    assert not found.noisy
    assert found.alike >= 9


def test_hits_that_have_nothing_in_common_judge_nobody() -> None:
    hits = [_kin(n, ANY, "new") for n in range(30)] + [_kin(100 + n, COURT, "duty") for n in range(10)]
    assert not _judged(hits, "duty")["duty"].noisy


def test_too_few_are_not_judged() -> None:
    hits = [_kin(n, TRADE, "tariff") for n in range(30)] + [_kin(100 + n, COURT, "duty") for n in range(2)]
    assert _judged(hits, "duty") == {}
    assert _judged([], "duty") == {}


def test_languages_are_judged_apart() -> None:
    """Korean articles share no word with English ones, which says nothing about their term."""
    hits = [_kin(n, TRADE, "tariff") for n in range(30)] + [_kin(100 + n, COURT, "관세", "ko") for n in range(10)]
    assert _judged(hits, "관세") == {}


def _hinges(query: str, text: str) -> tuple[set[str], set[str]]:
    terms, needed = TopicBook([TopicSpec("one", "One", query)]).hinges("one", Document(text))
    return set(terms), set(needed)


def test_a_hit_hinges_on_what_it_would_not_be_without() -> None:
    assert _hinges("oil OR gas", "oil") == ({"oil"}, {"oil"})
    assert _hinges("oil OR gas", "oil and gas") == ({"oil", "gas"}, set())
    assert _hinges("(oil OR gas) price*", "oil and gas prices") == ({"oil", "gas", "price*"}, {"price*"})
    assert _hinges("tax NEAR/2 law OR oil", "a tax law") == ({"tax", "law"}, {"tax", "law"})
    assert _hinges("ATLEAST/2(oil OR gas)", "oil gas") == ({"oil", "gas"}, {"oil", "gas"})
    assert _hinges("oil NOT gas", "oil") == ({"oil"}, {"oil"})
    assert _hinges("oil", "gas") == (set(), set())


def test_nothing_hinges_on_no_terms() -> None:
    assert hinges(TopicBook([TopicSpec("one", "One", "lang:en OR oil")]).query("one"), None, ()) == frozenset()  # type: ignore[arg-type]
