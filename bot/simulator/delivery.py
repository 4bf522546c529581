"""Posting signed events to the webhook, again and again until Zalo gives up."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bot.simulator.faults import Faults
from bot.simulator.settings import SimulatorSettings
from bot.simulator.world import Json

WAITING, DELIVERED, LOST = "waiting", "delivered", "lost"
OK = 200


@dataclass(slots=True, kw_only=True)
class Delivery:
    """
    One event on its way.

    Args:
        key: The message id, or a number for events without one.
        state: waiting, delivered or lost.
        tries: What each attempt met: an HTTP status, or words.
        next_at_ms: When the next attempt is due; 0 when none is.

    """

    number: int
    citizen_id: str
    key: str
    event_name: str
    body: str
    timestamp: str
    state: str = WAITING
    tries: list[str] = field(default_factory=list)
    next_at_ms: int = 0
    first_try: asyncio.Event = field(default_factory=asyncio.Event, repr=False)
    release: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    def as_json(self) -> Json:
        """Give what the page shows."""
        return {
            "number": self.number, "citizen_id": self.citizen_id, "key": self.key, "body": self.body,
            "event_name": self.event_name, "state": self.state, "tries": self.tries, "next_at_ms": self.next_at_ms,
        }  # fmt: skip

    def as_record(self) -> Json:
        """Give what is needed to go on after a restart."""
        return {
            "kind": "event", "citizen_id": self.citizen_id, "key": self.key, "event_name": self.event_name,
            "body": self.body, "timestamp": self.timestamp, "number": self.number,
        }  # fmt: skip


class Webhook:
    """
    The address events go to.

    Per citizen the first attempts go out in order, one after the other; citizens go side by side. An event
    that failed comes again on its own time and may then arrive after later ones, as with the real Zalo.
    """

    def __init__(
        self,
        settings: SimulatorSettings,
        faults: Faults,
        changed: Callable[[Delivery], None],
        moved: Callable[[], None],
    ) -> None:
        self._moved = moved
        self._url = settings.webhook_url
        self._addressed = asyncio.Event()
        self.enabled = True
        self._settings = settings
        self._faults = faults
        self._changed = changed
        self._session: aiohttp.ClientSession | None = None
        self._last: dict[str, Delivery] = {}
        self._held: dict[str, Delivery] = {}
        self._waiting: dict[int, Delivery] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._number = 0

    @property
    def url(self) -> str:
        """Where events go; while it is empty they wait."""
        return self._url

    @url.setter
    def url(self, url: str) -> None:
        self._url = url
        self._addressed.set() if url else self._addressed.clear()
        self._moved()

    @property
    def waiting(self) -> tuple[Delivery, ...]:
        """Events not yet delivered and not yet given up."""
        return tuple(self._waiting.values())

    async def open(self) -> None:
        """Get ready to post."""
        self.url = self._url
        timeout = aiohttp.ClientTimeout(total=self._settings.webhook_timeout_s)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        """Stop posting; what waits is remembered by the history file."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def post(self, citizen_id: str, event: Json, *, key: str = "") -> Delivery:
        """Send one event on its way; returns at once."""
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
        return self._start(
            citizen_id=citizen_id,
            key=key,
            event_name=event["event_name"],
            body=body,
            timestamp=event["timestamp"],
        )

    def resume(self, record: Json) -> None:
        """Go on with an event of an earlier run."""
        self._start(
            **{name: record[name] for name in ("citizen_id", "key", "event_name", "body", "timestamp")}
        )

    def enable(self) -> None:
        """Switch a disabled webhook on again, as an administrator does in the console; what was lost stays lost."""
        self.enabled = True
        self._moved()

    def as_json(self) -> Json:
        """Give what the page shows of the address."""
        return {"url": self.url, "enabled": self.enabled, "retry_after_s": list(self._settings.retry_after_s)}

    async def settled(self) -> None:
        """Return when every event so far had its first attempt."""
        for delivery in self.waiting:
            await delivery.first_try.wait()

    async def idle(self) -> None:
        """Return when nothing is on its way any more: every event delivered or lost."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _start(self, **words: Any) -> Delivery:
        self._number += 1
        delivery = Delivery(number=self._number, **words)
        if not self.enabled:
            delivery.state = LOST
            delivery.tries.append("webhook đang tắt")
            self._changed(delivery)
            return delivery
        self._waiting[delivery.number] = delivery
        self._changed(delivery)
        shuffled = delivery.citizen_id in self._held or self._faults.happens("reorder")
        work = self._out_of_order(delivery) if shuffled else self._in_order(delivery)
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return delivery

    def _in_order(self, delivery: Delivery) -> Any:
        before = self._last.get(delivery.citizen_id)
        self._last[delivery.citizen_id] = delivery
        return self._carry(delivery, before)

    def _out_of_order(self, delivery: Delivery) -> Any:
        overtaken = self._held.pop(delivery.citizen_id, None)
        if overtaken is not None:
            return self._overtake(delivery, overtaken)
        self._held[delivery.citizen_id] = delivery
        return self._hold(delivery)

    async def _hold(self, delivery: Delivery) -> None:
        patience = asyncio.create_task(self._settings.clock.sleep(self._settings.reorder_hold_s))
        overtaken = asyncio.create_task(delivery.release.wait())
        try:
            await asyncio.wait({patience, overtaken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            patience.cancel()
            overtaken.cancel()
        if self._held.get(delivery.citizen_id) is delivery:
            del self._held[delivery.citizen_id]
        await self._carry(delivery, None)

    async def _overtake(self, delivery: Delivery, overtaken: Delivery) -> None:
        try:
            await self._carry(delivery, None, after_first=overtaken.release)
        finally:
            overtaken.release.set()

    async def _carry(
        self, delivery: Delivery, before: Delivery | None, *, after_first: asyncio.Event | None = None
    ) -> None:
        if before is not None:
            await before.first_try.wait()
        try:
            await self._addressed.wait()
            arrived = await self._attempt(delivery)
        finally:
            delivery.first_try.set()
            if after_first is not None:
                after_first.set()
        if arrived and self._faults.happens("duplicate"):
            await self._attempt(delivery)
        while delivery.state == WAITING:
            await self._try_again(delivery)

    async def _try_again(self, delivery: Delivery) -> None:
        waits = self._settings.retry_after_s
        if not self.enabled or len(delivery.tries) > len(waits):
            self.enabled = False
            self._moved()
            self._end(delivery, LOST)
            return
        wait_s = waits[len(delivery.tries) - 1]
        delivery.next_at_ms = self._settings.clock.now_ms() + round(wait_s * 1000)
        self._changed(delivery)
        await self._settings.clock.sleep(wait_s)
        if self.enabled:
            await self._attempt(delivery)

    async def _attempt(self, delivery: Delivery) -> bool:
        met = await self._post(delivery)
        delivery.tries.append(met)
        delivery.next_at_ms = 0
        if met == str(OK):
            self._end(delivery, DELIVERED)
        elif delivery.state == WAITING:
            self._changed(delivery)
        return met == str(OK)

    async def _post(self, delivery: Delivery) -> str:
        if self._session is None:
            return "simulator đã dừng"
        body = delivery.body.encode()
        headers = {"Content-Type": "application/json"}
        if delivery.tries and delivery.state == WAITING:
            headers["num_retry"] = str(len(delivery.tries))
        if not self._faults.happens("unsigned"):
            headers["X-ZEvent-Signature"] = "mac=" + self._mac(body, delivery.timestamp)
        try:
            async with self._session.post(
                self.url, data=body, headers=headers, allow_redirects=False
            ) as answer:
                return str(answer.status)
        except TimeoutError:
            return f"quá {self._settings.webhook_timeout_s:g} giây"
        except (aiohttp.ClientError, OSError, ValueError) as error:
            return (
                "không kết nối được" if isinstance(error, aiohttp.ClientConnectorError) else "kết nối bị ngắt"
            )

    def _mac(self, body: bytes, timestamp: str) -> str:
        settings = self._settings
        return hashlib.sha256(
            settings.app_id.encode() + body + timestamp.encode() + settings.oa_secret.encode()
        ).hexdigest()

    def _end(self, delivery: Delivery, state: str) -> None:
        delivery.state = state
        delivery.next_at_ms = 0
        self._waiting.pop(delivery.number, None)
        if self._last.get(delivery.citizen_id) is delivery:
            del self._last[delivery.citizen_id]
        self._changed(delivery)
