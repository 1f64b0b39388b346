r"""re:/…/: a regular expression, found in the stored text by RE2, whose time grows with the text and not with the
pattern. An extra: `pip install 'monitor[patterns]'`.

RE2 knows no look-around and no back-references, and its \b, \w and \d are ASCII: \pL is a letter of any script.
"""

# ruff: noqa: D102 - Node says what each method is for

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar

from monitor.errors import QueryError
from monitor.lang.operators.node import FIELDS, Context, Node, Place, Reading, Rule, Why

LONGEST = 500  # characters of a pattern
MEMORY = 1024 * 1024  # bytes that RE2 may take for one
MOST_READ = 200_000  # characters of a field: where RE2 is at its slowest, half a second or so
MOST_FOUND = 200  # in a field; what a flood of them has beyond does not count
PROBES = ("quartz jug, vex 9", "Ночь у реки", "우산 꽃길", "夜の川辺", "谁知道呢", "مطر خفيف")  # with nothing in common
MISSING = "re:/…/ needs the extra patterns: pip install 'monitor[patterns]'"

_SURROGATE = re.compile("[\ud800-\udfff]")  # alone it can not be encoded: a mark of the same length stands for it
Finder = Callable[[str], Iterator[tuple[int, int]]]


def _build_regex(context: Context, children: Sequence[Any]) -> Node:
    (token,) = children
    body, _, flag = token[len("re:/") :].rpartition("/")
    regex = Regex(body, any_case=flag == "i")
    if len(body) > LONGEST:
        raise context.refuse(f"a pattern longer than {LONGEST} characters", token.start_pos)
    try:
        find = finder(regex.pattern, any_case=regex.any_case)
    except QueryError as error:
        raise context.refuse(str(error), token.start_pos) from error
    if next(find(""), None) is not None:
        raise context.refuse(f"{regex.write()} finds nothing at all everywhere: this would match everything",
                             token.start_pos)  # fmt: skip
    if all(any(find(probe)) for probe in PROBES):
        raise context.refuse(f"{regex.write()} finds something in any text: this would match everything",
                             token.start_pos)  # fmt: skip
    return regex


@lru_cache(maxsize=1000)
def finder(pattern: str, *, any_case: bool) -> Finder:
    """What finds a pattern in a text, as [start, end) in code points.

    Raises:
        QueryError: RE2 is not installed, or refuses the pattern.
    """
    try:
        import re2  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise QueryError(MISSING) from error
    options = re2.Options()
    options.max_mem, options.log_errors, options.case_sensitive = MEMORY, False, not any_case
    try:
        compiled = re2.compile(pattern.replace("\\/", "/"), options)
    except re2.error as error:
        said = error.args[0] if error.args else error
        reason = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise QueryError(f"RE2 can not read the pattern: {reason}") from error

    def find(text: str) -> Iterator[tuple[int, int]]:
        return ((found.start(), found.end()) for found in compiled.finditer(text))

    return find


@dataclass(frozen=True, slots=True)
class Regex(Node):
    """A pattern between slashes, as written. `any_case`: capitals do not matter."""

    pattern: str
    any_case: bool = False

    grammar: ClassVar[tuple[Rule, ...]] = (
        Rule("leaf", "PATTERN", _build_regex, r"PATTERN.4: /re:\/(?:[^\/\\\n]|\\[^\n])+\/i?(?![^\s()^])/"),
    )

    def write(self) -> str:
        return f"re:/{self.pattern}/{'i' if self.any_case else ''}"

    def say(self) -> str:
        return f"the pattern {self.write()}"

    def lack(self, parts: Sequence[Why], note: str) -> str:
        return f"{self.say()} is found nowhere"

    def holds(self, reading: Reading, fields: Sequence[str]) -> bool:
        return bool(self.places(reading, fields))

    def places(self, reading: Reading, fields: Sequence[str]) -> Sequence[Place]:
        found = reading.once((self.pattern, self.any_case), lambda: self._places(reading))
        return found if fields is FIELDS else [place for place in found if place.field in fields]

    evidence = places

    def _places(self, reading: Reading) -> list[Place]:
        return sorted(
            place
            for field in FIELDS
            for start, end in self.spans(reading.stored(field))
            if (place := reading.place(field, start, end, self.write())) is not None
        )

    def spans(self, text: str, *, most: int = MOST_FOUND) -> list[tuple[int, int]]:
        """Where a text has it: the first of them; what is found must not be empty."""
        spans: list[tuple[int, int]] = []
        for start, end in finder(self.pattern, any_case=self.any_case)(_SURROGATE.sub("\ufffd", text[:MOST_READ])):
            if end > start:
                spans.append((start, end))
            if len(spans) == most:
                break
        return spans

    def is_in(self, texts: Sequence[str]) -> bool:
        """Whether one of the texts has it."""
        return any(self.spans(text, most=1) for text in texts)

    def likely(self) -> float:
        """Of all guards the dearest: it has to be looked for in every text."""
        return 100.0

    def positional(self) -> bool:
        return True

    def guard(self) -> frozenset[Node]:
        return frozenset((self,))
