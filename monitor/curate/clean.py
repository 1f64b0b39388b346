"""The text that is compared: without residue, boilerplate of its outlet, dateline, byline and tails. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from monitor.curate.sketch import hash63, plain
from monitor.lang import residue

REMEMBERED = 8  # sentences at either end of a text whose repetition in an outlet is remembered
COMMON = 2  # a sentence seen in this many other articles of its outlet is boilerplate
_SENTENCE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])\s*").split
_ASCII_SENTENCE = re.compile(r"\s(?<=[.!?].)\s*", re.DOTALL).split  # the same, begun with what engines look for quickly


class Sentence(NamedTuple):
    """A sentence with the hash under which its outlet's memory knows it (None: too far inside to be boilerplate)."""

    text: str
    hash: int | None
    ends_line: bool


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The text to compare, and what the outlet's memory is to learn from it."""

    text: str
    learn: tuple[int, ...]


def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text up to the heading that ends it; the first and last few with their hashes."""
    split = [(_ASCII_SENTENCE if line.isascii() else _SENTENCE)(line) for line in body_lines(text)]
    parts = [(part, at == len(line) - 1) for line in split for at, part in enumerate(line) if part]
    last = len(parts) - REMEMBERED
    return tuple(
        Sentence(part, line_hash(part) if at < REMEMBERED or at >= last else None, ends)
        for at, (part, ends) in enumerate(parts)
    )


def body_lines(text: str) -> list[str]:
    """The lines of a text before a heading like "Related articles", without copyright notices."""
    lines = map(str.strip, text[: residue.end_of_text(text)].split("\n"))
    return [line for line in lines if line and not residue.is_notice(line)]


def line_hash(sentence: str) -> int:
    """The name of a sentence in its outlet's memory."""
    return hash63(plain(sentence))


def clean(parts: Sequence[Sentence], seen: Callable[[int], int]) -> Cleaned:
    """Drop what the outlet repeats: `seen` says in how many other articles of it a sentence stood."""
    kept = [part for part in parts if part.hash is None or seen(part.hash) < COMMON]
    learn = tuple(dict.fromkeys(part.hash for part in parts if part.hash is not None))
    return Cleaned(residue.without_tail(residue.without_head(_joined(kept))), learn)


def _joined(parts: Iterable[Sentence]) -> str:
    return "".join(part.text + ("\n" if part.ends_line else " ") for part in parts).strip()
