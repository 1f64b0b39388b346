"""Which passages two texts share, and where: for people who ask why one is a reprint of the other. Pure, on demand.

Runs of equal words are found from seeds of a few words (Broder's shingles) and made as long as they go, from the
beginning of the first text to its end. Words are compared without case; Han, Kana and Hangul by character.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

SEED = 5  # words that a passage has at least
SEED_WIDE = 8  # characters, where words have no spaces
MOST_WORDS = 6_000  # of a text that are compared
MOST_PLACES = 12  # of one seed that are tried
MOST_PASSAGES = 200
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]|[^\W_]+")
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
Word = tuple[str, int, int]


class Passage(NamedTuple):
    """The same words in both texts: [start, end) in code points of each."""

    start: int
    end: int
    other_start: int
    other_end: int
    words: int


class Overlap(NamedTuple):
    """The shared passages in the order of the first text, and the shares of the words of each that they cover (0 to
    1)."""

    passages: tuple[Passage, ...]
    share: float
    other_share: float


def overlap(text: str, other: str) -> Overlap:
    """What `text` shares with `other`. Of each the first 6,000 words are compared."""
    mine, theirs = _words(text), _words(other)
    if not mine or not theirs:
        return Overlap((), 0.0, 0.0)
    size = min(_seed(mine), _seed(theirs), max(1, min(len(mine), len(theirs))))
    runs = _runs([word for word, *_ in mine], [word for word, *_ in theirs], size)[:MOST_PASSAGES]
    passages = tuple(Passage(mine[i][1], mine[i + n - 1][2], theirs[j][1], theirs[j + n - 1][2], n) for i, j, n in runs)
    covered = {place for _, j, n in runs for place in range(j, j + n)}
    return Overlap(passages, _share(sum(n for *_, n in runs), mine), _share(len(covered), theirs))


def _words(text: str) -> list[Word]:
    found: list[Word] = []
    for match in _WORD.finditer(text):
        found.append((match.group().casefold(), match.start(), match.end()))
        if len(found) == MOST_WORDS:
            break
    return found


def _seed(words: Sequence[Word]) -> int:
    wide = sum(1 for word, *_ in words if _WIDE.match(word))
    return SEED_WIDE if 2 * wide > len(words) else SEED


def _share(covered: int, words: Sequence[Word]) -> float:
    return round(min(1.0, covered / len(words)), 4)


def _runs(mine: Sequence[str], theirs: Sequence[str], size: int) -> list[tuple[int, int, int]]:
    """(place in mine, place in theirs, words): greedy, the longest run from each place, none of mine twice."""
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j in range(len(theirs) - size + 1):
        known = places[tuple(theirs[j : j + size])]
        if len(known) < MOST_PLACES:
            known.append(j)
    found, i = [], 0
    while i <= len(mine) - size:
        best, at = 0, 0
        for j in places.get(tuple(mine[i : i + size]), ()):
            if (n := _length(mine, theirs, i, j)) > best:
                best, at = n, j
        if best:
            found.append((i, at, best))
        i += best or 1
    return found


def _length(mine: Sequence[str], theirs: Sequence[str], i: int, j: int) -> int:
    n, most = 0, min(len(mine) - i, len(theirs) - j)
    while n < most and mine[i + n] == theirs[j + n]:
        n += 1
    return n
