"""Which stories in other languages tell the same event, and why."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, bindparam, select, union_all

from monitor.model.linking import SAME
from monitor.store import schema as s
from monitor.store.views_rows import LinkRow
from monitor.store.views_then import KEPT, current_text, held


def links_of(conn: Connection, stories: Sequence[int], as_of: datetime | None = None) -> dict[int, tuple[LinkRow, ...]]:
    """The links of these stories that hold, surest first: one statement for all of them."""
    found: dict[int, list[LinkRow]] = defaultdict(list)
    for row in conn.execute(_links(as_of), {"stories": list(stories)}) if stories else ():
        found[row.mine].append(LinkRow(row.other, row.lang, row.title, row.p, row.why, row.author, row.valid_from))
    return {story: tuple(sorted(links, key=lambda link: (-link.p, link.story))) for story, links in found.items()}


@lru_cache(maxsize=KEPT)
def _links(as_of: datetime | None) -> Select[Any]:
    k, y, a, r = s.story_link.c, s.story, s.article, s.revision
    asked: BindParameter[Any] = bindparam("stories", expanding=True)
    ways = [
        select(mine.label("mine"), other.label("other"), k.p, k.why, k.author, k.valid_from).where(
            mine.in_(asked), k.p >= SAME, held(s.story_link, as_of)
        )
        for mine, other in ((k.a, k.b), (k.b, k.a))
    ]
    links = union_all(*ways).subquery("links")
    tables = links.join(y, y.c.id == links.c.other).join(a, a.c.id == y.c.lead).join(r, current_text(as_of))
    columns = (links.c.mine, links.c.other, y.c.lang, r.c.title, links.c.p, links.c.why, links.c.author)
    return select(*columns, links.c.valid_from).select_from(tables)
