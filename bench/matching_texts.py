"""Articles and terms of our own making for the bench of matching: about 350 words each, most in Latin letters, some in
Hangul and Cyrillic. Every other one has a few of the terms planted in it: much news is about nothing one looks for."""

import random
from dataclasses import dataclass
from functools import cache

from bench.content import words
from monitor.model.topic import Document, TopicSpec

WORDS, PLANTED = 350, 3
QUIET = 0.5  # of the articles, in which none is planted
_SYLLABLES = "가나다라마바사아자차카타파하고노도로모보소오조초구누두루무부수우주기니디리미비시이지관세제재위성발사"
_LETTERS = "абвгдежзиклмнопрстуфхцчшя"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term: as our language writes it, and as a regular expression that finds about the same."""

    text: str
    script: str

    @property
    def ours(self) -> str:
        """As it stands in a query."""
        return f'"{self.text}"' if " " in self.text else self.text

    def regex(self, *, ascii_borders: bool = False) -> str:
        """Between the borders of words; but not in Hangul, where it may stand anywhere, and only in Latin letters where
        `\\b` knows no others (hyperscan)."""
        bare = self.text.removesuffix("*")
        if self.script == "hangul" or (ascii_borders and self.script != "latin"):
            return bare
        return rf"\b{bare}" + ("" if self.text.endswith("*") else r"\b")


@cache
def phrases(count: int, seed: int) -> tuple[Phrase, ...]:
    """Distinct terms: of two words, of one, beginnings*, Hangul, Cyrillic."""
    dice, found = random.Random(seed), dict[str, Phrase]()
    while len(found) < count:
        kind = dice.random()
        if kind < 0.1:
            text, script = "".join(dice.choices(_SYLLABLES, k=dice.randint(3, 5))), "hangul"
        elif kind < 0.2:
            text, script = _russian(dice), "cyrillic"
        else:
            rare = sorted(words(dice, 60), key=len)
            text = rare[-1] if kind < 0.3 else f"{rare[-1]}*" if kind < 0.35 else f"{rare[-2]} {rare[-1]}"
            script = "latin"
        found.setdefault(text, Phrase(text, script))
    return tuple(found.values())


def articles(count: int, terms: tuple[Phrase, ...], seed: int) -> list[Document]:
    """Articles, each with a few of the terms."""
    dice = random.Random(seed + 1)
    return [_article(dice, terms) for _ in range(count)]


def other_news(count: int, seed: int) -> list[Document]:
    """Articles of other words, as long: what most topics are asked about most of the time."""
    dice = random.Random(seed + 2)
    bodies = ([word if len(word) < 5 else f"z{word}" for word in words(dice, WORDS)] for _ in range(count))
    return [Document(" ".join(body[:8]).capitalize(), "", _sentences(body)) for body in bodies]


def topics(terms: tuple[Phrase, ...], *, each: int) -> list[TopicSpec]:
    """The terms shared out to topics of `each`, which use every operator."""
    found = []
    for number in range(0, len(terms), each):
        some = [term.ours for term in terms[number : number + each]]
        found.append(TopicSpec(f"t{number}", f"T{number}", _query(some)))
    return found


def _query(some: list[str]) -> str:
    if len(some) < 10:
        return " OR ".join(some)
    a, b, c, d, e, f, g, h, i, *rest = some
    parts = (f"title:({a} OR {b})", f"ATLEAST/2({c} OR {d} OR {e})", f"{f} NEAR/8 {g}", f"{h} NOT {i}", *rest)
    return " OR ".join(parts)


def _article(dice: random.Random, terms: tuple[Phrase, ...]) -> Document:
    kind = dice.random()
    if kind < 0.1:
        body = ["".join(dice.choices(_SYLLABLES, k=dice.randint(2, 5))) for _ in range(WORDS * 2 // 3)]
    elif kind < 0.2:
        body = [_russian(dice) for _ in range(WORDS)]
    else:
        body = words(dice, WORDS)
    for term in dice.sample(terms, PLANTED) if dice.random() > QUIET else ():
        body.insert(dice.randrange(len(body)), term.text.removesuffix("*"))
    return Document(" ".join(words(dice, 8)).capitalize(), "", _sentences(body))


def _sentences(body: list[str]) -> str:
    return ". ".join(" ".join(body[at : at + 18]).capitalize() for at in range(0, len(body), 18)) + "."


def _russian(dice: random.Random) -> str:
    return "".join(dice.choices(_LETTERS, k=dice.randint(4, 9)))
