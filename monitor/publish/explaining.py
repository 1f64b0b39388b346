"""Why an article is what it is, in sentences: what `monitor explain` and the page of an article say, alike."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from monitor.model.verdict import MACHINE
from monitor.publish.link_words import link_line
from monitor.store.views_rows import ArticleView, Reason

MEASURES = {
    "a_in_b": "of the shorter text stands in the longer",
    "b_in_a": "of the longer text stands in the shorter",
    "front": "of its beginning is the same",
    "title": "of the shorter headline is the same",
    "numbers": "of the numbers agree",
    "names": "of the names agree",
}
MARKS = {
    "ordinal": "ordinal numbers", "percent": "percentages", "date": "dates", "docket": "docket numbers",
    "document": "document numbers", "notice": "numbers of notices", "licence": "numbers of licences",
    "resolution": "numbers of resolutions", "numbers": "numbers",
}  # fmt: skip
PLACES = {
    "author": "in its author field", "dateline": "in its dateline", "byline": "in its byline",
    "last line": "in its last line", "mail": "by a mail address at its end", "attribution": "in what it is based on",
}  # fmt: skip
KINDS = {
    "own": "no other source is named", "carried": "the text is theirs", "cited": "it leans on them",
    "document": "a document of their own", "unknown": "nobody is named",
}  # fmt: skip


class Explained(NamedTuple):
    """One question with its answer, and the evidence for it, a line each."""

    question: str
    answer: str
    evidence: tuple[str, ...] = ()


def explained(view: ArticleView) -> Iterator[Explained]:
    """Whose text, which story, who said it. Nothing before it was judged."""
    if view.judged:
        reasons = {one.kind: one for one in view.reasons}
        yield Explained("Text", _text(view, reasons.get("reprint")), tuple(_text_evidence(reasons.get("reprint"))))
        links = map(link_line, view.story.links) if view.story else ()
        evidence = (*_story_evidence(reasons.get("story")), *links)
        yield Explained("Story", _story(view, reasons.get("story")), evidence)
        yield Explained("Origin", _origin(view, reasons.get("origin")), tuple(_origin_evidence(reasons.get("origin"))))


# --- text ---------------------------------------------------------------------------------------------------


def _text(view: ArticleView, why: Reason | None) -> str:
    if view.original is not None:
        sure = f", p = {why.p:.2f}" if why else ""
        return f"a reprint of article {view.original.id} ({view.original.outlet_name}){sure}{_by(why)}."
    count = len(view.reprints)
    copies = f"; {count} reprint{'s' if count != 1 else ''} of it" if count else ""
    return f"its own{copies}{_by(why)}."


def _text_evidence(why: Reason | None) -> Iterator[str]:
    reason = why.reason if why else {}
    if "with" in reason:
        yield f"compared with article {reason['with']}: {_measured(reason)}"
    for one in _list(reason.get("similar")):
        yield f"similar, not folded: article {one['article']}, p = {one['p']:.2f}"
    for one in _list(reason.get("vetoed")):
        yield (f"not a reprint of article {one['article']}, though p would be {one['p']:.2f}: "
               f"{_mark(one.get('veto'))}")  # fmt: skip


def _measured(reason: Mapping[str, Any]) -> str:
    shares = [f"{reason[name]:.0%} {words}" for name, words in MEASURES.items() if name in reason]
    return ", ".join(shares) or str(reason.get("rule", ""))


def _mark(veto: object) -> str:
    kind, value = (*map(str, _list(veto)), "", "")[:2]
    return f"{MARKS.get(kind, kind)} differ ({value})" if value else "something that must not differ does"


# --- story --------------------------------------------------------------------------------------------------


def _story(view: ArticleView, why: Reason | None) -> str:
    if view.story is None:
        return "none."
    count = view.story.articles
    told = f"{count} article{'s' if count != 1 else ''}"
    return f"{view.story.id} ({view.story.title}), {told}{_by(why)}."


def _story_evidence(why: Reason | None) -> Iterator[str]:
    reason = why.reason if why else {}
    if reason.get("rule") == "reprint":
        yield f"it follows its original, article {reason.get('of')}"
    if terms := _list(reason.get("terms")):
        yield f"score {reason.get('score')}, shared terms: {', '.join(map(str, terms))}"
    if reason.get("rule") == "small stories of one event":
        yield f"two small stories became one: it was in story {reason.get('before')}"
    elif reason.get("rule") == "a story of its own" and reason.get("nearest"):
        yield f"no story was near enough: the nearest scored {reason['nearest']}"
    if second := reason.get("runner_up"):
        yield f"the next nearest story was {_list(second)[0]}, with {_list(second)[1]}"
    if "veto" in reason:
        yield f"kept out of story {reason.get('vetoed')}: {_mark(reason['veto'])}"


# --- origin -------------------------------------------------------------------------------------------------


def _origin(view: ArticleView, why: Reason | None) -> str:
    words = f": {KINDS[view.origin_kind]}" if view.origin_kind in KINDS else ""
    return f"{view.origin or 'nobody'} ({view.origin_kind}){words}{_by(why)}."


def _origin_evidence(why: Reason | None) -> Iterator[str]:
    reason = why.reason if why else {}
    if "name" in reason:
        where = PLACES.get(str(reason.get("rule")), str(reason.get("rule")))
        at = f", characters {reason['start']}–{reason['end']} of the {reason['field']}" if "start" in reason else ""
        yield f"“{reason['name']}” is named {where}{at}"
    elif reason.get("rule") == "reprint":
        yield f"taken from its original, article {reason.get('of')}"
    elif "rule" in reason and "decision" not in reason:
        yield str(reason["rule"])


def _by(why: Reason | None) -> str:
    if why is None:
        return ""
    if why.author != MACHINE:
        return f", decided by {why.author}"
    return f", because of what {why.reason['by']} decided" if "by" in why.reason else ""


def _list(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
