"""Async tests run on asyncio, through the plugin that comes with anyio."""

import pytest


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"
