"""Folding: one rule by which two spellings of a word become one, with a way back to the text as it is stored.

NFKD, casefold, Latin, Greek, Cyrillic, Arabic and Hebrew marks stripped, NFC; alef, yeh and teh marbuta levelled;
decimal digits become ASCII; every run of other characters is one space. An apostrophe separates ("Sohae's" is `sohae
s`, "l'OFAC" is `l ofac`) but inside romanised Korean, where it is dropped ("Tongch'ang" is `tongchang`). Where a script
without spaces (Han, Kana, Hangul, Thai) meets another one, there is a space: "EUは" is `eu は`, "만리경1호" is
`만리경 1 호`.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from typing import overload

APOSTROPHES = "'’‘‛ʼʻ`´′ʹʾʿ＇"
DENSE = (  # scripts whose words are not set apart, as the inside of a character class
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3021-\u302f\u3031-\u3035\u3040-\u318f\u31a0-\u31bf"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uffdc\U00020000-\U0003ffff"
)

_nfc, _nfkd = partial(unicodedata.normalize, "NFC"), partial(unicodedata.normalize, "NFKD")
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WRITTEN = re.compile(r"\S+")
_DENSE = re.compile(f"[{DENSE}]")
_RUNS = re.compile(f"[{DENSE}]+|[^ {DENSE}]+")
_JAMO = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")
_HALF_MARK = "\uff9e\uff9f"  # half-width voicing marks, which compose only by NFKC
_HALF_VOICED = re.compile(f"[^{_HALF_MARK}][{_HALF_MARK}]+")
# McCune-Reischauer writes an apostrophe after k, p, t, ch and between n and g. English contractions and a French "t'"
# at the start of a word look alike and separate.
_ROMANISED = re.compile(
    rf"[{APOSTROPHES}](?=[^\W\d_])(?!(?:s|ll|d|re|ve|m)\b)(?:(?<=[kpt].)(?<!\bt.)|(?<=ch.)|(?<=n.)(?=g))",
    re.IGNORECASE,
)
_STRIPPED = (  # combining marks that do not tell words apart; those of Thai and the Indic scripts do
    (0x0300, 0x036F), (0x0483, 0x0489), (0x0591, 0x05C7), (0x0610, 0x061A), (0x064B, 0x065F), (0x0670, 0x0670),
    (0x06D6, 0x06ED), (0x0711, 0x0711), (0x0730, 0x074A), (0x08CA, 0x08FF), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF),
    (0x20D0, 0x20FF), (0xFE00, 0xFE0F), (0xFE20, 0xFE2F), (0xE0100, 0xE01EF),
)  # fmt: skip
_LEVELLED = {
    "\u0671": "\u0627",  # alef wasla
    "\u0649": "\u064a",  # alef maksura
    "\u06cc": "\u064a",  # Persian yeh
    "\u06a9": "\u0643",  # Persian kaf
    "\u0629": "\u0647",  # teh marbuta
    "\u0640": "",  # tatweel
    "\u3099": "",
    "\u309a": "",
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
}
_WORD_CATEGORIES = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Mn", "Mc", "Co"})


def fold(text: str) -> str:
    """Words in their folded spelling, one space between them. Idempotent."""
    if text.isascii():
        if "'" in text or "`" in text:
            text = _ROMANISED.sub("", text)
        return " ".join(text.translate(_TABLE).split())
    folded = _translated(_ROMANISED.sub("", _composed(text)))
    folded = " ".join(_RUNS.findall(folded) if _DENSE.search(folded) else folded.split())
    return folded if unicodedata.is_normalized("NFC", folded) else fold(folded)


def _translated(text: str) -> str:
    """Each character by the rule. Where few are not ASCII these are taken first, for `translate` is quick on ASCII."""
    if len(text.encode("utf-8", "surrogatepass")) - len(text) < len(text) // 8:
        text = _FOREIGN.sub(lambda found: found.group().translate(_TABLE), text)
    return text.translate(_TABLE)


class _Offsets(Sequence[int]):
    """The offsets of a text of which each character becomes one: where its words begin says all, and few of them are
    ever asked for."""

    __slots__ = ("_begins", "_length", "_runs", "_source")

    def __init__(self, words: Sequence[str], runs: Iterator[re.Match[str]]) -> None:
        self._source: list[int] = [] if words else [0]
        self._runs = runs
        self._begins = list(accumulate(map((1).__add__, map(len, words)), initial=0))
        self._length = self._begins.pop() if words else 1

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, at: int) -> int: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[int]: ...
    def __getitem__(self, at: int | slice) -> int | Sequence[int]:
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(self._length))]
        at = at if at >= 0 else at + self._length
        if not 0 <= at < self._length:
            raise IndexError(at)
        word = bisect_right(self._begins, at) - 1
        while len(self._source) <= word:
            self._source.append(next(self._runs).start())
        return self._source[word] + at - self._begins[word]


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text with the offset of the source code point for each of its code points, and one more for the end."""

    text: str
    source: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the folded text as [start, end) of the source. Half a ligature gives the whole one."""
        last, after = self.source[end - 1], end
        while after < len(self.text) and self.source[after] == last:
            after += 1
        return self.source[start], self.source[after]


def fold_map(text: str) -> Folded:
    """As `fold`, with the way back. A space stands for the separator that begins at its source offset."""
    if _is_even(text):
        folded = _translated(text)
        words = _RUNS.findall(folded) if _DENSE.search(folded) else folded.split()
        return Folded(" ".join(words), _Offsets(words, _RUNS.finditer(folded)))
    folded_any = _map_any(text)
    if unicodedata.is_normalized("NFC", folded_any.text):
        return folded_any
    again = fold_map(folded_any.text)
    return Folded(again.text, [folded_any.source[at] for at in again.source])


def _is_even(text: str) -> bool:
    """Whether each of its characters becomes exactly one."""
    if text.isascii():
        return not (("'" in text or "`" in text) and _ROMANISED.search(text))
    if _ROMANISED.search(text) or not _is_composed(text):
        return False
    return all(len(_TABLE[ord(char)]) == 1 for char in set(text))


def _map_even(text: str) -> Folded:
    folded = _translated(text)
    spans = [found.span() for found in _RUNS.finditer(folded)]
    words = [folded[start:end] for start, end in spans]
    return Folded(" ".join(words), [at for start, end in spans for at in range(start, end + 1)] or [0])


def _map_any(text: str) -> Folded:
    """Word by word, for what melts, swells or vanishes never does so across white space."""
    words: list[str] = []
    source: list[int] = []
    for found in _WRITTEN.finditer(text):
        at, written = found.start(), found.group()
        folded = _map_even(written) if _is_even(written) else _map_word(written)
        if folded.text:
            words.append(folded.text)
            source.extend(at + offset for offset in folded.source)
    return Folded(" ".join(words), source or [0])


def _map_word(text: str) -> Folded:
    letters: list[str] = []
    source: list[int] = []
    for at, char in _characters(text):
        for letter in _TABLE[ord(char)]:
            if _parts(letters, letter):
                letters.append(" ")
                source.append(at)
            if letter != " ":
                letters.append(letter)
                source.append(at)
    if letters and letters[-1] == " ":
        letters.pop()
    else:
        source.append(len(text))
    return Folded("".join(letters), source)


def _parts(letters: list[str], letter: str) -> bool:
    """Whether a space belongs between the letters so far and the next one."""
    if not letters or letters[-1] == " ":
        return False
    return letter == " " or (_DENSE.match(letter) is None) != (_DENSE.match(letters[-1]) is None)


def _characters(text: str) -> Iterator[tuple[int, str]]:
    """The characters of the composed text, romanising apostrophes left out, each with the offset where it began."""
    pairs = list(enumerate(text)) if _is_composed(text) else list(_compose(text))
    dropped = {found.start() for found in _ROMANISED.finditer("".join(char for _, char in pairs))}
    return (pair for number, pair in enumerate(pairs) if number not in dropped)


def _is_composed(text: str) -> bool:
    return unicodedata.is_normalized("NFC", text) and not any(mark in text for mark in _HALF_MARK)


def _composed(text: str) -> str:
    if _is_composed(text):
        return text
    return _nfc(_HALF_VOICED.sub(lambda found: unicodedata.normalize("NFKC", found.group()), text))


def _compose(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for at in range(1, len(text) + 1):
        if at == len(text) or not _joins(text[at]):
            for char in _composed(text[start:at]):
                yield start, char
            start = at


def _joins(char: str) -> bool:
    """Whether the character may melt into the one before."""
    return char in _HALF_MARK or unicodedata.category(char)[0] == "M" or bool(_JAMO.match(char))


def _is_stripped(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _STRIPPED)


def _plain(char: str) -> str:
    """One character decomposed, without marks and case, composed again."""
    bare = "".join(part for part in _nfkd(_nfkd(char).casefold()) if not _is_stripped(part))
    text = _nfc(bare.casefold())
    if _JAMO.search(text) and not _JAMO.match(char):
        return char  # a letter of the Korean alphabet on its own: decomposed, it would melt into its neighbours
    return text


def _letter(char: str) -> str:
    """What is left of one decomposed character: itself, its levelled form, nothing, or a space."""
    if char in _LEVELLED:
        return _LEVELLED[char]
    if char in APOSTROPHES:
        return " "
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    return char if category in _WORD_CATEGORIES else " "


class _Table(dict[int, str]):
    """The rule for one character, remembered. `str.translate` asks it."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        self[point] = value = self._rule(char)
        return value

    @staticmethod
    def _rule(char: str) -> str:
        if char in APOSTROPHES:
            return " "
        if unicodedata.category(char) == "Cf" or _is_stripped(char):
            return ""
        text, before = _plain(char), char
        while text != before:
            before, text = text, _nfc("".join(_letter(part) for part in "".join(map(_plain, text))))
        value = "".join(_letter(part) for part in text)
        return value if not value or value.strip() else " "


_TABLE = _Table()
