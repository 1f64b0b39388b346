"""The query language of topics and of search: a text becomes a tree of operators, and is written from it again.

OR binds loosest, then AND (also where nothing stands between two parts), then NOT, then NEAR and BEFORE. The grammar is
put together from what each operator says of itself (`operators/`); lark reads it (LALR).
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken

from monitor.errors import QueryError
from monitor.lang.contradictions import impossible
from monitor.lang.operators import OPERATORS
from monitor.lang.operators.atleast import AtLeast
from monitor.lang.operators.fields import Fact, Scope
from monitor.lang.operators.logic import And, Not, Or
from monitor.lang.operators.near import Near
from monitor.lang.operators.node import Context, Groups, Node, Rule
from monitor.lang.operators.regex import Regex
from monitor.lang.operators.weight import Share, Weight
from monitor.lang.operators.words import Group, Term, read_term

__all__ = [
    "And", "AtLeast", "Fact", "Group", "Near", "Node", "Not", "Or", "Read", "Regex", "Scope", "Share", "Term", "Weight",
    "describe", "parse_query", "point", "print_query", "read_query", "read_term",
]  # fmt: skip

LONGEST = 4096  # code points of a query; groups count outside of it
DEEPEST = 32
MOST_SHOWN = 5  # places where AND was read that are named
_LEVELS = ("disjunction", "conjunction", "negation", "proximity", "atom", "leaf")  # loosest first
_TYPED = str.maketrans("“”„‟＂«»（）＠＊＝＾　", '"""""""()@*=^ ')
_UNSEEN = re.compile("[\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")  # folding drops them as well
_SAID = {
    "WORD": "a word", "QUOTED": "a phrase", "EXACT": "=EXACT", "GROUP": "@group", "FIELD": "field:", "LPAR": "(",
    "PATTERN": "re:/pattern/", "RPAR": ")", "NEAR": "NEAR/n", "ATLEAST": "ATLEAST/n(", "WEIGHT": "WEIGHT/n(",
    "SHARE": "^weight", "$END": "the end",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Read:
    """A query as it was read. `implied`: where in `text` an AND was read although nothing stands there; `mixed`: a
    part has AND and OR side by side without parentheses."""

    text: str
    node: Node
    implied: tuple[int, ...] = ()
    mixed: bool = False

    def remarks(self) -> tuple[str, ...]:
        """What was read that is not written, in words: one remark each for AND left out and for AND beside OR."""
        found = []
        if self.implied:
            joined = ", ".join(f"“{_around(self.text, at)}”" for at in self.implied[:MOST_SHOWN])
            more = f" and {len(self.implied) - MOST_SHOWN} more" if len(self.implied) > MOST_SHOWN else ""
            found.append(f"where nothing stands between two parts, AND is read: {joined}{more}")
        if self.mixed:
            found.append("AND binds tighter than OR: a OR b AND c is read as a OR (b AND c)")
        return tuple(found)


def parse_query(text: str, groups: Groups = None) -> Node:
    """Read a query. `groups` are the alias groups it may use; None lets any name pass.

    Raises:
        QueryError: it can not be read, or would match everything or nothing.
    """
    return read_query(text, groups).node


def read_query(text: str, groups: Groups = None) -> Read:
    """As `parse_query`, with what was read although it is not written. Marks of direction and characters of no width
    are left out first, for people do not see them."""
    query = _UNSEEN.sub("", text.translate(_TYPED))
    _check_size(query)
    try:
        tree = _parser().parse(query)
    except UnexpectedInput as error:
        raise _explain(error, query) from None
    read = _build(tree, Context(query, groups))
    if read.node.open():
        raise QueryError(
            "nothing but exclusions: this would match nearly everything; add what must be there", query=query
        )
    if why := impossible(read.node):
        raise QueryError(f"this can match nothing: {why}", query=query)
    return read


def print_query(node: Node) -> str:
    """The query as text, with every AND written out; `parse_query` gives the same tree back."""
    return node.write()


def describe(node: Node) -> str:
    """How the query was read, in words."""
    return node.say()


def point(error: QueryError) -> str:
    """The line of the query in which the error is, and a caret under the place. Empty without a query."""
    if not error.query:
        return ""
    at = min(error.at, len(error.query))
    start = error.query.rfind("\n", 0, at) + 1
    line = error.query[start:].partition("\n")[0]
    width = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in error.query[start:at])
    return f"{line}\n{' ' * width}^"


@cache
def _rules() -> tuple[Rule, ...]:
    return tuple(rule for operator in OPERATORS for rule in operator.grammar)


@cache
def _parser() -> Lark:
    lines = ["start: disjunction", '?within: leaf | "(" disjunction ")" -> bracket', "%ignore /\\s+/"]
    for level, tighter in zip(_LEVELS, (*_LEVELS[1:], None), strict=True):
        own = [f"{rule.expansion} -> r{number}" for number, rule in enumerate(_rules()) if rule.level == level]
        bracket = ['"(" disjunction ")" -> bracket'] if level == "atom" else []
        lines.append(f"?{level}: " + " | ".join([*([tighter] if tighter else []), *bracket, *own]))
    lines += [rule.terminals for rule in _rules()]
    return Lark("\n".join(lines), parser="lalr", propagate_positions=False, maybe_placeholders=False)


def _build(tree: Tree[Any], context: Context) -> Read:
    """The tree of operators, from the leaves up; without recursion, for no text may be too deep to refuse."""
    built: dict[int, Any] = {}
    begins: dict[int, int] = {}
    implied: list[int] = []
    mixed = False
    for part in tree.iter_subtrees():
        children = [built[id(child)] if isinstance(child, Tree) else child for child in part.children]
        if part.data == "start":
            return Read(context.query, _checked(children[0], context), tuple(sorted(implied)), mixed)
        first, last = part.children[0], part.children[-1]
        begins[id(part)] = begins[id(first)] if isinstance(first, Tree) else first.start_pos
        if _is_implied(children):
            implied.append(begins[id(last)])
        bracket = part.data == "bracket"
        built[id(part)] = children[0] if bracket else _rules()[int(part.data[1:])].build(context, children)
        mixed = mixed or (not bracket and _is_mixed(part, built))
    raise AssertionError("a tree without a start")


def _is_implied(children: Sequence[Any]) -> bool:
    """Whether two parts stand side by side; NOT says enough by itself."""
    if len(children) != 2 or isinstance(children[1], Not):
        return False
    return all(isinstance(child, Node) for child in children)


def _is_mixed(part: Tree[Any], built: Mapping[int, Any]) -> bool:
    """Whether this joins by OR what is itself joined by AND, so that precedence decides."""
    inner = (built[id(c)] for c in part.children if isinstance(c, Tree) and c.data != "bracket")
    return isinstance(built[id(part)], Or) and any(isinstance(node, And) for node in inner)


def _around(query: str, at: int) -> str:
    """The end of what stands before a place of the query, and the beginning of what follows."""
    before = re.split(r"[\s(]+", query[:at].rstrip(" \t\n("))[-1]
    after = re.split(r"[\s)]+", query[at:])[0]
    return f"{before} {after}".replace('"', "")


def _checked(node: Node, context: Context) -> Node:
    """The tree, if it is not too deep and every weight of it counts."""
    level, depth = [node], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise context.refuse(f"nested more than {DEEPEST} deep", 0)
        for share in (one for parent in level if not isinstance(parent, Weight) for one in _shares(parent, depth)):
            raise context.refuse(share.misplaced(), share.at)
        level = [part for parent in level for part in parent.parts()]
    return node


def _shares(parent: Node, depth: int) -> list[Share]:
    """Weights where they mean nothing."""
    return [one for one in ((parent, *parent.parts()) if depth == 1 else parent.parts()) if isinstance(one, Share)]


def _check_size(query: str) -> None:
    if len(query) > LONGEST:
        raise QueryError(f"longer than {LONGEST} characters; put lists of terms into groups", query=query, at=LONGEST)
    if not query.strip():
        raise QueryError("the query is empty", query=query, expected=("a word",))
    depth = 0
    for at, char in enumerate(query):
        depth += (char == "(") - (char == ")")
        if depth > DEEPEST:
            raise QueryError(f"parentheses nested more than {DEEPEST} deep", query=query, at=at)


def _explain(error: UnexpectedInput, query: str) -> QueryError:
    at = error.pos_in_stream if error.pos_in_stream is not None and error.pos_in_stream >= 0 else len(query)
    if isinstance(error, UnexpectedCharacters):
        return _unexpected_character(error, query, at)
    expected = _names(error.accepts or error.expected if isinstance(error, UnexpectedToken) else ())
    token = error.token if isinstance(error, UnexpectedToken) else Token("$END", "")
    if isinstance(error, UnexpectedEOF) or token.type == "$END":
        return QueryError(
            f"the query ends too early; expected {_list(expected)}", query=query, at=len(query), expected=expected
        )
    return QueryError(_unexpected(token, query, at, expected), query=query, at=at, expected=expected)


def _unexpected(token: Token, query: str, at: int, expected: tuple[str, ...]) -> str:
    before = query[:at].rstrip()
    if token.type == "RPAR" and before.endswith("("):
        return "the parentheses are empty"
    if token.type == "RPAR" and "a word" not in expected:
        return "a closing parenthesis without an opening one"
    if token.type in ("AND", "OR", "NEAR") and not before:
        return f"{token} needs something before it"
    if token.type == "SHARE":
        return f"{token}: a weight stands right behind a word, phrase, group or parentheses"
    if token.type in ("OR", "AND", "RPAR", "NEAR"):
        return f"nothing stands before “{token}”: an empty alternative would match everything"
    return f"“{token}” can not stand here; expected {_list(expected)}"


def _unexpected_character(error: UnexpectedCharacters, query: str, at: int) -> QueryError:
    expected = _names(error.allowed or ())
    message = "the quotation marks are not closed" if query[at] == '"' else f"“{query[at]}” can not stand here"
    if query[at] == "^":
        message = "^ gives a weight: WEIGHT/3(sanction*^2 OR embargo*)"
    return QueryError(message, query=query, at=at, expected=expected)


def _names(terminals: Sequence[str] | set[str] | Any) -> tuple[str, ...]:
    order = {name: number for number, name in enumerate(_SAID)}
    return tuple(_SAID.get(name, name) for name in sorted(terminals, key=lambda name: (order.get(name, 99), name)))


def _list(words: Sequence[str]) -> str:
    return ", ".join(words[:-1]) + (f" or {words[-1]}" if len(words) > 1 else "".join(words))
