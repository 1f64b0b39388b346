from collections.abc import AsyncIterator
from datetime import datetime

import httpx
import pytest
from starlette.applications import Starlette

from monitor.model.options import WebOptions
from monitor.publish.web import site
from monitor.store.database import Database
from tests.builders import newsroom


class Still:
    """A clock that stands still."""

    def now(self) -> datetime:
        return newsroom.NOW


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def numbers(database: Database) -> dict[str, int]:
    return newsroom.fill(database)


@pytest.fixture
def app(database: Database, numbers: dict[str, int]) -> Starlette:
    return site.build(database, WebOptions(zone="Europe/Vienna"), Still(), poll_now=lambda slug: f"{slug}: ok, 2 new")


@pytest.fixture
async def client(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as opened:
        yield opened
