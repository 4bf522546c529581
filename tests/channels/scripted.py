"""A real server on a free port that answers as it was told and remembers what it was asked."""

import asyncio
import json
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from bot.settings import ZaloSettings

OA_ID = "4318206597710462853"
CITIZEN = "7203915584466127390"
SENT = {
    "error": 0,
    "message": "Success",
    "data": {"message_id": "5b1fe0c2a97d4438c61e", "user_id": CITIZEN, "quota": {"quota_type": "reply"}},
}


@dataclass(frozen=True, kw_only=True)
class Say:
    """One scripted answer; `cut` closes the connection instead, `wait` answers only when told to."""

    body: object = None
    status: int = 200
    headers: dict = field(default_factory=dict)
    cut: bool = False
    wait: asyncio.Event | None = None


@dataclass(kw_only=True)
class Asked:
    method: str
    path: str
    query: dict
    headers: dict
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)


class Script:
    """What the server will say; the last item is said again for ever."""

    def __init__(self):
        self.answers = deque()
        self.asked = []
        self.heard = asyncio.Event()
        self.url = ""

    def will(self, *answers):
        self.answers = deque(item if isinstance(item, Say) else Say(body=item) for item in answers)

    async def answer(self, request):
        body = await request.read()
        self.heard.set()
        self.asked.append(
            Asked(
                method=request.method,
                path=request.path,
                query=dict(request.query),
                headers=dict(request.headers),
                body=body,
            )
        )
        say = self.answers.popleft() if len(self.answers) > 1 else self.answers[0]
        if say.wait:
            await say.wait.wait()
        if say.cut:
            request.transport.abort()
            return web.Response()
        text = say.body if isinstance(say.body, str) else json.dumps(say.body)
        return web.Response(status=say.status, headers=say.headers, text=text, content_type="text/html")


@asynccontextmanager
async def scripted():
    script = Script()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", script.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    script.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield script
    await runner.cleanup()


def zalo_settings(url="http://127.0.0.1:9", **changes):
    values = {
        "app_id": "2784510936627718402",
        "oa_ids": (OA_ID,),
        "webhook_secrets": ("oaKhoaBiMatMau_2026",),
        "app_secret": "khoaUngDungMau",
        "api_url": url,
        "oauth_url": url,
        "template_url": url,
    }
    return ZaloSettings(**{**values, **changes})
