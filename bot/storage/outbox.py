"""The outbox: letters to citizens, each until it is sent, refused, or known to be in doubt."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.domain.message import Button, Press, Template
from bot.errors import Fenced, Unavailable
from bot.storage import keys
from bot.storage.coalescer import Coalescer
from bot.storage.conversations import heard_at
from bot.storage.leases import GROUP, Lease
from bot.storage.scripts import Call, Script, run_all
from bot.storage.streams import LeasedStream

CONFIRMED_KEPT = 50
"""Confirmed message ids kept for one citizen: several times what the channel reads back."""

_BEGIN = Script("""
-- KEYS: lease, outbox, sending, conversation. ARGV: token, group, entry id.
-- Answer: {'' pending till now or when an attempt began in ms, head of the conversation}
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
if #redis.call('XPENDING', KEYS[2], ARGV[2], ARGV[3], ARGV[3], 1) == 0 then return 'DONE' end
local heard = redis.call('GETRANGE', KEYS[4], 0, 63)
local began = redis.call('GET', KEYS[3])
if began then return {began, heard} end
local clock = redis.call('TIME')
redis.call('SET', KEYS[3], string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000)))
return {'', heard}
""")

_PUT_BACK = Script("""
-- KEYS: lease, sending. ARGV: token.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
return redis.call('DEL', KEYS[2])
""")

_SETTLE = Script("""
-- KEYS: lease, outbox, sending, settled, sent ids, undelivered.
-- ARGV: token, group, entry id, letter id, state, reason, message id, reply key, confirmed ids kept,
--   and in s the lives of: settled, sent ids, undelivered.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'FENCED' end
if #redis.call('XPENDING', KEYS[2], ARGV[2], ARGV[3], ARGV[3], 1) == 0 then return 'DONE' end
redis.call('HLEN', KEYS[4])
redis.call('ZCARD', KEYS[5])
redis.call('ZCARD', KEYS[6])
local clock = redis.call('TIME')
local now = string.format('%.0f', clock[1] * 1000 + math.floor(clock[2] / 1000))
redis.call('HSET', KEYS[4], 'state', ARGV[5], 'reason', ARGV[6], 'message_id', ARGV[7], 'key', ARGV[8], 'at_ms', now)
redis.call('EXPIRE', KEYS[4], ARGV[10])
if ARGV[5] == 'sent' then
  if ARGV[7] ~= '' then
    redis.call('ZADD', KEYS[5], now, ARGV[7])
    redis.call('ZREMRANGEBYRANK', KEYS[5], 0, -1 - ARGV[9])
    redis.call('EXPIRE', KEYS[5], ARGV[11])
  end
else
  redis.call('ZADD', KEYS[6], now, ARGV[4])
  redis.call('ZREMRANGEBYSCORE', KEYS[6], '-inf', now - ARGV[12] * 1000)
  redis.call('EXPIRE', KEYS[6], ARGV[12])
