"""Names across alphabets: Cyrillic in Latin letters, and the bones of a name that spellings of it share.

The table is that of BGN/PCGN 1947 for Russian without its apostrophes; endings of cases are cut before.
"""

import re
from functools import lru_cache

from monitor.lang.fold import fold

_LATIN = dict(zip(
    "абвгдезийклмнопрстуфхцчшщъыьэюяёжіїєґў",
    "a b v g d e z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya e zh i i e g u".split(),
    strict=True,
)) | {"-": ""}  # fmt: skip
_ENDINGS = re.compile(r"(?<=\w{3})(?:ами|ями|ого|его|ому|ему|ым|им|ом|ем|ой|ей|ою|ах|ях|а|я|у|ю|е|ы|и)$")
_CYRILLIC = re.compile("[а-яёіїєґў]", re.IGNORECASE)
_ALIKE = (
    ("shch", "s"), ("sch", "s"), ("sh", "s"), ("ch", "c"), ("kh", "h"), ("zh", "z"), ("ts", "c"), ("tz", "c"),
    ("ck", "k"), ("ph", "f"), ("qu", "k"), ("x", "ks"), ("w", "v"), ("q", "k"), ("j", "y"),
)  # fmt: skip
_HARD_C = re.compile("c(?=[aoukltr])")
_SOFT = re.compile("[aeiouyh]")
_TWICE = re.compile(r"(.)\1+")


def is_cyrillic(word: str) -> bool:
    """Whether a word is written in Cyrillic."""
    return _CYRILLIC.search(word) is not None


def latin(word: str) -> str:
    """A Cyrillic word in small Latin letters, without the ending of its case."""
    stem = _ENDINGS.sub("", word.lower())
    return "".join(_LATIN.get(char, char) for char in stem).replace("-", "")


@lru_cache(maxsize=100_000)
def bones(word: str) -> str:
    """The consonants of a name as they sound: "Novorossiysk" and "Новороссийска" have the same."""
    text = latin(word) if is_cyrillic(word) else fold(word).replace(" ", "")
    for written, sound in _ALIKE:
        text = text.replace(written, sound)
    text = _HARD_C.sub("k", text)
    return _TWICE.sub(r"\1", text[:1].translate({121: "i"}) + _SOFT.sub("", text[1:]))
