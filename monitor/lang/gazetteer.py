"""Names and words that many languages share, each a concept with its spellings: a small gazetteer of our field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.lang.gazetteer_names import NAMES
from monitor.lang.gazetteer_words import WORDS

_TAGGED = re.compile(r"^([a-z]{2}):(?=\S)")
_CONTINUED = re.compile(r"\n\s+\| ")


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling: `exact` case, or folded; `lang` when it means this in one language only."""

    text: str
    exact: bool = False
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """What is named. Kinds: place, org, person (names); deed, good, weapon, thing (words)."""

    kind: str
    name: str
    forms: tuple[Form, ...]


def concepts() -> tuple[Concept, ...]:
    """Every concept of the tables."""
    return tuple(_read(f"{NAMES}\n{WORDS}"))


def _read(table: str) -> Iterator[Concept]:
    for line in _CONTINUED.sub(" | ", table.strip()).splitlines():
        if line.strip():
            head, forms = line.split(": ", 1)
            kind, name = head.split(" ", 1)
            yield Concept(kind, name, tuple(_form(form.strip()) for form in forms.split(" | ")))


def _form(written: str) -> Form:
    tagged = _TAGGED.match(written)
    lang = tagged.group(1) if tagged else None
    text = written[tagged.end() :] if tagged else written
    return Form(text.removeprefix("="), text.startswith("="), lang)
