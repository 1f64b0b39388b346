"""The articles of stories with their texts, and a story's centre put in the place of the one it had."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, delete, update

from monitor.model.judging import Center, Piece
from monitor.store import change
from monitor.store import schema as s
from monitor.store.bulk import Bulk
from monitor.store.judging import piece_of, pieces_from
from monitor.store.judging_stories import told

MOST = 400  # originals that a story is weighed by
_FILED = Bulk(s.story_term, ("term", "story_id"), "DO NOTHING")


def originals(conn: Connection, stories: Sequence[int]) -> Mapping[int, list[Piece]]:
    """The originals of stories with their current texts, in the order of their numbers."""
    found: dict[int, list[Piece]] = defaultdict(list)
    j = s.judgement.c
    for story in stories:
        mine = j.story_id == story, j.reprint_of.is_(None)
        statement = pieces_from(s.article).where(*mine).order_by(j.article_id).limit(MOST)
        found[story] = [piece_of(row) for row in conn.execute(statement)]
    return found


def put_center(conn: Connection, center: Center, terms: Collection[int]) -> None:
    """The story is this from now on, filed under these terms; it is looked at again."""
    mine = s.story.c.id == center.id
    if conn.execute(update(s.story).where(mine).values(terms=told(center), settled=False)).rowcount:
        conn.execute(delete(s.story_term).where(s.story_term.c.story_id == center.id))
        _FILED.put(conn, sorted((term, center.id) for term in terms))
        change.bump(conn)
