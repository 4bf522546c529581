"""A webhook that writes down what comes, and judges signatures by the rule in the documentation alone."""

import asyncio
import hashlib
import json
from contextlib import asynccontextmanager

from aiohttp import web


class Receiver:
    def __init__(self):
        self.url = ""
        self.requests = []
        self.answers = []  # statuses to give, first to last; 200 when empty
        self.stalled = None  # an Event: while set, nothing is answered until it is
        self._came = asyncio.Event()

    async def handle(self, request):
        raw = await request.read()
        self.requests.append({"headers": dict(request.headers), "raw": raw, "event": json.loads(raw)})
        self._came.set()
        if self.stalled is not None:
            await self.stalled.wait()
        return web.Response(status=self.answers.pop(0) if self.answers else 200)

    async def wait(self, count):
        async with asyncio.timeout(10):
            while len(self.requests) < count:
                self._came.clear()
                await self._came.wait()
        return self.requests

    def events(self, *names):
        return [each["event"] for each in self.requests if not names or each["event"]["event_name"] in names]


def expected_mac(raw, app_id, secret):
    timestamp = json.loads(raw)["timestamp"]
    return "mac=" + hashlib.sha256(f"{app_id}".encode() + raw + f"{timestamp}{secret}".encode()).hexdigest()


@asynccontextmanager
async def listening():
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/webhook", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        receiver.url = "http://{}:{}/webhook".format(*runner.addresses[0][:2])
        yield receiver
    finally:
        if receiver.stalled is not None:
            receiver.stalled.set()
        await runner.cleanup()
