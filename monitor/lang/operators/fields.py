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
from monitor.lang.operators.node import BODY, FIELDS, SUMMARY, TITLE, Context, Node, Place, Reading, Rule
from monitor.lang.operators.words import Group, Term
from monitor.lang.search import TEXT, Clause, Restriction
from monitor.lang.search import TITLE as TITLE_COLUMN

TEXT_FIELDS = {TITLE: (TITLE,), SUMMARY: (SUMMARY,), BODY: (BODY,), TEXT: FIELDS}
_COLUMN = {TITLE: TITLE_COLUMN, SUMMARY: TEXT, BODY: TEXT, TEXT: None}
FACTS = ("outlet", "feed", "lang", "author", "url", "country")
_BARE = re.compile(r"[a-z0-9][a-z0-9.:/_-]*[a-z0-9]\*?")  # what needs no quotes
SEARCH_FACTS = ("topic", "since", "until")  # of stored articles only
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
    near = difflib.get_close_matches(name, (*TEXT_FIELDS, *FACTS, *SEARCH_FACTS), 1)
    hint = f"did you mean {near[0]}: ?" if near else f'to look for "{name}", put it in quotes'
    raise context.refuse(f"{name}: is no field; {hint}", token.start_pos, *(f"{f}:" for f in (*TEXT_FIELDS, *FACTS)))


def _has_field(node: Node) -> bool:
    return isinstance(node, Scope | Fact) or any(_has_field(part) for part in node.parts())


def _facts(context: Context, token: Any, name: str, inner: Node) -> Node:
    terms = inner.items if isinstance(inner, Or) else (inner,)
    facts = []
    for term in terms:
        if not isinstance(term, Term) or term.exact:
            raise context.refuse(f"{name}: takes a word, a phrase, or several with OR in parentheses", token.start_pos)
        facts.append(Fact(name, term.text))
    return any_of(facts)


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
            return f" {fold(self.value)} " in f" {fold(fact)} "
        value, fact = self.value.casefold(), fact.casefold()
        if self.field == "url":
            return value.rstrip("*") in fact
        return fact.startswith(value[:-1]) if value.endswith("*") else fact == value

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        return ()

    evidence = places

    def guard(self) -> frozenset[Node]:
        return frozenset((self,))

    def facts(self) -> tuple[Restriction, ...] | None:
        return (Restriction(self.field, (self.value,)),)

    def clause(self, field: str | None) -> Clause:
        raise QueryError(f"“{self.write()}”: in a search, facts stand beside the words, not inside OR or NOT with them")
