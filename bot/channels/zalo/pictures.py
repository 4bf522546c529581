"""
Pictures that citizens send: fetched from Zalo's own hosts, looked at for QR codes, and forgotten.

Source: zalo-platform reference 3.6 (where pictures lie); security guide, section 6.
"""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import json
import logging
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

from bot.settings import ZaloSettings

log = logging.getLogger(__name__)

MOST_BYTES = 10_000_000
FETCH_S, DECODE_S = 6.0, 8.0
AT_ONCE = 4
_OK = 200
_PROGRAM = Path(__file__).with_name("decoding.py")


class _Unread(Exception):
    """Why a picture was not looked at, in a word for the log."""


class Pictures:
    """
    Reads the QR codes of pictures; a picture that cannot be had or read has none.

    Args:
        session: Made by `open_picture_session`.
        decode: Gives the codes of a picture's bytes.

    """

    def __init__(
        self,
        settings: ZaloSettings,
        session: aiohttp.ClientSession,
        decode: Callable[[bytes], Awaitable[tuple[str, ...]]],
    ) -> None:
        self._hosts = settings.picture_hosts
        self._own = urlsplit(settings.api_url)
        self._session = session
        self._decode = decode
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def codes(self, url: str) -> tuple[str, ...]:
        """Give the text of each QR code on a picture; nothing of it is kept, or told to the log."""
        try:
            async with self._slots, asyncio.timeout(FETCH_S + DECODE_S):
                found = await self._decode(await self._fetch(self._allowed(url)))
        except _Unread as error:
            why = str(error)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            why = type(error).__name__
        else:
            log.info("picture", extra={"fields": {"codes": len(found)}})
            return found
        log.info("picture", extra={"fields": {"unread": why}})
        return ()

    def _allowed(self, url: str) -> str:
        """Give the address to fetch: https and one of Zalo's hosts, or where the OpenAPI itself answers."""
        parts = urlsplit(url)
        if _place(parts) == _place(self._own):
            return parts._replace(scheme=self._own.scheme).geturl()
        host = (parts.hostname or "").rstrip(".")
        is_known = any(host == each or host.endswith(f".{each}") for each in self._hosts)
        if parts.scheme != "https" or not is_known or parts.port not in (None, 443) or parts.username:
            raise _Unread("host")
        return url

    async def _fetch(self, url: str) -> bytes:
        timeout = aiohttp.ClientTimeout(total=FETCH_S)
        async with self._session.get(url, allow_redirects=False, timeout=timeout) as response:
            if response.status != _OK:
                raise _Unread("status")
            body = bytearray()
            async for piece in response.content.iter_chunked(1 << 16):
                body += piece
                if len(body) > MOST_BYTES:
                    raise _Unread("size")
        return bytes(body)


def _place(parts: SplitResult) -> tuple[str | None, int | None]:
    return parts.hostname, parts.port


class _PublicOnly(AbstractResolver):
    """Resolves names, but to no address inside: a name of Zalo's must not lead into our own network."""

    def __init__(self, inner: AbstractResolver) -> None:
        self._inner = inner

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._inner.resolve(host, port, family)
        public = [each for each in found if ipaddress.ip_address(each["host"]).is_global]
        if not public:
            raise OSError("no public address")
        return public

    async def close(self) -> None:
        await self._inner.close()


@asynccontextmanager
async def open_picture_session() -> AsyncIterator[aiohttp.ClientSession]:
    """Open the session that fetches pictures: no cookies, no proxy of the environment, nothing unpacked."""
    resolver = _PublicOnly(ThreadedResolver())
    connector = aiohttp.TCPConnector(limit=AT_ONCE, resolver=resolver)
    async with aiohttp.ClientSession(
        connector=connector, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False, trust_env=False
    ) as session:
        yield session


async def decode_beside(body: bytes) -> tuple[str, ...]:
    """
    Read the codes of a picture in a process of its own, without our environment.

    Raises:
        TimeoutError: It took too long and was ended.
        ValueError: It is no picture that can be read.

    """
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-I", str(_PROGRAM), env={}, start_new_session=True,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(DECODE_S):
            told, _ = await child.communicate(body)
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
            child._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 - else its pipes outlive the loop
    if child.returncode:
        raise ValueError("the picture cannot be read")
    return tuple(str(text) for text in json.loads(told))
