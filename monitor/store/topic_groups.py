"""Topics of the dashboard follow the groups that the configuration shares: a changed group is a new version of each."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection

from monitor.lang.groups import with_groups
from monitor.store import topics


def renew_in(conn: Connection, groups: Mapping[str, tuple[str, ...]], *, now: datetime) -> list[str]:
    """Give the topics of the dashboard the shared groups as they are now. Returns the slugs of those that changed. A
    group that is shared no longer stays in them as it was."""
    changed = []
    for one in topics.every(conn):
        if one.managed_by == topics.APP and one.retired is None and one.spec.shared:
            spec = with_groups(one.spec, groups)
            if spec != one.spec:
                topics.declare_in(conn, [spec], managed_by=topics.APP, now=now, author=topics.CONFIG)
                changed.append(spec.slug)
    return changed
