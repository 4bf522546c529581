"""The token keeper: one refresh at a time, stored before it is used, both tokens or nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import aiohttp

from bot.channels.zalo.errors import TokenDead, Uncertain
from bot.channels.zalo.http import Answer, Call, masked, perform
from bot.channels.zalo.payload import Payload
from bot.domain.token import TokenPair
from bot.errors import BotError, Rejected, Unavailable
from bot.settings import ZaloSettings

log = logging.getLogger(__name__)

PAUSE_S = 30.0
_LIFETIME_S = 90_000  # 25 hours, when Zalo does not say
_LONGEST_S = 10 * 86_400
_LAST_PART = 5  # renewed in the last fifth of its life: after 20 hours of 25


class TokenShelf(Protocol):
    """Where pairs lie, encrypted, for every process of ours."""

    async def load(self, oa_id: str) -> TokenPair | None:
        """Give the pair stored last; raises Rejected when it cannot be read any more."""
        ...

    async def save(self, oa_id: str, pair: TokenPair) -> None:
        """Store a pair durably, in one step."""
        ...

    def lock(self, oa_id: str) -> AbstractAsyncContextManager[object]:
        """Keep every other process from refreshing; it must outlive `http.TIMEOUT_S`."""
        ...


@dataclass(frozen=True, slots=True)
class _Failure:
    """A refresh that went wrong: not asked again before `until` unless another pair has been put in."""

    refresh: str
    until: datetime
    error: BotError


class TokenKeeper:
    """
    Gives valid access tokens.

    Args:
        alarm: Called with the page and a sentence when a person must look.

    """

    def __init__(
        self,
        settings: ZaloSettings,
        shelf: TokenShelf,
        session: aiohttp.ClientSession,
        *,
        alarm: Callable[[str, str], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._shelf = shelf
        self._session = session
        self._alarm = alarm
        self._clock = clock
        self._pairs: dict[str, TokenPair] = {}
        self._unsaved: dict[str, TokenPair] = {}
        self._failures: dict[str, _Failure] = {}
        self._running: dict[str, asyncio.Task[TokenPair]] = {}

    async def access(self, oa_id: str) -> str:
        """
        Give the access token of a page, renewed in time.

        Raises:
            TokenDead: There is none, or Zalo takes the old pair no more: an officer must put in a new one.
            Unavailable: It could not be had right now.

        """
        await self._save_rest(oa_id)
        pair = self._pairs.get(oa_id) or await self._load(oa_id)
        now = self._clock()
        if now < pair.access_expires_at - (pair.access_expires_at - pair.refresh_issued_at) / _LAST_PART:
            return pair.access
        try:
            return await self.refresh(oa_id, spent=pair.access)
        except (Unavailable, TokenDead):
            if now < pair.access_expires_at and oa_id not in self._unsaved:
                return pair.access
            raise

    async def refresh(self, oa_id: str, *, spent: str) -> str:
        """
        Give an access token other than `spent`; however many ask, Zalo is asked once.

        Raises:
            TokenDead: Zalo refused; the old pair is kept.
            Unavailable: No answer, or anything but two tokens; the old pair is kept.

        """
        task = self._running.get(oa_id)
        if task is None:
            task = asyncio.create_task(self._refresh(oa_id, spent))
            self._running[oa_id] = task
            task.add_done_callback(lambda done: self._forget(oa_id, done))
        # Shielded: whoever waits may be cancelled, but a pair under way must reach the shelf.
        return (await asyncio.shield(task)).access

    async def refresh_due(self) -> None:
        """Renew what is due for every page of the settings; failures have raised their alarm already."""
        for oa_id in self._settings.oa_ids:
            try:
                await self.access(oa_id)
            except (Unavailable, TokenDead) as error:
                log.warning("no valid token", extra={"fields": {"oa": oa_id, "reason": str(error)}})

    async def age_s(self, oa_id: str) -> float | None:
        """Tell how long ago the stored pair was issued, None when there is none."""
        pair = await self._shelf.load(oa_id)
        return (self._clock() - pair.refresh_issued_at).total_seconds() if pair else None

    async def close(self) -> None:
        """Wait for a refresh under way: its pair would be lost for good."""
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _forget(self, oa_id: str, done: asyncio.Task[TokenPair]) -> None:
        self._running.pop(oa_id, None)
        if not done.cancelled():
            done.exception()  # seen, even when everyone who waited has gone

    async def _load(self, oa_id: str) -> TokenPair:
        try:
            pair = await self._shelf.load(oa_id)
        except Rejected as error:
            raise TokenDead(str(error)) from error
        if pair is None:
            raise TokenDead(f"no token pair is stored for page {oa_id}")
        self._pairs[oa_id] = pair
        return pair

    async def _refresh(self, oa_id: str, spent: str) -> TokenPair:
        async with self._shelf.lock(oa_id):
            await self._save_rest(oa_id)
            pair = await self._load(oa_id)
            if pair.access != spent:  # another process, or an officer, was here first
                return pair
            self._heed_failure(oa_id, pair)
            try:
                fresh = await self._exchange(pair)
            except BotError as error:
                self._note_failure(oa_id, pair, error)
                raise
            self._unsaved[oa_id] = fresh
            await self._save_rest(oa_id)
            return fresh

    async def _save_rest(self, oa_id: str) -> None:
        """Store a pair that Zalo gave but the shelf did not take yet; it is not used before."""
        pair = self._unsaved.get(oa_id)
        if pair is None:
            return
        try:
            await self._shelf.save(oa_id, pair)
        except Exception as error:
            self._alarm(oa_id, "a new token pair could not be stored; it is kept in memory only")
            raise Unavailable("the new token pair could not be stored") from error
        self._pairs[oa_id] = pair
        self._unsaved.pop(oa_id, None)

    def _heed_failure(self, oa_id: str, pair: TokenPair) -> None:
        failure = self._failures.get(oa_id)
        if failure and failure.refresh == pair.refresh and self._clock() < failure.until:
            raise failure.error.with_traceback(None)

    def _note_failure(self, oa_id: str, pair: TokenPair, error: BotError) -> None:
        until = self._clock() + timedelta(seconds=PAUSE_S)
        self._failures[oa_id] = _Failure(pair.refresh, until, error)
        log.error("token refresh failed", extra={"fields": {"oa": oa_id, "reason": str(error)}})
        self._alarm(oa_id, str(error))

    async def _exchange(self, pair: TokenPair) -> TokenPair:
        """Spend the refresh token."""
        settings = self._settings
        form = {"refresh_token": pair.refresh, "app_id": settings.app_id, "grant_type": "refresh_token"}
        call = Call(
            method="POST",
            url=f"{settings.oauth_url}/v4/oa/access_token",
            headers={"secret_key": settings.app_secret},
            changes=True,
            form=form,
        )
        asked_at = self._clock()
        try:
            answer = await perform(self._session, call)
        except Uncertain as error:
            raise Unavailable(f"the refresh had no answer and may have spent the token: {error}") from error
        return self._both_or_nothing(answer, pair, asked_at)

    def _both_or_nothing(self, answer: Answer, pair: TokenPair, asked_at: datetime) -> TokenPair:
        access, refresh = (answer.fields.get(name) for name in ("access_token", "refresh_token"))
        if not (isinstance(access, str) and isinstance(refresh, str) and access.strip() and refresh.strip()):
            raise self._no_pair(answer, pair)
        life_s = Payload(answer.fields).number("expires_in") or 0
        if not 0 < life_s <= _LONGEST_S:
            life_s = _LIFETIME_S
        return TokenPair(
            access=access,
            refresh=refresh,
            access_expires_at=asked_at + timedelta(seconds=life_s),
            refresh_issued_at=asked_at,
        )

    def _no_pair(self, answer: Answer, pair: TokenPair) -> BotError:
        """Tell Zalo's clear no from what some gateway in between may have said."""
        code = int(Payload(answer.fields).number("error") or 0)
        sentence = f"Zalo gave no token pair (HTTP {answer.status}, error {code})"
        if not code and "error_name" not in answer.fields:
            return Unavailable(sentence)
        body = masked(answer.body, (pair.access, pair.refresh, self._settings.app_secret))
        return TokenDead(sentence, code=code, body=body)
