"""The OpenAPI as our workers use it: send, read back, look at the page."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

import aiohttp
import orjson

from bot.channels.zalo.address import is_guest, recipient
from bot.channels.zalo.compose import message_json, picture_json
from bot.channels.zalo.errors import (
    REFUSALS,
    WHAT_TO_DO,
    Do,
    NeedsStaff,
    SlowDown,
    TokenDead,
    Uncertain,
    UnknownCode,
    ZaloRejected,
)
from bot.channels.zalo.http import Answer, Call, masked, perform
from bot.channels.zalo.payload import Payload
from bot.channels.zalo.text import clean
from bot.domain.message import Button, Template
from bot.errors import Unavailable
from bot.settings import ZaloSettings

log = logging.getLogger(__name__)

SEND_PATH = "/v3.0/oa/message/cs"
TEMPLATE_PATH = "/v3.0/oa/message/template"
PHONE_PATH = "/message/template"
TRACKING_LIMIT = 48
UPLOAD_PATH = "/v2.0/oa/upload/image"
UPLOAD_KEPT = timedelta(days=5)
"""Zalo keeps an upload for seven days. Source: zalo-platform reference, section 4.5."""
GUEST_PATH = "/v2.0/oa/message"
FEW = 2
_MINUTE_S = 60
_BUSY = (429, 503)
_OK, _SERVER_ERROR = 200, 500
_VIETNAM = timezone(timedelta(hours=7))


class Tokens(Protocol):
    """Who keeps the tokens."""

    async def access(self, oa_id: str) -> str:
        """Give the access token of a page."""
        ...

    async def refresh(self, oa_id: str, *, spent: str) -> str:
        """Give another one, now that Zalo no longer takes `spent`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One message of a conversation as Zalo keeps it."""

    message_id: str
    from_oa: bool
    text: str
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutPage:
    """What Zalo knows of our page."""

    oa_id: str
    name: str
    is_verified: bool
    is_government: bool
    package: str
    followers: int


class ZaloClient:
    """
    Talks to Zalo for every page of the settings.

    Args:
        session: Made by `open_session`; closed by whoever made it.
        pause_s: Before "sending failed" is tried again.

    """

    def __init__(
        self,
        settings: ZaloSettings,
        tokens: Tokens,
        session: aiohttp.ClientSession,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        pause_s: float = 1.0,
    ) -> None:
        self._settings = settings
        self._tokens = tokens
        self._session = session
        self._clock = clock
        self._pause_s = pause_s
        self._shut_until: dict[str, datetime] = {}
        self._uploads: dict[tuple[str, bytes], tuple[str, datetime]] = {}

    async def send(self, oa_id: str, citizen_id: str, text: str, buttons: tuple[Button, ...] = ()) -> str:
        """
        Send one page and give Zalo's id of it; a guest gets no buttons, nobody having seen any there.

        Raises:
            Unavailable: Nothing was sent; try later.
            ZaloRejected: A clear no; `state_reason` names it.
            Uncertain: It left, and nobody knows whether it arrived.

        """
        to_guest = is_guest(citizen_id)
        body = {
            "recipient": recipient(citizen_id),
            "message": message_json(text, () if to_guest else buttons),
        }
        call = self._call("POST", GUEST_PATH if to_guest else SEND_PATH, json=orjson.dumps(body))
        answer = Payload((await self._ask(oa_id, call)).fields)
        if not to_guest:
            _note_charge(oa_id, answer)
        return answer.identity("data", "message_id")

    async def send_picture(self, oa_id: str, citizen_id: str, text: str, picture: bytes) -> str:
        """
        Send a picture with its words and give Zalo's id of it; where Zalo does not take the picture, the words alone.

        Args:
            picture: PNG or JPEG, at most 1 MB.

        Raises:
            Unavailable: Nothing was sent; try later.
            ZaloRejected: A clear no; `state_reason` names it.
            Uncertain: It left, and nobody knows whether it arrived.

        """
        if is_guest(citizen_id):
            return await self.send(oa_id, citizen_id, text)
        attachment_id = await self._upload(oa_id, picture)
        if not attachment_id:
            return await self.send(oa_id, citizen_id, text)
        body = {"recipient": recipient(citizen_id), "message": picture_json(text, attachment_id)}
        try:
            answer = Payload(
                (await self._ask(oa_id, self._call("POST", SEND_PATH, json=orjson.dumps(body)))).fields
            )
        except Unavailable:  # perhaps because the upload is gone: the next try makes a new one
            self._uploads.clear()
            raise
        _note_charge(oa_id, answer)
        return answer.identity("data", "message_id")

    async def _upload(self, oa_id: str, picture: bytes) -> str:
        """Give Zalo's name of an uploaded picture, uploading it when the last upload is old; empty when Zalo says no."""
        known = (oa_id, hashlib.sha256(picture).digest())
        attachment_id, until = self._uploads.get(known, ("", self._clock()))
        if self._clock() < until:
            return attachment_id
        name = "card.png" if picture.startswith(b"\x89PNG") else "card.jpg"
        url = self._settings.api_url + UPLOAD_PATH
        call = Call(method="POST", url=url, headers={}, changes=False, file=(name, picture))
        try:
            answer = await self._ask(oa_id, call)
        except (TokenDead, NeedsStaff):
            raise
        except ZaloRejected as error:
            log.warning(
                "a picture was not taken", extra={"fields": {"oa": oa_id, "reason": error.state_reason}}
            )
            return ""
        attachment_id = Payload(answer.fields).identity("data", "attachment_id")
        self._uploads[known] = attachment_id, self._clock() + UPLOAD_KEPT
        return attachment_id

    async def send_template(self, oa_id: str, citizen_id: str, template: Template) -> str:
        """
        Send an approved template, whatever the reply window; give Zalo's id of it.

        Raises:
            Unavailable: Nothing was sent; try later.
            ZaloRejected: A clear no; `state_reason` names it.
            Uncertain: It left, and nobody knows whether it arrived.

        """
        body = {
            "user_id": citizen_id,
            "template_id": template.template_id,
            "template_data": dict(template.data),
        }
        answer = await self._ask(oa_id, self._call("POST", TEMPLATE_PATH, json=orjson.dumps(body)))
        return Payload(answer.fields).identity("data", "message_id")

    async def send_template_by_phone(
        self, oa_id: str, phone: str, template: Template, tracking_id: str
    ) -> str:
        """
        Send an approved template to a phone number, whatever the reply window; give Zalo's id of it.

        Args:
            phone: In 84 form.
            tracking_id: Ours, told again in the receipt; cut to 48 characters.

        Raises:
            Unavailable: Nothing was sent; try later.
            ZaloRejected: A clear no; `state_reason` names it.
            Uncertain: It left, and nobody knows whether it arrived.

        """
        body = {
            "phone": phone,
            "template_id": template.template_id,
            "template_data": dict(template.data),
            "tracking_id": tracking_id[:TRACKING_LIMIT],
        }
        url = self._settings.template_url + PHONE_PATH
        call = Call(method="POST", url=url, headers={}, changes=True, json=orjson.dumps(body))
        return Payload((await self._ask(oa_id, call)).fields).identity("data", "msg_id")

    async def recent(self, oa_id: str, citizen_id: str, count: int = 10) -> list[Spoken]:
        """
        Read the last messages of a conversation back, at most ten.

        Raises:
            Unavailable: Try later.
            ZaloRejected: It cannot be read; a guest's never can.

        """
        if is_guest(citizen_id):
            raise ZaloRejected("a guest's conversation cannot be read back")
        data = {"user_id": citizen_id, "offset": 0, "count": min(count, 10)}
        answer = await self._ask(oa_id, self._get("/v2.0/oa/conversation", data))
        return [_spoken(item) for item in Payload(answer.fields).objects("data", limit=10)]

    async def about_page(self, oa_id: str) -> AboutPage:
        """
        Ask Zalo about the page itself; the cheapest proof that token and rights are good.

        Raises:
            Unavailable: Try later.
            ZaloRejected: A clear no.

        """
        page = Payload((await self._ask(oa_id, self._get("/v2.0/oa/getoa", {}))).fields)
        return AboutPage(
            oa_id=page.identity("data", "oaid") or page.identity("data", "oa_id"),
            name=page.text("data", "name", limit=200),
            is_verified=page.find("data", "is_verified") is True,
            is_government=page.number("data", "oa_type") == 4,  # noqa: PLR2004 (2 is a business, 4 a government)
            package=page.text("data", "package_name", limit=100),
            followers=int(page.number("data", "num_follower") or 0),
        )

    def _call(self, method: str, path: str, *, json: bytes) -> Call:
        return Call(method=method, url=self._settings.api_url + path, headers={}, changes=True, json=json)

    def _get(self, path: str, data: Mapping[str, object]) -> Call:
        params = {"data": orjson.dumps(data).decode()} if data else None
        return Call(method="GET", url=self._settings.api_url + path, headers={}, changes=False, params=params)

    async def _ask(self, oa_id: str, call: Call) -> Answer:
        """Make a call until it has an answer that is final for the caller."""
        refreshed, few = False, 0
        while True:
            self._pass_gate(oa_id)
            token = await self._tokens.access(oa_id)
            answer = await perform(self._session, replace(call, headers=self._headers(token)))
            self._note_limit(oa_id, answer)
            code = _code(answer)
            if code == 0:
                return answer
            do = WHAT_TO_DO.get(code) if code is not None else None
            if do is Do.REFRESH and not refreshed:
                refreshed = True
                await self._tokens.refresh(oa_id, spent=token)
            elif do is Do.FEW and few < FEW:
                few += 1
                await asyncio.sleep(self._pause_s)
            else:
                raise self._failure(oa_id, call, answer, token)

    def _headers(self, token: str) -> dict[str, str]:
        if not self._settings.use_proof:
            return {"access_token": token}
        proof = hmac.new(self._settings.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
        return {"access_token": token, "appsecret_proof": proof}

    def _failure(self, oa_id: str, call: Call, answer: Answer, token: str) -> Exception:
        """Name what an answer other than success means."""
        code = _code(answer)
        if code is None:
            return self._odd(call, answer, token)
        do = WHAT_TO_DO.get(code)
        sentence = f"Zalo answered {code}"
        if do is Do.NEXT_MINUTE:
            return SlowDown(sentence, retry_after_s=self._shut(oa_id))
        if do is Do.WAIT:
            return Unavailable(sentence)
        if do is Do.MORNING:
            return Unavailable(sentence, retry_after_s=_until_morning_s(self._clock()))
        refusal = REFUSALS[do] if do else UnknownCode
        return refusal(sentence, code=code, body=masked(answer.body, (token, self._settings.app_secret)))

    def _odd(self, call: Call, answer: Answer, token: str) -> Exception:
        """Name an answer without an error code: some gateway's, not Zalo's own."""
        sentence = f"Zalo answered HTTP {answer.status} without a code"
        if answer.status in _BUSY:
            return SlowDown(sentence, retry_after_s=_seconds(answer.headers.get("Retry-After", "")))
        if answer.status == _OK or answer.status >= _SERVER_ERROR:
            return Uncertain(sentence) if call.changes else Unavailable(sentence)
        return UnknownCode(sentence, body=masked(answer.body, (token, self._settings.app_secret)))

    def _pass_gate(self, oa_id: str) -> None:
        left_s = (self._shut_until.get(oa_id, self._clock()) - self._clock()).total_seconds()
        if left_s > 0:
            raise SlowDown("Zalo's limit per minute is used up", retry_after_s=left_s)

    def _note_limit(self, oa_id: str, answer: Answer) -> None:
        if answer.headers.get("X-RateLimit-Remain", "").strip() == "0":
            self._shut(oa_id)

    def _shut(self, oa_id: str) -> float:
        """Send nothing for this page before the next minute; give the seconds until then."""
        wait_s = float(_MINUTE_S - self._clock().second)
        self._shut_until[oa_id] = self._clock() + timedelta(seconds=wait_s)
        return wait_s


def _note_charge(oa_id: str, answer: Payload) -> None:
    if answer.find("data", "quota") is None:
        log.warning("a message was charged", extra={"fields": {"oa": oa_id}})


def _code(answer: Answer) -> int | None:
    """Give Zalo's error code, 0 for success; None when there is none."""
    number = Payload(answer.fields).number("error")
    return int(number) if number is not None else None


def _spoken(item: Payload) -> Spoken:
    return Spoken(
        message_id=item.identity("message_id"),
        from_oa=item.number("src") == 0,
        text=clean(str(item.find("message") or "")).strip(),
        at_ms=int(item.number("time") or 0),
    )


def _seconds(text: str) -> float | None:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else None  # noqa: PLR2004 (a day)


def _until_morning_s(now: datetime) -> float:
    local = now.astimezone(_VIETNAM)
    morning = local.replace(hour=6, minute=5, second=0, microsecond=0)
    return ((morning if local < morning else morning + timedelta(days=1)) - local).total_seconds()
