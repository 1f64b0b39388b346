"""One file with what people configured and decided: written here, applied there, as often as one likes."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monitor.errors import NotFound, UsageError
from monitor.model.decision import DecisionKind, Wish
from monitor.publish.deciding import decide_in
from monitor.store import decisions, portable
from monitor.store.database import Connection, Database

FORMAT, VERSION = "monitor-export", 1
Json = dict[str, Any]


def exported(db: Database, *, now: datetime, texts: bool = False) -> Json:
    """Everything that people configured and decided, without secrets. `texts`: with the texts of the articles that were
    decided about, as training data."""
    with db.read() as conn:
        articles, told = portable.decided(conn, texts=texts)
        known = portable.configured(conn)
    return {"format": FORMAT, "version": VERSION, "exported": now.isoformat(), **known, "articles": articles,
            "decisions": told}  # fmt: skip


def imported(db: Database, document: Mapping[str, Any], *, now: datetime) -> dict[str, dict[str, int]]:
    """Apply an export, in one transaction. Returns, by kind of thing, how many were added, changed, known already, or
    not applied: decisions about articles that are not here, or not judged. Importing again applies those later.

    Raises:
        UsageError: the document is no export, or of a later version.
        ConfigurationError: a slug is declared in the files here.
    """
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        raise UsageError(f"This is no export of this monitor: its format is not {FORMAT!r}, version {VERSION}.")
    try:
        return db.run(lambda conn: _put(conn, document, now))
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UsageError(f"This export cannot be read: {error!r}") from error


def _put(conn: Connection, document: Mapping[str, Any], now: datetime) -> dict[str, dict[str, int]]:
    counted = {
        "feeds": Counter(portable.put_feed(conn, one, now) for one in document.get("feeds", ())),
        "topics": Counter(portable.put_topic(conn, one, now, "import") for one in document.get("topics", ())),
        "digests": Counter(portable.put_digests(conn, document.get("digests", ()), now)),
        "subscribers": Counter(portable.put_subscriber(conn, one) for one in document.get("subscribers", ())),
        "decisions": _decided(conn, document, now),
    }
    return {kind: dict(sorted(counts.items())) for kind, counts in counted.items()}


def _decided(conn: Connection, document: Mapping[str, Any], now: datetime) -> Counter[str]:
    here = {name: portable.found(conn, article) for name, article in document.get("articles", {}).items()}
    return Counter(_decide(conn, one, here, now) for one in document.get("decisions", ()))


def _decide(conn: Connection, told: Json, here: Mapping[str, int | None], now: datetime) -> str:
    kind, at = DecisionKind(told["kind"]), datetime.fromisoformat(told["at"])
    article, other = here.get(told["article"]), here.get(told["other"]) if told["other"] else None
    apart = _others(told, article, here)
    if article is None or (told["other"] and other is None) or (kind is DecisionKind.NOT_STORY and not apart):
        return "not applied"
    same = (one for one in decisions.about(conn, [article], standing=False) if one.article == article)
    if any((one.kind, one.author, one.at) == (kind, told["author"], at) for one in same):
        return "known"
    wish = Wish(kind, article, other, told.get("outlet"), apart if kind is DecisionKind.NOT_STORY else (), anyway=True)
    try:
        decide_in(conn, wish, author=told["author"], now=now, said=at)
    except NotFound:
        return "not applied"
    return "applied"


def _others(told: Json, article: int | None, here: Mapping[str, int | None]) -> tuple[int, ...]:
    """The articles that it was told apart from, as far as they are here."""
    pairs = [[here.get(a), here.get(b)] for _, a, b in told.get("apart", ())]
    return tuple(one for pair in pairs for one in pair if one is not None and one != article)
