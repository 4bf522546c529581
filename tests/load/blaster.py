"""A load generator lean enough not to be what is measured: prepared requests on keep-alive connections."""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Measured:
    """Latencies in seconds, and how long the whole run took."""

    took_s: float
    latencies_s: list[float] = field(repr=False)
    failures: int = 0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies_s) / self.took_s

    def percentile_ms(self, share: float) -> float:
        """Give the latency that this share of requests stayed under, in ms."""
        ordered = sorted(self.latencies_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def signed_requests(
    count: int, *, app_id: str, oa_id: str, secret: str, path: str, first: int = 0
) -> list[bytes]:
    """Prepare whole HTTP requests, each a different message, rightly signed."""
    made = []
    timestamp = str(int(time.time() * 1000))
    for number in range(first, first + count):
        event = {
            "app_id": app_id,
            "sender": {"id": str(7_200_000_000_000_000_000 + number % 2000)},
            "user_id_by_app": "5518830276400912347",
            "recipient": {"id": oa_id},
            "event_name": "user_send_text",
            "message": {
                "text": "Cho em hỏi thủ tục đăng ký khai sinh cần những giấy tờ gì ạ?",
                "msg_id": f"{number:020x}",
            },
            "timestamp": timestamp,
        }
        body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
        mac = hashlib.sha256(app_id.encode() + body + timestamp.encode() + secret.encode()).hexdigest()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            f"X-ZEvent-Signature: mac={mac}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        made.append(head.encode() + body)
    return made


class _Connection(asyncio.Protocol):
    """Writes one request at a time and reads its answer."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answered: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        if len(rest) >= length and self._answered is not None:
            self._buffer = rest[length:]
            answered, self._answered = self._answered, None
            answered.set_result(int(head[9:12]))

    async def ask(self, request: bytes) -> int:
        assert self._transport is not None
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answered


async def blast(host: str, port: int, requests: list[bytes], *, connections: int) -> Measured:
    """Send everything as fast as the server answers, over so many connections."""
    loop = asyncio.get_running_loop()
    opened = [(await loop.create_connection(_Connection, host, port))[1] for _ in range(connections)]
    waiting = iter(requests)
    latencies: list[float] = []
    failures = 0

    async def keep_asking(connection: _Connection) -> None:
        nonlocal failures
        for request in waiting:
            begun = time.perf_counter()
            failures += await connection.ask(request) != 200
            latencies.append(time.perf_counter() - begun)

    started = time.perf_counter()
    await asyncio.gather(*(keep_asking(connection) for connection in opened))
    return Measured(time.perf_counter() - started, latencies, failures)


async def drip(host: str, port: int, requests: list[bytes], *, per_second: float) -> Measured:
    """Send at an even pace whatever the answers do, each timed from the moment it was due."""
    loop = asyncio.get_running_loop()
    free: list[_Connection] = []  # opened when needed: one that stays silent is dropped by the server
    latencies: list[float] = []
    failures = 0
    started = time.perf_counter()

    async def ask(request: bytes, due: float) -> None:
        nonlocal failures
        connection = free.pop() if free else (await loop.create_connection(_Connection, host, port))[1]
        failures += await connection.ask(request) != 200
        free.append(connection)
        latencies.append(time.perf_counter() - due)

    asking = []
    for number, request in enumerate(requests):
        due = started + number / per_second
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        asking.append(asyncio.create_task(ask(request, due)))
    await asyncio.gather(*asking)
    return Measured(time.perf_counter() - started, latencies, failures)
