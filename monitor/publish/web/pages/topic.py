"""`/topics/<slug>`: what happened on my subject, how much more than usual, who says so?"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from monitor.model.leads import Leader
from monitor.publish.web import address, charts, words
from monitor.publish.web.address import Asked, chips
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.frame import ago, story_bins
from monitor.publish.web.pages.topics import retag_json
from monitor.publish.web.pulse import Pulse, banded, first, pulse, pulse_json
from monitor.publish.web.topic_form import ARCHIVE
from monitor.publish.web.volume import Step, midnight, steps, timeline, volume
from monitor.store import retags, topics, views_topic, views_volume
from monitor.store.filters import Page
from monitor.store.health import coverage
from monitor.store.reading import articles, as_json, stories
from monitor.store.views_rows import ArticleRow, StoryRow, rfc3339
from monitor.store.views_topic import OutletCount, TopicHead

TABS = {"stories": "Stories", "articles": "Articles", "outlets": "Outlets", "terms": "Terms", "versions": "Versions"}
BINS = {"hour": "the last 48 hours", "day": "the last 30 days", "week": "the last 26 weeks"}
PER = {"hour": "an hour", "day": "a day", "week": "a week"}
SIZES = ((960, 200), (358, 160))  # two drawings, one for phones, so that text never shrinks
WINDOW_DAYS = 6  # today and six days before, when the address names no period
LEADS, LEADERS = timedelta(days=30), 3  # who was first: of how long, and how many are named
FILTERS = {"outlet": "outlet", "lang": "language", "feed": "feed", "since": "since", "until": "until"}


def topic(visit: Visit) -> Answer:
    """One topic: head, timeline, and one of five lists."""
    head = views_topic.head(visit.conn, visit.path["slug"])
    asked = _windowed(visit, address.asked(visit, also=frozenset({"bin", "tab"})), head)
    tab = visit.params.get("tab") if visit.params.get("tab") in TABS else "stories"
    listing = LISTS[tab or "stories"](visit, head, asked)
    until = min(asked.filters.until or visit.now, visit.now)
    beat, retag = pulse(visit, head), retags.last_of(visit.conn, head.slug)
    context = {
        "head": head, "tab": tab, "tabs": TABS, "asked": asked, "chips": chips(visit, FILTERS), **listing,
        **_numbers(visit, head, asked), **_chart(visit, head, beat), **_pulse(visit, head, beat),
        "shares": views_topic.shares(visit.conn, head.id, _since(asked, visit), asked.filters.until),
        "coverage": coverage(visit.conn, asked.filters.since or visit.now, until),
        "retag": retag,
    }  # fmt: skip

    def data() -> dict[str, object]:
        tagging = retag_json(retag) if retag else None
        return {
            "topic": head_json(head),
            "retag": tagging,
            "pulse": pulse_json(beat),
            **_items(listing, tab or "stories"),
        }

    return Answer(
        "topic.html", head.name, context, data, rows=lambda: _items(listing, tab or "stories")["items"],
        here=f"topic:{head.slug}", notices=asked.notices,
    )  # fmt: skip


def _windowed(visit: Visit, asked: Asked, head: TopicHead) -> Asked:
    filters = replace(asked.filters, topic=head.slug, sort=visit.params.get("sort") or "rank")
    if filters.since is None and filters.until is None:
        filters = replace(filters, since=ago(visit, WINDOW_DAYS))
    return replace(asked, filters=filters)


def _since(asked: Asked, visit: Visit) -> datetime:
    return asked.filters.since or visit.now - timedelta(days=3650)


def _stories(visit: Visit, _head: TopicHead, asked: Asked) -> dict[str, Any]:
    return {"listed": stories(visit.conn, asked.filters)}


def _articles(visit: Visit, _head: TopicHead, asked: Asked) -> dict[str, Any]:
    return {"listed": articles(visit.conn, asked.filters)}


def _outlets(visit: Visit, head: TopicHead, asked: Asked) -> dict[str, Any]:
    counts = views_topic.outlets(visit.conn, head.id, _since(asked, visit), asked.filters.until)
    board = first(visit, head, _since(asked, visit), asked.filters.until or visit.now)
    leaders = {one.outlet: one for one in board.leaders}
    return {"counts": tuple(_led(one, leaders.get(one.outlet)) for one in counts)}


def _led(count: OutletCount, leader: Leader | None) -> OutletCount:
    """First for certain, and by how much: the board knows."""
    return replace(count, first=leader.certain if leader else 0, lead_s=leader.lead_s if leader else None)


def _terms(visit: Visit, head: TopicHead, asked: Asked) -> dict[str, Any]:
    return {"counts": views_topic.terms(visit.conn, head.id, _since(asked, visit), asked.filters.until)}


def _versions(visit: Visit, head: TopicHead, _asked: Asked) -> dict[str, Any]:
    counts = views_topic.versions(visit.conn, head.id)
    older = sum(one.open for one in counts if one.version < head.version)
    return {"counts": counts, "older": older, "topic": topics.by_slug(visit.conn, head.slug), "archives": ARCHIVE}


LISTS = {"stories": _stories, "articles": _articles, "outlets": _outlets, "terms": _terms, "versions": _versions}


def _items(listing: Mapping[str, Any], tab: str) -> dict[str, Any]:
    if tab in ("stories", "articles"):
        page: Page[ArticleRow] | Page[StoryRow] = listing["listed"]
        return {"items": [as_json(row) for row in page.items], "next": page.next}
    return {"items": [plain(asdict(row)) for row in listing["counts"]], "next": None}


def plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with its times as machines read them."""
    return {key: rfc3339(value) if isinstance(value, datetime) else value for key, value in row.items()}


