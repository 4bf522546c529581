"""One call to Zalo: either an answer, or a name for what is not known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import orjson

from bot.channels.zalo.errors import Uncertain
from bot.errors import Unavailable

TIMEOUT_S = 10.0
"""No call lasts longer; the lock round a token refresh must outlive it."""

_CONNECT_S = 4.0
_IDLE_S = 15.0  # an idle connection the other side may be about to close is not worth an uncertain send
_SHOWN = 500
_SECRET = re.compile(
    r'("?(?:access_token|refresh_token|secret_key|appsecret_proof)"?\s*[:=]\s*)("[^"]*"?|[^"&,}\s]+)'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """
    One request.

    Args:
        file: A file with its name, sent as the multipart field `file`.
        changes: Whether it does something; then an answer that does not come leaves everything open.

    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    changes: bool
    params: Mapping[str, str] | None = None
    json: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    file: tuple[str, bytes] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: `fields` is empty when the body is no JSON object."""

    status: int
    headers: Mapping[str, str]
    fields: dict[str, Any]
    body: bytes = field(repr=False)


def open_session(*, timeout_s: float = TIMEOUT_S) -> aiohttp.ClientSession:
    """Make the one session of the process; it keeps no cookies and repeats nothing that changes something."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=100, keepalive_timeout=_IDLE_S),
        timeout=aiohttp.ClientTimeout(total=timeout_s, connect=min(_CONNECT_S, timeout_s)),
        cookie_jar=aiohttp.DummyCookieJar(),
    )


async def perform(session: aiohttp.ClientSession, call: Call) -> Answer:
    """
    Make a call.

    Raises:
        Unavailable: Nothing left, or nothing was changed by it: it may be made again.
        Uncertain: It left, and may have done its work.

    """
    headers = {**call.headers, **({"Content-Type": "application/json"} if call.json is not None else {})}
    data = _body(call)
    try:
        async with session.request(
            call.method, call.url, headers=headers, params=call.params, data=data, allow_redirects=False
        ) as response:
            body = await response.read()
            answer = Answer(status=response.status, headers=response.headers, fields=_fields(body), body=body)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise Unavailable(f"no connection to Zalo: {type(error).__name__}") from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        if call.changes:
            raise Uncertain(f"no answer from Zalo: {type(error).__name__}") from error
        raise Unavailable(f"no answer from Zalo: {type(error).__name__}") from error
    return answer


def _body(call: Call) -> bytes | Mapping[str, str] | aiohttp.FormData | None:
    if call.file is not None:
        name, content = call.file
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name)
        return form
    return call.json if call.json is not None else call.form


def masked(body: bytes, secrets: tuple[str, ...] = ()) -> str:
    """Give the beginning of a body without any secret in it."""
    text = body[: 4 * _SHOWN].decode("utf-8", "replace")
    for secret in filter(None, secrets):
        text = text.replace(secret, "***")
    return _SECRET.sub(r"\1***", text)[:_SHOWN]


def _fields(body: bytes) -> dict[str, Any]:
    try:
        fields = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return fields if isinstance(fields, dict) else {}
