"""Words, "phrases", beginnings*, one l?tter, =EXACT case, and @groups of them."""

# ruff: noqa: D102 - Node says what each method is for

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

from monitor.errors import QueryError
from monitor.lang.fold import fold
from monitor.lang.operators.lookalikes import call_like, lookalike
from monitor.lang.operators.node import Context, Node, Place, Reading, Rule, Why
from monitor.lang.search import Any as AnyClause
from monitor.lang.search import Clause, phrase
from monitor.lang.tokens import is_dense

SHORTEST_PREFIX = 2
DEEPEST_GROUPS = 16
_LONELY = re.compile(r"(?<!\S)\*|\*(?=\w)")  # a star that ends no word
_ASKING = re.compile(r"(?<![\w?])\?")  # a question mark that follows no letter
_WILD = {"*": "* lets a word go on", "?": "? is one letter"}
_PUNCTUATION = re.compile(r"\?+(?!\w|\?)")  # question marks of a phrase that end a word


def _build_word(context: Context, children: Sequence[Any]) -> Node:
    (token,) = children
    _refuse_lookalikes(context, token)
    return _no_name(Term(str(token)), context, token.start_pos)


def _build_phrase(context: Context, children: Sequence[Any]) -> Node:
    (token,) = children
    return _no_name(Term(_phrase_text(token[1:-1]), phrase=True), context, token.start_pos)


def _build_exact(context: Context, children: Sequence[Any]) -> Node:
    (token,) = children
    quoted = token[1:].startswith('"')
    text = " ".join(token[2:-1].split()) if quoted else str(token[1:])
    return _no_name(Term(text, phrase=quoted, exact=True), context, token.start_pos)


def _no_name(term: "Term", context: Context, at: int) -> "Term":
    """The term, checked. In a query @ begins the name of a group and nothing else; who writes it in quotes, or behind
    the = of exact case, is asked which of the two it should be."""
    checked = term.checked(context, at)
    if not term.text.startswith("@"):
        return checked
    name = term.text.lstrip("@ ")
    word = Term(name, " " in name, term.exact).write()
    raise context.refuse(f"“{term.write()}”: @ names a group; write @{name.split()[0]} for the group, or {word} for "
                         "the text", at)  # fmt: skip


def _refuse_lookalikes(context: Context, token: Any) -> None:
    """Words that are probably meant as operators are not guessed at."""
    called = context.query[token.end_pos : token.end_pos + 1] == "("
    if mend := (call_like(str(token)) if called else "") or lookalike(str(token)):
        raise context.refuse(mend, token.start_pos)


def _phrase_text(quoted: str) -> str:
    """A phrase with one space between its words; a question mark at the end of a word is punctuation there."""
    return " ".join(_PUNCTUATION.sub(" ", quoted).split())


@dataclass(frozen=True, slots=True)
class Term(Node):
    """A word or phrase as written. A `*` ends a word that may go on, a `?` after a letter is one letter or digit more.
    `exact`: written exactly so, capitals and all."""

    text: str
    phrase: bool = False
    exact: bool = False

    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("leaf", "WORD", _build_word, r'WORD: /[^\s()"^]+/'),
        Rule("leaf", "QUOTED", _build_phrase, r'QUOTED: /"[^"]*"/'),
        Rule("leaf", "EXACT", _build_exact, r'EXACT.2: /=("[^"]*"|[^\s()"=^][^\s()"^]*)/'),
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
            raise context.refuse(f"“{text}”: ? is one letter more and stands after a letter", at)
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
        if "*" in stem or "?" in stem:
            signs = " and ".join(said for sign, said in _WILD.items() if sign in self.text)
            return f"“{self.text}” ({signs})"
        if is_dense(last := fold(stem).split()[-1]) and last:
            return f"“{stem}” anywhere in a run of letters"
        return f"words beginning with “{stem}”" if self.prefix else f"“{stem}”"

    def lack(self, parts: Sequence[Why], note: str) -> str:
        return f"{self.say()} is not there" + (f" ({note})" if note else "")

    def note(self, reading: Reading, fields: Sequence[str]) -> str:
        return reading.nearly(self, fields)

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
    return Group(name, _members(context, name, token.start_pos))


