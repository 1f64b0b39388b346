"""Verdicts in words and numbers: what `monitor explain` says."""

from collections.abc import Iterator, Sequence

from monitor.publish.explaining import explained
from monitor.publish.web.compared import Beside, beside, beside_json
from monitor.store.database import Connection
from monitor.store.views_rows import ArticleView, article_json

QUOTES = 3  # passages that are quoted


def compared(conn: Connection, view: ArticleView) -> Beside | None:
    """What the text shares with that of its original; of an original, with that of its nearest copy."""
    other = view.row.reprint_of or max(view.reprints, key=lambda copy: copy.p).row.id if _folded(view) else None
    return beside(conn, view.row.id, other) if other else None


def _folded(view: ArticleView) -> bool:
    return view.row.reprint_of is not None or bool(view.reprints)


def as_json(view: ArticleView, other: Beside | None = None) -> dict[str, object]:
    """The article with its verdicts, and what it shares with another one."""
    verdicts = [
        {"kind": one.kind, "p": one.p, "reason": dict(one.reason), "author": one.author, "since": one.since}
        for one in view.reasons
    ]
    return {
        **article_json(view.row), "origin": view.origin, "origin_kind": view.origin_kind, "verdicts": verdicts,
        "explained": [{"question": one.question, "answer": one.answer, "evidence": list(one.evidence)}
                      for one in explained(view)],
        "compared": beside_json(other) if other else None,
    }  # fmt: skip


def sentences(view: ArticleView, other: Beside | None = None) -> Iterator[str]:
    """A line for each question: whose text, which story, who said it, which topics."""
    yield f"Article {view.row.id}, {view.row.outlet_name}: {view.row.title}"
    if not view.judged:
        yield "Not judged yet."
        return
    for question, answer, evidence in explained(view):
        yield f"{question}: {answer}"
        yield from (f"  {line}" for line in evidence)
        if question == "Text" and other is not None:
            yield from _passages(other)
    for tag in view.row.topics:
        terms = ", ".join(dict.fromkeys(f"“{evidence.term}”" for evidence in tag.evidence))
        yield f"Topic: {tag.name} (version {tag.version}), by {terms}."


def _passages(other: Beside) -> Sequence[str]:
    found = other.found
    lines = [f"  {found.share:.0%} of its words stand in article {other.other.id}, in {len(found.passages)} passages"]
    for quote, start, end, other_start, other_end in other.quotes[:QUOTES]:
        lines.append(
            f"    {start}–{end} here, {other_start}–{other_end} there: “{quote[:100]}{'…' * (len(quote) > 100)}”"
        )
    return lines
