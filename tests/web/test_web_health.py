"""The machine room sees whether it lives, whether it is ready, and figures without any citizen in them."""

import asyncio

import aiohttp
import pytest

from bot.errors import Unavailable
from bot.storage.counters import CounterStore
from bot.web.counts import Counts
from bot.web.health import create_admin_app
from bot.web.server import listen
from tests.web.door import CITIZEN, event


async def well():
    return ""


async def ill():
    return "the spool holds 12 events"


async def broken():
    raise Unavailable("Redis does not answer")


async def hanging():
    await asyncio.Event().wait()


async def get(path, *, checks=None, gauges=None, counts=None):
    app = create_admin_app(checks=checks or {}, gauges=gauges or {}, counts=counts or Counts())
    async with (
        listen(app, host="127.0.0.1", port=0) as (host, port),
        aiohttp.ClientSession() as session,
        session.get(f"http://{host}:{port}{path}") as response,
    ):
        text = await response.text()
        return response.status, text if path == "/metrics" else await response.json()


async def test_it_lives_whatever_is_wrong_around_it():
    assert await get("/live", checks={"redis": broken}) == (200, {"live": True})


async def test_it_is_ready_when_every_check_is_well():
    assert await get("/ready", checks={"redis": well}) == (200, {"ready": True, "troubles": {}})


async def test_it_is_not_ready_when_one_check_is_ill_fails_or_hangs():
    status, told = await get("/ready", checks={"redis": broken, "spool": ill, "zalo": well, "disk": hanging})
    assert status == 503
    assert told["troubles"] == {
        "redis": "Redis does not answer",
        "spool": "the spool holds 12 events",
        "disk": "no answer in time",
    }


async def test_metrics_are_prometheus_lines_and_leave_out_what_cannot_be_measured(door):
    await door.post(event())
    await door.post(event(), secret="khác")

    async def spool_bytes():
        return 1234567890.0

    status, text = await get(
        "/metrics", gauges={"spool_bytes": spool_bytes, "gone": broken}, counts=door.counts
    )
    assert status == 200
    lines = text.splitlines()
    assert "motcua_spool_bytes 1234567890.0" in lines
    assert "motcua_webhook_stored_total 1" in lines
    assert "motcua_webhook_refused_wrong_signature_total 1" in lines
    assert any(line.startswith("motcua_webhook_last_valid_timestamp_seconds 1795") for line in lines)
    assert "gone" not in text
    assert CITIZEN not in text


async def test_counts_reach_other_processes_and_add_up(redis):
    store, counts = CounterStore(redis), [Counts(), Counts()]
    for number, each in enumerate(counts):
        each.count("stored")
        each.note("last_valid_ms", 1000 + number)
        await each.flush(store)
        await each.flush(store)
    assert await store.read() == {"stored": 2, "last_valid_ms": 1001}


class Away:
    """A store that refuses until it is told to take."""

    def __init__(self):
        self.away, self.got = True, {}

    async def add(self, counts, moments):
        if self.away:
            raise Unavailable("away")
        self.got = dict(counts)


async def test_counts_that_could_not_be_stored_are_handed_over_later():
    store, counts = Away(), Counts()
    counts.count("stored")
    with pytest.raises(Unavailable):
        await counts.flush(store)
    counts.count("stored")
    store.away = False
    await counts.flush(store)
    assert store.got == {"stored": 2}


async def test_the_last_counts_are_handed_over_when_the_process_ends():
    store, counts = Away(), Counts()
    store.away = False
    flushing = asyncio.create_task(counts.keep_flushing(store, every_s=3600))
    await asyncio.sleep(0)
    counts.count("stored")
    flushing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await flushing
    assert store.got == {"stored": 1}


@pytest.mark.parametrize("path", ["/", "/zalo_verifierMAU123.html"])
async def test_home_page_and_verification_file_prove_the_domain_to_zalo(door, path):
    async with door.session.get(door.url + path) as response:
        assert response.status == 200
        assert '<meta name="zalo-platform-site-verification" content="MAU123" />' in await response.text()
        assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


async def test_another_verification_file_does_not_exist(door):
    async with door.session.get(f"{door.url}/zalo_verifierKHAC.html") as response:
        assert response.status == 404
