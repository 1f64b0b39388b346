"""`/search?q=…`: did we ever see X, when first, where?"""

from dataclasses import replace

from monitor.lang.query import describe, parse_query, point
from monitor.publish.web import address
from monitor.publish.web.address import Asked, changed, groups
from monitor.publish.web.context import Answer, Visit
from monitor.store import views_facets
from monitor.store.filters import Page
from monitor.store.reading import articles, as_json
from monitor.store.views_rows import ArticleRow

NAMES = {"topic": "topic", "outlet": "outlet", "lang": "language", "feed": "feed", "since": "since", "until": "until"}
EMPTY: Page[ArticleRow] = Page((), None, 0, 0)


def search(visit: Visit) -> Answer:
    """Field, reading, facets, results."""
    asked = address.asked(visit, also=frozenset({"group"}), fold=False)
    asked = replace(asked, filters=replace(asked.filters, sort=visit.params.get("sort") or "relevance"))
    listed = articles(visit.conn, asked.filters) if asked.filters.plan is not None else EMPTY
    facets = views_facets.facets(visit.conn, asked.filters) if listed.items else None
    context = {
        "asked": asked, "listed": listed, "facets": facets, "chips": address.chips(visit, NAMES),
        "reading": _reading(visit, asked), "caret": point(asked.error) if asked.error else "", "changed": changed,
        "query": str(visit.request.url.query), "sort": asked.filters.sort,
    }  # fmt: skip

    def data() -> dict[str, object]:
        if asked.error:
            return {"error": str(asked.error), "at": asked.error.at, "expected": list(asked.error.expected)}
        return {"items": [as_json(row) for row in listed.items], "next": listed.next, "total": listed.total,
                "ms": listed.ms}  # fmt: skip

    title = f"{asked.filters.q[:60]} – search" if asked.filters.q else "Search"
    return Answer(
        "search.html", title, context, data, rows=lambda: [as_json(row) for row in listed.items], here="search",
        notices=asked.notices, status=400 if asked.error else 200,
    )  # fmt: skip


def _reading(visit: Visit, asked: Asked) -> str:
    if not asked.filters.q or asked.error:
        return ""
    return describe(parse_query(asked.filters.q, groups(visit)))
