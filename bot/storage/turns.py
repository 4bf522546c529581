"""Turns on their way to the records: put down by the turn's own commit, taken off once they are in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.domain.turn_record import Rating, Score, TurnCount, TurnRecord, TurnResult
from bot.errors import Unavailable
from bot.storage import keys
from bot.storage.conversations import milliseconds
from bot.storage.leases import Lease


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """A record as it waits, with the id by which it is taken off."""

    entry_id: bytes
    record: TurnRecord


class TurnsToRecord:
    """Reads what waits and takes it off; only `commit.py` puts down."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def first(self, lease: Lease, count: int) -> list[Put]:
        """
        Give the records that wait longest, in the order of their turns.

        Raises:
            Unavailable: Redis does not answer.

        """
        stream = keys.turns(lease.oa_id, lease.partition)
        try:
            entries: Any = await self._redis.xrange(stream, count=count)
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error
        return [Put(entry_id=entry_id, record=decode_record(fields[b"t"])) for entry_id, fields in entries]

    async def take_off(self, lease: Lease, recorded: Sequence[Put]) -> None:
        """
        Delete records that the database has.

        Raises:
            Unavailable: Redis does not answer; they may be there still, and are recorded again to no effect.

        """
        stream = keys.turns(lease.oa_id, lease.partition)
        try:
            await self._redis.xdel(stream, *(put.entry_id for put in recorded))
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error


def encode_record(record: TurnRecord) -> bytes:
    """Write a record as JSON: moment, citizen, messages, and what more there is."""
    kept: dict[str, Any] = {"at": milliseconds(record.at), "c": record.citizen, "m": record.messages}
    if (count := record.count) is not None:
        kept["n"] = [count.result, count.day, count.is_outside_hours, count.intent, count.procedure]
    if (rating := record.rating) is not None:
        kept["q"] = [rating.question, rating.score]
    if record.forgotten_as is not None:
        kept["f"] = record.forgotten_as
    return orjson.dumps(kept)


def decode_record(stored: bytes) -> TurnRecord:
    """Read a record back as it was written."""
    kept = orjson.loads(stored)
    count, rating = kept.get("n"), kept.get("q")
    return TurnRecord(
        at=datetime.fromtimestamp(kept["at"] / 1000, UTC),
        citizen=kept["c"],
        messages=tuple(kept["m"]),
        count=TurnCount(
            result=TurnResult(count[0]),
            day=date.fromisoformat(count[1]),
            is_outside_hours=count[2],
            intent=count[3],
            procedure=count[4],
        )
        if count
        else None,
        rating=Rating(question=rating[0], score=Score(rating[1]) if rating[1] else None) if rating else None,
        forgotten_as=kept.get("f"),
    )
