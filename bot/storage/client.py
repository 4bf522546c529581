"""The Redis client, with every default that bit us set by hand, and what an outside server must promise."""

from __future__ import annotations

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError, ResponseError

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
    return Redis.from_pool(pool)


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
