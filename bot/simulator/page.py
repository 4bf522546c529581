"""The phone page: its files, its live feed, and what its buttons do."""

from __future__ import annotations

import asyncio
import json
import mimetypes
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path, PurePath

from aiohttp import web

from bot.simulator.simulator import OFFICER, Simulator
from bot.simulator.world import Json

STATIC = Path(__file__).parent / "static"
BREATH_S = 15.0
SHOWN = 200
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


async def protect(_: web.Request, response: web.StreamResponse) -> None:
    """Let no answer of ours run or load anything that is not ours."""
    response.headers.setdefault("Content-Security-Policy", POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")


class Page:
    """Serves the page and does what is pressed on it."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._acts = _acts(simulator)

    def routes(self) -> list[web.RouteDef]:
        """List what the page asks for; other programs may ask the same."""
        return [
            web.get("/", self._index),
            web.get("/favicon.ico", self._no_icon),
            web.get("/static/{name}", self._file),
            web.get("/sim/state", self._state),
            web.get("/sim/stream", self._stream),
            web.post("/sim/act", self._act),
            web.post("/faults", self._faults),
            web.post("/sim/media", self._take),
            web.get("/media/{name}", self._give),
        ]

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html")

    async def _no_icon(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=204)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = STATIC / request.match_info["name"]
        if path.parent != STATIC or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path)

    def _snapshot(self) -> Json:
        simulator = self._simulator
        return {
            "oa": {"id": simulator.settings.oa_id, "name": simulator.settings.oa_name},
            "citizens": [citizen.as_json() for citizen in simulator.book.citizens.values()],
            "messages": [
                word.as_json() for thread in simulator.book.threads.values() for word in thread[-SHOWN:]
            ],
            "exchanges": list(simulator.book.exchanges.values()),
            "faults": simulator.faults.as_json(),
            "webhook": simulator.webhook.as_json(),
            "now_ms": simulator.settings.clock.now_ms(),
        }

    async def _state(self, _: web.Request) -> web.Response:
        return web.json_response(self._snapshot())

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Tell everything once, then each change, as server-sent events."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream; charset=utf-8"})
        with suppress(ConnectionError), self._simulator.feed.listen() as changes:
            await response.prepare(request)
            await response.write(_sse("snapshot", self._snapshot()))
            while True:
                try:
                    change = await asyncio.wait_for(changes.get(), BREATH_S)
                except TimeoutError:
                    await response.write(b": con song\n\n")
                    continue
                if change is None:
                    break
                await response.write(_sse(*change))
        return response

    async def _act(self, request: web.Request) -> web.Response:
        body = await _json(request)
        act = self._acts.get(str(body.pop("do", "")))
        if act is None:
            return _no("Không có việc này.")
        try:
            return web.json_response({"done": act(**body)})
        except (LookupError, TypeError, ValueError, AttributeError) as error:
            return _no(f"Việc này thiếu hoặc sai thông tin: {error}")

    async def _faults(self, request: web.Request) -> web.Response:
        try:
            self._simulator.faults.change(await _json(request))
        except ValueError as error:
            return _no(str(error))
        return web.json_response(self._simulator.faults.as_json())

    async def _take(self, request: web.Request) -> web.Response:
        """Keep a picture or file that was chosen on the page; gives the payload for `send`."""
        if "X-Simulator" not in request.headers:  # a header of our own: no foreign page can send it unasked
            raise web.HTTPForbidden
        name = PurePath(request.query.get("name", "tep")).name or "tep"
        return web.json_response(self._simulator.media.keep(name, await request.read(), self._simulator.url))

    async def _give(self, request: web.Request) -> web.StreamResponse:
        content = self._simulator.media.find(request.match_info["name"])
        if content is None:
            raise web.HTTPNotFound
        kind = mimetypes.guess_type(request.match_info["name"])[0] or "application/octet-stream"
        if not kind.startswith("image/") or "svg" in kind:
            return web.Response(
                body=content,
                content_type="application/octet-stream",
                headers={"Content-Disposition": "attachment"},
            )
        return web.Response(body=content, content_type=kind)


def _acts(simulator: Simulator) -> dict[str, Callable[..., object]]:
    def webhook(url: str) -> None:
        simulator.webhook.url = url

    def explorer() -> Json:
        pair = simulator.tokens.issue()
        return {"access_token": pair.access, "refresh_token": pair.refresh}

    def officer(citizen_id: str, text: str, officer_id: str = OFFICER) -> str:
        return simulator.officer_says(citizen_id, _filled(text), officer_id)

    def say(citizen_id: str, text: str, quotes: str = "") -> str:
        return simulator.citizen_says(citizen_id, _filled(text), quotes=quotes)

    return {
        "say": say,
        "send": simulator.citizen_sends,
        "tap": simulator.citizen_taps,
        "follow": simulator.citizen_follows,
        "chatnow": simulator.citizen_opens_chat,
        "share": simulator.citizen_shares,
        "withdraw": simulator.citizen_withdraws,
        "see": simulator.citizen_sees,
        "react": simulator.citizen_reacts,
        "guest": simulator.guest_says,
        "officer": officer,
        "silence": simulator.pretend_silence,
        "state": simulator.set_state,
        "webhook": webhook,
        "enable": simulator.webhook.enable,
        "explorer": explorer,
        "clear_faults": simulator.faults.clear,
    }


def _filled(text: str) -> str:
    if not isinstance(text, str) or not text:
        raise ValueError("chưa có chữ nào")
    return text


async def _json(request: web.Request) -> Json:
    if request.content_type != "application/json":  # a foreign page cannot send JSON here unasked
        raise web.HTTPUnsupportedMediaType
    try:
        body = await request.json()
    except ValueError:
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _no(words: str) -> web.Response:
    return web.json_response({"error": words}, status=400)


def _sse(kind: str, data: Json) -> bytes:
    return f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode("utf-8", "replace")
