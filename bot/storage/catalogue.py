"""What all processes know of the catalogue: its current version, who publishes, who runs what, what was refused."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import Unavailable
from bot.storage import keys
from bot.storage.scripts import Script, run

_LOCK = Script("""
-- KEYS: publishing. ARGV: token, life in ms. Answer: 1 when it is ours now.
return redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') and 1 or 0
""")

_UNLOCK = Script("""
-- KEYS: publishing. ARGV: token.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
""")

_ANNOUNCE = Script("""
-- KEYS: current. ARGV: number. Answer: the number that counts now; it never goes back.
local stands = tonumber(redis.call('GET', KEYS[1]) or '0')
if tonumber(ARGV[1]) > stands then
  redis.call('SET', KEYS[1], ARGV[1])
  return tonumber(ARGV[1])
end
return stands
""")

_BEAT = Script("""
-- KEYS: running, current. ARGV: process, what it runs, life in s.
-- Answer: the number of the version that counts. Processes silent for so long are dropped.
local now = tonumber(redis.call('TIME')[1])
redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[3])
local all = redis.call('HGETALL', KEYS[1])
for n = 1, #all, 2 do
  if now - tonumber(string.match(all[n + 1], '^(%d+) ')) > tonumber(ARGV[3]) then
    redis.call('HDEL', KEYS[1], all[n])
  end
end
return tonumber(redis.call('GET', KEYS[2]) or '0')
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningProcess:
    """
    A process and the version it answers with.

    Args:
        name: Tells it from every other.
        since_ms: When it took this version up.

    """

    name: str
    role: str
    folder: str
    number: int
    hash: str
    since_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """
    A change that is not answered with.

    Args:
        fingerprint: Of the files refused; empty when they could not even be read.
        can_be_forced: Only conversation tests failed.
        lines: Why, one sentence each, with file and line.

    """

    folder: str
    fingerprint: str
    at_ms: int
    can_be_forced: bool
    lines: tuple[str, ...]


class CatalogueState:
    """The catalogue's keys; every method raises Unavailable when Redis does not answer."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def lock(self, token: str) -> bool:
        """Become the one who publishes; False when somebody is at it."""
        life_ms = (keys.LIVES["publishing"].seconds or 0) * 1000
        return bool(await run(self._redis, _LOCK, [keys.publishing()], [token, life_ms]))

    async def unlock(self, token: str) -> None:
        """Let the next publish."""
        await run(self._redis, _UNLOCK, [keys.publishing()], [token])

    async def announce(self, number: int) -> int:
        """Make a version the current one unless a later one is; give the number that counts."""
        return int(await run(self._redis, _ANNOUNCE, [keys.current()], [number]))

    async def beat(self, process: RunningProcess) -> int:
        """Tell what a process runs; give the number of the version that counts, 0 when none does."""
        life_s = keys.LIVES["running"].seconds or 0
        words: list[str | bytes | int] = [process.name, orjson.dumps(asdict(process)), life_s]
        return int(await run(self._redis, _BEAT, [keys.running(), keys.current()], words))

    async def leave(self, name: str) -> None:
        """List a process no more."""
        await self._ask("HDEL", keys.running(), name)

    async def running(self) -> list[RunningProcess]:
        """List the processes that told of themselves within the last minute."""
        found: dict[bytes, bytes] = await self._ask("HGETALL", keys.running())
        processes = (RunningProcess(**orjson.loads(told.split(b" ", 1)[1])) for told in found.values())
        return sorted(processes, key=lambda process: (process.folder, process.role, process.name))

    async def refuse(self, refusal: Refusal) -> None:
        """Note why what a folder holds is not answered with."""
        await self._ask("HSET", keys.refused(), refusal.folder, orjson.dumps(asdict(refusal)))

    async def clear_refusal(self, folder: str) -> None:
        """Note that what a folder holds is well."""
        await self._ask("HDEL", keys.refused(), folder)

    async def refusals(self) -> list[Refusal]:
        """List what is refused now, folder by folder."""
        found: dict[bytes, bytes] = await self._ask("HGETALL", keys.refused())
        return [
            Refusal(**(told | {"lines": tuple(told["lines"])}))
            for _, body in sorted(found.items())
            for told in (orjson.loads(body),)
        ]

    async def last_seen(self, folder: str) -> str:
        """Give the fingerprint of what a folder held when it was last looked at; empty when it never was."""
        found: bytes | None = await self._ask("HGET", keys.folders(), folder)
        return (found or b"").decode()

    async def note_seen(self, folder: str, fingerprint: str) -> None:
        """Note what a folder holds."""
        await self._ask("HSET", keys.folders(), folder, fingerprint)

    async def _ask(self, *words: str | bytes) -> Any:
        try:
            return await self._redis.execute_command(*words)  # type: ignore[no-untyped-call]
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error
