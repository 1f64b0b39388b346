"""What changed between two revisions of a text: paragraphs first, then words inside those that were changed. Pure.

difflib compares in quadratic time: paragraphs are few, and of changed ones in a row only the first 2,000 words are
compared; the others are shown whole, as they were and as they are.
Han, Kana, Hangul and Thai are compared by character.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

MOST_PARAGRAPHS = 1_000  # of a text that are compared; what comes after counts as replaced
MOST_WORDS = 2_000  # of paragraphs that were changed in a row
ALIKE = 0.3  # share of equal words from which a paragraph counts as changed, not as another one
SAME, CHANGED, ADDED, REMOVED = "same", "changed", "added", "removed"
_WORD = re.compile(
    r"\s+|[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]|"
    r"[^\W\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|\W"
)


class Run(NamedTuple):
    """Words that stayed (same), came (added) or went (removed)."""

    kind: str
    text: str


class Paragraph(NamedTuple):
    """One paragraph: same | changed | added | removed, in runs."""

    kind: str
    runs: tuple[Run, ...]


def differences(old: str, new: str) -> list[Paragraph]:
    """Every paragraph of both texts, in order."""
    before, after = _paragraphs(old), _paragraphs(new)
    matcher = SequenceMatcher(None, before[:MOST_PARAGRAPHS], after[:MOST_PARAGRAPHS], autojunk=False)
    found: list[Paragraph] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            found += [Paragraph(SAME, (Run(SAME, text),)) for text in after[c:d]]
        else:
            found += _replaced(before[a:b], after[c:d])
    return found + list(_replaced(before[MOST_PARAGRAPHS:], after[MOST_PARAGRAPHS:]))


def words(old: str, new: str) -> tuple[Run, ...]:
    """Two paragraphs, or headlines, as one with the words that came and went."""
    mine, theirs = _WORD.findall(old), _WORD.findall(new)
    head, rest = mine[:MOST_WORDS], "".join(mine[MOST_WORDS:])
    other, more = theirs[:MOST_WORDS], "".join(theirs[MOST_WORDS:])
    runs = [
        run for op in SequenceMatcher(None, head, other, autojunk=False).get_opcodes() for run in _run(head, other, op)
    ]
    return _joined([*runs, *(_whole(rest, more))])


def changed_words(found: Sequence[Paragraph]) -> tuple[int, int]:
    """How many words came and went."""
    runs = [run for paragraph in found for run in paragraph.runs]
    return _count(runs, ADDED), _count(runs, REMOVED)


def _count(runs: Sequence[Run], kind: str) -> int:
    return sum(1 for run in runs if run.kind == kind for word in _WORD.findall(run.text) if word[0].isalnum())


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


def _replaced(before: Sequence[str], after: Sequence[str]) -> Iterator[Paragraph]:
    left = MOST_WORDS
    for old, new in zip_longest(before, after):
        if old is None or new is None or old == new:
            yield _alone(old, new)
            continue
        left -= max(len(_WORD.findall(old)), len(_WORD.findall(new)))
        runs = words(old, new) if left >= 0 else ()
        kept = sum(len(run.text) for run in runs if run.kind == SAME)
        if kept >= ALIKE * max(len(old), len(new)):
            yield Paragraph(CHANGED, runs)
        else:
            yield Paragraph(REMOVED, (Run(REMOVED, old),))
            yield Paragraph(ADDED, (Run(ADDED, new),))


def _alone(old: str | None, new: str | None) -> Paragraph:
    kind = ADDED if old is None else REMOVED if new is None else SAME
    return Paragraph(kind, (Run(kind, new or old or ""),))


def _run(before: Sequence[str], after: Sequence[str], op: tuple[str, int, int, int, int]) -> Iterator[Run]:
    kind, a, b, c, d = op
    if kind == "equal":
        yield Run(SAME, "".join(after[c:d]))
        return
    yield Run(REMOVED, "".join(before[a:b]))
    yield Run(ADDED, "".join(after[c:d]))


def _whole(rest: str, more: str) -> Iterator[Run]:
    if rest == more:
        yield Run(SAME, more)
    else:
        yield Run(REMOVED, rest)
        yield Run(ADDED, more)


def _joined(runs: Sequence[Run]) -> tuple[Run, ...]:
    """Without empty runs; a lone space between two changes belongs to both."""
    told: list[Run] = []
    full = [run for run in runs if run.text]
    for at, run in enumerate(full):
        inside = run.kind == SAME and run.text.isspace() and 0 < at < len(full) - 1
        for kind in (REMOVED, ADDED) if inside else (run.kind,):
            told.append(Run(kind, run.text))
    return tuple(_gathered(told))


def _gathered(told: Sequence[Run]) -> Iterator[Run]:
    """Neighbouring changes as one: what went, then what came."""
    gone = came = ""
    for run in told:
        if run.kind == SAME:
            yield from (one for one in (Run(REMOVED, gone), Run(ADDED, came)) if one.text)
            gone = came = ""
            yield run
        elif run.kind == REMOVED:
            gone += run.text
        else:
            came += run.text
    yield from (one for one in (Run(REMOVED, gone), Run(ADDED, came)) if one.text)
