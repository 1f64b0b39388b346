"""What a story is recognised by: stemmed words, pairs of capitalised words, CJK bigrams, weighed by where they stand
and by how rare they are these days. Pure."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from monitor.curate import stems
from monitor.curate.sketch import plain
from monitor.model.judging import Vector

STOP = {
    "en": (
        "the a an and or of to in on for with at by from as is are was were be been has have had it its this "
        "that these those he she they his her their we you i not no but if than then so will would can could "
        "may might about after before into over out up down who what when where which how all more most also "
        "said says say new one two mr mrs ms him them our your do does did there here because while during "
        "between under again other some such only"
    ),
    "es": (
        "el la los las un una unos unas y o de del en a al por para con sin que se su sus es son fue ser ha "
        "han lo le les no más como pero si ya este esta estos estas entre sobre tras según dijo también muy "
        "hasta desde"
    ),
    "fr": (
        "le la les un une des du de et ou en au aux par pour avec sans que qui se sa son ses est sont a ont "
        "été ce cette ces il elle ils pas plus mais dans sur selon dit aussi"
    ),
    "de": (
        "der die das den dem des ein eine einer eines einem und oder in im an am auf aus bei mit nach von vom "
        "zu zum zur für ist sind war hat haben wird nicht auch als wie es er sie dass sich"
    ),
    "pt": (
        "o a os as um uma e ou de do da dos das em no na nos nas por para com que se seu sua é são foi não mais como"
    ),
    "it": ("il lo la i gli le un una e o di del della dei in nel nella a al da dal per con che si è sono non più come"),
    "ar": (
        "في من على إلى الى عن أن إن ان مع هذا هذه ذلك التي الذي الذين ما لا لم لن قد كان كانت بعد قبل خلال بين كما "
        "وقال قال قالت وقالت عبر منذ حتى كل أي أو ثم لكن وهو وهي هو هي إذ بها به فيها فيه عليها عليه وفي ومن وأن وإن"
    ),
    "ru": ("и в во на с со о об по от до из за к у не что как это он она они его ее их был была были для при также"),
}
WORDS = 300  # of the body that are read
FIRST_WORDS = 80
KEPT = 120  # terms of an article
INDEXED = 25
NAMES = 40
PAIR = 0.6
CAPITAL = 1.25
FLOOR = 0.1  # an idf never falls below

REMEMBERED = 200_000  # words of a language whose terms are kept
_NO_FRACTION = 2.0**52

_WIDE = "\u0e00-\u0e7f\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff"
_STOP = '.!?\n:|"“”'  # what follows begins anew
_LETTER = rf"[^\W_{_WIDE}]"
# a word, with the one character between it and a next word; or a run of wide characters; or a stop
_WORDS = re.compile(rf"({_LETTER}+)((?:[^\w{_STOP}{_WIDE}]|_)(?={_LETTER}))?|([{_WIDE}]+)|[{_STOP}]").findall
# the same where all is ASCII: sets without classes are looked up in one step
_ASCII_WORDS = re.compile(rf"([0-9A-Za-z]+)([^0-9A-Za-z{_STOP}](?=[0-9A-Za-z]))?|()[{_STOP}]").findall
_TYPOGRAPHY = (*((sign, '"') for sign in "“”"), *((sign, "-") for sign in "‘’‚–—…«»\u00a0"))  # what they part like
_BODY_CHARS = 6000


@dataclass(frozen=True, slots=True)
class Bag:
    """The terms of an article before they are weighed: by position, and how often names stand there."""

    tf: Mapping[str, float]
    names: Mapping[str, int]
    words: int  # of the body

    @property
    def terms(self) -> frozenset[str]:
        """Every distinct term, for counting documents."""
        return frozenset(self.tf) | frozenset(self.names)


@dataclass(frozen=True, slots=True)
class Weighed:
    """An article as unit vectors: all its terms, its names; and the few terms it is filed under, heaviest first."""

    all: Vector
    names: Vector
    top: tuple[str, ...]
    titles_only: bool


def bag(title: str, text: str, lang: str | None) -> Bag:
    """Read title and text: the title counts twice, the beginning of the text more than its end."""
    language, names = lang or "en", defaultdict[str, int](int)
    tf: dict[str, float] = defaultdict(float)
    for term in _read(title, language, names):
        tf[term] += 2.0
    body = _read(text[:_BODY_CHARS], language, names)
    for at, term in enumerate(body[:WORDS]):
        tf[term] += 1.5 if at < FIRST_WORDS else 1.0
    return Bag(tf, names, len(body))


def _read(text: str, lang: str, names: dict[str, int]) -> list[str]:
    """The terms of a text in order; capitalised words and pairs of them are counted into `names`."""
    found: list[str] = []
    if not text.isascii():
        for sign, like in _TYPOGRAPHY:
            text = text.replace(sign, like)
    begins, before, terms = True, "", _terms(lang)
    for word, joint, wide in (_ASCII_WORDS if text.isascii() else _WORDS)(text):
        if not word:
            if wide:
                found.extend(wide[at : at + 2] for at in range(max(1, len(wide) - 1)))
            begins, before = not wide, ""
            continue
        term, is_name = terms[word]
        if term:
            found.append(term)
            if is_name:
                if not begins:
                    names[term] += 1
                if before:
                    names[f"{before}_{term}"] += 1
                begins, before = False, term if joint else ""
                continue
        begins, before = False, ""
    return found


class _Terms(dict[str, tuple[str, bool]]):
    """The terms of words of a language by the words, and whether they are written like names: worked out when they are
    first asked for."""

    def __init__(self, lang: str) -> None:
        self._stops, self._stem = _stops(lang), stems.stemmer(lang)

    def __missing__(self, word: str) -> tuple[str, bool]:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[word] = self._term(word), len(word) > 2 and word[0].isupper()
        return found

    def _term(self, word: str) -> str:
        """The stem of a word; empty for stop-words and single letters."""
        small = word.lower()
        if small in self._stops or (len(small) == 1 and not small.isdigit()):
            return ""
        return plain(self._stem(small) if self._stem else small)


@lru_cache(maxsize=16)
def _terms(lang: str) -> _Terms:
    return _Terms(lang)


@lru_cache(maxsize=64)
def _stops(lang: str) -> frozenset[str]:
    return frozenset(STOP.get(lang, "").split())


def weigh(bagged: Bag, *, documents: int, frequency: Callable[[str], int]) -> Weighed:
    """Weigh a bag by inverse document frequency. `documents` and `frequency` count this article too."""
    rare = _idf({term: frequency(term) for term in bagged.terms}, documents)
    vector = {term: _damped(tf) * rare[term] for term, tf in bagged.tf.items()}
    for term, n in bagged.names.items():
        if "_" in term:
            vector[term] = _damped(n) * rare[term] * PAIR
        elif term in vector:
            vector[term] *= CAPITAL
    names = {term: _damped(n) * rare[term] for term, n in bagged.names.items()}
    whole = unit(heaviest(vector, KEPT))
    return Weighed(whole, unit(heaviest(names, NAMES)), tuple(whole)[:INDEXED], titles_only=bagged.words < 12)


def _idf(frequencies: Mapping[str, int], documents: int) -> dict[str, float]:
    """How rare terms are that stand in so many of the documents; many stand in equally many."""
    rare = {n: max(FLOOR, math.log((documents + 20) / (n + 0.5))) for n in set(frequencies.values())}
    return {term: rare[n] for term, n in frequencies.items()}


@lru_cache(maxsize=1000)
def _damped(tf: float) -> float:
    """What a term counts that stands there so often."""
    return 1 + math.log(tf) if tf >= 1 else tf


def heaviest(vector: Mapping[str, float], most: int) -> Vector:
    """The heaviest terms, heaviest first; equal ones in the order of the alphabet."""
    ordered = sorted(vector)
    ordered.sort(key=vector.__getitem__, reverse=True)  # stable: equal ones stay as they are
    return {term: vector[term] for term in ordered[:most]}


def unit(vector: Mapping[str, float]) -> Vector:
    """The vector at length 1, to five places: the same after a turn in the database."""
    length = math.sqrt(math.fsum([value * value for value in vector.values()])) or 1.0
    return rounded({term: value / length for term, value in vector.items()})


def rounded(vector: Mapping[str, float]) -> Vector:
    """The same as `round` to five places of each value (0 … 10^9), which is slow: added to 2^52 and taken from the sum,
    a number has lost its fraction, and a quotient of whole numbers is the nearest float of all. `round` itself is
    asked where the sixth place may be a 5."""
    return {
        term: whole / 1e5
        if -0.499 < (many := value * 1e5) - (whole := many + _NO_FRACTION - _NO_FRACTION) < 0.499
        else round(value, 5)
        for term, value in vector.items()
    }


def dot(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The scalar product."""
    return math.fsum([a[term] * b[term] for term in a.keys() & b.keys()])


def shared(a: Mapping[str, float], b: Mapping[str, float], most: int) -> Iterable[str]:
    """The terms that weigh most in both, for people to read."""
    common = {term: value * b[term] for term, value in a.items() if term in b}
    return tuple(heaviest(common, most))
