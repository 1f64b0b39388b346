"""Why two stories are one event, in words: "same launch: Sohae, North Korea, 27 Nov, 400 km"."""

from collections.abc import Iterable, Sequence
from datetime import date

from monitor.curate.link_numbers import words as quantity_words
from monitor.model.verdict import MACHINE
from monitor.store.views_rows import LinkRow, StoryRow

MOST = 7  # signs that are named
_ORDER = ("place", "person", "org", "latin", "weapon", "good", "thing", "mark", "day", "group")
_SHOWN_AS = frozenset("usa eu uk uae un ofac ustr ofsi imf wto iaea nato msmt kcna jcs nis nata tsmc icbm".split())
_DEEDS = {
    "agree": "agreement", "arrest": "arrest", "build": "construction", "court": "ruling", "delist": "delisting",
    "elect": "election", "fail": "failure", "fail agree": "failed agreement", "fuel": "fuelling",
    "investigate": "investigation", "notify": "notice", "propose": "proposal", "quake": "earthquake",
    "raise": "increase", "resign": "resignation", "retaliate": "retaliation", "sanction": "sanctions",
    "seize": "seizure", "sign": "signing", "suspend": "suspension", "test engine": "engine test",
}  # fmt: skip


def link_words(link: LinkRow) -> str:
    """The reason of a link for people."""
    if link.author != MACHINE:
        return f"{link.author} says so"
    found = link.reason.get("signs")
    signs = [str(sign) for sign in found] if isinstance(found, list | tuple) else []
    deeds = [value for kind, value in _split(signs) if kind == "deed"]
    named = list(_named(signs))
    deed = _DEEDS.get(deeds[0], deeds[0]) if deeds else "event"
    return f"same {deed}" + (f": {', '.join(named[:MOST])}" if named else "")


def link_line(link: LinkRow) -> str:
    """A link as `monitor explain` tells it."""
    where = f"story {link.story} ({link.title})"
    return f"the same event in {link.lang or '?'}: {where}, p = {link.p:.2f}, {link_words(link)}"


def link_reasons(row: StoryRow) -> dict[int, str]:
    """The reasons of a story's links by the stories that they lead to."""
    return {link.story: link_words(link) for link in row.links}


def _split(signs: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, value) for kind, _, value in (sign.partition(":") for sign in signs)]


def _named(signs: Sequence[str]) -> Iterable[str]:
    """Names first, then what is counted, in the order of their strength."""
    told = [(kind, value) for kind, value in _split(signs) if kind not in ("deed", "bones")]
    told.sort(key=lambda one: _ORDER.index(one[0]) if one[0] in _ORDER else len(_ORDER) - 1)
    return dict.fromkeys(_one(kind, value) for kind, value in told)


def _one(kind: str, value: str) -> str:
    if kind == "day":
        day = date.fromisoformat(value)
        return f"{day.day} {day:%b}"
    if kind == "group":
        return f"@{value.rpartition('/')[2]}"
    if kind == "mark":
        what, _, number = value.partition(" ")
        return f"no. {number}" if what == "ordinal" else f"{what} {number}"
    if kind in ("place", "person", "org"):
        return value.upper() if value in _SHOWN_AS else value.title()
    if kind in ("latin", "weapon", "good", "thing"):
        return value
    return quantity_words(("" if kind == "n" else kind, float(value)))
