"""What webhooks counted, kept where `doctor` and other processes see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import Unavailable
from bot.storage import keys
from bot.storage.scripts import Script, run

_ADD = Script("""
-- KEYS: counts. ARGV: life in s, number of counts, then name and number each, then name and moment each.
local n = tonumber(ARGV[2])
for i = 3, 2 + n * 2, 2 do redis.call('HINCRBY', KEYS[1], ARGV[i], ARGV[i + 1]) end
for i = 3 + n * 2, #ARGV, 2 do
  local stands = tonumber(redis.call('HGET', KEYS[1], ARGV[i]) or '0')
  if tonumber(ARGV[i + 1]) > stands then redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
return 1
""")


class CounterStore:
    """Counts and moments of all webhooks together; fits `bot.web.counts.Counters`."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def add(self, counts: Mapping[str, int], moments: Mapping[str, int]) -> None:
        """
        Add to the counts; set each moment (milliseconds) unless a later one stands there.

        Raises:
            Unavailable: Redis does not answer; it may or may not be counted.

        """
        words: list[str | bytes | int] = [keys.LIVES["counts"].seconds or 0, len(counts)]
        for pairs in (counts, moments):
            for name, number in pairs.items():
                words += (name, number)
        await run(self._redis, _ADD, [keys.counts()], words)

    async def read(self) -> dict[str, int]:
        """
        Give every count and moment by name.

        Raises:
            Unavailable: Redis does not answer.

        """
        try:
            found: Any = await self._redis.hgetall(keys.counts())
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error
        return {name.decode(): int(number) for name, number in found.items()}