end
redis.call('DEL', KEYS[3])
redis.call('XACK', KEYS[2], ARGV[2], ARGV[3])
redis.call('XDEL', KEYS[2], ARGV[3])
return 'OK'
""")


class LetterState(StrEnum):
    """How a letter ended."""

    SENT = "sent"
    REFUSED = "refused"  # a clear no, with its reason
    UNKNOWN = "unknown"  # reading the conversation back did not tell either


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """
    One message to a citizen.

    Args:
        letter_id: The turn's id and a number; names the same letter for ever.
        key: The reply key it was phrased from.
        picture: Name of the card whose picture goes with the text; empty for none.
        template: An approved template that is sent instead of the text; the reply window does not bind it.

    """

    letter_id: str
    citizen_id: str
    text: str = field(repr=False)
    buttons: tuple[Button, ...] = ()
    key: str
    created_at_ms: int
    template: Template | None = None
    picture: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingLetter:
    """A letter waiting to be sent, with its place in the outbox."""

    entry_id: str
    oa_id: str
    partition: int
    letter: Letter
    deliveries: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """
    What an attempt to send found.

    Args:
        sending_since_ms: When an earlier attempt began that died before it was settled: look whether it
            arrived before sending again. None: this is the first.
        last_heard_at: When the citizen last did something that opens the reply window; None when not known.

    """

    sending_since_ms: int | None = None
    last_heard_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """
    What became of a letter; it names no citizen, so that erasing one leaves nothing here.

    Args:
        reason: Why it did not arrive, without personal data.
        message_id: The channel's own id; empty when there is none.
        at: When it was settled.

    """

    letter_id: str
    state: LetterState
    reason: str
    message_id: str
    key: str
    at: datetime


class Outbox:
    """The letters of every page."""

    def __init__(self, redis: Redis, limit: int = 5_000) -> None:
        self._redis = redis
        self._stream = LeasedStream(redis, keys.outbox)
        self._calls: Coalescer[Call, Any] = Coalescer(self._flush, limit)

    async def read(self, lease: Lease, count: int = 128, block_ms: int = 0) -> list[PendingLetter]:
        """
        Give the next letters of a partition: what was left unsettled first, then new ones.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer.

        """
        return [
            PendingLetter(
                entry_id=row.entry_id,
                oa_id=lease.oa_id,
                partition=lease.partition,
                letter=decode_letter(row.fields[b"l"]),
                deliveries=row.deliveries,
            )
            for row in await self._stream.read(lease, count, block_ms)
        ]

    async def wait(self, leases: Collection[Lease], block_ms: int) -> frozenset[Lease]:
        """Wait on one connection until any of these partitions has something new; see `LeasedStream.wait`."""
        return await self._stream.wait(leases, block_ms)

    def rewind(self, lease: Lease) -> None:
        """Let the next read begin again with all that is unsettled, what is in hand included."""
        self._stream.rewind(lease)

    async def begin(self, lease: Lease, pending: PendingLetter) -> Begun | None:
        """
        Note, before anything is sent, that an attempt begins; None when the letter is settled: send nothing.

        Raises:
            Fenced: The lease is not ours: send nothing.
            Unavailable: Redis does not answer: send nothing.

        """
        place = (pending.oa_id, pending.partition)
        names = [
            keys.lease(*place),
            keys.outbox(*place),
            keys.sending(*place, pending.letter.letter_id),
            keys.talk(pending.oa_id, pending.letter.citizen_id),
        ]
        answer = await self._run(_BEGIN, names, [lease.token, GROUP, pending.entry_id])
        _check(answer, lease)
        if answer == b"DONE":
            return None
        began, head = answer
        return Begun(sending_since_ms=int(began) if began else None, last_heard_at=heard_at(head))

    async def put_back(self, lease: Lease, pending: PendingLetter) -> None:
        """
        Undo `begin`: this attempt certainly sent nothing, and the next may go on without looking.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer.

        """
        place = (pending.oa_id, pending.partition)
        names = [keys.lease(*place), keys.sending(*place, pending.letter.letter_id)]
        _check(await self._run(_PUT_BACK, names, [lease.token]), lease)

    async def settle(
        self,
        lease: Lease,
        pending: PendingLetter,
        state: str,
        reason: str = "",
        message_id: str = "",
    ) -> None:
        """
        Note how a letter ended and remove it; safe to repeat.

        Args:
            state: A LetterState: sent, refused or unknown.
            reason: Words without personal data.

        Raises:
            Fenced: The lease is not ours.
            Unavailable: Redis does not answer; repeat.

        """
        place, letter = (pending.oa_id, pending.partition), pending.letter
        answer = await self._run(
            _SETTLE,
            [
                keys.lease(*place),
                keys.outbox(*place),
                keys.sending(*place, letter.letter_id),
                keys.settled(*place, letter.letter_id),
                keys.sent(pending.oa_id, letter.citizen_id),
                keys.undelivered(*place),
            ],
            [
                *(lease.token, GROUP, pending.entry_id, letter.letter_id),
                *(LetterState(state).value, reason, message_id, letter.key, CONFIRMED_KEPT),
                *(keys.LIVES[kind].seconds or 0 for kind in ("settled", "sent", "undelivered")),
            ],
        )
        _check(answer, lease)

    async def sent_ids(self, oa_id: str, citizen_id: str) -> frozenset[str]:
        """Give the channel's ids of recent letters that this citizen certainly got."""
        found: Any = await self._ask("ZRANGE", keys.sent(oa_id, citizen_id), 0, -1)
        return frozenset(message_id.decode() for message_id in found)

    async def delivery(self, oa_id: str, citizen_id: str, letter_id: str) -> Delivery | None:
        """Tell what became of a letter; None while it waits, and a week after it ended."""
        return await self._delivery(oa_id, keys.partition(citizen_id), letter_id)

    async def undelivered(self, oa_id: str) -> list[Delivery]:
        """List what was refused or is in doubt, of the last week, oldest first."""
        found = []
        for part in range(keys.PARTITIONS):
            letter_ids: Any = await self._ask("ZRANGE", keys.undelivered(oa_id, part), 0, -1)
            found += [await self._delivery(oa_id, part, letter_id.decode()) for letter_id in letter_ids]
        return sorted((one for one in found if one is not None), key=lambda one: one.at)

    async def _delivery(self, oa_id: str, part: int, letter_id: str) -> Delivery | None:
        pairs: Any = await self._ask("HGETALL", keys.settled(oa_id, part, letter_id))
        if not pairs:
            return None
        value = {name.decode(): text.decode() for name, text in pairs.items()}
        return Delivery(
            letter_id=letter_id,
            state=LetterState(value["state"]),
            reason=value["reason"],
            message_id=value["message_id"],
            key=value["key"],
            at=datetime.fromtimestamp(int(value["at_ms"]) / 1000, UTC),
        )

    async def _run(self, script: Script, names: list[str], args: list[str | bytes | int]) -> Any:
        """Run one script with whatever others are waiting to be run."""
        try:
            return await self._calls.submit(Call(script, names, args))
        except RedisError as error:
            raise Unavailable(f"Redis: {error}") from error

    async def _flush(self, calls: list[Call]) -> list[Any]:
        return await run_all(self._redis, calls)

    async def _ask(self, *words: str | int) -> Any:
        try:
            return await self._redis.execute_command(*words)  # type: ignore[no-untyped-call]
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error


