"""Verdicts in words: what `monitor explain` says."""

from collections.abc import Iterator, Mapping
from typing import Any

from monitor.store.views_rows import ArticleView, Reason, article_json

MEASURES = {
    "a_in_b": "of the shorter text stands in the longer",
    "b_in_a": "of the longer text stands in the shorter",
    "front": "of its beginning is the same",
    "title": "of the shorter headline is the same",
    "numbers": "of the numbers agree",
    "names": "of the names agree",
}


def as_json(view: ArticleView) -> dict[str, object]:
    """The article with its verdicts."""
    verdicts = [
        {"kind": one.kind, "p": one.p, "reason": dict(one.reason), "author": one.author, "since": one.since}
        for one in view.reasons
    ]
    return {**article_json(view.row), "origin": view.origin, "origin_kind": view.origin_kind, "verdicts": verdicts}


def sentences(view: ArticleView) -> Iterator[str]:
    """A line for each question: whose text, which story, who said it, which topics."""
    yield f"Article {view.row.id}, {view.row.outlet_name}: {view.row.title}"
    if not view.judged:
        yield "Not judged yet."
        return
    reasons = {one.kind: one for one in view.reasons}
    yield from _text(view, reasons.get("reprint"))
    yield from _story(view, reasons.get("story"))
    yield from _origin(view, reasons.get("origin"))
    for tag in view.row.topics:
        terms = ", ".join(dict.fromkeys(f"“{evidence.term}”" for evidence in tag.evidence))
        yield f"Topic: {tag.name} (version {tag.version}), by {terms}."


def _text(view: ArticleView, why: Reason | None) -> Iterator[str]:
    if view.original is not None:
        sure = f", p = {why.p:.2f}" if why else ""
        yield f"Text: a reprint of article {view.original.id} ({view.original.outlet_name}){sure}{_by(why)}."
    else:
        yield f"Text: its own{_copies(len(view.reprints))}{_by(why)}."
    reason = why.reason if why else {}
    if "with" in reason:
        yield f"  compared with article {reason['with']}: {_measured(reason)}"
    for one in _list(reason.get("similar")):
        yield f"  similar, not folded: article {one['article']}, p = {one['p']:.2f}"


def _copies(count: int) -> str:
    return f"; {count} reprint{'s' if count != 1 else ''} of it" if count else ""


def _measured(reason: Mapping[str, Any]) -> str:
    shares = [f"{reason[name]:.0%} {words}" for name, words in MEASURES.items() if name in reason]
    return ", ".join(shares) or str(reason.get("rule", ""))


def _story(view: ArticleView, why: Reason | None) -> Iterator[str]:
    if view.story is None:
        yield "Story: none."
        return
    yield f"Story: {view.story.id} ({view.story.title}), {view.story.articles} articles{_by(why)}."
    reason = why.reason if why else {}
    if reason.get("rule") == "reprint":
        yield "  it follows its original"
    if terms := _list(reason.get("terms")):
        yield f"  score {reason.get('score')}, shared terms: {', '.join(map(str, terms))}"
    if "veto" in reason:
        yield f"  kept out of story {reason.get('vetoed')} by {' '.join(map(str, _list(reason['veto'])))}"


def _origin(view: ArticleView, why: Reason | None) -> Iterator[str]:
    reason = why.reason if why else {}
    place = f", by its {reason['rule']} “{reason['name']}”" if "name" in reason else ""
    yield f"Origin: {view.origin or 'unknown'} ({view.origin_kind}){place}{_by(why)}."


def _by(why: Reason | None) -> str:
    return "" if why is None or why.author == "machine" else f", decided by {why.author}"


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []
