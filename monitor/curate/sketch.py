"""A text as a reprint is recognised by: shingles, a few fingerprints of them, numbers, names, title. Pure.

Winnowing after Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from xxhash import xxh3_64_intdigest

from monitor.curate.sketch_marks import marks_of
from monitor.model.judging import Sketch

SHINGLE = 3  # tokens
WINDOW = 6  # shingles of which winnowing keeps the smallest
HEAD = 64  # shingles that are winnowed; of the later ones every 32nd is kept, chosen by its hash
SPARSE = 32
KEPT = 1000  # shingles a sketch holds
FACTS = 200  # numbers, and names, a sketch holds
EXACT_TOKENS = 12  # shorter texts are never the same by their hash alone

_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0652\u0640]+")
_WIDE = "\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NAME = re.compile(r"(?<![.!?:\"“‘'\n] )(?<![\n\"“‘'])\b[A-ZÀ-ÞА-ЯЁ][\w’'-]{2,}")


@dataclass(frozen=True, slots=True)
class Print:
    """A fresh sketch with its fingerprints (unsigned 63 bits) and the hash of the whole text (None: too short)."""

    sketch: Sketch
    fingerprints: tuple[int, ...]
    exact: int | None

    @property
    def lookups(self) -> tuple[int, ...]:
        """Everything it is filed under."""
        return self.fingerprints if self.exact is None else (self.exact, *self.fingerprints)


def hash63(text: str) -> int:
    """A hash that fits every database's signed 64 bits. Lone surrogates are let through."""
    return xxh3_64_intdigest(text.encode("utf-8", "surrogatepass")) >> 1


def plain(text: str) -> str:
    """Compatibility forms, case and accents away; Hangul and kana stay whole."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text))).casefold()


def words(text: str) -> list[str]:
    """Tokens: words, and every Han, kana, Hangul or Thai character."""
    return _TOKEN.findall(plain(text))


def make(article: int, title: str, text: str) -> Print:
    """The print of a cleaned text."""
    heading, tokens = words(title), words(text)
    if len(heading) >= SHINGLE and tokens[: len(heading)] == heading:
        tokens = tokens[len(heading) :]
    hashes = _shingles(tokens)
    exact = hash63("\x00" + " ".join(tokens)) if len(tokens) >= EXACT_TOKENS else None
    return Print(
        Sketch(
            article,
            len(tokens),
            tuple(value & 0xFFFFFFFF for value in hashes[:KEPT]),
            frozenset(numbers(text)[:FACTS]),
            frozenset(names(text)[:FACTS]),
            frozenset(heading),
            marks_of(title, text),
        ),
        fingerprints(hashes),
        exact,
    )


def _shingles(tokens: Sequence[str]) -> list[int]:
    if len(tokens) < SHINGLE:
        return [hash63(" ".join(tokens))] if tokens else []
    triples = zip(tokens, tokens[1:], tokens[2:], strict=False)
    return [xxh3_64_intdigest(" ".join(triple).encode("utf-8", "surrogatepass")) >> 1 for triple in triples]


def fingerprints(hashes: Sequence[int]) -> tuple[int, ...]:
    """Winnowed from the beginning, sparse after it: a copy shares the beginning."""
    head = hashes[:HEAD]
    windows = [head[at : at + WINDOW] for at in range(len(head) - WINDOW + 1)] or [[value] for value in head]
    chosen = {min(window) for window in windows}
    chosen.update(value for value in hashes[HEAD:] if value % SPARSE == 0)
    return tuple(sorted(chosen))


def numbers(text: str) -> list[str]:
    """Distinct numbers in order, separators between thousands away."""
    return list(dict.fromkeys(_bare(found) for found in _NUMBER.findall(text)))


def _bare(number: str) -> str:
    return re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number)


def names(text: str) -> list[str]:
    """Distinct capitalised words that do not begin a sentence, in order, folded."""
    return list(dict.fromkeys(found.casefold() for found in _NAME.findall(text)))
