"""Dates that a text names, in many languages: month and day, a day alone, a weekday near its own date. Pure."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan enero janvier januar января январь يناير",
         "february feb enero feb febrero février februar февраля فبراير",
         "march mar marzo mars märz марта مارس",
         "april apr abril avril апреля أبريل ابريل نيسان",
         "may mayo mai мая مايو أيار",
         "june jun junio juin juni июня يونيو حزيران", "july jul julio juillet juli июля يوليو تموز",
         "august aug agosto août августа أغسطس آب", "september sept sep septiembre septembre сентября سبتمبر أيلول",
         "october oct octubre octobre oktober октября أكتوبر", "november nov noviembre novembre ноября نوفمبر",
         "december dec diciembre décembre dezember декабря ديسمبر"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTHS["enero"] = 1
_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        ("monday lunes lundi montag понедельник понедельника الاثنين الإثنين 월요일 月曜 星期一 周一",
         "tuesday martes mardi dienstag вторник вторника الثلاثاء 화요일 火曜 星期二 周二",
         "wednesday miércoles mercredi mittwoch среду среда الأربعاء 수요일 水曜 星期三 周三",
         "thursday jueves jeudi donnerstag четверг четверга الخميس 목요일 木曜 星期四 周四",
         "friday viernes vendredi freitag пятницу пятница الجمعة 금요일 金曜 星期五 周五",
         "saturday sábado samedi samstag субботу суббота السبت 토요일 土曜 星期六 周六",
         "sunday domingo dimanche sonntag воскресенье الأحد 일요일 日曜 星期日 周日"))
    for name in names.split()
}  # fmt: skip
_DENSE_DATE, _NAME_DAY, _DAY_NAME, _ISO, _DOTTED = (
    re.compile(r"(?<!\d)(?P<month>\d{1,2})[월月]\s?(?P<day>\d{1,2})[일日号號]"),
    re.compile(rf"\b(?P<name>{_NAMES})\b\.? (?P<day>\d{{1,2}})(?!\d|:|,\d{{3}})(?:st|nd|rd|th)?\b", re.IGNORECASE),
    re.compile(
        rf"(?<![\d.,])(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.)? (?:de |of |من )?(?P<name>{_NAMES})\b", re.IGNORECASE
    ),
    re.compile(r"\b20\d\d-(?P<month>\d\d)-(?P<day>\d\d)\b"),
    re.compile(r"(?<![\d/.])(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.20\d\d\b"),
)  # fmt: skip
_DAY = re.compile(
    r"(?<![\d월月第])(?<![월月]\s)(\d{1,2})(?:일(?!\s?(?:간|째|동안|차|정|사이|연속|만에|안에|이내)|\d)|日(?!の?間|目|連|内|ぶり|报|報|本|系)|号(?=[,，上下早晚]))"
)
_WORD = re.compile(r"[^\W\d_]+")
_DENSE_WEEKDAY = re.compile("[월화수목금토일]요일|[月火水木金土日]曜|(?:星期|周)[一二三四五六日]")
_NEAREST = 16  # days that a day without its month lies away at most


def named(text: str, on: date) -> set[date]:
    """The days that a plain text names by number; `on` is when it appeared."""
    rules = _rules(text)
    found = {_nearest(month, day, on) for month, day in _pairs(text, rules)}
    if _DAY in rules:
        found.update(_of_month(int(one.group(1)), on) for one in _DAY.finditer(text))
    return {day for day in found if day is not None}


def blanked(text: str) -> str:
    """The text without the dates in it."""
    for rule in _rules(text):
        text = rule.sub(" ", text)
    return text


def _rules(text: str) -> list[re.Pattern[str]]:
    """The rules that may find something: most find nothing in most texts, and that is seen quicker. In their order."""
    rules = [] if text.isascii() else [_DENSE_DATE]
    if not _MONTHS.keys().isdisjoint(_WORD.findall(text.lower())):
        rules += [_NAME_DAY, _DAY_NAME]
    if "20" in text:
        rules += [_ISO, _DOTTED]
    return rules if text.isascii() else [*rules, _DAY]


def weekdays(text: str, on: date) -> set[date]:
    """The last days of those names up to the day after `on`."""
    tomorrow = on + timedelta(days=1)
    words = {*_WORD.findall(text.lower()), *_DENSE_WEEKDAY.findall(text)}
    numbers = {_WEEKDAYS[word] for word in words & _WEEKDAYS.keys()}
    return {tomorrow - timedelta(days=(tomorrow.weekday() - number) % 7) for number in numbers}


def _pairs(text: str, rules: Iterable[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    for rule in rules:
        for found in rule.finditer(text):
            parts = found.groupdict()
            if not parts:  # a day alone
                continue
            name = parts.get("name")
            yield (_MONTHS[name.lower()] if name else int(parts["month"])), int(parts["day"])


def _nearest(month: int, day: int, on: date) -> date | None:
    """That day of the year nearest to `on`."""
    years = (on.year - 1, on.year, on.year + 1)
    days = [one for year in years if (one := _valid(year, month, day)) is not None]
    return min(days, key=lambda one: abs(one - on), default=None)


def _of_month(day: int, on: date) -> date | None:
    around = (on + timedelta(days=off) for off in range(-_NEAREST, _NEAREST + 1))
    return min((one for one in around if one.day == day), key=lambda one: abs(one - on), default=None)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
