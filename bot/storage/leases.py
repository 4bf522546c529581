"""Leases: which worker may handle which partition now. Only they keep one citizen's events in order."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import Unavailable
from bot.storage import keys
from bot.storage.scripts import Call, Script, run_all

GROUP = "workers"

_PRESENT = Script("""
-- KEYS: workers. ARGV: owner, time to live in ms. Answer: how many workers live.
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2] * 10)
return redis.call('ZCARD', KEYS[1])
""")

_RENEW = Script("""
-- KEYS: lease. ARGV: token, time to live in ms. Answer: 1 when the lease is still ours. One that ran out is not:
-- another may have held it meanwhile and left entries pending, which only a new token begins to read.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
""")

_TAKE = Script("""
-- KEYS: lease, inbox, outbox. ARGV: token, time to live in ms, group. Answer: 1 when the lease is ours now.
if not redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2], 'NX') then return 0 end
for n = 2, 3 do
  local made = redis.pcall('XGROUP', 'CREATE', KEYS[n], ARGV[3], '0', 'MKSTREAM')
  if made.err and not string.find(made.err, 'BUSYGROUP', 1, true) then return made end
end
return 1
""")

_RELEASE = Script("""
-- KEYS: lease. ARGV: token.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
""")


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to handle one partition of one page; the token proves it in every script."""

    oa_id: str
    partition: int
    token: str


class Leases:
    """
    The leases of one worker.

    Args:
        owner: Names this worker; no two live ones may share it.
        ttl_ms: A dead worker's partitions pass on after this; at most a minute.

    """

    def __init__(self, redis: Redis, owner: str, ttl_ms: int = 10_000) -> None:
        self._redis = redis
        self._owner = owner
        self._ttl_ms = ttl_ms
        self._held: dict[tuple[str, int], Lease] = {}
        self._leaving: frozenset[Lease] = frozenset()

    async def hold(self, oa_ids: Iterable[str]) -> frozenset[Lease]:
        """
        Renew our leases and take free ones, up to a fair share of each page; call it every third of the ttl.

        What is above our share leaves the answer at once but is given up only at the next call, so that
        its turns can end.

        Raises:
            Unavailable: Redis does not answer; what is held may run out meanwhile, and every script checks.

        """
        await self._drop(self._leaving)
        self._leaving = frozenset()
        shares = await self._shares(list(oa_ids))
        await self._renew()
        missing = []
        for oa_id, share in shares.items():
            ours = [lease for lease in self._held.values() if lease.oa_id == oa_id]
            self._leaving |= frozenset(ours[share:])
            free = [part for part in range(keys.PARTITIONS) if (oa_id, part) not in self._held]
            random.shuffle(free)  # so that two workers starting together do not fight for the same ones
            missing.append((oa_id, free, max(0, share - len(ours))))
        await self._take_free(missing)
        return frozenset(self._held.values()) - self._leaving

    async def release_all(self) -> None:
        """
        Give everything back, so that others need not wait for the leases to run out.

        Raises:
            Unavailable: Redis does not answer; the leases run out by themselves.

        """
        oa_ids = {oa_id for oa_id, _ in self._held}
        await self._drop(frozenset(self._held.values()))
        try:
            for oa_id in oa_ids:
                await self._redis.zrem(keys.workers(oa_id), self._owner)
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error

    async def _shares(self, oa_ids: list[str]) -> dict[str, int]:
        calls = [Call(_PRESENT, [keys.workers(oa_id)], [self._owner, self._ttl_ms]) for oa_id in oa_ids]
        answers = _checked(await run_all(self._redis, calls))
        return {oa_id: -(-keys.PARTITIONS // live) for oa_id, live in zip(oa_ids, answers, strict=True)}

    async def _renew(self) -> None:
        leases = list(self._held.values())
        calls = [
            Call(_RENEW, [keys.lease(lease.oa_id, lease.partition)], [lease.token, self._ttl_ms])
            for lease in leases
        ]
        for lease, is_ours in zip(leases, _checked(await run_all(self._redis, calls)), strict=True):
            if not is_ours:
                del self._held[lease.oa_id, lease.partition]

    async def _take(self, leases: list[Lease]) -> None:
        calls = [
            Call(
                _TAKE,
                [
                    keys.lease(lease.oa_id, lease.partition),
                    keys.inbox(lease.oa_id, lease.partition),
                    keys.outbox(lease.oa_id, lease.partition),
                ],
                [lease.token, self._ttl_ms, GROUP],
            )
            for lease in leases
        ]
        for lease, is_ours in zip(leases, _checked(await run_all(self._redis, calls)), strict=True):
            if is_ours:
                self._held[lease.oa_id, lease.partition] = lease

    async def _take_free(self, missing: list[tuple[str, list[int], int]]) -> None:
        """Try, round by round, as many free partitions of each page as are still missing."""
        while wanted := [
            Lease(oa_id, part, f"{self._owner}:{secrets.token_hex(8)}")
            for oa_id, free, count in missing
            for part in free[:count]
        ]:
            await self._take(wanted)
            missing = [
                (oa_id, free[count:], sum((oa_id, part) not in self._held for part in free[:count]))
                for oa_id, free, count in missing
            ]

    async def _drop(self, leases: frozenset[Lease]) -> None:
        calls = [
            Call(_RELEASE, [keys.lease(lease.oa_id, lease.partition)], [lease.token]) for lease in leases
        ]
        if calls:
            _checked(await run_all(self._redis, calls))
        for lease in leases:
            self._held.pop((lease.oa_id, lease.partition), None)


def _checked(answers: list[int | Exception]) -> list[int]:
    good = []
    for answer in answers:
        if isinstance(answer, Exception):
            raise Unavailable(f"Redis: {answer}") from answer
        good.append(answer)
    return good
