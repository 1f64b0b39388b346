"""Ages as pages write them: "26 minutes ago", "hace 3 horas", "3시간 전", "2時間前"."""

import re
from datetime import timedelta

_UNITS = (
    (timedelta(minutes=1), "minutes? mins? min minutos? minuten? 분 分钟 分鐘 分 минут[уы]? мин"),
    (timedelta(hours=1), "hours? hrs? hr h horas? heures? stunden? 시간 小时 小時 時間 час(?:а|ов)?"),
    (timedelta(days=1), "days? d días? jours? tag(?:en?)? 일 天 日 день дня дней"),
    (timedelta(weeks=1), "weeks? wks? w semanas? semaines? wochen? 주 周 週間? недел[юиь]"),
    (timedelta(seconds=1), "seconds? secs? segundos? secondes? sekunden? 초 秒 секунд[уы]?"),
)
_UNIT = "|".join(unit for _, names in _UNITS for unit in names.split())
_NUMBER = r"(?P<{0}>\d{{1,3}}|an?|one|un|una|une|einer?|einem)"
_AGE = re.compile(
    rf"(?:{_NUMBER.format('n1')}\s*(?P<u1>{_UNIT})\s*(?:ago|назад|전|前)"
    rf"|(?:hace|il y a|vor|há)\s+{_NUMBER.format('n2')}\s*(?P<u2>{_UNIT}))",
    re.IGNORECASE,
)
_NOW = re.compile(r"just now|moments? ago|방금(?: 전)?|たった今|刚刚|剛剛", re.IGNORECASE)


def age_of(line: str) -> timedelta | None:
    """The age that a whole line tells; None when it is no age."""
    text = line.strip(" \t-–—•·|")
    if _NOW.fullmatch(text):
        return timedelta(0)
    found = _AGE.fullmatch(text)
    if found is None:
        return None
    number, unit = found["n1"] or found["n2"], (found["u1"] or found["u2"]).lower()
    return (int(number) if number.isdecimal() else 1) * _unit(unit)


def _unit(word: str) -> timedelta:
    return next(step for step, names in _UNITS if any(re.fullmatch(name, word) for name in names.split()))
