"""Details from an entry to the row and back, on both databases."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from monitor.model.entry import Details, Enclosure
from monitor.publish.web.pages.article import article_data, file_words
from monitor.store import landing, reading, schema, transfer
from monitor.store.database import Database
from monitor.store.details import from_json, to_json
from monitor.store.filters import Filters
from tests.store.make import NOW, entry, one_due, placement, result

WHOLE = Details(
    ("Sohae", "위성 & 로켓"),
    (Enclosure("https://o.example/a.mp3", "audio/mpeg", 23_400_000), Enclosure("https://o.example/b")),
    "https://o.example/i.png",
    "https://o.example/1#comments",
    "tag:o.example,2026:1",
)


def land(db: Database, details: Details) -> int:
    item = placement(replace(entry(1), details=details))
    due = one_due(db)
    (number,) = db.run(lambda conn: landing.land(conn, due, result(item), now=NOW)).new
    return number


@pytest.mark.parametrize(
    "details", [Details(), WHOLE, Details(categories=("one",)), Details(image="https://o.example/")]
)
def test_what_is_kept_reads_back(details: Details) -> None:
    assert from_json(to_json(details)) == details
    assert (to_json(details) is None) == (not details)


def test_nothing_is_null(database: Database) -> None:
    land(database, Details())
    with database.read() as conn:
        assert conn.execute(select(schema.revision.c.n).where(schema.revision.c.details.is_(None))).all() == [(0,)]


def test_the_article_its_twin_and_its_row_tell_them(database: Database) -> None:
    number = land(database, WHOLE)
    with database.read() as conn:
        view = reading.article(conn, number)
        (row,) = reading.articles(conn, Filters()).items
    assert view.details == row.details == WHOLE
    told: Any = reading.as_json(row)["details"]
    assert article_data(view)["details"] == told
    assert told["categories"] == ["Sohae", "위성 & 로켓"]
    assert told["enclosures"][0] == {"url": "https://o.example/a.mp3", "type": "audio/mpeg", "length": 23_400_000}
    assert told["replies_to"] == "tag:o.example,2026:1"


def test_a_copy_of_the_database_has_them(sqlite_database: Database, postgres_database: Database) -> None:
    number = land(sqlite_database, WHOLE)
    transfer.copy(sqlite_database, postgres_database)
    with postgres_database.read() as conn:
        assert reading.article(conn, number).details == WHOLE


def test_files_are_called_by_their_names() -> None:
    assert file_words(WHOLE.enclosures[0]) == ("a.mp3", "audio/mpeg, 23.4 MB")
    assert file_words(Enclosure("https://o.example/%EC%9C%84.pdf", "", 900)) == ("위.pdf", "900 B")
    assert file_words(Enclosure("https://o.example/")) == ("o.example", "")
