"""
Reading a partition's stream under its lease.

All reading goes through one consumer name, and a script checks the lease first. So whatever a dead
worker left pending is simply the new holder's own: nothing has to be claimed or guessed idle.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import Fenced, Unavailable
from bot.storage import keys
from bot.storage.client import LONGEST_BLOCK_MS
from bot.storage.leases import GROUP, Lease
from bot.storage.scripts import Script, run

_READ = Script("""
-- KEYS: lease, stream. ARGV: token, group, count, id after which pending entries are read ('' for new ones).
-- Answer: {1 when pending ones may follow, last id looked at, {{id, fields, deliveries} ...}}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
local function read(from)
  local answer = redis.call('XREADGROUP', 'GROUP', ARGV[2], 'holder', 'COUNT', ARGV[3], 'STREAMS', KEYS[2], from)
  return answer and answer[1][2] or {}
end
local after = ARGV[4]
while after ~= '' do
  local entries, kept = read(after), {}
  if #entries == 0 then break end
  for _, entry in ipairs(entries) do
    after = entry[1]
    if entry[2] then
      local pending = redis.call('XPENDING', KEYS[2], ARGV[2], entry[1], entry[1], 1)
      kept[#kept + 1] = {entry[1], entry[2], pending[1][4]}
    else -- deleted by hand: nothing is left to handle
      redis.call('XACK', KEYS[2], ARGV[2], entry[1])
    end
  end
  if #kept > 0 then return {1, after, kept} end
end
local kept, last = {}, ''
for n, entry in ipairs(read('>')) do
  kept[n], last = {entry[1], entry[2], 1}, entry[1]
end
return {0, last, kept}
""")

BEGINNING = "0-0"


@dataclass(slots=True)
class _Cursor:
    """Where one holder stands: `after` is empty once its pending entries were read."""

    token: str
    after: str = BEGINNING
    newest: str = BEGINNING


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as stored."""

    entry_id: str
    fields: dict[bytes, bytes]
    deliveries: int


class LeasedStream:
    """
    One kind of stream (inbox or outbox), read by the holders of leases.

    Args:
        name: Gives the stream's key for a page and a partition.

    """

    def __init__(self, redis: Redis, name: Callable[[str, int], str]) -> None:
        self._redis = redis
        self._name = name
        self._cursors: dict[tuple[str, int], _Cursor] = {}

    async def read(self, lease: Lease, count: int, block_ms: int = 0) -> list[Row]:
        """
        Give what is to be done next: first all that was left pending, then new entries.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer.

        """
        rows = await self._read_now(lease, count)
        if rows or not block_ms:
            return rows
        await self.wait((lease,), block_ms)
        return await self._read_now(lease, count)

    def rewind(self, lease: Lease) -> None:
        """Let the next read begin again with all that is pending, what is in hand included."""
        self._cursor(lease).after = BEGINNING

    async def wait(self, leases: Collection[Lease], block_ms: int) -> frozenset[Lease]:
        """
        Wait, on one connection, until any of these partitions has something new.

        Raises:
            Unavailable: Redis does not answer.

        """
        if not leases:
            return frozenset()
        names = {self._name(lease.oa_id, lease.partition): lease for lease in leases}
        streams: Any = {name: self._cursor(lease).newest for name, lease in names.items()}
        try:
            found: Any = await self._redis.xread(
                streams, count=1, block=max(1, min(block_ms, LONGEST_BLOCK_MS))
            )
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error
        return frozenset(names[name.decode()] for name, _ in found or ())

    async def _read_now(self, lease: Lease, count: int) -> list[Row]:
        cursor = self._cursor(lease)
        answer = await run(
            self._redis,
            _READ,
            [_lease_key(lease), self._name(lease.oa_id, lease.partition)],
            [lease.token, GROUP, count, cursor.after],
        )
        if answer == b"FENCED":
            raise Fenced(f"lease on {lease.oa_id}:{lease.partition} is lost")
        more_pending, last, entries = answer
        cursor.after = last.decode() if more_pending else ""
        if last:
            cursor.newest = max(cursor.newest, last.decode(), key=_order)
        return [
            Row(entry_id.decode(), dict(zip(fields[::2], fields[1::2], strict=True)), deliveries)
            for entry_id, fields, deliveries in entries
        ]

    def _cursor(self, lease: Lease) -> _Cursor:
        cursor = self._cursors.get((lease.oa_id, lease.partition))
        if cursor is None or cursor.token != lease.token:
            cursor = self._cursors[lease.oa_id, lease.partition] = _Cursor(lease.token)
        return cursor


def _lease_key(lease: Lease) -> str:
    return keys.lease(lease.oa_id, lease.partition)


def _order(entry_id: str) -> tuple[int, int]:
    at_ms, _, nth = entry_id.partition("-")
    return int(at_ms), int(nth)
