"""Is the database whole? What a check looks at, each with what is wrong, if anything."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select

from monitor.store import counters, dialect, upgrade
from monitor.store.database import Database
from monitor.store.schema import article, revision, sighting, topic_match

SHOWN = 5  # examples of what is wrong


@dataclass(frozen=True, slots=True)
class Check:
    """One look: what was looked at, and what is wrong with it (nothing: empty)."""

    name: str
    wrong: str = ""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.wrong


def check(db: Database) -> Iterator[Check]:
    """Look at everything, in one read transaction. Raises DatabaseTooOld or DatabaseTooNew."""
    upgrade.check_version(db)
    with db.read() as conn:
        yield Check("file", "; ".join(dialect.integrity(conn)[:SHOWN]))
        for name, look in LOOKS.items():
            yield Check(name, look(conn))


def _counters(conn: Connection) -> str:
    kept, counted = counters.stored(conn), counters.recount(conn)
    return "" if kept == counted else "they differ from a recount: `monitor db check --repair` counts again"


def _search_rows(conn: Connection) -> str:
    texts = conn.execute(select(func.count()).select_from(revision).where(revision.c.current)).scalar_one()
    rows = dialect.search_rows(conn)
    return "" if texts == rows else f"{texts} texts, {rows} rows"


def _one_current(conn: Connection) -> str:
    current = and_(revision.c.article_id == article.c.id, revision.c.current)
    texts = func.count(revision.c.article_id)
    return _examples(conn, select(article.c.id).outerjoin(revision, current).group_by(article.c.id).having(texts != 1))


def _seen_somewhere(conn: Connection) -> str:
    return _examples(conn, _without(select(article.c.id), sighting.c.article_id == article.c.id))


def _open_matches_are_current(conn: Connection) -> str:
    newest = and_(revision.c.article_id == topic_match.c.article_id, revision.c.current)
    old = topic_match.c.valid_to.is_(None), topic_match.c.revision != revision.c.n
    return _examples(conn, select(topic_match.c.article_id).join(revision, newest).where(*old))


def _without(statement: Select[int], joined: ColumnElement[bool]) -> Select[int]:
    return statement.outerjoin(sighting, joined).where(sighting.c.article_id.is_(None))


def _examples(conn: Connection, statement: Select[int]) -> str:
    found = list(conn.execute(statement.limit(SHOWN + 1)).scalars())
    more = " and more" if len(found) > SHOWN else ""
    return f"articles {', '.join(map(str, found[:SHOWN]))}{more}" if found else ""


LOOKS: dict[str, Callable[[Connection], str]] = {
    "one current text an article": _one_current,
    "every article was seen in a feed": _seen_somewhere,
    "open matches are of the current text": _open_matches_are_current,
    "a search row a text": _search_rows,
    "counters": _counters,
}
