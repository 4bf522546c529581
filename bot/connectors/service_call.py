"""One question to an HTTP service of dossiers: JSON, no such dossier, or no answer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import aiohttp
import orjson
from yarl import URL

from bot.connectors.breaker import Breaker
from bot.domain.dossier import DossierState
from bot.errors import Unavailable

LARGEST_BYTES = 1_000_000
TRIES = 3
FIRST_PAUSE_S = 0.2
_CHUNK = 65_536
_NOT_FOUND = frozenset((404, 410))
_OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """
    What a commune writes down about a service of dossiers, in YAML.

    Args:
        url: With `{code}` where the dossier's code goes.
        headers: `{key}` in a value is the secret from the settings, which no file holds.
        fields: What is told -> path in the answer, steps parted by dots, such as `data.0.trangThai`.
        states: A state's name there -> ours; the usual names need no line.
        timeout_ms: For the whole question, tries again included.
        stale_s: How old an answer may be told, with its age, while the service is away.

    """

    url: str
    fields: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, DossierState] = field(default_factory=dict)
    timeout_ms: int = 5_000
    fresh_s: int = 60
    stale_s: int = 86_400


class ServiceCall:
    """
    Asks the service.

    Args:
        random: Gives a number from 0 to 1, for the length of pauses.

    """

    def __init__(
        self,
        service: Service,
        key: str,
        session: aiohttp.ClientSession,
        breaker: Breaker,
        *,
        random: Callable[[], float],
        pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._service, self._session, self._breaker = service, session, breaker
        self._headers = {name: text.replace("{key}", key) for name, text in service.headers.items()}
        self._random, self._pause = random, pause

    async def ask(self, code: str) -> dict[str, Any] | list[Any] | None:
        """
        Give the answer about one dossier; None when there is none.

        Raises:
            Unavailable: No usable answer came in time.

        """
        self._breaker.check()
        try:
            async with asyncio.timeout(self._service.timeout_ms / 1000):
                answer = await self._repeat(code)
        except (Unavailable, TimeoutError) as error:
            self._breaker.failed()
            raise Unavailable(f"dossier service: {error or 'time-out'}") from error
        self._breaker.succeeded()
        return answer

    async def _repeat(self, code: str) -> dict[str, Any] | list[Any] | None:
        for attempt in range(TRIES):
            try:
                return await self._once(code)
            except (aiohttp.ClientError, Unavailable) as error:
                last = error
            if attempt < TRIES - 1:  # a random part of the pause keeps many askers from coming back together
                await self._pause(FIRST_PAUSE_S * 2**attempt * (0.5 + self._random()))
        raise Unavailable(f"{type(last).__name__}, {TRIES} tries") from last

    async def _once(self, code: str) -> dict[str, Any] | list[Any] | None:
        url = URL(self._service.url.replace("{code}", quote(code, safe="")), encoded=True)
        # No redirect is followed: the key in the headers is for this address alone.
        async with self._session.get(url, headers=self._headers, allow_redirects=False) as response:
            if response.status in _NOT_FOUND:
                return None
            if response.status != _OK:
                raise Unavailable(f"status {response.status}")
            body = bytearray()
            async for chunk in response.content.iter_chunked(_CHUNK):
                body += chunk
                if len(body) > LARGEST_BYTES:
                    raise Unavailable("too large an answer")
        try:
            answer = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise Unavailable("no JSON") from error
        if not isinstance(answer, dict | list):
            raise Unavailable("no JSON object")
        return answer
