"""Spans of time for people: the largest unit that is not clumsy."""

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_UNITS = ((2 * _DAY, _DAY, "days"), (2 * _HOUR, _HOUR, "h"), (_MINUTE, _MINUTE, "min"))


def span(seconds: float) -> str:
    """ "12 min", "3 h", "7 days"; under a minute "40 s"."""
    for least, size, name in _UNITS:
        if seconds >= least:
            return f"{round(seconds / size)} {name}"
    return f"{round(seconds)} s"


def every(seconds: float) -> str:
    """ "every 12 min"."""
    return f"every {span(seconds)}"
