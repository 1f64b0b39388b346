"""Words that tell hits from other articles."""

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.curate.keywords import keywords, surprise
from monitor.lang.fold import fold

LITTLE = "the of and to in a is for on with".split()
FILLING = [f"{a}{b}{c}" for a in "bdfgk" for b in ("al", "or", "en") for c in ("ton", "ric", "mel", "vas")]


def _texts(count: int, seed: int, *planted: str, share: float = 0.5) -> list[str]:
    dice = random.Random(seed)
    made = []
    for _ in range(count):
        words = dice.choices(LITTLE, k=8) + dice.choices(FILLING, k=12)
        dice.shuffle(words)
        words += [word for word in planted if dice.random() < share]
        made.append(fold(" ".join(words)))
    return made


def _told(hits: list[str], others: list[str], *known: str) -> list[str]:
    return [one.text for one in keywords(hits, others, known=lambda unit: unit in known)]


def test_what_was_planted_is_told_and_nothing_else() -> None:
    assert _told(_texts(120, 1, "anti-dumping"), _texts(120, 2)) == ["anti dumping"]


def test_a_part_of_something_longer_is_not_told_beside_it() -> None:
    assert _told(_texts(120, 1, "most favoured nation"), _texts(120, 2)) == ["most favoured nation"]


def test_a_word_that_stands_alone_too_is_told_without_its_phrase() -> None:
    hits = _texts(120, 1, "steel", "steel mills", share=0.6)
    assert _told(hits, _texts(120, 2))[0] == "steel"


def test_parts_of_runs_are_found_where_words_are_not_set_apart() -> None:
    hits = [f"정부는{n} 상호관세율을 발표" for n in range(40)] + [f"오늘{n} 날씨" for n in range(40)]
    others = [f"오늘{n} 날씨 발표" for n in range(80)]
    assert "상호관세율을" in _told(hits, others)
    assert not any(unit in _told(hits, others) for unit in ("상호", "관세", "율을", "발표"))


def test_what_is_known_is_not_told() -> None:
    assert _told(_texts(120, 1, "steel"), _texts(120, 2), "steel") == []


def test_little_words_are_told_by_nobody() -> None:
    hits = [f"{text} the the of" for text in _texts(100, 1)]
    assert _told(hits, _texts(100, 2)) == []


@pytest.mark.parametrize(("hits", "others"), [([], []), (["a b c"], []), ([], ["a b c"]), (["", "  "], [""])])
def test_nothing_to_compare_with_tells_nothing(hits: list[str], others: list[str]) -> None:
    assert _told(hits, others) == []


def test_surprise_is_dunnings() -> None:
    """Against the sum over the four cells of observed times the log of observed by expected."""
    a, n1, b, n2 = 30, 100, 5, 200
    share = (a + b) / (n1 + n2)
    cells = [(a, n1 * share), (b, n2 * share), (n1 - a, n1 * (1 - share)), (n2 - b, n2 * (1 - share))]
    assert surprise(a, n1, b, n2) == pytest.approx(2 * sum(o * math.log(o / e) for o, e in cells))


@given(st.integers(0, 50), st.integers(0, 50), st.integers(0, 50), st.integers(0, 50))
def test_surprise_is_never_negative_and_grows_with_the_hits(hits: int, rest: int, others: int, more: int) -> None:
    assert surprise(hits, hits + rest, others, others + more) >= 0
    if rest and surprise(hits, hits + rest, others, others + more) > 0:
        assert surprise(hits + 1, hits + rest, others, others + more) > surprise(
            hits, hits + rest, others, others + more
        )
