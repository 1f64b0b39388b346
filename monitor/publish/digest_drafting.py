"""A digest as a person fills in its form, and back. What it says is read by the rules of the files, which come from
outside: `Rules`."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.lang.text import clean
from monitor.model.digest import EVERY_DAY, DigestSpec
from monitor.publish.drafting import slug_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
TAKEN = ("new",)  # an address of its own
LONGEST = 4000  # characters of a field that are read

Groups = Mapping[str, tuple[str, ...]]
Wrong = tuple[str, str]  # the key, and what is wrong with it
Rules = Callable[[Mapping[str, object], Collection[str], Groups], tuple[DigestSpec | None, Sequence[Wrong]]]
"""(values as in digests.toml, topics in force, groups) → the digest, or what is wrong."""


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of the form, as typed. `to` are destinations; none: it goes by mail."""

    slug: str = ""
    name: str = ""
    topics: tuple[str, ...] = ()
    query: str = ""
    at: str = "07:30"
    days: tuple[str, ...] = DAYS
    zone: str = "UTC"
    every_hours: str = ""
    order: str = "origins"
    length: str = "20"
    language: str = "en"
    languages: str = ""
    send_empty: bool = False
    to: tuple[str, ...] = ()


LISTS = ("topics", "days", "to")
FIELDS = {"recipients": "to", "channel": "to"}  # keys of the files that the form shows elsewhere


def typed(form: Mapping[str, object], lists: Mapping[str, Sequence[object]]) -> Draft:
    """What a form sent; `lists` are its ticks."""
    plain = [name for name in Draft.__dataclass_fields__ if name not in (*LISTS, "send_empty")]
    values = {name: _line(form.get(name)) for name in plain if name in form}
    ticked = {name: tuple(dict.fromkeys(_line(one) for one in lists.get(name, ()) if one)) for name in LISTS}
    return Draft(**values, **ticked, send_empty=bool(form.get("send_empty")))  # type: ignore[arg-type]


def written(spec: DigestSpec) -> Draft:
    """A digest as the form shows it."""
    return Draft(
        spec.slug, spec.name, spec.topics, spec.query, "" if spec.every_hours else ", ".join(map(_wall, spec.times)),
        tuple(DAYS[day] for day in sorted(set(spec.days) & set(EVERY_DAY))), spec.zone, str(spec.every_hours or ""),
        spec.order.value, str(spec.length), spec.language.value, ", ".join(spec.languages), spec.send_empty,
        tuple(one for one in spec.recipients if "@" not in one),
    )  # fmt: skip


def read(
    draft: Draft, base: DigestSpec | None, rules: Rules, topics: Collection[str], groups: Groups,
    channels: Mapping[str, str],
) -> tuple[DigestSpec | None, tuple[Wrong, ...]]:  # fmt: skip
    """What a draft says, or what is wrong by field. `base` is the digest that is edited: its slug stays, and the
    addresses that it names. `channels` are those of the destinations."""
    slug = base.slug if base else draft.slug or slug_of(draft.name)
    wrong: list[Wrong] = []
    if slug in TAKEN:
        wrong.append(("slug", "is an address of its own: take another"))
    if strange := [one for one in draft.to if one not in channels]:  # an address too: those are asked first
        wrong.append(("to", f"must be of the configuration; there is no [[destination]] {strange[0][:60]}"))
    elif len({channels[one] for one in draft.to}) > 1:
        ways = ", ".join(f"{one}: {channels[one]}" for one in draft.to)
        wrong.append(("to", f"must all go the same way; {ways}"))
    spec, found = rules(_values(draft, slug, channels), topics, groups)
    wrong += [(FIELDS.get(key, key), said) for key, said in found if key not in FIELDS or not wrong]
    if spec is None or wrong:
        return None, tuple(dict.fromkeys(wrong))
    kept = tuple(one for one in base.recipients if "@" in one) if base and spec.channel == "mail" else ()
    return replace(spec, recipients=(*kept, *spec.recipients)), ()


def _values(draft: Draft, slug: str, channels: Mapping[str, str]) -> dict[str, object]:
    """As digests.toml would say it; what is empty is left out where it may be."""
    hours = draft.every_hours.strip()
    values: dict[str, object] = {
        "slug": slug, "name": draft.name, "days": list(draft.days), "zone": draft.zone, "order": draft.order,
        "length": _number(draft.length), "language": draft.language, "send_empty": draft.send_empty,
        "recipients": list(draft.to), "channel": next((channels.get(one, "") for one in draft.to), "mail") or "mail",
    }  # fmt: skip
    times = _parts(draft.at)
    if times or not hours:
        values["at"] = times
    if hours:
        values["every_hours"] = _number(hours)
    if draft.topics:
        values["topics"] = list(draft.topics)
    if draft.query:
        values["query"] = draft.query
    return values | ({"languages": _parts(draft.languages)} if draft.languages else {})


def _parts(text: str) -> list[str]:
    return [part for part in re.split(r"[\s,;]+", text) if part]


def _number(text: str) -> object:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else text


def _wall(at: object) -> str:
    return f"{at:%H:%M}"


def _line(value: object) -> str:
    return " ".join(clean(value[:LONGEST]).split()) if isinstance(value, str) else ""
