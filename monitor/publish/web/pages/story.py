"""`/stories/<id>`: how did it unfold, from how many independent sources?"""

from dataclasses import dataclass

from monitor.publish.link_words import link_reasons
from monitor.publish.web import address
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.decided import as_json as decision_json
from monitor.publish.web.decided import told
from monitor.publish.web.reasons import reason_text
from monitor.store import views_alerts
from monitor.store.reading import as_json, stories
from monitor.store.reading import story as read_story
from monitor.store.views_rows import HeadlineChange, Reason, StoryArticle, StoryView, rfc3339


@dataclass(frozen=True, slots=True)
class OriginGroup:
    """The articles that come from one source, first seen first; reprints folded last. `letter` "?" when unknown."""

    letter: str
    name: str | None
    kind: str
    articles: tuple[StoryArticle, ...]
    reprints: tuple[StoryArticle, ...]


def story(visit: Visit) -> Answer:
    """One story."""
    asked = address.asked(visit, also=frozenset({"order"}))
    view = read_story(visit.conn, address.number(visit.path["number"]), asked.filters.as_of)
    latest = visit.params.get("order") == "latest"
    groups = origin_groups(view, latest=latest)
    decided = told(visit.conn, [one.row.id for one in view.articles])
    alerted = views_alerts.alerted(visit.conn, [one.row.id for one in view.articles])
    context = {
        "link_reasons": link_reasons(view.row), "decided": decided, "alerted": alerted,
        "originals": sum(one.row.reprint_of is None for one in view.articles),
        "view": view, "groups": groups, "latest": latest, "unfolded": not asked.filters.fold, "why": edge_words,
        "langs": sorted({one.row.lang for one in view.articles if one.row.lang}
                        | {other.lang for other in view.linked if other.lang}),
        "sources": [group for group in groups if group.name],
    }  # fmt: skip
    more = {"decisions": [decision_json(one) for one in decided], "alerted": [_alerted(one) for one in alerted]}
    return Answer(
        "story.html", view.row.title, context,
        lambda: story_data(view, groups) | more,
        rows=lambda: [as_json(one.row) for one in view.articles], notices=asked.notices, here="stories",
    )  # fmt: skip


def story_list(visit: Visit) -> Answer:
    """`/stories`: every story that passes the filters."""
    asked = address.asked(visit)
    listed = stories(visit.conn, asked.filters)
    shown = address.chips(visit, {"q": "search", "topic": "topic", "outlet": "outlet", "lang": "language",
                                  "feed": "feed", "since": "since", "until": "until", "as_of": "as of"})  # fmt: skip
    return Answer(
        "stories.html", "Stories", {"listed": listed, "asked": asked, "chips": shown},
        lambda: {"items": [as_json(row) for row in listed.items], "next": listed.next},
        rows=lambda: [as_json(row) for row in listed.items], here="stories", notices=asked.notices,
    )  # fmt: skip


def _alerted(one: views_alerts.Alerted) -> dict[str, object]:
    return {"alert": one.alert, "letter": one.number, "at": rfc3339(one.at)}


def origin_groups(view: StoryView, *, latest: bool = False) -> list[OriginGroup]:
    """Origins by first seen, those of unknown origin last."""
    found: dict[str | None, list[StoryArticle]] = {}
    for one in view.articles:
        found.setdefault(one.origin, []).append(one)
    known = [name for name in found if name is not None]
    letters = {name: chr(ord("A") + index % 26) for index, name in enumerate(known)}
    groups = [_group(letters.get(name or "", "?"), told) for name, told in found.items() if name is not None]
    unknown = [_group("?", found[None])] if None in found else []
    return (list(reversed(groups)) if latest else groups) + unknown


def _group(letter: str, told: list[StoryArticle]) -> OriginGroup:
    own = next((one for one in told if one.origin_kind == "own"), told[0])
    return OriginGroup(
        letter, told[0].origin_name, own.origin_kind,
        tuple(one for one in told if one.row.reprint_of is None), tuple(one for one in told if one.row.reprint_of),
    )  # fmt: skip


def edge_words(one: StoryArticle) -> str:
    """Why this article stands where it stands, shortest first."""
    said = [
        reason_text(reason) for reason in one.reasons if reason.kind == ("reprint" if one.row.reprint_of else "origin")
    ]
    return "; ".join(text for text in said if text)


def story_data(view: StoryView, groups: list[OriginGroup]) -> dict[str, object]:
    """A story for machines."""
    return {
        **as_json(view.row),
        "origin_groups": [
            {"letter": group.letter, "name": group.name, "kind": group.kind,
             "articles": [one.row.id for one in group.articles], "reprints": [one.row.id for one in group.reprints]}
            for group in groups
        ],
        "items": [as_json(one.row) for one in view.articles],
        "edges": [edge(one, reason) for one in view.articles for reason in one.reasons],
        "headlines": [headline(change) for change in view.headlines],
        "linked": [as_json(other) for other in view.linked],
    }  # fmt: skip


def edge(one: StoryArticle, reason: Reason) -> dict[str, object]:
    """A verdict for machines."""
    target = {"reprint": one.row.reprint_of, "story": one.row.story, "origin": one.origin}.get(reason.kind)
    return {"a": one.row.id, "b": target, "kind": reason.kind, "p": reason.p, "why": dict(reason.reason),
            "author": reason.author, "since": rfc3339(reason.since)}  # fmt: skip


def headline(change: HeadlineChange) -> dict[str, object]:
    """A changed headline for machines."""
    return {"article": change.article, "at": rfc3339(change.at), "before": change.before, "after": change.after}
