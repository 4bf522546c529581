"""Events put aside because they could not be handled: staff list, replay or discard them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import Unavailable
from bot.storage import keys
from bot.storage.scripts import Script, run

_REPLAY = Script("""
-- KEYS: parked, inbox. ARGV: field, event, citizen, received, body. Answer: 1 when it was there.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 then return 0 end
redis.call('XADD', KEYS[2], '*', 'e', ARGV[2], 'c', ARGV[3], 't', ARGV[4], 'b', ARGV[5])
redis.call('HDEL', KEYS[1], ARGV[1])
return 1
""")

_DISCARD = Script("return redis.call('HDEL', KEYS[1], ARGV[1])")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedEntry:
    """
    One event put aside.

    Args:
        parked_id: `<partition>/<entry id>`, as staff type it.
        reason: Why, without personal data.

    """

    parked_id: str
    oa_id: str
    citizen_id: str
    event_id: str
    reason: str
    deliveries: int
    received_at: datetime
    body: bytes = field(repr=False)


class Parked:
    """The parked events of every page."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def list_all(self, oa_id: str) -> list[ParkedEntry]:
        """
        Give everything parked of a page, oldest first.

        Raises:
            Unavailable: Redis does not answer.

        """
        entries = [entry for part in range(keys.PARTITIONS) for entry in await self._of(oa_id, part)]
        return sorted(entries, key=lambda entry: entry.received_at)

    async def replay(self, oa_id: str, parked_id: str) -> bool:
        """
        Put an event back at the end of the inbox; False when it is not parked (any more).

        Raises:
            Unavailable: Redis does not answer; it may be back already.

        """
        found = await self._find(oa_id, parked_id)
        if found is None:
            return False
        part, entry = found
        moved: int = await run(
            self._redis,
            _REPLAY,
            [keys.parked(oa_id, part), keys.inbox(oa_id, part)],
            [_field(entry), entry.event_id, entry.citizen_id, _ms(entry.received_at), entry.body],
        )
        return moved == 1

    async def discard(self, oa_id: str, parked_id: str) -> bool:
        """
        Delete an event for good; False when it is not parked (any more).

        Raises:
            Unavailable: Redis does not answer; it may be gone already.

        """
        found = await self._find(oa_id, parked_id)
        return found is not None and await self._delete(oa_id, *found)

    async def discard_before(self, oa_id: str, moment: datetime) -> int:
        """
        Delete what reached us before a moment, for retention; gives the number deleted.

        Raises:
            Unavailable: Redis does not answer; some may be gone already.

        """
        gone = 0
        for part in range(keys.PARTITIONS):
            for entry in await self._of(oa_id, part):
                if entry.received_at < moment:
                    gone += await self._delete(oa_id, part, entry)
        return gone

    async def _delete(self, oa_id: str, part: int, entry: ParkedEntry) -> bool:
        gone: int = await run(self._redis, _DISCARD, [keys.parked(oa_id, part)], [_field(entry)])
        return gone == 1

    async def _find(self, oa_id: str, parked_id: str) -> tuple[int, ParkedEntry] | None:
        part, _, _ = parked_id.partition("/")
        if part not in map(str, range(keys.PARTITIONS)):
            return None
        entries = await self._of(oa_id, int(part))
        return next(((int(part), entry) for entry in entries if entry.parked_id == parked_id), None)

    async def _of(self, oa_id: str, part: int) -> list[ParkedEntry]:
        try:
            found: Any = await self._redis.hgetall(keys.parked(oa_id, part))
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error
        return [_entry(oa_id, part, name, value) for name, value in found.items()]


def _entry(oa_id: str, part: int, name: bytes, stored: bytes) -> ParkedEntry:
    entry_id, _, citizen_id = name.decode().partition(" ")
    value = orjson.loads(stored)
    return ParkedEntry(
        parked_id=f"{part}/{entry_id}",
        oa_id=oa_id,
        citizen_id=citizen_id,
        event_id=value["event_id"],
        reason=value["reason"],
        deliveries=value["deliveries"],
        received_at=datetime.fromtimestamp(value["received_at_ms"] / 1000, UTC),
        body=value["body"].encode("latin-1"),
    )


def _field(entry: ParkedEntry) -> str:
    _, _, entry_id = entry.parked_id.partition("/")
    return f"{entry_id} {entry.citizen_id}"


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
