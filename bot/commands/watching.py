"""What the machine room sees: is every part well, and its figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from redis.exceptions import RedisError

from bot.app import Parts
from bot.errors import Unavailable
from bot.storage import keys
from bot.web.health import Check, Gauge

SPOOL_LIMIT_BYTES = 50 * 1024 * 1024
DAY_S = 86_400


def checks(parts: Parts, loops: Mapping[str, Callable[[], bool]]) -> dict[str, Check]:
    """
    Make the checks of `/ready`.

    Args:
        loops: By name, whether a loop of this process works.

    """

    async def redis() -> str:
        await ask(parts, "PING")
        return ""

    async def spool() -> str:
        return (
            ""
            if parts.spool.size_bytes < SPOOL_LIMIT_BYTES
            else "the spool is filling: Redis has been away for long"
        )

    async def token() -> str:
        ages = [await parts.tokens.age_s(oa_id) for oa_id in parts.settings.zalo.oa_ids]
        return "no token pair is stored for a page" if None in ages else ""

    async def working() -> str:
        idle = [name for name, works in loops.items() if not works()]
        return f"not working yet: {', '.join(idle)}" if idle else ""

    return {"redis": redis, "spool": spool, "token": token, "loops": working}


def gauges(parts: Parts) -> dict[str, Gauge]:
    """Make the figures of `/metrics`: sums over all pages, nothing about any citizen."""

    async def inbox() -> float:
        return await waiting(parts, keys.inbox)

    async def outbox() -> float:
        return await waiting(parts, keys.outbox)

    async def turns() -> float:
        return await waiting(parts, keys.turns)

    async def parked() -> float:
        return float(sum([len(await parts.parked.list_all(oa_id)) for oa_id in parts.settings.zalo.oa_ids]))

    async def spool() -> float:
        return float(parts.spool.size_bytes)

    async def token_days() -> float | None:
        ages = [
            age
            for oa_id in parts.settings.zalo.oa_ids
            if (age := await parts.tokens.age_s(oa_id)) is not None
        ]
        return max(ages) / DAY_S if ages else None

    async def version() -> float:
        return float(parts.live.edition.number)

    async def refused() -> float:
        return float(len(await parts.catalogue.refusals()))

    return {
        "catalogue_version": version,
        "catalogue_refused": refused,
        "inbox_waiting": inbox,
        "outbox_waiting": outbox,
        "turns_to_record": turns,
        "parked": parked,
        "spool_bytes": spool,
        "token_age_days": token_days,
    }


async def waiting(parts: Parts, stream: Callable[[str, int], str]) -> float:
    """Count what waits in one kind of stream, over all pages."""
    pages = parts.settings.zalo.oa_ids
    lengths = [
        await ask(parts, "XLEN", stream(oa_id, part)) for oa_id in pages for part in range(keys.PARTITIONS)
    ]
    return float(sum(lengths))


async def ask(parts: Parts, *words: str) -> Any:
    """
    Put one question to Redis.

    Raises:
        Unavailable: It does not answer.

    """
    try:
        return await parts.redis.execute_command(*words)  # type: ignore[no-untyped-call]
    except (RedisError, OSError) as error:
        raise Unavailable(f"Redis: {error}") from error
