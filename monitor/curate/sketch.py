"""A text as a reprint is recognised by: shingles, a few fingerprints of them, numbers, names, title. Pure.

Winnowing after Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document fingerprinting", SIGMOD 2003.
"""

import re
import sys
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, repeat
from operator import and_, rshift
from struct import unpack_from

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
GRAM_CHARS = 800  # of the beginning, whose runs of characters are kept: they survive what words do not
GRAM_BITS = 4096  # of the map that they are kept in
_SPREAD, _ONE = 2_654_435_761, ord("1")  # Knuth's multiplier (TAOCP 6.4)
_LANES = GRAM_CHARS * 4 + 8  # of eight bytes, for each of the eight places where a first one may begin
_RUNS = int.from_bytes(b"\xff\xff\xff\xff\0\0\0\0" * _LANES, "little")
_PLACES = int.from_bytes((GRAM_BITS - 1).to_bytes(8, "little") * _LANES, "little")
REMEMBERED = 200_000  # tokens whose hashes are kept

_BLANKS = str.maketrans({chr(code): " " for code in range(128) if not chr(code).isalnum()})
_TYPOGRAPHY = "‘’‚‛“”„‟«»‹›–—―…•·\u00a0\u2009\u202f"  # parts words like ASCII's own
_ACCENTS = re.compile("[\u0300-\u036f\u064b-\u0652\u0640]+")
_WIDE = "\u0e00-\u0e7f\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff"
_TOKEN = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]+")
_NUMBER = re.compile(r"\d\d*(?:[.,]\d+)*")  # not \d+: the engine looks for a set quickly, not for a repetition
# a capital, no such sign or letter before it: the set comes first because the engine looks for sets quickly
_NAME = re.compile(r"[A-ZÀ-ÞА-ЯЁ](?<![.!?:\"“‘'\n] .)(?<![\n\"“‘'\w].)[\w’'-]{2,}")


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
    if not text.isascii():
        for sign in _TYPOGRAPHY:  # one by one is quicker than a table
            text = text.replace(sign, " ")
    return text.lower().translate(_BLANKS).split() if text.isascii() else _TOKEN.findall(plain(text))


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
            tuple(map(and_, hashes[:KEPT], repeat(0xFFFFFFFF))),
            frozenset(numbers(text)[:FACTS]),
            frozenset(names(text)[:FACTS]),
            frozenset(heading),
            marks_of(title, text),
            grams(tokens),
        ),
        fingerprints(hashes),
        exact,
    )


def _shingles(tokens: Sequence[str]) -> list[int]:
    """63 bits for every three tokens in a row, made of the hashes of the tokens."""
    if len(tokens) < SHINGLE:
        return [hash63(" ".join(tokens))] if tokens else []
    hashes = array("Q", map(_TOKENS.__getitem__, tokens))
    if sys.byteorder == "big":
        hashes.byteswap()
    data, count = hashes.tobytes(), len(tokens) - SHINGLE + 1
    parts = map(data.__getitem__, islice(_slices(-(-count // 1000)), count))
    return list(map(rshift, map(xxh3_64_intdigest, parts), repeat(1)))


@lru_cache(maxsize=64)
def _slices(thousands: int) -> tuple[slice, ...]:
    """Where the shingles of so many thousands lie among the hashes of eight bytes."""
    return tuple(slice(at, at + 8 * SHINGLE) for at in range(0, 8 * 1000 * thousands, 8))


class _TokenHashes(dict[str, int]):
    """The hashes of tokens, worked out when they are first asked for."""

    def __missing__(self, token: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        found = self[token] = xxh3_64_intdigest(token.encode("utf-8", "surrogatepass"))
        return found


_TOKENS = _TokenHashes()


def grams(tokens: Sequence[str]) -> int:
    """Which runs of four letters (two of Han, kana, Hangul) the beginning of a text holds, as a map of 4,096 bits."""
    text = " ".join(tokens[:GRAM_CHARS])[:GRAM_CHARS]
    data, size = text.encode("utf-8", "surrogatepass"), 4 if text.isascii() else 8
    # eight bytes a lane, from each of eight places on: one multiplication of a large number hashes them all
    ends = [shift + 8 * max(0, (len(data) - shift - size) // 8 + 1) for shift in range(8)]
    joined = b"".join([data[shift:end].ljust(end - shift, b"\0") for shift, end in enumerate(ends)])
    found = ((int.from_bytes(joined, "little") & _RUNS) * _SPREAD >> 20) & _PLACES
    marked = bytearray(b"0" * GRAM_BITS)
    for place in unpack_from(f"<{len(joined) // 8}Q", found.to_bytes(len(joined), "little")):
        marked[place] = _ONE
    return int(marked, 2)


def fingerprints(hashes: Sequence[int]) -> tuple[int, ...]:
    """Winnowed from the beginning, sparse after it: a copy shares the beginning."""
    head = hashes[:HEAD]
    chosen = set(map(min, *(head[at:] for at in range(WINDOW)))) if len(head) >= WINDOW else set(head)
    chosen.update([value for value in hashes[HEAD:] if value % SPARSE == 0])
    return tuple(sorted(chosen))


def numbers(text: str) -> list[str]:
    """Distinct numbers in order, separators between thousands away."""
    return list(dict.fromkeys(_bare(found) for found in _NUMBER.findall(text)))


def _bare(number: str) -> str:
    if number.isdecimal():
        return number
    return re.sub(r"[.,](?=\d{3}(?:\D|$))", "", number)


def names(text: str) -> list[str]:
    """Distinct capitalised words that do not begin a sentence, in order, folded."""
    return list(dict.fromkeys(found.casefold() for found in _NAME.findall(text)))
