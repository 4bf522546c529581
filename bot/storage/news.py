"""Notices to those who follow a dossier: one for each change and follower, each ending in a named state."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import Fenced, Unavailable
from bot.storage import keys
from bot.storage.leases import Lease
from bot.storage.outbox import Letter, encode_letter
from bot.storage.scripts import Script, run

LOOK_AT_ONCE = 500

_NOTE = Script("""
-- KEYS: lease, cursor, followers, notices, waiting. ARGV: token, last change looked at, then change and code of
-- each that followers shall hear of. One notice a change and follower, whoever runs this and however often.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
for n = 3, #ARGV, 2 do
  local change, code = ARGV[n], ARGV[n + 1]
  for _, member in ipairs(redis.call('ZRANGEBYLEX', KEYS[3], '[' .. code .. ' ', '(' .. code .. '!')) do
    local notice = change .. ' ' .. string.match(member, ' (.*)$')
    if redis.call('HSETNX', KEYS[4], notice, 'waiting 0 ' .. code) == 1 then
      redis.call('ZADD', KEYS[5], 0, notice)
    end
  end
end
if tonumber(ARGV[2]) > tonumber(redis.call('GET', KEYS[2]) or '-1') then redis.call('SET', KEYS[2], ARGV[2]) end
return 'OK'
""")

_END = Script("""
-- KEYS: lease, conversation, outbox, followers, notices, waiting, ended.
-- ARGV: token, notice, code, follower's member, state, now in ms, how long the window is open in ms ('' any time),
--   life of an ended notice in ms, letters. Answer: what became of it; CLOSED: the window is shut, it still waits.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
if not redis.call('ZSCORE', KEYS[6], ARGV[2]) then return 'DONE' end
local state, now = ARGV[5], tonumber(ARGV[6])
local follows = redis.call('ZSCORE', KEYS[4], ARGV[4])
if not follows then state = 'unfollowed' end
if follows and #ARGV > 8 then
  local heard = string.match(redis.call('GETRANGE', KEYS[2], 0, 63), '^%d+ (%d+) ')
  if ARGV[7] ~= '' and (not heard or now - tonumber(heard) > tonumber(ARGV[7])) then return 'CLOSED' end
  redis.call('XLEN', KEYS[3])
  for n = 9, #ARGV do redis.call('XADD', KEYS[3], '*', 'l', ARGV[n]) end
