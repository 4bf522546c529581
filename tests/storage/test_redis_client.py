import asyncio
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from redis.asyncio import Redis
from redis.exceptions import NoPermissionError, RedisError

from bot.errors import Unavailable
from bot.storage import keys
from bot.storage.client import LONGEST_BLOCK_MS, SOCKET_TIMEOUT_S, check_durability, connect
from bot.storage.commit import Committer
from bot.storage.inbox import Inbox
from tests.storage.proxy import losing_answers
from tests.storage.samples import OA, arrival, hold_for, take_in, turn


@pytest.fixture
async def flaky(redis_url):
    """Give a way to a server whose first two answers to a command get lost."""
    with tempfile.TemporaryDirectory(prefix="mc") as folder:
        path = str(Path(folder) / "proxy.sock")

        def open_proxy(command):
            return losing_answers(unquote(urlsplit(redis_url).path), path, command, 2)

        yield open_proxy, f"unix://{path}"


async def test_one_lost_answer_never_becomes_two_writes(redis, flaky):
    open_proxy, url = flaky
    async with open_proxy(b"XADD"), connect(url) as client:
        with pytest.raises(RedisError):
            await client.xadd("written", {"once": "1"})
    assert await redis.xlen("written") == 1


async def test_the_librarys_own_client_does_write_thrice_so_the_test_above_can_fail(redis, flaky):
    """The broken twin: default settings retry a write whose answer was lost."""
    open_proxy, url = flaky
    async with open_proxy(b"XADD"), Redis(unix_socket_path=urlsplit(url).path) as client:
        await client.xadd("written", {"once": "1"})
    assert await redis.xlen("written") == 3


async def forgotten_cancellations(client):
    """Cancel a command at each of its first steps; count the tasks that went on as if nothing had been said."""
    await client.ping()
    forgotten = 0
    for steps in range(40):

        async def ask_and_rest():
            await client.ping()
            await asyncio.Event().wait()

        task = asyncio.create_task(ask_and_rest())
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
        ended, _ = await asyncio.wait([task], timeout=0.2)
        if not ended:
            forgotten += 1
            task.cancel()
            await asyncio.wait([task])
    return forgotten


async def test_a_command_can_be_cancelled_at_every_step_so_that_the_bot_can_stop(redis):
    assert await forgotten_cancellations(redis) == 0


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="from Python 3.12 on asyncio.wait_for heeds it")
async def test_the_librarys_own_connection_forgets_a_cancellation_so_the_test_above_can_fail(redis_url):
    """The broken twin: a time-out for sending under Python 3.11's `wait_for`."""
    async with Redis(unix_socket_path=unquote(urlsplit(redis_url).path), socket_timeout=5) as client:
        assert await forgotten_cancellations(client) > 0


async def test_an_append_whose_answer_was_lost_is_stored_once_when_repeated(redis, flaky):
    open_proxy, url = flaky
    await Inbox(redis).append(arrival("earlier"))  # the server knows the script: what gets lost is its answer
    async with open_proxy(b"EVALSHA"), connect(url) as client:
        inbox = Inbox(client)
        for _ in range(2):
            with pytest.raises(Unavailable):
                await inbox.append(arrival())
        assert await inbox.append(arrival()) is False
    assert await redis.xlen(keys.inbox(OA, keys.partition("c1"))) == 2


async def test_a_commit_whose_answer_was_lost_says_everything_once_when_repeated(redis, flaky):
    open_proxy, url = flaky
    lease = await hold_for(redis)
    write = turn(lease, await take_in(redis, lease))
    async with open_proxy(b"EVALSHA"), connect(url) as client:
        committer = Committer(client)
        for _ in range(2):
            with pytest.raises(Unavailable):
                await committer.commit(write)
        await committer.commit(write)
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == 1
    assert await redis.xlen(keys.inbox(OA, lease.partition)) == 0


async def test_a_thousand_commands_at_once_wait_for_a_connection_instead_of_failing(redis):
    answers = await asyncio.gather(*(redis.incr("many") for _ in range(1_000)))
    assert sorted(answers) == list(range(1, 1_001))


async def test_a_blocking_read_outlasts_no_socket_timeout(redis):
    assert LONGEST_BLOCK_MS < SOCKET_TIMEOUT_S * 1000


async def test_our_own_server_promises_what_it_must(redis):
    assert await check_durability(redis) == []


@pytest.mark.parametrize(
    ("name", "weak", "good"),
    [("appendfsync", "everysec", "always"), ("maxmemory-policy", "allkeys-lru", "noeviction")],
)
async def test_a_server_that_may_lose_what_it_took_is_told_by_the_setting(redis, name, weak, good):
    await redis.config_set(name, weak)
    try:
        (problem,) = await check_durability(redis)
    finally:
        await redis.config_set(name, good)
    assert name in problem
    assert weak in problem


async def test_a_server_that_forbids_config_is_said_to_be_unknown(redis, redis_url):
    await redis.execute_command("ACL", "SETUSER", "managed", "on", "nopass", "~*", "+@all", "-config")
    path = urlsplit(redis_url).path
    try:
        async with connect(f"unix://managed:any@{path}") as client:
            with pytest.raises(NoPermissionError):
                await client.config_get("appendonly")
            (problem,) = await check_durability(client)
    finally:
        await redis.execute_command("ACL", "DELUSER", "managed")
    assert "CONFIG" in problem
