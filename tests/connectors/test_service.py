"""A service that is slow, broken, huge or lying does no harm: a real aiohttp server plays it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.connectors.breaker import Breaker
from bot.connectors.service import ServiceDossiers
from bot.connectors.service_call import TRIES, Service, ServiceCall
from bot.content.description import read_description
from bot.domain.dossier import DossierState
from bot.errors import ContentError, Unavailable
from tests.connectors.given import NOW, OA, reader

CODE, END = "H15.93.20-261120-0018", "4821"
GOOD = {
    "data": [
        {
            "maHoSo": CODE, "thuTuc": "Đăng ký khai sinh", "trangThai": "DANG_XU_LY", "donVi": "Tư pháp",
            "hanTra": "2026-11-27", "sdt": "0900004821", "hoTen": "NGƯỜI MẪU",
        }
    ]
}  # fmt: skip
DESCRIPTION = """
url: "{url}/ho-so/{{code}}"
headers: {{Authorization: "Bearer {{key}}"}}
fields:
  code: data.0.maHoSo
  procedure_name: data.0.thuTuc
  state: data.0.trangThai
  desk: data.0.donVi
  due_on: data.0.hanTra
  phone_end: data.0.sdt
states: {{DANG_XU_LY: processing}}
timeout_ms: {timeout_ms}
"""


class Office:
    """Plays the service; `answer` is what it does next, and it lists what it was asked."""

    def __init__(self) -> None:
        self.answer = self.good
        self.asked: list[tuple[str, str]] = []
        self.now = NOW
        self.paused: list[float] = []

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.match_info["code"], request.headers.get("Authorization", "")))
        return await self.answer(request)

    async def good(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["code"] != CODE:
            raise web.HTTPNotFound
        return web.json_response(GOOD)

    async def away(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPBadGateway

    async def silent(self, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(30)
        return web.json_response(GOOD)

    async def dripping(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b" ")
            await asyncio.sleep(0.02)

    async def huge(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        for _ in range(160):
            await response.write(b" " * 65_536)
        return response

    async def garbage(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"<html>\xff\xfe\x00</html>")

    async def deep(self, request: web.Request) -> web.StreamResponse:
        return web.Response(body=b"[" * 100_000)

    async def empty(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"data": []})

    async def other(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"data": [GOOD["data"][0] | {"maHoSo": "H15.93.20-261120-0019"}]})

    async def odd_state(self, request: web.Request) -> web.StreamResponse:
        return web.json_response({"data": [GOOD["data"][0] | {"trangThai": {"a": 1}}]})

    async def elsewhere(self, request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/ho-so/other")


@asynccontextmanager
async def opened(folder, office: Office, timeout_ms: int = 5_000) -> AsyncIterator[ServiceDossiers]:
    app = web.Application()
    app.router.add_get("/ho-so/{code}", office.serve)
    async with TestServer(app) as server, aiohttp.ClientSession() as session:
        file = folder / "service.yaml"
        url = str(server.make_url("")).rstrip("/")
        file.write_text(DESCRIPTION.format(url=url, timeout_ms=timeout_ms), "utf-8")
        service = read_description(file, Service)

        async def pause(seconds: float) -> None:
            office.paused.append(seconds)

        breaker = Breaker(lambda: office.now)
        call = ServiceCall(service, "sample-key", session, breaker, random=lambda: 0.5, pause=pause)
        yield ServiceDossiers(service, call, reader(), lambda: office.now)


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
async def source(tmp_path, office):
    async with opened(tmp_path, office) as service:
        yield service


async def test_a_good_answer_is_a_dossier_and_the_key_goes_in_the_header(source, office):
    dossier = await source.find(CODE, oa_id=OA, phone_end=END)
    assert dossier is not None
    assert (dossier.state, dossier.desk) == (DossierState.PROCESSING, "Tư pháp")
    assert dossier.news_at is None  # asked this moment
    assert "NGƯỜI MẪU" not in repr(dossier)
    assert office.asked == [(CODE, "Bearer sample-key")]


@pytest.mark.parametrize(
    "answer",
    ["away", "huge", "garbage", "deep", "empty", "other", "odd_state", "elsewhere"],
)
async def test_no_bad_answer_is_believed(source, office, answer):
    office.answer = getattr(office, answer)
    with pytest.raises(Unavailable):
        await source.find(CODE, oa_id=OA, phone_end=END)


@pytest.mark.parametrize("answer", ["silent", "dripping"])
async def test_a_service_that_takes_thirty_seconds_is_left_after_its_time(tmp_path, office, answer):
    office.answer = getattr(office, answer)
    async with opened(tmp_path, office, timeout_ms=300) as source:
        loop = asyncio.get_running_loop()
        began = loop.time()
        with pytest.raises(Unavailable):
            await source.find(CODE, oa_id=OA, phone_end=END)
        assert loop.time() - began < 5


async def test_a_hiccup_is_tried_again_after_longer_and_longer_pauses(source, office):
    async def once_away(request):
        office.answer = office.good
        raise web.HTTPServiceUnavailable

    office.answer = once_away
    assert await source.find(CODE, oa_id=OA, phone_end=END)
    office.answer = office.away
    with pytest.raises(Unavailable):
        await source.find(CODE, oa_id=OA, phone_end="0000")
    assert len(office.asked) == 2 + TRIES
    assert office.paused == [0.2, 0.2, 0.4]


async def test_after_five_failures_it_is_left_alone_for_half_a_minute_and_then_tried_once(source, office):
    office.answer = office.away
    for _ in range(6):
        with pytest.raises(Unavailable):
            await source.find(CODE, oa_id=OA, phone_end=END)
    assert len(office.asked) == 5 * TRIES
    office.now += timedelta(seconds=31)
    office.answer = office.good
    assert await source.find(CODE, oa_id=OA, phone_end=END)
    assert len(office.asked) == 5 * TRIES + 1


async def test_while_it_is_away_an_owner_hears_the_last_answer_with_its_age(source, office):
    await source.find(CODE, oa_id=OA, phone_end=END)
    office.answer, told_at = office.away, office.now
    office.now += timedelta(hours=3)
    for dossier in (await source.find(CODE, oa_id=OA, phone_end=END), await source.read(CODE, oa_id=OA)):
        assert dossier is not None
        assert dossier.news_at == told_at
    office.now += timedelta(days=1)
    with pytest.raises(Unavailable):
        await source.read(CODE, oa_id=OA)


async def test_while_it_is_away_a_known_code_with_wrong_digits_is_like_an_unknown_one(source, office):
    await source.find(CODE, oa_id=OA, phone_end=END)
    office.answer = office.away
    for code, end in ((CODE, "0000"), ("H15.93.20-261120-0099", "0000")):
        with pytest.raises(Unavailable):
            await source.find(code, oa_id=OA, phone_end=end)


async def test_a_proof_always_asks_so_that_time_tells_nothing(source, office):
    for code, end in ((CODE, END), (CODE, "0000"), ("H15.93.20-261120-0099", END), (CODE, END)):
        await source.find(code, oa_id=OA, phone_end=end)
    assert len(office.asked) == 4
    await source.read(CODE, oa_id=OA)  # an owner is served from memory
    assert len(office.asked) == 4


def test_a_wrong_description_names_its_line(tmp_path):
    file = tmp_path / "service.yaml"
    file.write_text("url: http://sample\nfields: {code: a}\nstates: {X: nowhere}\n", "utf-8")
    with pytest.raises(ContentError, match=r"service.yaml:3"):
        read_description(file, Service)
