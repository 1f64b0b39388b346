"""`/articles/<id>`: what does it say, why do I see it, whose text is it, what else is there?"""

from dataclasses import replace
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from monitor.model.entry import Enclosure
from monitor.publish.explaining import explained
from monitor.publish.web import address, marks
from monitor.publish.web.clauses import clauses, clauses_json
from monitor.publish.web.compared import beside, beside_json, change_json, changes
from monitor.publish.web.context import Answer, Visit
from monitor.publish.web.decided import as_json as decision_json
from monitor.publish.web.decided import told
from monitor.publish.web.reasons import reason_text, sureness
from monitor.publish.web.words import size
from monitor.store.details import to_json
from monitor.store.reading import article as read_article
from monitor.store.reading import articles, as_json
from monitor.store.views_rows import ArticleView, Reason, RelatedRow, rfc3339
from monitor.store.views_texts import texts

GROUPS = {"story": "Same story", "language": "Other languages", "before": "Before", "terms": "Same terms"}
LATE = timedelta(hours=1)  # between declared and seen, worth saying


def article(visit: Visit) -> Answer:
    """One article."""
    asked = address.asked(visit, also=frozenset({"rev", "mark", "with", "why"}))
    revision = visit.params.get("rev", "")
    n = address.number(revision) if revision else None
    view = read_article(visit.conn, address.number(visit.path["number"]), n, asked.filters.as_of)
    other = address.number(visit.params["with"]) if visit.params.get("with") else view.row.reprint_of
    compared = beside(visit.conn, view.row.id, other) if other and other != view.row.id else None
    changed = changes(texts(visit.conn, view.row.id, asked.filters.as_of)) if len(view.revisions) > 1 else []
    decided = told(visit.conn, [view.row.id])
    asked_why = visit.params.get("why", "")
    found = clauses(visit.conn, view.row.id, asked_why) if asked_why else None
    tags = view.row.topics if visit.params.get("mark") != "0" else ()
    text = view.body or view.summary
    context = {
        "view": view, "title": marks.pieces(view.title, marks.hits(tags, "title", view.n)),
        "text": marks.paragraphs(text, marks.hits(tags, "body" if view.body else "summary", view.n)),
        "marked": bool(tags), "words": len(text.split()), "late": late(view),
        "related": grouped(view.related), "sureness": sureness, "files": list(map(file_words, view.details.enclosures)),
        "clauses": found, "compared": compared, "changes": changed, "decided": decided, "why": list(explained(view)),
        "reasons": {"story": "", "origin": "", "reprint": ""} | {one.kind: reason_text(one) for one in view.reasons},
    }  # fmt: skip
    more = {
        "compared": beside_json(compared) if compared else None, "changes": list(map(change_json, changed)),
        "decisions": list(map(decision_json, decided)), "clauses": clauses_json(found) if found else None,
    }  # fmt: skip
    return Answer(
        "article.html", view.title or "Article", context, lambda: article_data(view) | more, notices=asked.notices
    )


def article_list(visit: Visit) -> Answer:
    """`/articles`: every article that passes the filters."""
    asked = address.asked(visit, also=frozenset({"story"}))
    story = visit.params.get("story", "")
    filters = replace(asked.filters, story=int(story)) if story.isdecimal() and len(story) < 15 else asked.filters
    listed = articles(visit.conn, filters)
    shown = address.chips(visit, {"q": "search", "topic": "topic", "outlet": "outlet", "lang": "language",
                                  "feed": "feed", "since": "since", "until": "until", "as_of": "as of",
                                  "story": "story"})  # fmt: skip
    return Answer(
        "articles.html", "Articles", {"listed": listed, "asked": asked, "chips": shown},
        lambda: {"items": [as_json(row) for row in listed.items], "next": listed.next},
        rows=lambda: [as_json(row) for row in listed.items], here="articles", notices=asked.notices,
        status=400 if asked.error else 200,
    )  # fmt: skip


def late(view: ArticleView) -> timedelta | None:
    """How long after its declared date we saw it, when that is worth saying."""
    published = view.row.published
    gap = view.row.first_seen - published if published else timedelta(0)
    return gap if abs(gap) > LATE else None


def file_words(file: Enclosure) -> tuple[str, str]:
    """An attached file for people: its name, and "audio/mpeg, 23.4 MB"."""
    name = unquote(urlsplit(file.url).path.rpartition("/")[2]) or urlsplit(file.url).netloc
    return name, ", ".join(part for part in (file.media_type, size(file.length) if file.length else "") if part)


def grouped(related: tuple[RelatedRow, ...]) -> list[tuple[str, list[RelatedRow]]]:
    """Related articles under their headings, in the order of the groups."""
    found = [(word, [row for row in related if row.group == group]) for group, word in GROUPS.items()]
    return [(word, rows) for word, rows in found if rows]


def article_data(view: ArticleView) -> dict[str, object]:
    """All of it, with offsets in code points of `title`, `summary` and `body`."""
    return {
        **as_json(view.row), "title": view.title, "revision": view.n, "author": view.author, "summary": view.summary,
        "body": view.body, "cut": list(view.cut), "origin": view.origin, "origin_kind": view.origin_kind,
        "judged": view.judged, "backfill": view.backfill, "details": to_json(view.details) or {},
        "revisions": [{"n": r.n, "seen": rfc3339(r.seen), "title": r.title} for r in view.revisions],
        "sightings": [
            {"feed": g.feed, "guid": g.guid, "url": g.raw_url, "first_seen": rfc3339(g.first_seen),
             "last_seen": rfc3339(g.last_seen)}
            for g in view.sightings
        ],
        "copies": [{"article": c.row.id, "p": c.p, "why": dict(c.reason)} for c in view.reprints],
        "verdicts": [verdict(reason) for reason in view.reasons],
        "related": [
            {"group": r.group, "article": r.id, "title": r.title, "outlet": r.outlet, "lang": r.lang,
             "effective": rfc3339(r.effective), "why": r.why}
            for r in view.related
        ],
    }  # fmt: skip


def verdict(reason: Reason) -> dict[str, object]:
    """A verdict for machines."""
    return {"kind": reason.kind, "p": reason.p, "why": dict(reason.reason), "author": reason.author,
            "since": rfc3339(reason.since)}  # fmt: skip
