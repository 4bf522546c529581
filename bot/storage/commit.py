"""The commit: a turn's conversation, letters and acknowledgement, in one script or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from redis.asyncio import Redis

from bot.domain.conversation import Conversation
from bot.domain.turn_record import TurnRecord
from bot.errors import Conflict, Fenced, Unavailable
from bot.storage import keys
from bot.storage.coalescer import Coalescer
from bot.storage.conversations import encode, milliseconds
from bot.storage.heard import MOST_KEPT, NOTHING_KEPT, Keeping, encode_message
from bot.storage.leases import GROUP, Lease
from bot.storage.outbox import Letter, encode_letter
from bot.storage.scripts import Call, Place, Script, run_by_place
from bot.storage.turns import encode_record

_COMMIT = Script("""
-- KEYS: lease, inbox, outbox, parked, heard, followers, notices, waiting notices, turns to record, then conversation
--   and sent ids of each turn.
-- ARGV: group, life of a conversation in ms, most messages kept, then for each turn: lease token, revision it was
--   decided on, citizen, last heard in ms, conversation ('' erases), number of entries, entries, number of letters,
--   letters, alias, forget what was kept of the alias (1), message to keep ('' none), its moment and its life in ms,
--   number of dossiers followed from now on, their codes, number of those no longer followed, their codes,
--   what is recorded of the turn ('' nothing).
-- Answer, for each turn: OK; DONE: committed before; FENCED; CONFLICT; anything else is an error, nothing written.
local holder = redis.call('GET', KEYS[1])
local group, life, most = ARGV[1], ARGV[2], tonumber(ARGV[3])
local at = 3

local function take()
  at = at + 1
  return ARGV[at]
end

local function take_list()
  local list = {}
  for n = 1, tonumber(take()) do list[n] = take() end
  return list
end

local function forget_kept(turn)
  for _, kept in ipairs(redis.call('ZRANGE', KEYS[5], 0, -1)) do
    if string.match(kept, '^(%S+) ') == turn.alias then redis.call('ZREM', KEYS[5], kept) end
  end
end

local function keep(turn)
  local moment, span = tonumber(turn.kept_at), tonumber(turn.kept_life)
  redis.call('ZADD', KEYS[5], moment, turn.kept)
  redis.call('ZREMRANGEBYSCORE', KEYS[5], '-inf', '(' .. string.format('%d', moment - span))
  redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -most - 1)
  redis.call('PEXPIRE', KEYS[5], span)
end

local function forget(turn)
  for _, field in ipairs(redis.call('HKEYS', KEYS[4])) do
    if string.match(field, ' (.*)$') == turn.citizen then redis.call('HDEL', KEYS[4], field) end
  end
  for _, member in ipairs(redis.call('ZRANGE', KEYS[6], 0, -1)) do
    if string.match(member, ' (.*)$') == turn.citizen then redis.call('ZREM', KEYS[6], member) end
  end
  for _, notice in ipairs(redis.call('HKEYS', KEYS[7])) do
    if string.match(notice, ' (.*)$') == turn.citizen then
      redis.call('HDEL', KEYS[7], notice)
      redis.call('ZREM', KEYS[8], notice)
    end
  end
  redis.call('DEL', turn.talk, turn.sent)
end

-- Everything that can fail stands before the first write: Redis does not undo half a script.
local function commit(turn)
  if not holder or turn.token ~= holder then return 'FENCED' end
  local pending = 0
  for _, id in ipairs(turn.entries) do
    pending = pending + #redis.call('XPENDING', KEYS[2], group, id, id, 1)
  end
  if pending == 0 then return 'DONE' end
  local revision, heard = string.match(redis.call('GETRANGE', turn.talk, 0, 63), '^(%d+) (%d+) ')
  if pending < #turn.entries or (revision or '0') ~= turn.revision then return 'CONFLICT' end
  redis.call('XLEN', KEYS[3])
  redis.call('HLEN', KEYS[4])
  redis.call('ZCARD', KEYS[5])
  redis.call('ZCARD', KEYS[6])
  redis.call('HLEN', KEYS[7])
  redis.call('ZCARD', KEYS[8])
  redis.call('XLEN', KEYS[9])
  if turn.body == '' then
    forget(turn)
  else
    if heard and tonumber(heard) > tonumber(turn.heard) then turn.heard = heard end
    local value = string.format('%d %s %s', turn.revision + 1, turn.heard, turn.body)
    redis.call('SET', turn.talk, value, 'PX', life)
    for _, code in ipairs(turn.follows) do redis.call('ZADD', KEYS[6], 0, code .. ' ' .. turn.citizen) end
    for _, code in ipairs(turn.leaves) do redis.call('ZREM', KEYS[6], code .. ' ' .. turn.citizen) end
  end
  if turn.forgets == '1' then forget_kept(turn) end
  if turn.kept ~= '' then keep(turn) end
  for _, letter in ipairs(turn.letters) do redis.call('XADD', KEYS[3], '*', 'l', letter) end
  if turn.record ~= '' then redis.call('XADD', KEYS[9], '*', 't', turn.record) end
  redis.call('XACK', KEYS[2], group, unpack(turn.entries))
  redis.call('XDEL', KEYS[2], unpack(turn.entries))
  return 'OK'
end

