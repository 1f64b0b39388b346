"""Reasons of verdicts in words. A rule that has no words here is shown by its name: nothing is hidden."""

from collections.abc import Mapping

from monitor.model.verdict import MACHINE
from monitor.store.views_rows import Reason

SURE = 0.90
SIMILAR = 0.70
SKIPPED = frozenset({"rule", "why"})


def sureness(p: float) -> str:
    """A probability as a word."""
    if p >= SURE:
        return "same text"
    return "similar" if p >= SIMILAR else "perhaps the same"


def reason_text(reason: Reason) -> str:
    """One verdict's reason: "own imagery", "credits Yonhap in the last line", "same text"."""
    words = _words(reason.reason)
    return words if reason.author == MACHINE else f"{reason.author}: {words}".rstrip(": ")


def _words(reason: Mapping[str, object]) -> str:
    if "why" in reason:
        return str(reason["why"])
    rule = str(reason.get("rule", "")).replace("_", " ").replace("-", " ")
    rest = [f"{key.replace('_', ' ')} {_value(value)}" for key, value in reason.items() if key not in SKIPPED]
    return ", ".join(part for part in (rule, *rest[:3]) if part)


def _value(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value[:4])
    return str(value)[:80]
