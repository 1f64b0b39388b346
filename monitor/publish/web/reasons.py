"""Reasons of verdicts in words. A rule that has no words here is shown by its name: nothing is hidden."""

from collections.abc import Mapping

from monitor.model.verdict import MACHINE
from monitor.store.views_rows import Reason

SURE = 0.90
SIMILAR = 0.70


def sureness(p: float) -> str:
    """A probability as a word."""
    if p >= SURE:
        return "same text"
    return "similar" if p >= SIMILAR else "perhaps the same"


def reason_text(reason: Reason) -> str:
    """One verdict's reason: "credits Yonhap in the last line", "same text", "shares seaport, pier"."""
    words = _words(reason)
    return words if reason.author == MACHINE else f"{reason.author}: {words}".rstrip(": ")


def _words(reason: Reason) -> str:
    told = reason.reason
    if "why" in told:
        return str(told["why"])
    if reason.kind == "reprint" and reason.p:
        return sureness(reason.p)
    if reason.kind == "origin" and "name" in told:
        return _credit(told)
    if told.get("terms"):
        return f"shares {_value(told['terms'])}"
    return str(told.get("rule", "")).replace("_", " ")


def _credit(told: Mapping[str, object]) -> str:
    place = str(told.get("rule", ""))
    if place == "attribution":
        return f"cites {told['name']}"
    return f"credits {told['name']} in the {place}" if place else f"credits {told['name']}"


def _value(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value[:4])
    return str(value)[:80]