def _numbers(visit: Visit, head: TopicHead, asked: Asked) -> dict[str, Any]:
    first = views_volume.first_article(visit.conn)
    bins = story_bins(visit, ago(visit, 29), head.id).get(head.id, {})
    counted = volume(bins, visit.now, visit.zone, first)
    whole, folded, origins = views_volume.folded(visit.conn, head.id, _since(asked, visit), asked.filters.until)
    today = views_volume.folded(visit.conn, head.id, midnight(visit.now, visit.zone))
    return {"volume": counted, "whole": whole, "folded": folded, "origins": origins, "today": today}


def _pulse(visit: Visit, head: TopicHead, beat: Pulse | None) -> dict[str, Any]:
    board = first(visit, head, visit.now - LEADS, visit.now)
    leaders = [one for one in board.leaders if one.certain or one.perhaps][:LEADERS]
    return {"beat": beat, "leaders": leaders, "raced": board.stories}


def _chart(visit: Visit, head: TopicHead, beat: Pulse | None) -> dict[str, Any]:
    width = visit.params.get("bin") if visit.params.get("bin") in BINS else "day"
    spans = steps(width or "day", visit.now, visit.zone)
    early = spans[0][0] - timedelta(weeks=4)
    told = story_bins(visit, early, head.id).get(head.id, {})
    written = views_volume.articles(visit.conn, spans[0][0], head.id)
    counted = timeline(told, written, spans, visit.now, views_volume.first_article(visit.conn))
    counted = banded(counted, beat, visit.now)
    trouble = views_volume.trouble(visit.conn, spans[0][0], visit.now)
    said = [(step, _said(step, width or "day", visit)) for step in counted]
    sizes = [charts.timeline(said, trouble, size, visit.now) for size in SIZES]
    return {"drawings": sizes, "bin": width, "bins": BINS, "per": PER, "steps": said, "down": len(trouble)}


def _said(step: Step, width: str, visit: Visit) -> charts.Words:
    start = step.start.astimezone(visit.zone)
    day = f"{words.DAYS[start.weekday()]} {words.day_month(start.date(), visit.now.astimezone(visit.zone).date())}"
    name = {"hour": f"{day}, {start:%H:%M}", "week": f"Week of {day}"}.get(width, day)
    label = f"{start:%H:%M}" if width == "hour" else f"{start.day} {words.MONTHS[start.month - 1]}"
    told, written = words.count(step.stories, "story"), words.count(step.articles, "article")
    so_far = ", so far" if step.running else ""
    expected = f", expected {step.band[0]} to {step.band[1]}" if step.band else ""
    title = f"{name}: {told}, {written}, usual {words.usual(step.usual)}{expected}{so_far}"
    href = f"?since={start:%Y-%m-%dT%H:%M}&until={address.local_iso(step.end, visit.zone)}&bin={width}"
    return charts.Words(name, label + so_far, title, href)


def head_json(head: TopicHead) -> dict[str, object]:
    """A topic for machines."""
    return {
        "topic": head.slug, "name": head.name, "version": head.version, "query": head.query,
        "managed_by": head.managed_by, "edited": rfc3339(head.edited), "last_match": rfc3339(head.last_match),
    }  # fmt: skip
