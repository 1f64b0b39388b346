"""Datelines for texts that are published "today", whenever that is: `{{date}}`, `{{weekday}}` and the like."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

MARK = re.compile(r"\{\{(date|weekday|yesterday|tomorrow)\}\}")
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "ko": ("월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"),
    "ja": ("月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日", "日曜日"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
MONTHS = {
    "en": ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
    "es": ("ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"),
}


def dateline(day: datetime, lang: str) -> str:
    """A day as a dateline writes it: "Nov. 23", "23일", "23日", "23 nov"."""
    match lang:
        case "ko":
            return f"{day.day}일"
        case "ja":
            return f"{day.day}日"
        case "es":
            return f"{day.day} {MONTHS['es'][day.month - 1]}"
        case _:
            return f"{MONTHS['en'][day.month - 1]} {day.day}"


def weekday(day: datetime, lang: str) -> str:
    """The name of the day; English for a language not listed."""
    return WEEKDAYS.get(lang, WEEKDAYS["en"])[day.weekday()]


def fill(text: str, day: datetime, lang: str) -> str:
    """The text with its marks filled in, as of `day`."""
    words: dict[str, Callable[[], str]] = {
        "date": lambda: dateline(day, lang),
        "weekday": lambda: weekday(day, lang),
        "yesterday": lambda: weekday(day - timedelta(days=1), lang),
        "tomorrow": lambda: weekday(day + timedelta(days=1), lang),
    }
    return MARK.sub(lambda found: words[found[1]](), text)