local answers = {}
for n = 10, #KEYS, 2 do
  local turn = {talk = KEYS[n], sent = KEYS[n + 1], token = take(), revision = take(), citizen = take(),
    heard = take(), body = take(), entries = take_list(), letters = take_list(), alias = take(),
    forgets = take(), kept = take(), kept_at = take(), kept_life = take(), follows = take_list(), leaves = take_list(),
    record = take()}
  local ok, answer = pcall(commit, turn)
  if not ok then answer = type(answer) == 'table' and answer.err or tostring(answer) end
  answers[#answers + 1] = answer
end
return answers
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnWrite:
    """
    All that one turn writes.

    Args:
        lease: The right it was decided under.
        conversation: The next state; its revision is still the one read.
        erase: Forget the citizen instead: conversation, confirmed message ids, parked events, kept messages,
            dossiers followed, notices.
        entry_ids: The inbox entries it answers, at least one.
        letters: What is said to the citizen, in order.
        heard_at_ms: When the citizen last did something that opens the reply window; None for no news.
        keeping: What stays of the citizen's own words for a while, and whether what stayed before must go.
        followed_before: Codes of the dossiers followed when the turn began; the conversation names those from now on.
        record: What the records must have of it; None leaves no trace there.

    """

    lease: Lease
    conversation: Conversation
    erase: bool = False
    entry_ids: tuple[str, ...]
    letters: tuple[Letter, ...] = ()
    heard_at_ms: int | None = None
    keeping: Keeping = NOTHING_KEPT
    followed_before: tuple[str, ...] = ()
    record: TurnRecord | None = None


@dataclass(frozen=True, slots=True)
class _Packed:
    """A write in the words of the script."""

    place: Place
    keys: tuple[str, str]
    args: list[str | bytes | int]


class Committer:
    """
    Commits turns, many at a time.

    Args:
        replicas: Replicas that must have a turn before it counts as committed.

    """

    def __init__(self, redis: Redis, replicas: int = 0, limit: int = 5_000) -> None:
        self._redis = redis
        self._replicas = replicas
        self._commits: Coalescer[_Packed, bytes] = Coalescer(self._flush, limit)

    async def commit(self, write: TurnWrite) -> None:
        """
        Store a turn whole; a turn stored before is silently done, so repeating is safe.

        Raises:
            Fenced: The lease is lost; whoever holds it now will do the turn.
            Conflict: The conversation, or what is left to answer, is no longer what the turn was decided on.
            Unavailable: Nobody knows whether it is stored; repeat the same write.

        """
        answer = await self._commits.submit(_packed(write))
        if answer == b"FENCED":
            raise Fenced(f"lease on {write.lease.oa_id}:{write.lease.partition} is lost")
        if answer == b"CONFLICT":
            raise Conflict(f"revision {write.conversation.revision} is outdated")
        if answer not in (b"OK", b"DONE"):
            raise Unavailable(f"Redis: {answer.decode(errors='replace')}")

    async def _flush(self, writes: list[_Packed]) -> list[bytes | Exception]:
        return await run_by_place(self._redis, writes, _place, _call, replicas=self._replicas)


def _packed(write: TurnWrite) -> _Packed:
    if not write.entry_ids:
        raise ValueError("a turn answers at least one entry: by them a repeated commit is known")
    lease, conversation = write.lease, write.conversation
    citizen_id = conversation.citizen_id
    if keys.partition(citizen_id) != lease.partition:
        raise ValueError("a turn commits under the lease of its citizen's own partition")
    return _Packed(
        (lease.oa_id, lease.partition),
        (keys.talk(lease.oa_id, citizen_id), keys.sent(lease.oa_id, citizen_id)),
        [
            lease.token,
            conversation.revision,
            citizen_id,
            max(write.heard_at_ms or 0, milliseconds(conversation.last_heard_at)),
            b"" if write.erase else encode(conversation),
            len(write.entry_ids),
            *write.entry_ids,
            len(write.letters),
            *map(encode_letter, write.letters),
            *_kept(write),
            *_follows(write),
            b"" if write.record is None else encode_record(write.record),
        ],
    )


def _kept(write: TurnWrite) -> tuple[str | bytes | int, ...]:
    keeping = write.keeping
    forgets = int(write.erase or keeping.forgets)
    message = None if forgets else keeping.message
    if message is None or not keeping.life_s:
        return keeping.alias, forgets, b"", 0, 0
    return keeping.alias, forgets, encode_message(message), milliseconds(message.at), keeping.life_s * 1000


def _follows(write: TurnWrite) -> tuple[str | int, ...]:
    before, after = write.followed_before, write.conversation.follows
    new = tuple(code for code in after if code not in before)
    left = tuple(code for code in before if code not in after)
    return len(new), *new, len(left), *left


def _place(write: _Packed) -> Place:
    return write.place


def _call(place: Place, writes: list[_Packed]) -> Call:
    names = [
        keys.lease(*place),
        keys.inbox(*place),
        keys.outbox(*place),
        keys.parked(*place),
        keys.heard(*place),
        keys.followers(*place),
        keys.news(*place),
        keys.news_waiting(*place),
        keys.turns(*place),
    ]
    args: list[str | bytes | int] = [GROUP, (keys.LIVES["talk"].seconds or 0) * 1000, MOST_KEPT]
    for write in writes:
        names += write.keys
        args += write.args
    return Call(_COMMIT, names, args)
