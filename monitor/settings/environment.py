"""MONITOR_* variables: `MONITOR_<SECTION>_<KEY>` wins over the file. An empty one counts as not set."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import get_args, get_type_hints

from monitor.errors import Problem
from monitor.settings.shapes import SECTIONS

VARIABLE = re.compile(r"MONITOR_([A-Z]+)_([A-Z0-9_]+)")
SHORT = {"MONITOR_ADMIN_PASSWORD_FILE": ("web", "admin_password_file")}


@dataclass(frozen=True, slots=True)
class Overrides:
    """What the environment says: values by (section, key), the variable that each came from, and what is wrong."""

    values: Mapping[tuple[str, str], object]
    variables: Mapping[tuple[str, str], str]
    problems: tuple[Problem, ...]


def overrides(environ: Mapping[str, str]) -> Overrides:
    """Read the variables. Those of no section of ours (MONITOR_CI, MONITOR_CLOCK, another program's) are left alone."""
    values: dict[tuple[str, str], object] = {}
    variables: dict[tuple[str, str], str] = {}
    problems = []
    for name in sorted(environ):
        place = _place(name)
        if place is None or not environ[name].strip():
            continue
        if place[1] not in keys(place[0]):
            problems.append(Problem(_unknown(*place), key=name))
            continue
        values[place], variables[place] = _value(environ[name], *place), name
    return Overrides(values, variables, tuple(problems))


def keys(section: str) -> list[str]:
    """The keys of a section."""
    return ["url"] if section == "database" else [one.name for one in fields(SECTIONS[section])]


def _place(name: str) -> tuple[str, str] | None:
    found = VARIABLE.fullmatch(name)
    if name in SHORT or found is None:
        return SHORT.get(name)
    section = found[1].lower()
    return (section, found[2].lower()) if section in {"database", *SECTIONS} else None


def _unknown(section: str, key: str) -> str:
    near = get_close_matches(key, keys(section), n=1)
    mend = f"; did you mean MONITOR_{section}_{near[0]}".upper().replace("DID YOU MEAN", "did you mean") if near else ""
    return f"[{section}] has no key {key}{mend}"


def _value(text: str, section: str, key: str) -> object:
    """The text as the type of its key: a number or truth by TOML's rules, a list by TOML's or by commas."""
    kind = str if section == "database" else get_type_hints(SECTIONS[section])[key]
    if kind is str or (str in get_args(kind) and type(None) in get_args(kind)):
        return text
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        is_list = getattr(kind, "__origin__", None) is tuple
        return [part.strip() for part in text.split(",") if part.strip()] if is_list else text
