"""Tokens: what the search index and the judge count. Words of the folded text; of scripts without spaces, overlapping
pairs of characters and the last character of each run, so that every part of a run can be found as a phrase."""

import re
import unicodedata
from dataclasses import dataclass

from monitor.lang.fold import DENSE, fold, fold_map

HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff]")
_WORD = re.compile("[^ ]+")
_DENSE_RUN = re.compile(f"[{DENSE}]+")


@dataclass(frozen=True, slots=True)
class Token:
    """A token, its [start, end) in code points of the source, and its position: neighbours differ by one."""

    text: str
    start: int
    end: int
    position: int


def is_dense(word: str) -> bool:
    """Whether a folded word is written in a script that does not set its words apart."""
    return _DENSE_RUN.match(word) is not None


def pairs(run: str) -> list[str]:
    """Overlapping pairs of a run, then its last character: one token for each character."""
    return [run[at : at + 2] for at in range(len(run))]


def analyse(text: str) -> list[Token]:
    """The tokens of a text, with the way back to it."""
    folded = fold_map(text)
    tokens: list[Token] = []
    for found in _WORD.finditer(folded.text):
        start = found.start()
        width, step = (2, 1) if is_dense(found.group()) else (found.end() - start, found.end() - start)
        for at in range(start, found.end(), step):
            end = min(at + width, found.end())
            tokens.append(Token(folded.text[at:end], *folded.span(at, end), len(tokens)))
    return tokens


def index_text(text: str) -> str:
    """The tokens of a text, joined by spaces: what goes into the search index."""
    folded = fold(text)
    if folded.isascii():
        return folded
    return _DENSE_RUN.sub(lambda found: " ".join(pairs(found.group())), folded)


def script(text: str) -> str:
    """The script of the first letter, as Unicode names it: Latin, Hangul, Cjk, Cyrillic, …; "–" without a letter."""
    letter = next((char for char in text if char.isalpha()), "")
    return unicodedata.name(letter, "–").split()[0].capitalize() if letter else "–"
