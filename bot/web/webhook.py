"""The webhook: limits, raw bytes, signature, one append, 200."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from aiohttp import web

from bot.channels.zalo.events import read_event
from bot.channels.zalo.payload import Payload, read_payload
from bot.channels.zalo.signature import diagnose, is_authentic
from bot.domain.event import Event, Ignored, Unknown
from bot.errors import Rejected, Unavailable
from bot.settings import ZaloSettings
from bot.storage.inbox import Arrival
from bot.web.counts import Counts
from bot.web.intake import Intake
from bot.web.limits import Limits

log = logging.getLogger(__name__)

PATH = "/webhook"
SIGNATURE_HEADER = "X-ZEvent-Signature"
OLDEST = timedelta(days=1)
FUTURE = timedelta(hours=1)
_LOG_EVERY = timedelta(minutes=1)


class Webhook:
    """
    Takes Zalo's events in.

    Whatever Zalo itself may send is answered 200, also when it is dropped: its console probes unsigned, and
    after a few refusals it switches the webhook off. Other codes answer only what Zalo never sends.
    """

    def __init__(
        self,
        settings: ZaloSettings,
        intake: Intake,
        counts: Counts,
        *,
        limits: Limits,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._intake = intake
        self._counts = counts
        self._limits = limits
        self._clock = clock
        self._logged_at: dict[str, datetime] = {}

    async def greet(self, _: web.Request) -> web.Response:
        """Answer whoever looks."""
        return web.Response(text="Zalo webhook")

    async def receive(self, request: web.Request) -> web.Response:
        """Answer one delivery."""
        self._counts.count("received")
        if "num_retry" in request.headers:
            self._counts.count("retried")
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return self._refuse("encoded", 415)
        if not request.content_type.endswith("json"):
            return self._refuse("not_json_type", 200)
        body = await self._body(request)
        if isinstance(body, web.Response):
            return body
        judged = self._judge(body, request.headers.get(SIGNATURE_HEADER, ""))
        return judged if isinstance(judged, web.Response) else await self._store(judged)

    async def _body(self, request: web.Request) -> bytes | web.Response:
        """Read the raw bytes, or answer why not."""
        if (request.content_length or 0) > self._limits.body_bytes:
            return self._refuse("too_large", 413)
        if request.content.is_eof() and request.content_length is not None:
            return request.content.read_nowait()  # all of it came with the head: nothing to wait for
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_s):
                while chunk := await request.content.readany():
                    body += chunk
                    if len(body) > self._limits.body_bytes:
                        return self._refuse("too_large", 413)
        except TimeoutError:
            return self._refuse("too_slow", 408)
        except (web.RequestPayloadError, ConnectionError):
            return self._refuse("cut_off", 400)
        return bytes(body)

    def _judge(self, body: bytes, mac: str) -> Arrival | web.Response:
        """Give what is to be stored, or the answer that ends it."""
        try:
            payload = read_payload(body)
        except Rejected:
            return self._refuse("not_json" if body else "empty", 200)
        reason = self._forged(payload, body, mac)
        if reason:
            return self._refuse(reason, 200)
        now = self._clock()
        event = read_event(payload)
        reason = self._misplaced(event, now)
        if reason:
            return self._refuse(reason, 200)
        self._counts.note("last_valid_ms", _ms(now))
        if isinstance(event.what, Ignored | Unknown):
            return self._pass_by(event.what)
        return Arrival(
            event_id=event.event_id,
            oa_id=event.oa_id,
            citizen_id=event.citizen_id,
            body=body,
            received_at_ms=_ms(now),
        )

    def _forged(self, payload: Payload, body: bytes, mac: str) -> str:
        """Name why this is not believed to come from Zalo, for our app; empty when it is."""
        timestamp = payload.timestamp
        if not timestamp:
            return "no_timestamp"
        if payload.identity("app_id") != self._settings.app_id:
            return "other_app"
        return "" if self._is_signed(body, timestamp, mac) else self._diagnose(body, timestamp, mac)

    def _misplaced(self, event: Event, now: datetime) -> str:
        """Name why a genuine event is not for us, or not for now; only ignored ones may name no page."""
        if event.oa_id and event.oa_id not in self._settings.oa_ids:
            return "other_page"
        if event.at < now - OLDEST:
            return "too_old"
        return "from_the_future" if event.at > now + FUTURE else ""

    async def _store(self, arrival: Arrival) -> web.Response:
        try:
            how = await self._intake.store(arrival)
        except Unavailable as error:
            log.error("an event could be stored nowhere", extra={"fields": {"reason": str(error)}})  # noqa: TRY400
            return self._refuse("nowhere_to_store", 503)
        self._counts.count(how)
        return web.Response(text="ok")

    def _is_signed(self, body: bytes, timestamp: str, mac: str) -> bool:
        app_id = self._settings.app_id
        return any(
            is_authentic(body=body, app_id=app_id, timestamp_ms=timestamp, secret=secret, mac=mac)
            for secret in self._settings.webhook_secrets
        )

    def _diagnose(self, body: bytes, timestamp: str, mac: str) -> str:
        return diagnose(
            body=body,
            app_id=self._settings.app_id,
            oa_ids=self._settings.oa_ids,
            timestamp_ms=timestamp,
            secrets=self._settings.webhook_secrets,
            app_secret=self._settings.app_secret,
            mac=mac,
        )

    def _pass_by(self, what: Ignored | Unknown) -> web.Response:
        kind = "ignored" if isinstance(what, Ignored) else "unknown"
        self._counts.count(kind)
        if kind == "unknown":
            self._log("an event of unknown kind", what.name, self._clock())
        return web.Response(text="ok")

    def _refuse(self, reason: str, status: int) -> web.Response:
        now = self._clock()
        self._counts.count(f"refused.{reason}")
        self._counts.note("last_refused_ms", _ms(now))
        self._log("refused", reason, now)
        answer = web.Response(status=status, text="ok" if status == 200 else reason)  # noqa: PLR2004
        if status != 200:  # noqa: PLR2004
            answer.force_close()
        return answer

    def _log(self, event: str, reason: str, now: datetime) -> None:
        """Write one line per reason and minute: whoever floods us must not fill the disk."""
        last = self._logged_at.get(reason)
        if last is None and len(self._logged_at) >= self._limits.reasons_logged:
            return
        if last is not None and now - last < _LOG_EVERY:
            return
        self._logged_at[reason] = now
        total = self._counts.totals.get(f"refused.{reason}", 0)
        log.warning(event, extra={"fields": {"reason": reason, "total": total}})


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
