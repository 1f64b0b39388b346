"""What must not differ between two texts in different languages: ordinals of rounds and packages, percentages, numbers
of types, licences, resolutions, sections and documents. Pure.

Of the kinds of `sketch_marks`, read in more languages; where both texts lead with one of a kind, they must share it.
"""

import re
from collections.abc import Iterator

from monitor.curate.sketch_marks import numbers_of
from monitor.model.judging import Mark

_DOCUMENTS = frozenset({"document", "docket"})  # read the same in every alphabet
_ROUND = (
    r"(?:\w+\s+){0,2}?(?:package|round|tranche|session|plenary|attempt|launch|test|summit|meeting|paquete|ronda|intento|"
    r"lanzamiento|prueba|cumbre|paquet|train|tour|essai|sanktionspaket|paket|runde|versuch|gipfel|пакет\w*|раунд\w*|"
    r"попытк\w+|запуск\w*|испытани\w+|саммит\w*)\b"
)
_UNITS = {
    word: number
    for number, words in enumerate(
        ("first primer primera premier première erste ersten первый первая первого الأول الأولى",
         "second segundo segunda deuxième zweite zweiten второй вторая второго الثاني الثانية",
         "third tercer tercera troisième dritte dritten третий третья третьего الثالث الثالثة",
         "fourth cuarto cuarta quatrième vierte vierten четвертый четвертая четвёртый الرابع الرابعة",
         "fifth quinto quinta cinquième fünfte fünften пятый пятая пятого الخامس الخامسة",
         "sixth sexto sexta sixième sechste sechsten шестой шестая السادس السادسة",
         "seventh séptimo séptima septième siebte siebten седьмой седьмая السابع السابعة",
         "eighth octavo octava huitième achte achten восьмой восьмая الثامن الثامنة",
         "ninth noveno novena neuvième neunte neunten девятый девятая التاسع التاسعة",
         "tenth décimo décima dixième zehnte zehnten десятый десятая العاشر العاشرة"), start=1)
    for word in words.split()
}  # fmt: skip
_TEENS = {
    "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "undécimo": 11, "duodécimo": 12,
    "vigésimo": 20, "vigésima": 20, "décimo octavo": 18, "decimoctavo": 18, "decimonoveno": 19, "vingtième": 20,
    "dix-huitième": 18, "dix-neuvième": 19, "zwanzigste": 20, "zwanzigsten": 20, "achtzehnte": 18, "neunzehnte": 19,
    "двадцатый": 20, "двадцатого": 20, "восемнадцатый": 18, "девятнадцатый": 19, "العشرون": 20, "العشرين": 20,
}  # fmt: skip
_SPOKEN = frozenset(word for words in (*_UNITS, *_TEENS) for word in words.split())
_SPELLED = "|".join(sorted({**_UNITS, **_TEENS}, key=len, reverse=True))
_WORD = re.compile(
    rf"\b(?:(?P<tens>twenty|vigésim[oa]|vingt(?:[- ]et)?|двадцать)[- ])?(?P<word>{_SPELLED})\b(?=\s{_ROUND})",
    re.IGNORECASE,
)
_ARABIC = re.compile(
    r"(?:حزمة|الحزمة|جولة|الجولة|القمة|المحاولة)\s(?:\w+\s){0,2}?(?P<word>ال\w+)"
    r"(?:\sو(?P<tens>العشرين|العشرون)|\s(?P<teens>عشرة?))?"
)
_DIGITS = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|er|ème|e|\.?[ºª°]|\.?[oa]|-?[йяе]|-?(?:го|му|ый|ая)|\.)?\s(?={_ROUND})"
    r"|(?:paquete|paquet|package|paket|пакет\w*|الحزمة|حزمة العقوبات)"
    r"\s(?:n[.ºo°]*\s?|№\s?|الـ?\s?)?(\d{1,2})\b(?!\s?[%.,]\d)"
    r"|제?\s?(?<!\d)(\d{1,2})차(?!\s?(?:제재(?!\s?(?:패키지|안))|대전|관문|산업))|(?<!\d)(\d{1,2})번째"
    r"|第\s?(\d{1,2}|[一二三四五六七八九十]{1,3})\s?(?:次|弾|彈|回|轮|輪|批|ラウンド|届|屆)",
    re.IGNORECASE,
)
_HINTS = (  # one of them stands wherever there is a numbered round: quicker to look for
    "package", "round", "tranche", "session", "plenary", "attempt", "launch", "test", "summit", "meeting", "paquet",
    "ronda", "intento", "lanzamiento", "prueba", "cumbre", "train", "tour", "essai", "paket", "runde", "versuch",
    "gipfel", "пакет", "раунд", "попытк", "запуск", "испытани", "саммит", "الحزمة", "حزمة العقوبات", "차", "번째", "第",
)  # fmt: skip
_KOREAN = {"첫": 1, "두": 2, "세": 3, "네": 4, "다섯": 5, "여섯": 6}
_KOREAN_ORDINAL = re.compile(rf"({'|'.join(_KOREAN)})\s?번째")
_HAN = {han: number for number, han in enumerate("一二三四五六七八九十", start=1)}
_CHAIN = r"[\s\-]{0,2}[」』》”\"'’)]?[\s\-]?(\d{1,4}(?:-\d{1,2})*[A-Z]?)(?![\d%])"
_SERIES = {
    "hwasong": "hwasong|hwaseong|화성|火星|хвасон\\w*|هواسونغ",
    "malligyong": "malligyong|만리경|万里鏡|万里镜|萬里鏡|маллигён|ماليغيونغ",
    "chollima": "chollima|cheollima|천리마|千里馬|千里马|чхоллима|чоллима|تشوليما", "kn": "KN",
    "hwasal": "hwasal|화살|ファサル|хвасаль",
    "pukguksong": "pukguksong|북극성|北極星|北极星|пуккыксон",
    "kwangmyongsong": "kwangmyongsong|광명성|光明星|кванмёнсон",
    "unha": "unha|은하|銀河|银河|ынха", "nuri": "누리|nuri", "haeil": "haeil|해일|海溢|хэиль",
    "licence": r"licen[cs]e|GL|licencia(?: general)?|licence générale|лицензи\w+|라이선스|"
               r"一般許可|通用许可证?|رخصة(?: عامة)?",
    "resolution": r"resolution|resolución|résolution|resolution|резолюци\w+|결의안?|"
                  r"決議(?:第)?|决议(?:第)?|قرار(?: مجلس الأمن)?",
    "section": r"section|sección|article|раздел\w*|المادة",
    "order": r"executive order|orden ejecutiva|décret|행정명령|大統領令(?:第)?|行政命令(?:第)?|указ\w*",
}  # fmt: skip
_LITERAL = re.compile(r"[^\\\[\](){}?*+.|^$]+")


