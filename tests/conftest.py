"""Fixtures that every test may ask for: real databases, empty and of today's version."""

import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.store import upgrade
from monitor.store.database import Database
from tests.fakes.postgres import Postgres, PostgresUnavailable

pytest_plugins = ["tests.noskip"] if importlib.util.find_spec("tests.noskip") else []


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "empty.db"
    database = Database(f"sqlite:///{path}")
    upgrade.create(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    try:
        server = Postgres.start()
    except PostgresUnavailable as missing:
        pytest.skip(str(missing))
    yield server
    server.stop()


@pytest.fixture
def sqlite_database(tmp_path: Path, sqlite_template: Path) -> Iterator[Database]:
    path = tmp_path / "test.db"
    path.write_bytes(sqlite_template.read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def postgres_database(postgres: Postgres) -> Iterator[Database]:
    with postgres.fresh() as url:
        database = Database(url)
        yield database
        database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """The test runs once on each database."""
    name = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found = request.getfixturevalue(name)
    assert isinstance(found, Database)
    return found
