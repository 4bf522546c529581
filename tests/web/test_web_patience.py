"""Slow and silent strangers are dropped and do not slow anybody else."""

import asyncio
import contextlib
import time

import pytest
from aiohttp import web

from bot.web.limits import Limits
from bot.web.server import create_app
from tests.web.door import event, open_door

FAST = {"body_s": 0.5, "silence_s": 1.0, "idle_s": 1.5}
REQUEST = b"POST /webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"


async def silent(_):
    """Says nothing at all."""


async def drips(writer):
    """Sends its headers letter by letter, for ever."""
    writer.write(REQUEST + b"X-Slow: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.3)


async def half_a_body(writer):
    """Promises a body and stops in the middle."""
    writer.write(REQUEST + b"Content-Length: 100\r\n\r\n{")
    await writer.drain()


async def drips_after_a_request(writer):
    """Makes one good request, then goes on letter by letter."""
    writer.write(b"GET /webhook HTTP/1.1\r\nHost: a\r\n\r\n")
    await drips(writer)


async def stranger(address, behave):
    """Connect, behave badly, and return when the other side hangs up."""
    reader, writer = await asyncio.open_connection(*address)
    bad = asyncio.create_task(behave(writer))
    try:
        with contextlib.suppress(ConnectionError):
            while await reader.read(4096):
                pass
    finally:
        bad.cancel()
        writer.transport.abort()
        await asyncio.wait([bad])


async def still_there(address, behaviours, wait_s):
    """Count the strangers that are not dropped in time, and let them go."""
    strangers = [asyncio.create_task(stranger(address, behave)) for behave in behaviours]
    dropped, waiting = await asyncio.wait(strangers, timeout=wait_s)
    for task in dropped:
        task.result()
    for task in waiting:
        task.cancel()
    await asyncio.gather(*strangers, return_exceptions=True)
    return len(waiting)


async def test_800_slow_or_silent_clients_are_dropped_and_the_honest_one_is_served_meanwhile(redis, tmp_path):
    async with open_door(redis, tmp_path, **FAST) as door:
        bad = [(silent, drips, half_a_body, drips_after_a_request)[number % 4] for number in range(800)]
        dropping = asyncio.create_task(still_there(door.address, bad, 15))
        took, number = [], 0
        while not dropping.done():
            number += 1
            began = time.perf_counter()
            assert await door.post(event(number=number)) == 200
            took.append(time.perf_counter() - began)
            await asyncio.sleep(0.02)
        assert await dropping == 0
        await door.intake.drain()  # should the inbox have been a moment late
        assert len(await door.stored()) == number >= 20
        assert sorted(took)[int(len(took) * 0.99) - 1] < 0.5  # 0.2 on a machine of its own


async def test_a_server_without_the_reaper_keeps_them(redis, tmp_path):
    waiting = [silent, drips, drips_after_a_request]
    async with open_door(redis, tmp_path, body_s=0.2, silence_s=0.2, idle_s=0.3) as door:
        assert await still_there(door.address, waiting, 8) == 0
        runner = web.AppRunner(create_app(door.webhook), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        kept = await still_there(runner.addresses[0], waiting, 1.0)
        await runner.cleanup()
        assert kept == 3


async def test_a_body_that_does_not_come_is_answered_408_and_the_connection_closed(redis, tmp_path):
    async with open_door(redis, tmp_path, **FAST) as door:
        reader, writer = await asyncio.open_connection(*door.address)
        await half_a_body(writer)
        answer = await asyncio.wait_for(reader.read(), 5)
        assert answer.startswith(b"HTTP/1.1 408")
        assert door.refused() == {"too_slow": 1}
        writer.close()


async def test_an_honest_connection_may_rest_between_requests(redis, tmp_path):
    async with open_door(redis, tmp_path, body_s=0.5, silence_s=0.2, idle_s=30) as door:
        reader, writer = await asyncio.open_connection(*door.address)
        for _ in range(2):
            writer.write(b"GET /webhook HTTP/1.1\r\nHost: a\r\n\r\n")
            assert b"200" in await asyncio.wait_for(reader.readuntil(b"Zalo webhook"), 5)
            with pytest.raises(TimeoutError):  # several times the patience for silence
                await asyncio.wait_for(reader.read(1), 0.8)
        writer.close()


def test_the_limits_in_use_are_those_promised():
    limits = Limits()
    assert (limits.body_bytes, limits.body_s, limits.silence_s) == (65536, 3.0, 10.0)
