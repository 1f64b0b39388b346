"""Discriminators: ordinals, percentages, numbers of dockets, cases, notices, licences, resolutions, and dates.

Two texts that both have them, and share none, tell different things however alike their words are. A text has a number
of its own ("own licence") where such a number comes first in title or lead: what it replaces or quotes is named later.
Read before folding.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from monitor.curate.headline_signs import court, signs
from monitor.model.judging import Mark

LEAD = 400  # characters of a text whose marks weigh as much as its title's


_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan enero janvier januar января", "february feb febrero février februar февраля",
         "march mar marzo mars märz марта", "april apr abril avril апреля", "may mayo mai мая",
         "june jun junio juin juni июня", "july jul julio juillet juli июля", "august aug agosto août августа",
         "september sep sept septiembre septembre сентября", "october oct octubre octobre oktober октября",
         "november nov noviembre novembre ноября", "december dec diciembre décembre dezember декабря"), start=1)
    for name in names.split()
}  # fmt: skip
_SPELLED = {
    word: str(number)
    for number, words in enumerate(
        ("first primer primera", "second segundo segunda", "third tercer tercera", "fourth cuarto", "fifth quinto",
         "sixth sexto", "seventh séptimo", "eighth octavo", "ninth noveno", "tenth décimo", "eleventh", "twelfth",
         "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth"),
        start=1)
    for word in words.split()
}  # fmt: skip
_COUNTED = (
    r"(?:\w+\s+)?(?:package|round|tranche|summit|session|plenary|meeting|test|launch|attempt|satellite|paquete|ronda|paquet|"
    r"sanktionspaket|paket|пакет\w*|раунд\w*|запуск\w*)"
)
_TEENS = {  # beginnings of ordinals from 11 to 20
    stem: str(number)
    for number, stems in enumerate(
        ("undécim decimoprimer elfte одиннадцат", "duodécim decimosegund zwölfte двенадцат",
         "decimotercer dreizehnte тринадцат", "decimocuart vierzehnte четырнадцат", "decimoquint fünfzehnte пятнадцат",
         "decimosext sechzehnte шестнадцат", "decimoséptim siebzehnte семнадцат", "decimoctav achtzehnte восемнадцат",
         "decimonoven neunzehnte девятнадцат", "vigésim zwanzigste двадцат"), start=11)
    for stem in stems.split()
}  # fmt: skip
_TEEN_HINTS = ("paquet", "ronda", "aket", "пакет", "раунд", "запуск")
_TEEN = re.compile(rf"\b({'|'.join(_TEENS)})\w{{0,3}}\s(?={_COUNTED}\b)", re.IGNORECASE)
_ARABIC = {
    word: number for number, word in enumerate(
        "الحادي الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع".split(), start=1)
}  # fmt: skip
_ARABIC_ORDINAL = re.compile(
    rf"(?:ال)?(?:حزم|جول)ة (?:من العقوبات )?(?:(?P<unit>{'|'.join(_ARABIC)})ة?(?P<ten> عشرة?)?"
    r"|(?P<twenty>العشرين|العشرون)|الـ?(?P<n>\d{1,2}))"
)
_HAN = {han: number for number, han in enumerate("一二三四五六七八九", start=1)}
_OWN = ("licence", "docket", "case")  # kinds of numbers that a text has one of its own of
Reader = Callable[[re.Match[str]], str]


def _first(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group).upper()


def _ordinal(found: re.Match[str]) -> str:
    word = _first(found).lower()
    if word.isdecimal():
        return str(int(word))
    return _SPELLED.get(word) or _han_number(word)


def _han_number(word: str) -> str:
    """一 … 九十九 in digits; empty for anything else."""
    tens, ten, units = word.rpartition("十")
    if not set(tens + units) <= _HAN.keys():
        return ""
    return str((_HAN.get(tens, 1) * 10 if ten else 0) + _HAN.get(units, 0))


def _arabic_ordinal(found: re.Match[str]) -> str:
    if found["n"]:
        return str(int(found["n"]))
    return "20" if found["twenty"] else str(_ARABIC[found["unit"]] + (10 if found["ten"] else 0))


def _decimal(found: re.Match[str]) -> str:
    return _first(found).replace(",", ".").removesuffix(".0")


def _month_day(found: re.Match[str]) -> str:
    parts = found.groupdict()
    month = _MONTHS.get(parts["month"].lower())
    return f"{month}-{int(parts['day'])}" if month else ""


def _numbers_day(found: re.Match[str]) -> str:
    month, day = (int(group) for group in found.groups() if group)
    return f"{month}-{day}"


class _Rule(NamedTuple):
    """How a kind of mark is written beside numbers. `needs`: without one of these it is not, which is cheaper to look
    for. `anywhere`: it may begin elsewhere than with the number itself."""

    kind: str
    pattern: re.Pattern[str]
    read: Reader
    needs: tuple[str, ...] = ()
    anywhere: bool = False


_RULES = (
    _Rule("ordinal", re.compile(r"\b(\d{1,3})(?:st|nd|rd|th|er|ème|e|\.?[ºª]|-[йяе])\b"
                                r"|第\s?(\d{1,3}|[一二三四五六七八九十]{1,3})|(?<!\d)(\d{1,3})차\b"
                                r"|\b(\d{1,3})\.\s(?=Sanktionspaket|Paket)", re.IGNORECASE), _ordinal),
    _Rule("percent", re.compile(r"(?<![\d.,])(\d{1,4}(?:[.,]\d{1,3})?)\s?(?:%|％|percent\b|per cent\b|퍼센트|"
                                r"por ciento\b|prozent\b|pour cent\b|процент)", re.IGNORECASE), _decimal,
          ("%", "％", "percent", "per cent", "퍼센트", "por ciento", "prozent", "pour cent", "процент")),
    _Rule("document", re.compile(r"\b(?:FR )?Doc(?:ument|\.)?(?: No\.?| Number)?:? ?(\d{4}-\d{3,6})\b"
                                 r"|(?<![\w-])(20\d\d-\d{4,6})\b"
                                 r"|\b(\d{2,3} FR \d{3,6})\b", re.IGNORECASE), _first, ("-", " fr "), anywhere=True),
    _Rule("docket", re.compile(r"\b([A-Z]{2,8}(?:-[A-Z]{1,4})?-20\d\d-\d{2,6})\b"), _first, ("-20",), anywhere=True),
    _Rule("notice", re.compile(r"\b(?:notice|action|order|proclamation|advisory|circular)s? (?:no\.?|number|#) ?"
                               r"([A-Z]{0,3}-?\d[\d/-]*)", re.IGNORECASE), _first,
          ("notice", "action", "order", "proclamation", "advisory", "circular"), anywhere=True),
    _Rule("own document", re.compile(r"(?<![\w-])(20\d\d-\d{4,6}) Filed\b"), _first, (" filed",)),
    _Rule("case", re.compile(r"(?<![\w-])([AC]-\d{3}-\d{3})(?![\w-])|\b(DS ?\d{3})\b"), _first, ("a-", "c-", "ds"),
          anywhere=True),
    _Rule("licence", re.compile(r"\b(?:general licen[cs]e|GL|licen[cs]e|licencia(?: general)?|лицензи[яиюей]{1,2})s? "
                                r"(?:no\.? ?|number |№ ?)?(\d{1,3}[A-Z]?)\b"
                                r"|(?:일반허가|一般許可|通用許可证?|通用許可證?)"
                                r" ?(?:第 ?)?(\d{1,3}[A-Z]?)", re.IGNORECASE), _first,
          ("licen", "gl", "лиценз", "허가", "許可", "许可"), anywhere=True),
    _Rule("resolution", re.compile(r"\bresolution (\d{3,4})\b|결의(?:안)? ?(\d{3,4})호?|決議(\d{3,4})",
                                   re.IGNORECASE), _first, ("resolution", "결의", "決議"), anywhere=True),
    _Rule("date", re.compile(r"(?P<month>[^\W\d_]{3,12})\.? (?P<day>\d{1,2})\b(?!:)"), _month_day, ("month",),
          anywhere=True),
    _Rule("date", re.compile(r"\b(?P<day>\d{1,2})\.? (?:de )?(?P<month>[^\W\d_]{3,12})"), _month_day, ("month",)),
    _Rule("date", re.compile(r"(?<!\d)(\d{1,2})[월月]\s?(\d{1,2})[일日]|\b20\d\d-(\d\d)-(\d\d)\b"
                             r"|\b(\d{1,2})/(\d{1,2})/20\d\d\b"), _numbers_day, ("월", "月", "-", "/")),
)  # fmt: skip
_BEGINS = re.compile(r"\d+|第")  # where rules that do not begin anywhere do
_LETTERS = re.compile(r"[^\W\d_]+")
_SPELLED_OUT = re.compile(rf"\b({'|'.join(sorted(_SPELLED))})\s(?={_COUNTED}\b)", re.IGNORECASE)
_NUMBER = re.compile(r"[\d第](?:(?<!第)[\d.,/-]*)?")  # a set comes first because the engine looks for sets quickly
_BESIDE = 28  # characters on either side of a number are all that a rule needs to see


def marks_of(title: str, text: str) -> frozenset[Mark]:
    """Every discriminator of title and text."""
    leading = [*_read(title, lead=True), *_read(text[:LEAD], lead=True)]
    strong = {(mark.kind, mark.value) for mark in leading}
    later = (mark for mark in _numbered(text, LEAD, lead=False) if (mark.kind, mark.value) not in strong)
    return frozenset((*leading, *_own(leading), *signs(title), *court(title, text[:LEAD]), *later))


def numbers_of(title: str, text: str, kinds: frozenset[str]) -> frozenset[Mark]:
    """The marks of these kinds, which are those of numbers: as `marks_of` has them."""
    parts = ((title, 0, True), (text[:LEAD], 0, True), (text, LEAD, False))
    found = [mark for part, start, lead in parts for mark in _numbered(part, start, lead=lead, kinds=kinds)]
    strong = {(mark.kind, mark.value) for mark in found if mark.lead}
    return frozenset(mark for mark in found if mark.lead or (mark.kind, mark.value) not in strong)


def _own(leading: Iterable[Mark]) -> Iterable[Mark]:
    """The first number of each kind of which a text has one of its own."""
    first: dict[str, str] = {}
    for mark in leading:
        if mark.kind in _OWN:
            first.setdefault(mark.kind, mark.value)
    return [Mark(f"own {kind}", value, lead=True) for kind, value in first.items()]


def _round_numbers(text: str, start: int) -> str:
    """What stands beside the numbers of a text from `start` on, a line for each stretch: most of a text has none."""
    stretches: list[list[int]] = []
    for number in _NUMBER.finditer(text, start):
        first, last = max(start, number.start() - _BESIDE), number.end() + _BESIDE
        if stretches and first <= stretches[-1][1]:
            stretches[-1][1] = last
        else:
            stretches.append([first, last])
    return "\n".join(text[first:last] for first, last in stretches)


@lru_cache(maxsize=20_000)
def title_marks(title: str) -> frozenset[Mark]:
    """The discriminators of a headline."""
    return frozenset((*_read(title, lead=True), *signs(title)))


def _read(text: str, *, lead: bool) -> list[Mark]:
    marks = _numbered(text, 0, lead=lead)
    if not _SPELLED.keys().isdisjoint(text.lower().split()):
        marks += [Mark("ordinal", _ordinal(found), lead) for found in _SPELLED_OUT.finditer(text)]
    if any(word in text for word in _TEEN_HINTS):
        marks += [Mark("ordinal", _TEENS[found[1].lower()], lead) for found in _TEEN.finditer(text)]
    if not text.isascii():
        marks += [Mark("ordinal", _arabic_ordinal(found), lead) for found in _ARABIC_ORDINAL.finditer(text)]
    return marks


def _numbered(text: str, start: int, *, lead: bool, kinds: frozenset[str] | None = None) -> list[Mark]:
    near = _round_numbers(text, start)
    if not near:
        return []
    small, found = near.lower(), list[Mark]()
    month = "" if _MONTHS.keys().isdisjoint(_LETTERS.findall(small)) else "month"
    begins = [one.start() for one in _BEGINS.finditer(near)]
    for rule in _RULES:
        if kinds is not None and rule.kind not in kinds:
            continue
        if rule.needs and month not in rule.needs and not _any_in(rule.needs, small):
            continue
        matches = rule.pattern.finditer(near) if rule.anywhere else _from(rule.pattern, near, begins)
        values = (rule.read(match) for match in matches)
        found += [Mark(rule.kind, value, lead or rule.kind.startswith("own ")) for value in values if value]
    return found


def _any_in(words: Iterable[str], text: str) -> bool:
    """A loop: quicker than `any` with its generator."""
    for word in words:  # noqa: SIM110
        if word in text:
            return True
    return False


def _from(pattern: re.Pattern[str], text: str, begins: Iterable[int]) -> Iterator[re.Match[str]]:
    """What `finditer` finds of a pattern that matches only from these places on."""
    reached = 0
    for begin in begins:
        if begin >= reached and (found := pattern.match(text, begin)) is not None:
            reached = found.end()
            yield found


def conflict(a: Iterable[Mark], b: Iterable[Mark], *, kinds: Iterable[str] | None = None) -> Mark | None:
    """The first mark that `a` leads with while `b` leads with others of its kind, and neither has the other's."""
    mine, theirs = frozenset(a), frozenset(b)
    for kind in sorted({mark.kind for mark in mine} if kinds is None else set(kinds)):
        lead_a, lead_b = _values(mine, kind, lead=True), _values(theirs, kind, lead=True)
        if lead_a and lead_b and not lead_a & _values(theirs, kind) and not lead_b & _values(mine, kind):
            return Mark(kind, min(lead_a), lead=True)
    return None


def _values(marks: frozenset[Mark], kind: str, *, lead: bool = False) -> set[str]:
    return {mark.value for mark in marks if mark.kind == kind and (mark.lead or not lead)}
