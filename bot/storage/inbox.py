"""The inbox: events as they came in, each once, until they are answered or parked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

import orjson
from redis.asyncio import Redis

from bot.errors import Fenced
from bot.storage import keys
from bot.storage.coalescer import Coalescer
from bot.storage.leases import GROUP, Lease
from bot.storage.scripts import Call, Place, Script, run, run_by_place
from bot.storage.streams import LeasedStream, Row

_APPEND = Script("""
-- KEYS: inbox, then one seen mark an arrival. ARGV: life of a mark in s, then event, citizen, received, body each.
-- The append comes before the mark: should memory be full, it is the first write and nothing at all is done.
local answers = {}
for n = 2, #KEYS do
  local at = (n - 2) * 4 + 2
  if redis.call('EXISTS', KEYS[n]) == 1 then
    answers[n - 1] = 0
  else
    redis.call('XADD', KEYS[1], '*', 'e', ARGV[at], 'c', ARGV[at + 1], 't', ARGV[at + 2], 'b', ARGV[at + 3])
    redis.call('SET', KEYS[n], 1, 'EX', ARGV[1])
    answers[n - 1] = 1
  end
end
return answers
""")

_PARK = Script("""
-- KEYS: lease, inbox, parked, attempts. ARGV: token, group, entry id, field, value, life in s.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
if #redis.call('XPENDING', KEYS[2], ARGV[2], ARGV[3], ARGV[3], 1) == 0 then return 'DONE' end
redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])
redis.call('EXPIRE', KEYS[3], ARGV[6])
redis.call('HDEL', KEYS[4], ARGV[3])
redis.call('XACK', KEYS[2], ARGV[2], ARGV[3])
redis.call('XDEL', KEYS[2], ARGV[3])
return 'OK'
""")

_ATTEMPT = Script("""
-- KEYS: lease, attempts. ARGV: token, entry id, life in s. Answer: how many turns were begun for it, this one included.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
local count = redis.call('HINCRBY', KEYS[2], ARGV[2], 1)
redis.call('EXPIRE', KEYS[2], ARGV[3])
return count
""")

_OUTLIVED = Script("""
-- KEYS: attempts. ARGV: entry id. A hash that ran out meanwhile stays away.
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HINCRBY', KEYS[1], ARGV[1], -1) end
return 'OK'
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """
    One event as it reached us.

    Args:
        event_id: The same for every delivery of the same happening.
        citizen_id: Empty for events about the page itself.
        body: The raw bytes, for whoever handles it.

    """

    event_id: str
    oa_id: str
    citizen_id: str
    body: bytes = field(repr=False)
    received_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One event waiting to be handled.

    Args:
        entry_id: Its place in the stream; acknowledging goes by it.
        deliveries: How often it was handed out, this time included; it may only have waited behind others each time.

    """

    entry_id: str
    oa_id: str
    partition: int
    event_id: str
    citizen_id: str
    body: bytes = field(repr=False)
    deliveries: int
    received_at_ms: int


class Inbox:
    """
    The inbox of every page.

    Args:
        replicas: Replicas that must have an event before it counts as stored.
        limit: How many appends may wait before more are turned away.

    """

    def __init__(self, redis: Redis, replicas: int = 0, limit: int = 5_000) -> None:
        self._redis = redis
        self._replicas = replicas
        self._stream = LeasedStream(redis, keys.inbox)
        self._appends: Coalescer[Arrival, int] = Coalescer(self._flush, limit)

    async def append(self, arrival: Arrival) -> bool:
        """
        Store an event, safe to repeat; False when it was taken in before.

        Raises:
            Unavailable: It may or may not be stored.

        """
        return bool(await self._appends.submit(arrival))

    async def read(self, lease: Lease, count: int = 128, block_ms: int = 0) -> list[Entry]:
        """
        Give the next events of a partition: what was left pending first, then new ones.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer.

        """
        return [_entry(lease, row) for row in await self._stream.read(lease, count, block_ms)]

    async def wait(self, leases: Collection[Lease], block_ms: int) -> frozenset[Lease]:
        """Wait on one connection until any of these partitions has something new; see `LeasedStream.wait`."""
        return await self._stream.wait(leases, block_ms)

    def rewind(self, lease: Lease) -> None:
        """Let the next read begin again with all that is pending, what is in hand included."""
        self._stream.rewind(lease)

    async def park(self, lease: Lease, entry: Entry, reason: str) -> None:
        """
        Put an event aside for staff; safe to repeat.

        Args:
            reason: Words without personal data.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer.

        """
        place = (entry.oa_id, entry.partition)
        value = orjson.dumps(
            {
                "event_id": entry.event_id,
                "reason": reason,
                "deliveries": entry.deliveries,
                "received_at_ms": entry.received_at_ms,
                "body": entry.body.decode("latin-1"),  # any bytes survive, valid JSON or not
            }
        )
        answer = await run(
            self._redis,
            _PARK,
            [keys.lease(*place), keys.inbox(*place), keys.parked(*place), keys.attempts(*place)],
            [
                lease.token,
                GROUP,
                entry.entry_id,
                f"{entry.entry_id} {entry.citizen_id}",
                value,
                keys.LIVES["parked"].seconds or 0,
            ],
        )
        if answer == b"FENCED":
            raise Fenced(f"lease on {lease.oa_id}:{lease.partition} is lost")

    async def attempt(self, lease: Lease, entry: Entry) -> int:
        """
        Note, before it is done, that a turn is begun for an event; give how many were, this one included.

        Raises:
            Fenced: The lease is not ours: begin nothing.
            Unavailable: Redis does not answer: begin nothing.

        """
        place = (entry.oa_id, entry.partition)
        life_s = keys.LIVES["attempts"].seconds or 0
        names = [keys.lease(*place), keys.attempts(*place)]
        answer = await run(self._redis, _ATTEMPT, names, [lease.token, entry.entry_id, life_s])
        if answer == b"FENCED":
            raise Fenced(f"lease on {lease.oa_id}:{lease.partition} is lost")
        return int(answer)

    async def outlived(self, entry: Entry) -> None:
        """
        Take one attempt back: its turn was given up, but we live, so it is not what ends workers.

        Needs no lease, for it was perhaps the loss of the lease that ended the turn.

        Raises:
            Unavailable: Redis does not answer; the attempt counts on.

        """
        name = keys.attempts(entry.oa_id, entry.partition)
        await run(self._redis, _OUTLIVED, [name], [entry.entry_id])

    async def _flush(self, arrivals: list[Arrival]) -> list[int | Exception]:
        return await run_by_place(self._redis, arrivals, _place, _append, replicas=self._replicas)


def _place(arrival: Arrival) -> Place:
    return arrival.oa_id, keys.partition(arrival.citizen_id)


def _append(place: Place, arrivals: list[Arrival]) -> Call:
    args: list[str | bytes | int] = [keys.LIVES["seen"].seconds or 0]
    for arrival in arrivals:
        args += (arrival.event_id, arrival.citizen_id, arrival.received_at_ms, arrival.body)
    return Call(
        _APPEND, [keys.inbox(*place), *(keys.seen(*place, arrival.event_id) for arrival in arrivals)], args
    )


def _entry(lease: Lease, row: Row) -> Entry:
    return Entry(
        entry_id=row.entry_id,
        oa_id=lease.oa_id,
        partition=lease.partition,
        event_id=row.fields[b"e"].decode(),
        citizen_id=row.fields[b"c"].decode(),
        body=row.fields[b"b"],
        deliveries=row.deliveries,
        received_at_ms=int(row.fields[b"t"]),
    )