def _stem(form: str) -> str:
    """What every spelling of a form has, in small letters."""
    found = _LITERAL.match(form)
    literal = found.group() if found else ""
    return (literal[:-1] if form[len(literal) :][:1] in ("?", "*") else literal).lower()


_NUMBERED = tuple(
    (
        name,
        tuple(_stem(form) for form in forms.split("|")),
        re.compile(rf"(?<![A-Za-zА-я])(?:{forms})(?:\sno\.?|\s?№|\s?n\.?º|\s?제|\s?第|\s?رقم)?{_CHAIN}", re.IGNORECASE),
    )
    for name, forms in _SERIES.items()
)
_ARTICLE = re.compile(r"(?<!\d)(\d{3})\s?(?:조|条|條)")


def marks(text: str, near: str, *, lead: bool) -> set[Mark]:
    """The discriminators of a plain part of a text, percentages apart; `near` is what stands beside its numbers."""
    found = {Mark("ordinal", str(value), lead) for value in _ordinals(text, near) if value > 1}  # "its first in years"
    if near:
        small = near.lower()
        rules = ((name, rule) for name, stems, rule in _NUMBERED if any(stem in small for stem in stems))
        found |= {Mark(name, one.group(1).upper(), lead) for name, rule in rules for one in rule.finditer(near)}
        if not near.isascii():
            found |= {Mark("section", one.group(1), lead) for one in _ARTICLE.finditer(near)}
    return found


def documents(title: str, text: str) -> set[Mark]:
    """Numbers of documents and dockets, which are written the same everywhere."""
    return set(numbers_of(title, text, _DOCUMENTS))


def _ordinals(text: str, near: str) -> Iterator[int]:
    small = near.lower()
    for found in _DIGITS.finditer(near) if any(hint in small for hint in _HINTS) else ():
        written = next(group for group in found.groups() if group)
        yield int(written) if written.isdecimal() else _han(written)
    spoken = not _SPOKEN.isdisjoint(re.split(r"[\s-]+", text.lower()))
    for found in _WORD.finditer(text) if spoken else ():
        word = found.group("word").lower()
        yield (20 if found.group("tens") else 0) + _UNITS.get(word, _TEENS.get(word, 0))
    for found in _ARABIC.finditer(text) if "ال" in text else ():
        word = found.group("word")
        if number := _UNITS.get(word, _TEENS.get(word, 0)):
            yield number + (20 if found.group("tens") else 10 if found.group("teens") else 0)
    for found in _KOREAN_ORDINAL.finditer(text) if "번째" in text else ():
        yield _KOREAN[found.group(1)]


def _han(written: str) -> int:
    """十八 is 18, 二十一 is 21."""
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _HAN.get(written, 0)
    return (_HAN.get(tens, 1) if tens else 1) * 10 + _HAN.get(ones, 0)
