"""Outlets: declared ones, and those made on the way by registrable domain."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, select, update

from monitor.lang.fold import fold
from monitor.model.entry import OutletRef
from monitor.model.outlet import Outlet
from monitor.store import dialect
from monitor.store.database import Database
from monitor.store.schema import outlet, outlet_name


def declare(db: Database, outlets: Sequence[Outlet]) -> None:
    """Make the configured outlets true: what they say replaces what was said before. None is ever deleted: articles
    hang on them; one that is no longer configured counts as seen."""
    db.run(lambda conn: _declare(conn, {item.slug: item for item in outlets}))


def ensure(conn: Connection, ref: OutletRef) -> int:
    """The id of the outlet, made if it is new. Nothing is remembered between transactions: what a rolled-back one wrote
    can not linger."""
    return ensure_all(conn, (ref,))[ref.slug]


def ensure_all(conn: Connection, refs: Iterable[OutletRef]) -> dict[str, int]:
    """The ids of these outlets by slug, new ones made."""
    wanted = {ref.slug: ref for ref in refs}
    known = _ids(conn, wanted)
    new = [wanted[slug] for slug in sorted(wanted.keys() - known.keys())]
    if new:
        _insert(conn, [{"slug": ref.slug, "name": ref.name, "managed_by": "seen"} for ref in new])
        known |= _ids(conn, [ref.slug for ref in new])
        _name(conn, [("host", ref.host, known[ref.slug]) for ref in new if ref.host])
    return known


def _declare(conn: Connection, wanted: dict[str, Outlet]) -> None:
    rows = [_row(wanted[slug]) for slug in sorted(wanted)]
    known = _ids(conn, wanted)
    _insert(conn, [row for row in rows if row["slug"] not in known])
    for row in (row for row in rows if row["slug"] in known):
        conn.execute(update(outlet).where(outlet.c.slug == row["slug"]).values(row))
    forgotten = outlet.c.managed_by == "config", outlet.c.slug.not_in(wanted)
    conn.execute(update(outlet).where(*forgotten).values(managed_by="seen"))
    ids = _ids(conn, wanted)
    conn.execute(delete(outlet_name).where(outlet_name.c.outlet_id.in_(list(ids.values()))))
    _name(conn, [name for slug in sorted(wanted) for name in _names(wanted[slug], ids[slug])])


def _row(item: Outlet) -> dict[str, str | None]:
    return {
        "slug": item.slug,
        "name": item.name,
        "kind": item.kind.value,
        "country": item.country,
        "lang": item.lang,
        "managed_by": "config",
    }


def _names(item: Outlet, number: int) -> Iterable[tuple[str, str, int]]:
    yield from (("host", name, number) for name in item.hosts)
    yield from (("alias", fold(name), number) for name in (item.name, *item.aliases))
    yield from (("credit", fold(name), number) for name in item.credits)


def _ids(conn: Connection, slugs: Iterable[str]) -> dict[str, int]:
    rows = conn.execute(select(outlet.c.slug, outlet.c.id).where(outlet.c.slug.in_(list(slugs))))
    return {row.slug: row.id for row in rows}


def _insert(conn: Connection, rows: list[dict[str, str]] | list[dict[str, str | None]]) -> None:
    if rows:
        conn.execute(dialect.insert(conn, outlet).on_conflict_do_nothing(), rows)


def _name(conn: Connection, names: list[tuple[str, str, int]]) -> None:
    """A name that another outlet has already stays there: the first one that claims it keeps it."""
    rows = [{"kind": kind, "name": name, "outlet_id": number} for kind, name, number in dict.fromkeys(names)]
    if rows:
        conn.execute(dialect.insert(conn, outlet_name).on_conflict_do_nothing(), rows)
