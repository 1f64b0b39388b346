"""Fields of the text (`title:`, `summary:`, `body:`, `text:`) and facts about the article (`outlet:`, `lang:`, …)."""

# ruff: noqa: D102 - Node says what each method is for

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from monitor.errors import QueryError
from monitor.lang.fold import fold
from monitor.lang.operators.logic import Or, any_of
from monitor.lang.operators.lookalikes import field_like
from monitor.lang.operators.node import BODY, FIELDS, SUMMARY, TITLE, Context, Node, Place, Reading, Rule, Why
from monitor.lang.operators.words import Group, Term
from monitor.lang.search import TEXT, Clause, Restriction
from monitor.lang.search import TITLE as TITLE_COLUMN

TEXT_FIELDS = {TITLE: (TITLE,), SUMMARY: (SUMMARY,), BODY: (BODY,), TEXT: FIELDS}
_COLUMN = {TITLE: TITLE_COLUMN, SUMMARY: TEXT, BODY: TEXT, TEXT: None}
FACTS = ("outlet", "feed", "lang", "author", "url", "country")
_BARE = re.compile(r"[a-z0-9][a-z0-9.:/_-]*[a-z0-9]\*?")  # what needs no quotes
SEARCH_FACTS = ("topic", "since", "until")  # of stored articles only
KNOWN = (*TEXT_FIELDS, *FACTS, *SEARCH_FACTS)
_CODES = {"lang": re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*\*?", re.IGNORECASE),
          "country": re.compile(r"[a-z]{2}\*?", re.IGNORECASE)}  # fmt: skip
_CODE_WORDS = {
    "lang": "two letters, like en, ko, ja, zh, es, fr, de, ru or ar", "country": "two letters, like KR, US or GB"
}  # fmt: skip
_EVERY_URL = ("https://www.", "http://www.")
_SAID = {"outlet": "published by", "feed": "seen in the feed", "lang": "in the language", "author": "written by",
         "url": "with an address that has", "country": "from the country", "topic": "in the topic",
         "since": "since", "until": "until"}  # fmt: skip


def _build(context: Context, children: Sequence[Any]) -> Node:
    token, inner = children
    name = str(token[:-1]).lower()
    if name in TEXT_FIELDS:
        if _has_field(inner):
            raise context.refuse(
                f"a field inside {name}: can not be read; close the first one before the next", token.start_pos
            )
        return Scope(name, inner)
    if name in FACTS + SEARCH_FACTS:
        return _facts(context, token, name, inner)
    raise context.refuse(
        f"{name}: is no field; {_meant(name)}", token.start_pos, *(f"{f}:" for f in (*TEXT_FIELDS, *FACTS))
    )


def _meant(name: str) -> str:
    if name == "re":
        return "a pattern stands between two slashes: re:/GL ?[0-9]+[A-Z]/"
    near = [field_like(name)] if field_like(name) else difflib.get_close_matches(name, KNOWN, 1)
    return f"did you mean {near[0]}: ?" if near else f'to look for "{name}", put it in quotes'


def _has_field(node: Node) -> bool:
    return isinstance(node, Scope | Fact) or any(_has_field(part) for part in node.parts())


def _facts(context: Context, token: Any, name: str, inner: Node) -> Node:
    terms = inner.items if isinstance(inner, Or) else (inner,)
    facts = []
    for term in terms:
        if not isinstance(term, Term) or term.exact:
            raise context.refuse(f"{name}: takes a word, a phrase, or several with OR in parentheses", token.start_pos)
        facts.append(_checked(context, token, Fact(name, term.text)))
    return any_of(facts)


def _checked(context: Context, token: Any, fact: "Fact") -> "Fact":
    """A fact that can be so of some articles and not of all."""
    if (code := _CODES.get(fact.field)) and not code.fullmatch(fact.value):
        raise context.refuse(
            f"{fact.write()} can never be so: {fact.field}: takes {_CODE_WORDS[fact.field]}", token.start_pos
        )
    if fact.field == "url" and any(fact.value.casefold().rstrip("*") in every for every in _EVERY_URL):
        raise context.refuse(f"{fact.write()} is so of every address", token.start_pos)
    return fact


@dataclass(frozen=True, slots=True)
class Scope(Node):
    """Something that holds within one field of the text."""

    field: str
    item: Node

    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("atom", "FIELD within", _build, r"FIELD.3: /[^\W\d_]\w*:(?=[^\s):])(?!\/\/)/"),
    )

    def parts(self) -> tuple[Node, ...]:
        return (self.item,)

    def write(self) -> str:
        return f"{self.field}:{self._inner()}"

    def _inner(self) -> str:
        bare = isinstance(self.item, Term | Group)
        return self.item.write() if bare else f"({self.item.write()})"

    def say(self) -> str:
        where = "anywhere" if self.field == TEXT else f"in the {self.field}"
        return f"{where}: {self.item.say()}" if not self.item.parts() else f"{where}: ({self.item.say()})"

    def lack(self, parts: Sequence[Why], note: str) -> str:
        return f"{'' if self.field == TEXT else f'in the {self.field}: '}{parts[0].why}"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return self.item.holds(reading, self.narrow(fields))

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        return self.item.places(reading, self.narrow(fields))

    def evidence(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        return self.item.evidence(reading, self.narrow(fields))

    def narrow(self, fields: Sequence[str]) -> Sequence[str]:
        own = TEXT_FIELDS[self.field]
        return own if fields is FIELDS else tuple(field for field in own if field in fields)

    def clauses(self) -> tuple[frozenset[Node], ...]:
        return self.item.clauses()

    def positional(self) -> bool:
        return self.item.positional()

    def open(self) -> bool:
        return self.item.open()

    def clause(self, field: str | None) -> Clause:
        return self.item.clause(_COLUMN[self.field])


@dataclass(frozen=True, slots=True)
class Fact(Node):
    """Something known of the article that is not its text. A trailing `*`: it begins so."""

    field: str
    value: str

    def write(self) -> str:
        bare = _BARE.fullmatch(self.value) and self.value not in ("and", "or", "not")
        return f"{self.field}:{self.value}" if bare else f'{self.field}:"{self.value}"'

    def say(self) -> str:
        return f"{_SAID[self.field]} {self.value}"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return self.true_of(reading.fact(self.field))

    def true_of(self, fact: str) -> bool:
        """Whether this is so: author and url hold the value, everything else is it."""
        if not fact:
            return False
        if self.field == "author":
            return f" {fold(self.value)}{'' if self.value.endswith('*') else ' '}" in f" {fold(fact)} "
        value, fact = self.value.casefold(), fact.casefold()
        if self.field == "lang":
            fact = fact[: len(value)] if fact.startswith(f"{value}-") else fact
        if self.field == "url":
            return value.rstrip("*") in fact
        return fact.startswith(value[:-1]) if value.endswith("*") else fact == value

    def note(self, reading: Reading, fields: Sequence[str]) -> str:
        fact = reading.fact(self.field)
        return f"{self.field}: is {fact}" if fact else f"{self.field}: is not known"

    def lack(self, parts: Sequence[Why], note: str) -> str:
        return f"it is not {self.say()} ({note})"

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        return ()

    evidence = places

    def guard(self) -> frozenset[Node]:
        return frozenset((self,))

    def facts(self) -> tuple[Restriction, ...] | None:
        return (Restriction(self.field, (self.value,)),)

    def clause(self, field: str | None) -> Clause:
        raise QueryError(f"“{self.write()}”: in a search, facts stand beside the words, not inside OR or NOT with them")
