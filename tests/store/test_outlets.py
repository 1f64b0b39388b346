from sqlalchemy import select

from monitor.model.entry import OutletRef
from monitor.model.outlet import Outlet, OutletKind
from monitor.store import outlets
from monitor.store.database import Database
from monitor.store.schema import outlet, outlet_name

YONHAP = Outlet("yonhap", "Yonhap", OutletKind.WIRE, ("YNA",), ("yna.co.kr",), "kr", "ko", ("Yonhap News",))


def rows(db: Database) -> dict[str, str]:
    with db.read() as conn:
        return {row.slug: row.managed_by for row in conn.execute(select(outlet))}


def names(db: Database) -> dict[tuple[str, str], str]:
    statement = select(outlet_name.c.kind, outlet_name.c.name, outlet.c.slug).join(outlet)
    with db.read() as conn:
        return {(kind, name): slug for kind, name, slug in conn.execute(statement)}


def ensure(db: Database, slug: str, host: str) -> int:
    return db.run(lambda conn: outlets.ensure(conn, OutletRef(slug, slug, host)))


def test_an_unknown_outlet_is_made_once(database: Database) -> None:
    assert ensure(database, "some-example", "some.example") == ensure(database, "some-example", "some.example")
    assert rows(database) == {"some-example": "seen"}
    assert names(database) == {("host", "some.example"): "some-example"}


def test_declared_outlets_have_their_names(database: Database) -> None:
    outlets.declare(database, [YONHAP])
    outlets.declare(database, [YONHAP])
    assert names(database) == {
        ("host", "yna.co.kr"): "yonhap",
        ("alias", "yonhap"): "yonhap",
        ("alias", "yna"): "yonhap",
        ("credit", "yonhap news"): "yonhap",
    }


def test_a_declaration_takes_over_an_outlet_and_a_host_that_were_only_seen(database: Database) -> None:
    number = ensure(database, "yonhap", "other.example")
    ensure(database, "yna-co-kr", "yna.co.kr")
    outlets.declare(database, [YONHAP])
    assert ensure(database, "yonhap", "") == number
    assert rows(database) == {"yonhap": "config", "yna-co-kr": "seen"}
    assert names(database)["host", "yna.co.kr"] == "yonhap"


def test_what_is_no_longer_configured_is_only_seen(database: Database) -> None:
    outlets.declare(database, [YONHAP])
    outlets.declare(database, [])
    assert rows(database) == {"yonhap": "seen"}


def test_an_alias_that_is_taken_out_is_gone(database: Database) -> None:
    outlets.declare(database, [YONHAP])
    outlets.declare(database, [Outlet("yonhap", "Yonhap")])
    assert names(database) == {("alias", "yonhap"): "yonhap"}
