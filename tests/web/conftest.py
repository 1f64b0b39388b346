from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from monitor.model.options import WebOptions
from monitor.publish.web import site
from monitor.store.database import Database
from tests.builders import newsroom
from tests.fakes.postgres import Postgres

OPTIONS = WebOptions(zone="Europe/Vienna")


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        return newsroom.NOW


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def shelves(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A newsroom that tests only read: filled once on each database."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("newsroom") / "news.db"
        template: Path = request.getfixturevalue("sqlite_template")
        path.write_bytes(template.read_bytes())
        database = Database(f"sqlite:///{path}")
        yield database
        database.close()
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.fresh() as url:
        database = Database(url)
        yield database
        database.close()


@pytest.fixture(scope="session")
def numbers(shelves: Database) -> dict[str, int]:
    return newsroom.fill(shelves)


@pytest.fixture(scope="session")
def app(shelves: Database, numbers: dict[str, int]) -> Starlette:
    return site.build(shelves, OPTIONS, Still())


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """Reads the shared newsroom."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as opened:
        yield opened


@pytest.fixture
def own_numbers(database: Database) -> dict[str, int]:
    return newsroom.fill(database)


@pytest.fixture
async def acting(database: Database, own_numbers: dict[str, int]) -> AsyncIterator[httpx.AsyncClient]:
    """A newsroom of the test's own, to change."""
    app = site.build(database, OPTIONS, Still(), poll_now=lambda slug: f"{slug}: ok, 2 new")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1:8000") as opened:
        yield opened