end
redis.call('ZREM', KEYS[6], ARGV[2])
redis.call('HSET', KEYS[5], ARGV[2], state .. ' ' .. ARGV[6] .. ' ' .. ARGV[3])
local old = string.format('%.0f', now - tonumber(ARGV[8]))
for _, notice in ipairs(redis.call('ZRANGEBYSCORE', KEYS[7], '-inf', old)) do redis.call('HDEL', KEYS[5], notice) end
redis.call('ZREMRANGEBYSCORE', KEYS[7], '-inf', old)
redis.call('ZADD', KEYS[7], now, ARGV[2])
return state
""")

_HOLD = Script("""
-- KEYS: lease, notices, waiting. ARGV: token, notice, code, state, now in ms, when to look again in ms.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
if not redis.call('ZSCORE', KEYS[3], ARGV[2]) then return 'DONE' end
redis.call('HSET', KEYS[2], ARGV[2], ARGV[4] .. ' ' .. ARGV[5] .. ' ' .. ARGV[3])
redis.call('ZADD', KEYS[3], ARGV[6], ARGV[2])
return 'OK'
""")


class NoticeState(StrEnum):
    """Where a notice stands."""

    WAITING = "waiting"  # nobody looked at it yet, or it is night
    KEPT = "kept"  # the reply window is shut: told when the citizen next writes
    MESSAGE = "message"  # in the outbox, whose state of the letter tells the rest
    TEMPLATE = "template"  # likewise, as a paid template
    PHONE = "phone"  # likewise, to the phone number given at the desk
    OVERTAKEN = "overtaken"  # a later change came before it was told, and is told instead
    UNFOLLOWED = "unfollowed"
    FORGOTTEN = "forgotten"  # the conversation is over
    GONE = "gone"  # the register has no such dossier any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """
    One change for one follower.

    Args:
        at: When it came to this state; None while nobody looked at it.

    """

    change_id: int
    citizen_id: str
    code: str
    state: NoticeState
    at: datetime | None = None

    @property
    def field(self) -> str:
        """Its name in the store."""
        return f"{self.change_id} {self.citizen_id}"

    @property
    def letter_id(self) -> str:
        """The name of its first letter; it tells nobody the citizen."""
        citizen = hashlib.sha256(self.citizen_id.encode()).hexdigest()[:12]
        return f"change:{self.change_id}:{citizen}"


class News:
    """The notices of every page."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def cursor(self, lease: Lease) -> int | None:
        """
        Give the last change whose followers were noted; None before the first look.

        Raises:
            Unavailable: Redis does not answer.

        """
        stored = await self._ask("GET", keys.news_cursor(lease.oa_id, lease.partition))
        return None if stored is None else int(stored)

    async def note(self, lease: Lease, last: int, changes: Sequence[tuple[int, str]]) -> None:
        """
        Make the notices of changes, given with their codes, and move on to the last one looked at.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer; repeat.

        """
        place = (lease.oa_id, lease.partition)
        names = [
            keys.lease(*place), keys.news_cursor(*place), keys.followers(*place), keys.news(*place),
            keys.news_waiting(*place),
        ]  # fmt: skip
        words: list[str | bytes | int] = [lease.token, last]
        for change_id, code in changes:
            words += [change_id, code]
        _check(await run(self._redis, _NOTE, names, words), lease)

    async def due(self, lease: Lease, now: datetime) -> list[Notice]:
        """
        Give waiting notices whose time to be looked at has come, the longest waiting first.

        Raises:
            Unavailable: Redis does not answer.

        """
        place = (lease.oa_id, lease.partition)
        names: Any = await self._ask(
            "ZRANGEBYSCORE", keys.news_waiting(*place), "-inf", _ms(now), "LIMIT", 0, LOOK_AT_ONCE
        )
        if not names:
            return []
        bodies: Any = await self._ask("HMGET", keys.news(*place), *names)
        return [_read(name, body) for name, body in zip(names, bodies, strict=True) if body is not None]

    async def end(
        self,
        lease: Lease,
        notice: Notice,
        state: NoticeState,
        now: datetime,
        *,
        letters: Sequence[Letter] = (),
        open_for_ms: int | None = None,
    ) -> str:
        """
        End a notice and put its letters into the outbox, in one step, once.

        Args:
            open_for_ms: How long after their last word the citizen may be written to; None: any time.

        Returns:
            The state it ended in; `CLOSED` when the window is shut and it waits on; `DONE` when it had ended.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer; repeat.

        """
        place = (lease.oa_id, lease.partition)
        names = [
            keys.lease(*place), keys.talk(lease.oa_id, notice.citizen_id), keys.outbox(*place),
            keys.followers(*place), keys.news(*place), keys.news_waiting(*place), keys.news_ended(*place),
        ]  # fmt: skip
        words: list[str | bytes | int] = [
            lease.token, notice.field, notice.code, f"{notice.code} {notice.citizen_id}", state, _ms(now),
            "" if open_for_ms is None else open_for_ms, keys.NEWS_KEPT_S * 1000, *map(encode_letter, letters),
        ]  # fmt: skip
        answer = await run(self._redis, _END, names, words)
        _check(answer, lease)
        return str(answer.decode())

    async def hold(
        self, lease: Lease, notice: Notice, state: NoticeState, now: datetime, again: datetime
    ) -> None:
        """
        Let a notice wait on, with the reason, until it is looked at again.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer; repeat.

        """
        place = (lease.oa_id, lease.partition)
        names = [keys.lease(*place), keys.news(*place), keys.news_waiting(*place)]
        words: list[str | bytes | int] = [lease.token, notice.field, notice.code, state, _ms(now), _ms(again)]
        _check(await run(self._redis, _HOLD, names, words), lease)

    async def list_all(self, oa_id: str) -> list[Notice]:
        """
        Give every notice that waits or ended within a week, in the order of the changes.

        Raises:
            Unavailable: Redis does not answer.

        """
        found = []
        for part in range(keys.PARTITIONS):
            pairs: Any = await self._ask("HGETALL", keys.news(oa_id, part))
            found += [_read(name, body) for name, body in pairs.items()]
        return sorted(found, key=lambda notice: (notice.change_id, notice.citizen_id))

    async def _ask(self, *words: str | bytes | int) -> Any:
        try:
            return await self._redis.execute_command(*words)  # type: ignore[no-untyped-call]
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error


def _check(answer: object, lease: Lease) -> None:
    if answer == b"FENCED":
        raise Fenced(f"lease on {lease.oa_id}:{lease.partition} is lost")


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _read(name: bytes, body: bytes) -> Notice:
    change_id, citizen_id = name.decode().split(" ", 1)
    state, at_ms, code = body.decode().split(" ", 2)
    return Notice(
        change_id=int(change_id),
        citizen_id=citizen_id,
        code=code,
        state=NoticeState(state),
        at=datetime.fromtimestamp(int(at_ms) / 1000, UTC) if at_ms != "0" else None,
    )
