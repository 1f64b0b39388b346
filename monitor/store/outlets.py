"""Outlets: declared ones, and those made on the way by registrable domain."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, delete, select, update

from monitor.lang.fold import fold
from monitor.model.entry import OutletRef
from monitor.model.outlet import Outlet
from monitor.store import dialect
from monitor.store.bulk import Among, Bulk
from monitor.store.database import Database
from monitor.store.schema import outlet, outlet_name

_IDS = Among("SELECT slug, id FROM outlet WHERE", "slug")
_SEEN = Bulk(outlet, ("slug", "name", "managed_by"), "DO NOTHING")
_NAMES = Bulk(outlet_name, ("kind", "name", "outlet_id"), "DO NOTHING")


def declare(db: Database, outlets: Sequence[Outlet]) -> None:
    """`declare_in` in a transaction of its own."""
    db.run(lambda conn: declare_in(conn, outlets))


def declare_in(conn: Connection, outlets: Sequence[Outlet]) -> None:
    """Make the configured outlets true: what they say replaces what was said before, and a name that one of them claims
    is no longer an unknown outlet's. None is ever deleted: articles hang on them; one that is no longer configured
    counts as seen. Costs two reads when all of it is true already: every command declares."""
    dialect.alone(conn, "declare")
    wanted = {item.slug: item for item in sorted(outlets, key=lambda item: item.slug)}
    if not _stands(conn, wanted):
        _declare(conn, wanted)


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
        _SEEN.put(conn, [(ref.slug, ref.name, "seen") for ref in new])
        known |= _ids(conn, [ref.slug for ref in new])
        _name(conn, [("host", ref.host, known[ref.slug]) for ref in new if ref.host])
    return known


def numbers(conn: Connection, slugs: Iterable[str]) -> dict[str, int]:
    """The ids of those outlets that are there, by slug."""
    wanted = sorted(slugs)
    return _ids(conn, wanted) if wanted else {}


def _stands(conn: Connection, wanted: Mapping[str, Outlet]) -> bool:
    configured = select(outlet).where(outlet.c.managed_by == "config")
    rows = {row["slug"]: dict(row) for row in conn.execute(configured).mappings()}
    names = select(outlet_name.c.kind, outlet_name.c.name, outlet.c.slug).join(outlet)
    owners = {(kind, name): slug for kind, name, slug in conn.execute(names.where(outlet.c.managed_by == "config"))}
    same = all(slug in rows and _row(item).items() <= rows[slug].items() for slug, item in wanted.items())
    return same and rows.keys() == wanted.keys() and owners == _names(wanted)


def _declare(conn: Connection, wanted: Mapping[str, Outlet]) -> None:
    rows = [_row(item) for item in wanted.values()]
    known = _ids(conn, wanted)
    _insert(conn, [row for row in rows if row["slug"] not in known])
    for row in (row for row in rows if row["slug"] in known):
        conn.execute(update(outlet).where(outlet.c.slug == row["slug"]).values(row))
    forgotten = outlet.c.managed_by == "config", outlet.c.slug.not_in(list(wanted))
    conn.execute(update(outlet).where(*forgotten).values(managed_by="seen"))
    ids, names = _ids(conn, wanted), _names(wanted)
    conn.execute(delete(outlet_name).where(outlet_name.c.outlet_id.in_(list(ids.values()))))
    for kind in ("host", "alias", "credit"):
        taken = [name for said, name in names if said == kind]
        conn.execute(delete(outlet_name).where(outlet_name.c.kind == kind, outlet_name.c.name.in_(taken)))
    _name(conn, [(kind, name, ids[slug]) for (kind, name), slug in names.items()])


def _row(item: Outlet) -> dict[str, str | None]:
    return {
        "slug": item.slug,
        "name": item.name,
        "kind": item.kind.value,
        "country": item.country,
        "lang": item.lang,
        "managed_by": "config",
    }


def _names(wanted: Mapping[str, Outlet]) -> dict[tuple[str, str], str]:
    """Who is called what; of two that claim a name, the first slug has it."""
    found: dict[tuple[str, str], str] = {}
    for slug, item in wanted.items():
        said = [("host", name) for name in item.hosts]
        said += [("alias", fold(name)) for name in (item.name, *item.aliases)]
        said += [("credit", fold(name)) for name in item.credits]
        for name in said:
            found.setdefault(name, slug)
    return found


def _ids(conn: Connection, slugs: Iterable[str]) -> dict[str, int]:
    return {slug: number for slug, number in _IDS.get(conn, slugs)}  # noqa: C416 - rows are no pairs


def _insert(conn: Connection, rows: list[dict[str, str | None]]) -> None:
    if rows:
        conn.execute(dialect.insert(conn, outlet).on_conflict_do_nothing(), rows)


def _name(conn: Connection, names: Iterable[tuple[str, str, int]]) -> None:
    """A name that another outlet has stays there."""
    _NAMES.put(conn, sorted(names))
