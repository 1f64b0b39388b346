"""Words, "phrases", beginnings*, one l?tter, =EXACT case, and @groups of them."""

# ruff: noqa: D102 - Node says what each method is for

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from monitor.errors import QueryError
from monitor.lang.fold import fold
from monitor.lang.operators.node import Context, Node, Place, Reading, Rule
from monitor.lang.search import Any as AnyClause
from monitor.lang.search import Clause, phrase
from monitor.lang.tokens import is_dense

SHORTEST_PREFIX = 2
_LONELY = re.compile(r"(?<!\S)\*|\*(?=\w)")  # a star that ends no word
_ASKING = re.compile(r"(?<!\w)\?(?=\w)|(?<=\w)\?(?!\w)")
_LOWER = {"and": "AND", "or": "OR", "not": "NOT"}
_FOREIGN = {"&": "AND", "&&": "AND", "+": "AND", "|": "OR", "||": "OR", "/": "OR", "!": "NOT", "-": "NOT"}
_UNFINISHED = re.compile(r"(NEAR|BEFORE|ATLEAST|WITHIN|ADJ|W)(/?\d*)$")


def _build_word(context: Context, children: Sequence[Any]) -> Node:
    (token,) = children
    _refuse_lookalikes(context, token)
    return Term(str(token)).checked(context, token.start_pos)


def _build_phrase(context: Context, children: Sequence[Any]) -> Node:
    (token,) = children
    return Term(" ".join(token[1:-1].split()), phrase=True).checked(context, token.start_pos)


def _build_exact(context: Context, children: Sequence[Any]) -> Node:
    (token,) = children
    quoted = token[1:].startswith('"')
    text = " ".join(token[2:-1].split()) if quoted else str(token[1:])
    return Term(text, phrase=quoted, exact=True).checked(context, token.start_pos)


def _refuse_lookalikes(context: Context, token: Any) -> None:
    """Words that are probably meant as operators are not guessed at."""
    word, at = str(token), token.start_pos
    if word in _LOWER.values():
        raise context.refuse(
            f"a word is missing before {word}: an empty alternative would match everything", at, "a word"
        )
    if operator := _LOWER.get(word.lower()):
        raise context.refuse(f'write {operator} in capitals to combine, or "{word}" in quotes to look for the word', at)
    if operator := _FOREIGN.get(word):
        raise context.refuse(f"{word} means nothing here; did you mean {operator}?", at)
    if word[0] == "-" and word[1:2].isalnum():
        raise context.refuse(f'to exclude, write NOT {word[1:]}; to look for it, "{word}" in quotes', at)
    if word.endswith(":"):
        raise context.refuse(f"no space after {word}", at)
    if found := _UNFINISHED.match(word):
        name = found.group(1) if found.group(1) in ("NEAR", "BEFORE", "ATLEAST") else "NEAR"
        usage = f"{name}/3( … )" if name == "ATLEAST" else f"… {name}/5 …"
        raise context.refuse(f"{word} is no complete operator; write {usage}", at)


