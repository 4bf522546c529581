"""Things that run out: tries at proving a dossier."""

from __future__ import annotations

from redis.asyncio import Redis

from bot.storage import keys
from bot.storage.scripts import Script, run

TRIES_A_DAY = 10

_TAKE = Script("""
-- KEYS: tries. ARGV: event id, how many there are, life in s. Answer: 1 when the try is granted.
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 1 end
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('SADD', KEYS[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[3], 'NX')
return 1
""")


class Tries:
    """Tries at proving a dossier, by anybody: ten in the 24 hours that begin with the first."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def take(self, *, oa_id: str, dossier: str, event_id: str) -> bool:
        """
        Take one try; False when none is left. The same event takes only one.

        Raises:
            Unavailable: Redis does not answer; the same event may ask again.

        """
        life_s = keys.LIVES["tries"].seconds or 0
        granted: int = await run(
            self._redis, _TAKE, [keys.tries(oa_id, dossier)], [event_id, TRIES_A_DAY, life_s]
        )
        return granted == 1
