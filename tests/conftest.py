"""One real Valkey for the whole session, emptied before each test that asks for it."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest
from redis.asyncio import Redis

from bot.storage.client import connect
from bot.storage.server import open_server

# What runs each time is small; `pytest --hypothesis-profile=thorough` is for the night.
hypothesis.settings.register_profile("thorough", max_examples=5_000)


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of the session's own embedded server; its folder is short, as a socket's path must be."""
    with tempfile.TemporaryDirectory(prefix="mc") as folder, asyncio.Runner() as runner:
        server = open_server(Path(folder))
        address = runner.run(server.__aenter__())
        yield address.url
        runner.run(server.__aexit__(None, None, None))


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """A client on the session's server, which is empty."""
    client = connect(redis_url)
    await client.flushall()
    yield client
    await client.aclose()
