"""With a replica, stored means stored in two places."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess

import pytest
from redis.exceptions import RedisError

from bot.errors import Unavailable
from bot.storage.client import connect
from bot.storage.inbox import Inbox
from bot.storage.server import _program
from tests.journeys.commune import free_port
from tests.storage.samples import arrival


@pytest.fixture
def pair(tmp_path):
    """A primary and its replica; gives the primary's address and the replica's process."""
    ports = [free_port(), free_port()]
    running = []
    for port, more in zip(ports, ([], ["--replicaof", "127.0.0.1", str(ports[0])]), strict=True):
        folder = tmp_path / str(port)
        folder.mkdir()
        options = [
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            str(folder),
            "--appendonly",
            "yes",
            *more,
        ]
        running.append(subprocess.Popen([_program(), *options], stdout=subprocess.DEVNULL))
    yield f"redis://127.0.0.1:{ports[0]}/0", running[1]
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
async def redis(pair):
    client = connect(pair[0])
    async with asyncio.timeout(20):
        while True:
            with contextlib.suppress(RedisError, OSError):  # it is still starting
                if (await client.info("replication")).get("slave0", {}).get("state") == "online":
                    break
            await asyncio.sleep(0.02)
    yield client
    await client.aclose()


async def test_an_event_counts_as_stored_only_when_the_replica_has_it_too(pair, redis):
    _, replica = pair
    assert await Inbox(redis, replicas=1).append(arrival("e1", "c1"))
    os.kill(replica.pid, signal.SIGSTOP)
    with pytest.raises(Unavailable, match="replicas"):
        await Inbox(redis, replicas=1).append(arrival("e2", "c1"))
    # The twin that does not ask would have said yes.
    assert await Inbox(redis, replicas=0).append(arrival("e3", "c1"))
    os.kill(replica.pid, signal.SIGCONT)
    assert not await Inbox(redis, replicas=1).append(arrival("e2", "c1"))
