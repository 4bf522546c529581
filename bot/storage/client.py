"""The Redis client, with every default that bit us set by hand, and what an outside server must promise."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError
from redis.exceptions import TimeoutError as RedisTimeoutError

SOCKET_TIMEOUT_S = 10
LONGEST_BLOCK_MS = 5_000
"""Longest blocking read: well below the socket's time-out, which would cut it."""

MOST_CONNECTIONS = 500
"""Made as needed. A waiting reader holds one: 16 for each page a worker holds whole."""

OLDEST = (7, 0)


def connect(url: str) -> Redis:
    """
    Make a client; it connects at first use.

    It never retries by itself: one lost answer would become several writes. It pins the protocol,
    for replies change their shape with it. Its pool waits for a free connection instead of raising.
    """
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=MOST_CONNECTIONS,
        timeout=5,
        protocol=2,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=SOCKET_TIMEOUT_S,
        socket_connect_timeout=5,
    )
    pool.connection_class = type("Cancellable", (_Cancellable, pool.connection_class), {})
    return Redis.from_pool(pool)


class _Cancellable(AbstractConnection):
    """
    A connection whose sending can be cancelled.

    The library sends under `asyncio.wait_for`, and that of Python 3.11 forgets a cancellation which comes when
    the bytes have just gone: the loop that was told to end goes on for ever, and the bot does not stop.
    """

    async def send_packed_command(
        self,
        command: bytes | str | Iterable[bytes],
        check_health: bool = True,  # noqa: FBT001, FBT002 - theirs
    ) -> None:
        limit_s, self.socket_timeout = self.socket_timeout, None  # without one they do not use `wait_for`
        try:
            async with asyncio.timeout(limit_s):
                await super().send_packed_command(command, check_health=check_health)
        except TimeoutError:
            await self.disconnect(nowait=True)
            raise RedisTimeoutError("Timeout writing to socket") from None
        finally:
            self.socket_timeout = limit_s


async def check_durability(redis: Redis) -> list[str]:
    """
    List, in Vietnamese, why this server might lose what it took; nothing when it will not.

    Raises:
        RedisError: The server does not answer.

    """
    problems = []
    version = str((await redis.info("server"))["redis_version"])
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST:
        problems.append(f"Redis {version} quá cũ: cần Redis 7.0 trở lên hoặc Valkey.")
    try:
        found = {
            name.decode() if isinstance(name, bytes) else name: value.decode()
            if isinstance(value, bytes)
            else value
            for wanted in ("appendonly", "appendfsync", "maxmemory-policy")
            for name, value in (await redis.config_get(wanted)).items()
        }
    except ResponseError as error:  # a managed service often forbids CONFIG
        return [
            *problems,
            f"Không đọc được cấu hình Redis ({error}): máy chủ cấm lệnh CONFIG, nên không thể biết dữ liệu có được ghi xuống đĩa hay không. Hãy hỏi nhà cung cấp về appendonly, appendfsync và maxmemory-policy.",
        ]
    wanted = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
    problems += [
        f"Redis đang để {name} = {found.get(name, '?')}; cần {name} = {value} để không mất tin của người dân."
        for name, value in wanted.items()
        if found.get(name) != value
    ]
    return problems


async def is_answering(redis: Redis) -> bool:
    """Tell whether the server answers now and is done loading."""
    try:
        return bool(await redis.ping())
    except (RedisError, OSError):
        return False
