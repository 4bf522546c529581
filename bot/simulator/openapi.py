"""The OpenAPI's door: tokens, proof, rate limit and faults stand before every call."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.simulator import reading, sending
from bot.simulator.letters import INVALID, Refused
from bot.simulator.simulator import Simulator
from bot.simulator.world import Json

MINUTE_MS = 60_000
TOO_FAST, NO_PROOF = -32, -242
RECIPE = Callable[[Simulator, Json], Json]


class OpenApi:
    """Answers as openapi.zalo.me does: HTTP 200, and the truth in `error`."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._minute = 0
        self._calls = 0
        self._number = 0

    def routes(self) -> list[web.RouteDef]:
        """List every call that is understood."""
        posts: dict[str, RECIPE] = {
            "/v3.0/oa/message/cs": sending.consult,
            "/v3.0/oa/message/template": sending.template,
            "/message/template": sending.template_by_phone,
            "/v2.0/oa/message": sending.older,
            "/v3.0/oa/quota/message": reading.quota,
        }
        gets: dict[str, RECIPE] = {
            "/v2.0/oa/conversation": reading.conversation,
            "/v2.0/oa/listrecentchat": reading.recent_chats,
            "/v3.0/oa/user/detail": reading.detail,
            "/v3.0/oa/user/getlist": reading.listing,
            "/v2.0/oa/getoa": reading.page,
        }
        uploads = {kind: f"/v2.0/oa/upload/{kind}" for kind in ("image", "gif", "file")}
        return [
            *(web.post(path, self._told(recipe, sends="message" in path)) for path, recipe in posts.items()),
            *(web.get(path, self._asked(recipe)) for path, recipe in gets.items()),
            *(web.post(path, self._given(kind)) for kind, path in uploads.items()),
        ]

    def _told(self, recipe: RECIPE, *, sends: bool) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            raw = await request.read()
            return await self._answer(request, raw.decode("utf-8", "replace"), recipe, sends=sends)

        return handle

    def _asked(self, recipe: RECIPE) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            return await self._answer(request, request.query.get("data", "{}"), recipe, sends=False)

        return handle

    def _given(self, kind: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        async def handle(request: web.Request) -> web.StreamResponse:
            given = await sending.read_upload(request)
            return await self._answer(
                request, "{}", lambda simulator, _: sending.store_upload(simulator, kind, given), sends=False
            )

        return handle

    async def _answer(
        self, request: web.Request, text: str, recipe: RECIPE, *, sends: bool
    ) -> web.StreamResponse:
        simulator = self._simulator
        faults = simulator.faults
        if faults.slow_s:
            await simulator.settings.clock.sleep(faults.slow_s)
        if faults.happens("http_500"):
            self._show(request, text, {"http": 500})
            return web.Response(
                status=500, text="<html><h1>502 Bad Gateway</h1></html>", content_type="text/html"
            )
        headers = self._count()
        answer = self._decide(request, text, recipe, sends=sends)
        cut = sends and faults.happens("drop_reply")
        self._show(request, text, answer, cut=cut)
        if sends:
            simulator.journal.append({
                "at_ms": simulator.settings.clock.now_ms(), "path": request.path, "body": text,
                "answer": answer, "cut": cut,
            })  # fmt: skip
        if cut and request.transport is not None:
            request.transport.abort()
        return web.json_response(answer, headers=headers)

    def _decide(self, request: web.Request, text: str, recipe: RECIPE, *, sends: bool) -> Json:
        try:
            self._admit(request)
            body = _read(text)
            code = self._simulator.faults.next_error() if sends else 0
            if code:
                return {"error": code, "message": f"Lỗi giả lập {code}"}
            data = recipe(self._simulator, body)
        except Refused as refusal:
            return {"error": refusal.code, "message": refusal.message}
        return {"error": 0, "message": "Success", **({"data": data["data"]} if "data" in data else {})}

    def _admit(self, request: web.Request) -> None:
        settings = self._simulator.settings
        token = request.headers.get("access_token", "")
        if trouble := self._simulator.tokens.trouble(token):
            words = {-216: "Access token is invalid", -220: "Access token has expired"}
            raise Refused(trouble, words[trouble])
        if settings.require_proof:
            proof = hmac.new(settings.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
            if not hmac.compare_digest(proof.encode(), request.headers.get("appsecret_proof", "").encode()):
                raise Refused(NO_PROOF, "appsecret_proof is invalid")
        if self._calls > settings.calls_per_minute:
            raise Refused(TOO_FAST, "Application has exceeded its limit of requests per minute")

    def _count(self) -> dict[str, str]:
        minute = self._simulator.settings.clock.now_ms() // MINUTE_MS
        if minute != self._minute:
            self._minute, self._calls = minute, 0
        self._calls += 1
        limit = self._simulator.settings.calls_per_minute
        return {"X-RateLimit-Limit": str(limit), "X-RateLimit-Remain": str(max(0, limit - self._calls))}

    def _show(self, request: web.Request, text: str, answer: Json, *, cut: bool = False) -> None:
        self._number += 1
        self._simulator.book.put_exchange({
            "key": f"a{self._number}", "way": "in", "path": request.path, "body": text, "answer": answer, "cut": cut,
            "at_ms": self._simulator.settings.clock.now_ms(),
        })  # fmt: skip


def _read(text: str) -> Json:
    try:
        body = json.loads(text)
    except ValueError:
        raise Refused(INVALID, "body is not JSON") from None
    if not isinstance(body, dict):
        raise Refused(INVALID, "body is not an object")
    return body
