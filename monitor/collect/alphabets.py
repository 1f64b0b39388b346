"""What a document that says nothing of its encoding, and is not UTF-8, looks like.

Each encoding is tried on a sample, and the share of what it gives that people write in it is counted: the common
syllables of Korean, kana between Japanese characters, the characters of the first level of GB 2312 and Big5, Cyrillic
words in one case. Encodings that nobody can tell apart by counting are decided by the language that the document names.
"""

import re
from collections.abc import Callable

SAMPLE = 20_000  # bytes
_FAR = 400_000
_RUN = re.compile(rb"[^<>]*[\x80-\xff][^<>]*")
_LANGUAGE = re.compile(rb"""(?:<(?:dc:)?language>\s*|\bxml:lang\s*=\s*["'])([A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?)""")
_ENOUGH = 0.75
_KANA = 0.15
_LEVEL_1_GB, _LEVEL_1_BIG5 = range(0xB0, 0xD8), range(0xA4, 0xC7)
_BY_LANGUAGE = {
    **dict.fromkeys(("pl", "cs", "sk", "hu", "sl", "hr", "ro", "bs", "sq"), "cp1250"),
    "el": "cp1253",
    "tr": "cp1254",
    "az": "cp1254",
    "he": "cp1255",
    "iw": "cp1255",
    "ar": "cp1256",
    "fa": "cp1256",
    "ur": "cp1256",
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    "vi": "cp1258",
    "th": "cp874",
}
LAST = "cp1252"
_OF_256 = ("cp1251", "koi8_r")  # any alphabet looks like Cyrillic there, so a language that is named counts more


def guessed(content: bytes) -> str:
    """The codec that fits best. Never fails: at last it is windows-1252."""
    sample = b"\n".join(_RUN.findall(content[:_FAR]))[:SAMPLE]
    language = _LANGUAGE.search(content[:_FAR])
    named = _BY_LANGUAGE.get(language[1][:2].decode().lower()) if language else None
    scores = {codec: score(sample) for codec, score in _SCORES.items() if not (named and codec in _OF_256)}
    best = max(scores, key=lambda codec: scores[codec])
    return best if scores[best] >= _ENOUGH else named or LAST


def _shares(sample: bytes, codec: str, is_common: Callable[[str], bool]) -> float:
    odd = [character for character in sample.decode(codec, "replace") if character > "\x7f"]
    return sum(map(is_common, odd)) / len(odd) if odd else 0.0


def _lead(character: str, codec: str) -> int:
    try:
        encoded = character.encode(codec)
    except UnicodeEncodeError:
        return 0
    return encoded[0] if len(encoded) > 1 else 0


def _korean(sample: bytes) -> float:
    """Hangul of KS X 1001. Chinese text in GB 2312 gives some too, but hanja between."""
    share = _shares(sample, "cp949", lambda c: "\uac00" <= c <= "\ud7a3" and _lead(c, "euc_kr") > 0)
    return min(1.0, share + 0.05) if share > _ENOUGH else 0.0


def _japanese(sample: bytes, codec: str) -> float:
    text = [character for character in sample.decode(codec, "replace") if character > "\x7f"]
    kana = sum("\u3041" <= character <= "\u30fe" for character in text)
    fitting = sum("\u3000" <= character <= "\u9fff" for character in text)
    return fitting / len(text) if text and kana > _KANA * len(text) else 0.0


def _chinese(sample: bytes) -> float:
    marks = "，。、；：？！“”‘’（）《》—…·"
    return _shares(sample, "gb18030", lambda c: _lead(c, "gb2312") in _LEVEL_1_GB or c in marks) - 0.02


def _taiwanese(sample: bytes) -> float:
    marks = "，。、；：？！「」『』（）《》—…·"
    return _shares(sample, "big5hkscs", lambda c: _lead(c, "big5") in _LEVEL_1_BIG5 or c in marks) - 0.01


def _cyrillic(sample: bytes, codec: str) -> float:
    """Letters in words of small letters: read by the wrong table, words change their case inside."""
    text = sample.decode(codec, "replace")
    letters = sum(character > "\x7f" for character in text)
    words = re.findall(r"(?<![а-яёА-ЯЁіїєґ])[А-ЯЁІЇЄҐ]?[а-яёіїєґ]{2,}(?![А-ЯЁ])", text)
    return sum(map(len, words)) / letters + 0.08 if letters else 0.0


_SCORES: dict[str, Callable[[bytes], float]] = {
    "cp949": _korean,
    "cp932": lambda sample: _japanese(sample, "cp932"),
    "euc_jp": lambda sample: _japanese(sample, "euc_jp"),
    "gb18030": _chinese,
    "big5hkscs": _taiwanese,
    "cp1251": lambda sample: _cyrillic(sample, "cp1251"),
    "koi8_r": lambda sample: _cyrillic(sample, "koi8_r"),
}
