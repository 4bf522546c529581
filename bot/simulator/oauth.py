"""OAuth v4: consent, exchange, refresh; its errors come with HTTP 200 and a shape of their own."""

from __future__ import annotations

import hmac
from html import escape

from aiohttp import web
from yarl import URL

from bot.simulator.simulator import Simulator
from bot.simulator.tokens import Pair
from bot.simulator.world import Json

BAD_APP, BAD_CALLBACK = -14002, -14003
_PAGE = """<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Cấp quyền (giả lập)</title><link rel="stylesheet" href="/static/consent.css">
<main><h1>Cấp quyền cho ứng dụng</h1><p>Ứng dụng <b>{app}</b> xin gửi tin, quản lý tin nhắn và đọc thông tin của
trang <b>{page}</b>.</p><p><a class="agree" href="{agree}">Cho phép</a></p>
<p class="note">Đây là trang giả lập để thử trên máy, không phải của Zalo.</p></main></html>"""


class OAuth:
    """Answers as oauth.zaloapp.com does."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def routes(self) -> list[web.RouteDef]:
        """List the pages and the token call."""
        return [
            web.get("/v4/oa/permission", self._ask),
            web.get("/v4/oa/permission/agreed", self._agree),
            web.post("/v4/oa/access_token", self._token),
        ]

    async def _ask(self, request: web.Request) -> web.Response:
        """Show the administrator what is asked for."""
        if refused := self._wrong(request):
            return web.json_response(refused)
        settings = self._simulator.settings
        agree = URL("/v4/oa/permission/agreed").with_query(request.query)
        words = _PAGE.format(
            app=escape(settings.app_id), page=escape(settings.oa_name), agree=escape(str(agree))
        )
        return web.Response(text=words, content_type="text/html")

    async def _agree(self, request: web.Request) -> web.Response:
        """Send the administrator back with a code."""
        if refused := self._wrong(request):
            return web.json_response(refused)
        code = self._simulator.tokens.make_code(request.query.get("code_challenge", ""))
        words = {"code": code, "oa_id": self._simulator.settings.oa_id}
        if "state" in request.query:
            words["state"] = request.query["state"]
        raise web.HTTPFound(URL(request.query["redirect_uri"]).update_query(words))

    def _wrong(self, request: web.Request) -> Json | None:
        settings = self._simulator.settings
        if request.query.get("app_id") != settings.app_id:
            return _error("Invalid app id", "app_id is invalid", BAD_APP)
        back = request.query.get("redirect_uri", "")
        if not back.startswith(("http://", "https://")) or settings.callback_url not in {"", back}:
            return _error("Invalid redirect uri", "redirect_uri is not the registered callback", BAD_CALLBACK)
        return None

    async def _token(self, request: web.Request) -> web.Response:
        form = await request.post()
        answer = self._trade({name: str(value) for name, value in form.items()}, request)
        self._simulator.feed.tell("tokens", {"refreshes": self._simulator.tokens.refreshes})
        return web.json_response(answer)

    def _trade(self, form: dict[str, str], request: web.Request) -> Json:
        settings, tokens = self._simulator.settings, self._simulator.tokens
        if form.get("app_id") != settings.app_id:
            return _error("Invalid app id", "app_id is invalid", BAD_APP)
        secret = request.headers.get("secret_key", "")
        if not hmac.compare_digest(secret.encode(), settings.app_secret.encode()):
            return _error("Invalid secret key", "secret_key is invalid")
        if self._simulator.faults.happens("odd_oauth"):
            return _error("Internal error", "Please try again")
        grant = form.get("grant_type")
        if grant == "authorization_code":
            pair = tokens.exchange(form.get("code", ""), form.get("code_verifier", ""))
            return _good(pair) if pair else _error("Invalid code", "code is invalid or expired")
        if grant == "refresh_token":
            pair = tokens.refresh(form.get("refresh_token", ""))
            return (
                _good(pair)
                if pair
                else _error("Invalid refresh token", "refresh_token is invalid or expired")
            )
        return _error("Invalid grant type", "grant_type is invalid")


def _good(pair: Pair) -> Json:
    return {"access_token": pair.access, "refresh_token": pair.refresh, "expires_in": "90000"}


def _error(name: str, reason: str, code: int | None = None) -> Json:
    # The code of a used refresh token is confirmed nowhere, and `error` is sometimes absent: so it is here.
    body: Json = {"error_name": name, "error_reason": reason, "error_description": reason, "ref_doc": ""}
    return body if code is None else {**body, "error": code}
