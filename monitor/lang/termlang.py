"""The language of a short term, as well as it can be told: from its script, from characters that only one language
uses, and for Latin letters from its neighbours, since lists of terms are kept language by language.

Detection alone is wrong for every third Latin word standing on its own. So a term that the model is not sure of goes
with the last sure one of its kind before it, else with the next one; and one between two of the same language is of
that language, unless its letters say otherwise."""

import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple

from monitor.lang.language import detect

SENTENCE = 4  # words of which the model needs no help
ANY = "any"  # acronyms in exact case and the like, which every language writes so
_SCRIPTS = (
    ("ko", re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")),
    ("ja", re.compile("[\u3041-\u30fa\u30fd-\u30ff]")),
    ("fa", re.compile("[پچژگک]")),
    ("ar", re.compile("[\u0621-\u064a]")),
    ("uk", re.compile("[іїєґІЇЄҐ]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_OWN = {"de": "äöüß", "es": "áíóúñ¿¡", "fr": "àâçèêëîïôùûœ", "pt": "ãõ"}  # letters that speak for one of these


class _Guess(NamedTuple):
    code: str  # "": not known
    kind: str  # the letters: terms of other letters are no neighbours
    sure: bool


def languages(terms: Sequence[str], expected: Collection[str] = ()) -> list[str]:
    """The language (ISO 639-1) of each term of a list, in its order. `expected`: languages in Latin letters that the
    list is known to hold; empty, the model may name any."""
    guesses = [_guess(term, frozenset(expected)) for term in terms]
    return [guess.code if guess.sure else _among(guesses, at) for at, guess in enumerate(guesses)]


@lru_cache(maxsize=8192)
def _guess(term: str, expected: frozenset[str]) -> _Guess:
    bare = term.replace("*", "").replace("?", " ")
    for code, letters in _SCRIPTS:
        if letters.search(bare):
            return _Guess(code, code, sure=True)
    if _HAN.search(bare):
        return _han("".join(_HAN.findall(bare)))
    if not _LATIN.search(bare):
        return _Guess(detect(bare, None) or ANY, ANY, sure=True)
    if term.startswith("=") and bare == bare.upper():
        return _Guess(ANY, ANY, sure=True)
    return _latin(bare, expected)


def _han(letters: str) -> _Guess:
    """Characters alone: the old national character sets know which are whose."""
    japanese, simple, full = (_in(letters, codec) for codec in ("shift_jis", "gb2312", "big5"))
    if japanese and not simple and not full:
        return _Guess("ja", "han", sure=True)
    return _Guess("", "han", sure=False) if japanese else _Guess("zh", "han", sure=True)


def _in(text: str, codec: str) -> bool:
    try:
        text.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _latin(text: str, expected: frozenset[str]) -> _Guess:
    owners = [code for code, letters in _OWN.items() if any(letter in text.lower() for letter in letters)]
    owners = [code for code in owners if not expected or code in expected]
    if len(owners) == 1:
        return _Guess(owners[0], "latin", sure=True)
    guess = detect(text, None) or ""
    if expected and guess not in expected:
        return _Guess("", "latin", sure=False)
    return _Guess(guess, "latin", sure=bool(guess) and len(text.split()) >= SENTENCE)


def _among(guesses: Sequence[_Guess], at: int) -> str:
    """What the nearest of its kind say, where the term itself does not."""
    own = guesses[at]
    kinds = ("han", "ja") if own.kind == "han" else (own.kind,)
    before = next((guess for guess in reversed(guesses[:at]) if guess.kind in kinds and guess.code), None)
    after = next((guess for guess in guesses[at + 1 :] if guess.kind in kinds and guess.code), None)
    if own.code and not (before and after and before.code == after.code):
        return own.code
    nearest = before or after
    return nearest.code if nearest else "zh" if own.kind == "han" else "en"
