"""News that nobody wrote: events told by several hands, wire copies, and the same furniture round the texts of an
outlet. Made from a seed, each article by its number alone, so that the millionth costs what the first does.

Words follow Zipf's law (bench.content); an event has names, words, numbers and a day of its own. A third of the
articles are copies of an earlier one (re-hosted, cut, under another headline), a third are another hand's report.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bench.content import LITTLE_WORDS, words

WORDS = 350
COPIES, HANDS = 0.25, 0.35  # of all articles; the others open an event
REACH = 400  # articles back that a copy or another hand may follow
OUTLETS = 300
BEGIN = datetime(2026, 9, 1, tzinfo=UTC)
_SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "ai", "or", "en")]
_ODD = 0.22  # of the words of a text, those that are its event's


@dataclass(frozen=True, slots=True)
class Written:
    """An article. `copy_of` and `event` are numbers of articles: what it repeats, and the first that told of it."""

    number: int
    title: str
    text: str
    outlet: str
    published: datetime
    copy_of: int | None
    event: int


@dataclass(frozen=True, slots=True)
class Event:
    """What its articles have in common."""

    names: Sequence[str]
    words: Sequence[str]
    facts: Sequence[str]


def article(number: int, *, seed: int = 1, minutes: float = 2.0, words: int = WORDS) -> Written:
    """The article of a number, `minutes` after the one before it."""
    copied, event = kinship(number, seed)
    dice = random.Random(f"{seed} text {number}")
    published = BEGIN + timedelta(minutes=minutes * number)
    outlet = _outlet(dice.randrange(OUTLETS))
    if copied is None:
        title, text = _told(event, dice, seed, words)
    else:
        title, text = _copied(_original(copied, seed, words), dice, event, seed)
    return Written(number, title, _furnished(text, outlet), outlet, published, copied, event)


def articles(first: int, count: int, *, seed: int = 1, minutes: float = 2.0, words: int = WORDS) -> Iterator[Written]:
    """Some in a row."""
    return (article(number, seed=seed, minutes=minutes, words=words) for number in range(first, first + count))


def _outlet(number: int) -> str:
    """Two words without a number: numbers tell texts apart."""
    left, right = divmod(number, len(_SYLLABLES))
    return f"{(_SYLLABLES[left] + _SYLLABLES[right]).capitalize()} Courier"


@lru_cache(maxsize=100_000)
def kinship(number: int, seed: int) -> tuple[int | None, int]:
    """(the original that an article copies, the first article of its event)."""
    dice = random.Random(f"{seed} kin {number}")
    share, back = dice.random(), 1 + dice.randrange(max(1, min(REACH, number)))
    if number == 0 or share >= COPIES + HANDS:
        return None, number
    copied, event = kinship(number - back, seed)
    return (number - back if copied is None else copied, event) if share < COPIES else (None, event)


@lru_cache(maxsize=1_000)
def _event(number: int, seed: int) -> Event:
    dice = random.Random(f"{seed} event {number}")
    names = ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 4))).capitalize() for _ in range(6)]
    plain = [word for word in words(dice, 40) if word not in LITTLE_WORDS]
    facts = [f"{dice.randint(3, 900)} million", f"{dice.randint(11, 990)}", f"{dice.randint(2, 60)} percent",
             f"{dice.choice(('March', 'April', 'June', 'October'))} {dice.randint(1, 28)}"]  # fmt: skip
    return Event(names, plain, facts)


@lru_cache(maxsize=1_000)
def _original(number: int, seed: int, words: int) -> tuple[str, str]:
    dice = random.Random(f"{seed} text {number}")
    dice.randrange(OUTLETS)
    return _told(kinship(number, seed)[1], dice, seed, words)


def _told(event: int, dice: random.Random, seed: int, count: int) -> tuple[str, str]:
    told, parts, left = _event(event, seed), list[str](), count
    while left > 0:
        size = min(left, dice.randint(9, 26))
        parts.append(_sentence(told, dice, size))
        left -= size
    return _headline(told, dice), _paragraphs(parts)


def _sentence(told: Event, dice: random.Random, size: int) -> str:
    found = [_word(told, dice, word) for word in words(dice, size)]
    return " ".join((found[0][:1].upper() + found[0][1:], *found[1:])) + "."


def _word(told: Event, dice: random.Random, word: str) -> str:
    share = dice.random()
    if share >= _ODD:
        return word
    if share < 0.06:
        return dice.choice(told.names)
    return dice.choice(told.facts) if share < 0.08 else dice.choice(told.words)


def _headline(told: Event, dice: random.Random) -> str:
    return " ".join((dice.choice(told.names), *dice.sample(told.words, 3), dice.choice(told.names), *words(dice, 2)))


def _paragraphs(parts: Sequence[str]) -> str:
    return "\n".join(" ".join(parts[at : at + 3]) for at in range(0, len(parts), 3))


def _copied(original: tuple[str, str], dice: random.Random, event: int, seed: int) -> tuple[str, str]:
    """Re-hosted as it is, or cut, each third time under another headline."""
    title, text = original
    lines = text.split("\n")
    kept = lines[: max(2, round(len(lines) * dice.uniform(0.5, 1.3)))]
    return (_headline(_event(event, seed), dice) if dice.random() < 1 / 3 else title), "\n".join(kept)


def _furnished(text: str, outlet: str) -> str:
    """With what the outlet says under every text."""
    return f"{text}\nSign up for the letter that {outlet} sends every morning.\nMore from {outlet}"