def _check(answer: object, lease: Lease) -> None:
    if answer == b"FENCED":
        raise Fenced(f"lease on {lease.oa_id}:{lease.partition} is lost")


def encode_letter(letter: Letter) -> bytes:
    """Give the form a letter travels in."""
    return orjson.dumps(
        [
            letter.letter_id,
            letter.citizen_id,
            letter.text,
            [[button.title, button.press.value, button.value] for button in letter.buttons],
            letter.key,
            letter.created_at_ms,
            _template_list(letter.template),
            letter.picture,
        ]
    )


def decode_letter(stored: bytes) -> Letter:
    """Read what `encode_letter` gave; more fields of a later version are passed over."""
    letter_id, citizen_id, text, buttons, key, created_at_ms, *later = orjson.loads(stored)
    template = later[0] if later else None
    return Letter(
        letter_id=letter_id,
        citizen_id=citizen_id,
        text=text,
        buttons=tuple(
            Button(title=title, press=Press(press), value=value) for title, press, value in buttons
        ),
        key=key,
        created_at_ms=created_at_ms,
        template=Template(template_id=template[0], data=template[1], phone_of="".join(template[2:3]))
        if template
        else None,
        picture="".join(later[1:2]),
    )


def _template_list(template: Template | None) -> list[object] | None:
    if template is None:
        return None
    return [template.template_id, dict(template.data), template.phone_of]
