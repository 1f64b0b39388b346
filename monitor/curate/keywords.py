"""Words and phrases that are frequent in some texts and not in others: the log-likelihood ratio on document counts
(Dunning 1993, Accurate methods for the statistics of surprise and coincidence), texts of one language only. Little
words are as frequent in the others, so no list of them is needed.

A unit is a word, two or three words in a row, or a part of a run of Han, Hangul, Kana or Thai.
"""

import math
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass

from monitor.lang.tokens import is_dense as _is_dense

LONGEST_PHRASE, LONGEST_RUN, SHORTEST_RUN = 3, 8, 2  # words; characters
SHORTEST_WORD = 3
LEAST_DOCUMENTS, LEAST_SHARE = 3, 0.03  # of the hits that have a unit
SURE = 15.13  # log-likelihood ratio: one of ten thousand by chance
COMMON = 0.2  # of the others: a little word, whatever the hits have
TIMES = 2.0  # more frequent in hits than in the others
SAME = 0.8  # of a unit's hits have the longer one: it is a part of that


def is_dense(word: str) -> bool:
    """Whether a folded word is of a script that sets no words apart; quick where most words are ASCII."""
    return not word.isascii() and _is_dense(word)


@dataclass(frozen=True, slots=True)
class Keyword:
    """A unit that stands in `hits` of the hits and in `others` of the others."""

    text: str
    hits: int
    others: int
    score: float


def surprise(hits: int, of_hits: int, others: int, of_others: int) -> float:
    """Dunning's G²: how surprising the counts are if both kinds of text had the same share. 0 when the others have
    more."""
    if not of_hits or not of_others or hits / of_hits <= others / of_others:
        return 0.0
    share = (hits + others) / (of_hits + of_others)
    expected = (hits, of_hits * share), (others, of_others * share)
    missing = (of_hits - hits, of_hits * (1 - share)), (of_others - others, of_others * (1 - share))
    return 2 * sum(seen * math.log(seen / wanted) for seen, wanted in (*expected, *missing) if seen and wanted)


def keywords(hits: Sequence[str], others: Sequence[str], *, known: Callable[[str], bool]) -> list[Keyword]:
    """The units that tell the hits (folded texts) from the others, most telling first. `known` says which units need
    no telling."""
    floor = max(LEAST_DOCUMENTS, math.ceil(LEAST_SHARE * len(hits)))
    frequent = _frequent(hits, floor)
    elsewhere = Counter[str]()
    for text in others:
        elsewhere.update(_units(text, frequent))
    little = {unit for unit, count in elsewhere.items() if count > COMMON * len(others)}
    made = (
        Keyword(unit, count, elsewhere[unit], surprise(count, len(hits), elsewhere[unit], len(others)))
        for unit, count in frequent.items()
        if _tells(unit, little)
    )
    telling = [one for one in made if _is_telling(one, len(hits), len(others)) and not known(one.text)]
    return sorted(_whole(telling), key=lambda one: (-one.score, one.text))


def _is_telling(one: Keyword, of_hits: int, of_others: int) -> bool:
    return one.score >= SURE and one.hits * of_others >= TIMES * one.others * of_hits


def _tells(unit: str, little: Container[str]) -> bool:
    """Whether it is long enough, no number, and neither begins nor ends with a little word."""
    words = unit.split()
    if is_dense(unit):
        return len(unit) >= SHORTEST_RUN
    if len(words) == 1 and len(unit) < SHORTEST_WORD:
        return False
    ends = (words[0], words[-1])
    return not any(word in little or len(word) == 1 or word.isdecimal() for word in ends)


def _frequent(texts: Sequence[str], floor: int) -> dict[str, int]:
    """Units that at least so many texts have: a longer one only where the shorter ones in it are frequent too."""
    found: dict[str, int] = {}
    step = _only(Counter(unit for text in texts for unit in _shortest(text)), floor)
    while step:
        found.update(step)
        longest = max(map(_size, step))
        step = _only(Counter(unit for text in texts for unit in _longer(text, step, longest)), floor)
    return found


def _only(counts: Counter[str], floor: int) -> dict[str, int]:
    return {unit: count for unit, count in counts.items() if count >= floor}


def _size(unit: str) -> int:
    """A word is as long as a pair of characters: both are where counting begins."""
    return len(unit) if is_dense(unit) else len(unit.split()) + 1


def _shortest(text: str) -> set[str]:
    found: set[str] = set()
    for word in text.split():
        found.update((word[at : at + 2] for at in range(len(word) - 1)) if is_dense(word) else (word,))
    return found


def _longer(text: str, known: Container[str], size: int) -> set[str]:
    """Units one step longer than `size` of which both ends are known."""
    words = text.split()
    found = set(_phrases(words, known, size)) if size <= LONGEST_PHRASE else set[str]()
    if size < LONGEST_RUN and not text.isascii():
        for run in words:
            if len(run) > size and is_dense(run):
                parts = (run[at : at + size + 1] for at in range(len(run) - size))
                found.update(part for part in parts if part[:-1] in known and part[1:] in known)
    return found


def _phrases(words: Sequence[str], known: Container[str], count: int) -> Iterator[str]:
    """`count` words in a row, none of a dense script, of which both ends are known."""
    ends = [" ".join(words[at : at + count - 1]) in known for at in range(len(words) - count + 2)]
    for at in range(len(words) - count + 1):
        if ends[at] and ends[at + 1] and not is_dense(words[at]):
            yield " ".join(words[at : at + count])


def _units(text: str, known: Container[str]) -> set[str]:
    """The known units of a text."""
    found = {unit for unit in _shortest(text) if unit in known}
    step, size = found, 2
    while step and size <= LONGEST_RUN:
        step = {unit for unit in _longer(text, known, size) if unit in known}
        found |= step
        size += 1
    return found


def _whole(found: Sequence[Keyword]) -> Iterator[Keyword]:
    """Without what is nearly always a part of something longer, and without longer ones that say no more than a part
    of them."""
    by_length = sorted(found, key=lambda one: len(one.text))
    for number, one in enumerate(by_length):
        longer = (other for other in by_length[number + 1 :] if _is_part(one.text, other.text))
        if any(other.hits >= SAME * one.hits for other in longer):
            continue
        shorter = (other for other in by_length[:number] if _is_part(other.text, one.text))
        if not any(other.score >= one.score and one.hits < SAME * other.hits for other in shorter):
            yield one


def _is_part(part: str, whole: str) -> bool:
    return part in whole if is_dense(part) else f" {part} " in f" {whole} "