def _members(context: Context, name: str, at: int) -> tuple[Term, ...]:
    groups = context.groups or {}
    try:
        terms = tuple(dict.fromkeys(read_term(text) for text in unfolded_group(groups, name)))
    except QueryError as error:
        if error.query == "":
            raise context.refuse(str(error), at, *error.expected) from None
        raise context.refuse(f"in the group @{name}: {error}", at) from error
    if not terms:
        raise context.refuse(f"the group @{name} is empty", at)
    return terms


def unfolded_group(groups: Mapping[str, Sequence[str]], name: str) -> list[str]:
    """The terms of a group as written; an entry `@other` stands for the terms of that group.

    Raises:
        QueryError: there is no such group, or it holds itself, or groups lie too deep in one another.
    """
    opened: dict[str, list[str]] = {}
    _open_group(groups, name, (), opened)
    return list(dict.fromkeys(term for terms in opened.values() for term in terms))


def _open_group(
    groups: Mapping[str, Sequence[str]], name: str, within: tuple[str, ...], opened: dict[str, list[str]]
) -> None:
    """Note the own terms of a group and of those in it, each once."""
    if name in within:
        raise QueryError(f"the group @{name} holds itself: {' → '.join(f'@{one}' for one in (*within, name))}")
    if name in opened:
        return
    if name not in groups:
        raise QueryError(_no_group(groups, name, within), expected=tuple(f"@{known}" for known in groups))
    if len(within) == DEEPEST_GROUPS:
        raise QueryError(f"groups lie more than {DEEPEST_GROUPS} deep in one another: @{within[0]} … @{name}")
    for text in groups[name]:
        if text.startswith("@"):
            _open_group(groups, text[1:], (*within, name), opened)
    opened[name] = [text for text in groups[name] if not text.startswith("@")]


def _no_group(groups: Mapping[str, Sequence[str]], name: str, within: tuple[str, ...]) -> str:
    known = {one.casefold(): one for one in groups}
    near = difflib.get_close_matches(name.casefold(), known, 1)
    hint = f"; did you mean @{known[near[0]]}?" if near else ""
    where = f"in the group @{within[-1]}: " if within else ""
    return f"{where}there is no group @{name}{hint}"


@lru_cache(maxsize=20_000)
def read_term(text: str) -> Term:
    """A term as it stands in a group or a list of decoys: no quotes needed, `=` first for exact case.

    Raises:
        QueryError: the term can never match.
    """
    bare = " ".join(text.split())
    exact = bare.startswith("=")
    bare = bare[1:] if exact else bare
    if quoted := bare[:1] == '"' == bare[-1:] and len(bare) > 1:
        bare = bare[1:-1]
    if quoted or " " in bare:
        bare = _phrase_text(bare)
    return Term(bare, phrase=True, exact=exact).checked(Context(text, {}), 0)


@dataclass(frozen=True, slots=True)
class Group(Node):
    """One of the terms of an alias group. Two groups of the same name are the same."""

    name: str
    terms: tuple[Term, ...] = field(default=(), compare=False, repr=False)

    grammar: ClassVar[tuple[Rule, ...]] = (Rule("leaf", "GROUP", _build_group, r"GROUP.2: /@\w[\w-]*(?![^\s()\"^])/"),)

    def write(self) -> str:
        return f"@{self.name}"

    def say(self) -> str:
        shown = ", ".join(f"“{term.text}”" for term in self.terms[:3])
        more = f" and {len(self.terms) - 3} more" if len(self.terms) > 3 else ""
        return f"one of @{self.name} ({shown}{more})" if shown else f"one of @{self.name}"

    def lack(self, parts: Sequence[Why], note: str) -> str:
        return f"nothing of @{self.name} is there" + (f" ({note})" if note else "")

    def note(self, reading: Reading, fields: Sequence[str]) -> str:
        return reading.nearly(self, fields)

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


def terms_of(leaf: Node) -> tuple[Term, ...]:
    """The terms that a leaf stands for."""
    if isinstance(leaf, Group):
        return leaf.terms
    return (leaf,) if isinstance(leaf, Term) else ()
