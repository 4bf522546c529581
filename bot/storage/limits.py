"""Things that run out: tries at proving a dossier."""

from __future__ import annotations

from redis.asyncio import Redis

from bot.domain.proof import Try
from bot.storage import keys
from bot.storage.scripts import Script, run

TRIES_OF_A_CITIZEN = 5
TRIES_OF_A_DOSSIER = 10

_TAKE = Script("""
-- KEYS: tries of the citizen, of the dossier. ARGV: event id, most of a citizen, most of a dossier, life in s.
-- Answer: 1 when the try is granted; it counts for both or for neither.
if redis.call('SISMEMBER', KEYS[1], ARGV[1]) == 1 then return 1 end
local of_dossier = redis.call('SCARD', KEYS[2])
if redis.call('SCARD', KEYS[1]) >= tonumber(ARGV[2]) or of_dossier >= tonumber(ARGV[3]) then return 0 end
for n = 1, 2 do
  redis.call('SADD', KEYS[n], ARGV[1])
  redis.call('EXPIRE', KEYS[n], ARGV[4], 'NX')
end
return 1
""")

_GIVE_BACK = Script("""
-- KEYS: tries of the citizen, of the dossier. ARGV: event id.
return redis.call('SREM', KEYS[1], ARGV[1]) + redis.call('SREM', KEYS[2], ARGV[1])
""")


class Tries:
    """Wrong proofs of a day: five of a citizen, ten of a dossier by anybody."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def take(self, attempt: Try) -> bool:
        """
        Take one try before the proof is looked at; False when none is left. The same event takes only one.

        Raises:
            Unavailable: Redis does not answer; the same event may ask again.

        """
        life_s = keys.LIVES["tries"].seconds or 0
        most = (TRIES_OF_A_CITIZEN, TRIES_OF_A_DOSSIER)
        granted: int = await run(self._redis, _TAKE, _names(attempt), [attempt.event_id, *most, life_s])
        return granted == 1

    async def give_back(self, attempt: Try) -> None:
        """
        Count a try no longer, for the proof was right.

        Raises:
            Unavailable: Redis does not answer; the same event may ask again.

        """
        await run(self._redis, _GIVE_BACK, _names(attempt), [attempt.event_id])


def _names(attempt: Try) -> list[str]:
    day = attempt.day.isoformat()
    counted = (f"citizen {attempt.citizen_id}", f"dossier {attempt.dossier}")
    return [keys.tries(attempt.oa_id, f"{day} {name}") for name in counted]