@dataclass(frozen=True, slots=True)
class Term(Node):
    """A word or phrase as written. A `*` ends a word that may go on, a `?` inside a word is one letter or digit.
    `exact`: written exactly so, capitals and all."""

    text: str
    phrase: bool = False
    exact: bool = False

    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("leaf", "WORD", _build_word, r'WORD: /[^\s()"]+/'),
        Rule("leaf", "QUOTED", _build_phrase, r'QUOTED: /"[^"]*"/'),
        Rule("leaf", "EXACT", _build_exact, r'EXACT.2: /=("[^"]*"|[^\s()"=][^\s()"]*)/'),
    )

    @property
    def prefix(self) -> bool:
        """Whether its last word may go on."""
        return self.text.endswith("*")

    def checked(self, context: Context, at: int) -> "Term":
        """Itself, if there is something left to look for.

        Raises:
            QueryError: nothing is left after folding, or a wildcard stands where it can not.
        """
        text = self.text
        if not fold(text):
            what = "matches everything" if "*" in text else "holds no letter or digit, so nothing can be found by it"
            raise context.refuse(f"“{text}” {what}", at, "a word")
        if _LONELY.search(text):
            raise context.refuse(f"“{text}”: * stands at the end of a word, never before or inside one", at)
        if _ASKING.search(text) and not self.phrase:
            raise context.refuse(f"“{text}”: ? is one letter inside a word; put it in quotes to ignore it", at)
        if self.exact and ("*" in text or "?" in text):
            raise context.refuse(f"“={text}”: exact case takes no wildcard", at)
        first = text.split()[0]
        if first.endswith("*") and len(stem := fold(first)) < SHORTEST_PREFIX and not is_dense(stem):
            raise context.refuse(f"“{first}” would match too much; give at least {SHORTEST_PREFIX} letters", at)
        return self

    def write(self) -> str:
        text = f'"{self.text}"' if self.phrase else self.text
        return f"={text}" if self.exact else text

    def say(self) -> str:
        if self.exact:
            return f"“{self.text}” written exactly so"
        stem = self.text[:-1] if self.prefix else self.text
        if is_dense(last := fold(stem).split()[-1]) and last:
            return f"“{stem}” anywhere in a run of letters"
        return f"words beginning with “{stem}”" if self.prefix else f"“{stem}”"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return bool(reading.find(self, fields))

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        return reading.find(self, fields)

    evidence = places

    def positional(self) -> bool:
        return True

    def guard(self) -> frozenset[Node]:
        return frozenset((self,))

    def clause(self, field: str | None) -> Clause:
        if self.exact:
            raise QueryError(f"“{self.write()}”: exact case works in topics; a search does not tell capitals apart")
        return phrase(self.text, field)


def _build_group(context: Context, children: Sequence[Any]) -> Node:
    (token,) = children
    name = str(token[1:])
    if context.groups is None:
        return Group(name)
    if name not in context.groups:
        near = difflib.get_close_matches(name, context.groups, 1)
        hint = f"; did you mean @{near[0]}?" if near else ""
        raise context.refuse(f"there is no group @{name}{hint}", token.start_pos, *(f"@{n}" for n in context.groups))
    return Group(name, _members(context, name, token.start_pos))


def _members(context: Context, name: str, at: int) -> tuple[Term, ...]:
    texts = (context.groups or {})[name]
    if not texts:
        raise context.refuse(f"the group @{name} is empty", at)
    try:
        return tuple(dict.fromkeys(read_term(text) for text in texts))
    except QueryError as error:
        raise context.refuse(f"in the group @{name}: {error}", at) from error


def read_term(text: str) -> Term:
    """A term as it stands in a group or a list of decoys: no quotes needed, `=` first for exact case.

    Raises:
        QueryError: the term can never match.
    """
    bare = " ".join(text.split())
    exact = bare.startswith("=")
    bare = bare[1:] if exact else bare
    if bare[:1] == '"' == bare[-1:]:
        bare = bare[1:-1]
    return Term(bare, phrase=True, exact=exact).checked(Context(text, {}), 0)


@dataclass(frozen=True, slots=True)
class Group(Node):
    """One of the terms of an alias group. Two groups of the same name are the same."""

    name: str
    terms: tuple[Term, ...] = field(default=(), compare=False, repr=False)

    grammar: ClassVar[tuple[Rule, ...]] = (Rule("leaf", "GROUP", _build_group, r"GROUP.2: /@\w[\w-]*(?![^\s()\"])/"),)

    def write(self) -> str:
        return f"@{self.name}"

    def say(self) -> str:
        shown = ", ".join(f"“{term.text}”" for term in self.terms[:3])
        more = f" and {len(self.terms) - 3} more" if len(self.terms) > 3 else ""
        return f"one of @{self.name} ({shown}{more})" if shown else f"one of @{self.name}"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return bool(reading.find(self, fields))

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        return reading.find(self, fields)

    evidence = places

    def positional(self) -> bool:
        return True

    def guard(self) -> frozenset[Node]:
        return frozenset(self.terms)

    def clause(self, field: str | None) -> Clause:
        return AnyClause(tuple(term.clause(field) for term in self.terms))
