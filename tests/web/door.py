"""Our own public port on a free number, with a real inbox and spool behind it."""

import hashlib
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import aiohttp

from bot.errors import Unavailable
from bot.storage.inbox import Inbox
from bot.storage.spool import Spool
from bot.web.counts import Counts
from bot.web.intake import Intake
from bot.web.limits import Limits
from bot.web.server import create_app, listen
from bot.web.webhook import Webhook
from tests.channels.scripted import CITIZEN, OA_ID, zalo_settings

NOW = datetime(2026, 11, 20, 1, 50, tzinfo=UTC)  # some minutes after the recorded events
SECRET = "oaKhoaBiMatMau_2026"
OLD_SECRET = "oaKhoaCuMau_2025"
SETTINGS = zalo_settings(webhook_secrets=(SECRET, OLD_SECRET), verifier="MAU123")


def event(text="Xin chào", number=1, **changes):
    """A genuine event's fields."""
    return {
        "app_id": SETTINGS.app_id,
        "sender": {"id": CITIZEN},
        "recipient": {"id": OA_ID},
        "event_name": "user_send_text",
        "message": {"text": text, "msg_id": f"{number:020d}"},
        "timestamp": str(int((NOW - timedelta(seconds=5)).timestamp() * 1000)),
        **changes,
    }


def signature(body, timestamp, secret=SECRET, first=SETTINGS.app_id):
    digest = hashlib.sha256(first.encode() + body + timestamp.encode() + secret.encode())
    return {"X-ZEvent-Signature": f"mac={digest.hexdigest()}"}


class Door:
    """A running webhook and what a test may do with it."""

    def __init__(self, redis, folder, limits):
        self.redis, self.away, self.now, self.counts = redis, False, NOW, Counts()
        self.inbox, self.spool = Inbox(redis), Spool(folder)
        self.intake = Intake(self.append, self.spool, append_s=0.2)
        self.webhook = Webhook(SETTINGS, self.intake, self.counts, limits=limits, clock=lambda: self.now)
        self.app = create_app(self.webhook, verifier=SETTINGS.verifier)
        self.session = self.url = self.address = None
        self.order = []

    async def append(self, arrival):
        if self.away:
            raise Unavailable("switched off by the test")
        self.order.append(arrival.event_id)
        return await self.inbox.append(arrival)

    async def post(self, fields, *, headers=None, **signing):
        """Deliver an event as Zalo would, or changed as told; give the HTTP status."""
        body = json.dumps(fields, ensure_ascii=False).encode()
        return await self.deliver(body, fields.get("timestamp", ""), headers=headers, **signing)

    async def deliver(self, body, timestamp, *, headers=None, **signing):
        told = {
            "Content-Type": "application/json",
            **signature(body, timestamp, **signing),
            **(headers or {}),
        }
        async with self.session.post(f"{self.url}/webhook", data=body, headers=told) as response:
            return response.status

    async def stored(self):
        """Every stored body, whichever partition it is in."""
        keys = sorted([key async for key in self.redis.scan_iter("*:inbox")])
        rows = [row for key in keys for row in await self.redis.xrange(key)]
        return [dict(fields)[b"b"] for _, fields in rows]

    def refused(self):
        return {
            name.removeprefix("refused."): total
            for name, total in self.counts.totals.items()
            if name.startswith("refused.")
        }


@asynccontextmanager
async def open_door(redis, folder, **limits):
    bounds = Limits(**limits)
    door = Door(redis, folder, bounds)
    async with listen(door.app, host="127.0.0.1", port=0, limits=bounds) as address:
        door.address, door.url = address, f"http://127.0.0.1:{address[1]}"
        async with aiohttp.ClientSession() as door.session:
            yield door
    door.spool.close()
