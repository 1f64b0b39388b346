"""An article beside another one, and beside what it was: passages and changes, found when a page asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from monitor.curate.overlap import Overlap, overlap
from monitor.curate.revisions import Paragraph, Run, changed_words, differences, words
from monitor.store.database import Connection
from monitor.store.reading import ArticleRow
from monitor.store.views_articles import articles_by_id
from monitor.store.views_rows import rfc3339
from monitor.store.views_texts import TextRow, text_of

QUOTED = 280  # characters of a passage that a page shows in its list
LISTED = 12


@dataclass(frozen=True, slots=True)
class Beside:
    """Another article with what both texts share."""

    other: ArticleRow
    found: Overlap
    text: str

    @property
    def quotes(self) -> list[tuple[str, int, int, int, int]]:
        """The longest passages, in their order: how each begins, and where it stands in both."""
        longest = sorted(self.found.passages, key=lambda one: -one.words)[:LISTED]
        return [(shortened(self.text[one.start : one.end]), *one[:4]) for one in sorted(longest)]

    @property
    def pieces(self) -> list[list[tuple[str, bool]]]:
        """The paragraphs, cut into what is shared and what is not."""
        return [_cut(self.text, start, end, self.found) for start, end in _paragraphs(self.text)]


def beside(conn: Connection, article: int, other: int) -> Beside | None:
    """What the text of an article shares with that of another; None when one of them is not there."""
    rows = articles_by_id(conn, [other])
    mine, theirs = text_of(conn, article), text_of(conn, other)
    if not rows or mine is None or theirs is None:
        return None
    return Beside(rows[0], overlap(mine.text, theirs.text), mine.text)


def shortened(text: str) -> str:
    """A passage as a list shows it."""
    plain = " ".join(text.split())
    return plain if len(plain) <= QUOTED else f"{plain[: QUOTED - 1].rstrip()}…"


def _paragraphs(text: str) -> list[tuple[int, int]]:
    found, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found


def _cut(text: str, start: int, end: int, found: Overlap) -> list[tuple[str, bool]]:
    edges = {start, end}
    inside = [one for one in found.passages if one.start < end and one.end > start]
    for one in inside:
        edges |= {max(start, one.start), min(end, one.end)}
    return [
        (text[a:b], any(one.start <= a and b <= one.end for one in inside)) for a, b in pairwise(sorted(edges)) if b > a
    ]


def beside_json(one: Beside) -> dict[str, object]:
    """For machines: offsets in code points of both texts."""
    return {
        "with": one.other.id, "share": one.found.share, "other_share": one.found.other_share,
        "passages": [
            {"start": p.start, "end": p.end, "other_start": p.other_start, "other_end": p.other_end, "words": p.words}
            for p in one.found.passages
        ],
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """What a revision changed."""

    n: int
    at: datetime
    before: datetime
    title: tuple[Run, ...]  # empty: the same headline
    paragraphs: tuple[Paragraph, ...]  # empty: the same text
    came: int
    went: int

    @property
    def folded(self) -> list[Paragraph | int]:
        """The paragraphs, with the number of those that stayed in the place of each run of them."""
        told: list[Paragraph | int] = []
        for one in self.paragraphs:
            if one.kind != "same":
                told.append(one)
            elif told and isinstance(told[-1], int):
                told[-1] += 1
            else:
                told.append(1)
        return told


def changes(found: Sequence[TextRow]) -> list[Change]:
    """What each revision changed, newest first."""
    return [_change(old, new) for old, new in reversed(list(pairwise(found)))]


def _change(old: TextRow, new: TextRow) -> Change:
    paragraphs = tuple(differences(old.text, new.text)) if old.text != new.text else ()
    title = words(old.title, new.title) if old.title != new.title else ()
    return Change(new.n, new.seen, old.seen, title, paragraphs, *changed_words(paragraphs))


def change_json(one: Change) -> dict[str, object]:
    """A change for machines: only what came and went."""
    told = [
        {"kind": p.kind, "runs": [[run.kind, run.text] for run in p.runs]} for p in one.paragraphs if p.kind != "same"
    ]
    return {"n": one.n, "at": rfc3339(one.at), "title": [[run.kind, run.text] for run in one.title],
            "paragraphs": told, "words_came": one.came, "words_went": one.went}  # fmt: skip
