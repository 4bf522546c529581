"""Letters to officers that no message of theirs asked for: only where the reply window is open, and each once."""

from __future__ import annotations

from redis.asyncio import Redis

from bot.storage import keys
from bot.storage.outbox import Letter, encode_letter
from bot.storage.scripts import Script, run

_TELL = Script("""
-- KEYS: told, conversation, outbox. ARGV: letter, now in ms, how long the window is open in ms, life of told in s.
-- Answer: 1 when the letter is on its way.
local heard = string.match(redis.call('GETRANGE', KEYS[2], 0, 63), '^%d+ (%d+) ')
if not heard or tonumber(ARGV[2]) - tonumber(heard) > tonumber(ARGV[3]) then return 0 end
redis.call('XLEN', KEYS[3])
if not redis.call('SET', KEYS[1], '1', 'EX', ARGV[4], 'NX') then return 0 end
redis.call('XADD', KEYS[3], '*', 'l', ARGV[1])
return 1
""")


class Notices:
    """Tells officers."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def tell(self, oa_id: str, letter: Letter, problem: str, *, open_for_ms: int) -> bool:
        """
        Put a letter into the outbox unless the officer has heard of the problem or may not be written to now.

        Args:
            letter: Its citizen is the officer.
            problem: A short word that is the same for the same problem.
            open_for_ms: How long after their last word somebody may be written to.

        Raises:
            Unavailable: Redis does not answer; repeat.

        """
        officer = letter.citizen_id
        part = keys.partition(officer)
        names = [keys.told(oa_id, officer, problem), keys.talk(oa_id, officer), keys.outbox(oa_id, part)]
        life_s = keys.LIVES["told"].seconds or 0
        words: list[str | bytes | int] = [encode_letter(letter), letter.created_at_ms, open_for_ms, life_s]
        return bool(await run(self._redis, _TELL, names, words))
