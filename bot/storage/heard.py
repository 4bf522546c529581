"""Citizens' messages, masked and for a short life, so that staff can try a change on what people really ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.domain.conversation import Awaiting, Language
from bot.errors import Unavailable
from bot.logs import pseudonym
from bot.storage import keys
from bot.storage.conversations import milliseconds

MOST_KEPT = 2_000
"""Messages of one partition; the oldest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessage:
    """
    One message with what the router needs to understand it again, and what it was answered.

    Args:
        alias: The citizen, under a name that stands nowhere else.
        text: Masked.
        replies: The keys of the replies that were given.

    """

    alias: str
    at: datetime
    text: str = field(repr=False)
    language: Language = Language.VI
    procedure: str | None = None
    intent: str | None = None
    awaiting: Awaiting | None = None
    replies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """
    What one turn does to the messages kept of its citizen; only `commit.py` does it.

    Args:
        message: To be kept for `life_s`; None keeps nothing of this turn.
        forgets: Delete what was kept of this citizen before.

    """

    alias: str = "-"
    message: KeptMessage | None = None
    life_s: int = 0
    forgets: bool = False


NOTHING_KEPT = Keeping()


def alias_of(key: bytes, oa_id: str, citizen_id: str) -> str:
    """Name a citizen otherwise than log lines do: neither leads to the other."""
    return pseudonym(key, f"{oa_id}\nheard", citizen_id)


def encode_message(message: KeptMessage) -> bytes:
    """Give the member of the sorted set: the alias, by which it is found and forgotten, then JSON."""
    kept: dict[str, Any] = {"at": milliseconds(message.at), "text": message.text, "replies": message.replies}
    if message.language is not Language.VI:
        kept["language"] = message.language.value
    kept |= {name: value for name in ("procedure", "intent") if (value := getattr(message, name))}
    if (awaiting := message.awaiting) is not None:
        kept["awaiting"] = [awaiting.flow, awaiting.step, awaiting.values]
    return message.alias.encode() + b" " + orjson.dumps(kept)


def _decode(member: bytes) -> KeptMessage:
    alias, _, stored = member.partition(b" ")
    kept = orjson.loads(stored)
    awaiting = kept.get("awaiting")
    return KeptMessage(
        alias=alias.decode(),
        at=datetime.fromtimestamp(kept["at"] / 1000, UTC),
        text=kept["text"],
        language=Language(kept.get("language", Language.VI)),
        procedure=kept.get("procedure"),
        intent=kept.get("intent"),
        awaiting=Awaiting(flow=awaiting[0], step=awaiting[1], values=awaiting[2]) if awaiting else None,
        replies=tuple(kept["replies"]),
    )


class HeardMessages:
    """Reads and forgets kept messages; only `commit.py` writes them."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def since(self, oa_id: str, moment: datetime) -> list[KeptMessage]:
        """
        Give the messages of a page from a moment on, oldest first.

        Raises:
            Unavailable: Redis does not answer.

        """
        found: list[KeptMessage] = []
        for part in range(keys.PARTITIONS):
            try:
                members: Any = await self._redis.zrangebyscore(
                    keys.heard(oa_id, part), milliseconds(moment), "+inf"
                )
            except (RedisError, OSError) as error:
                raise Unavailable(f"Redis: {error}") from error
            found += map(_decode, members)
        return sorted(found, key=lambda message: message.at)

    async def forget(self, oa_id: str, messages: list[KeptMessage]) -> int:
        """
        Delete these; gives the number deleted.

        Raises:
            Unavailable: Redis does not answer; some may be gone already.

        """
        members = [encode_message(message) for message in messages]
        gone = 0
        for part in range(keys.PARTITIONS) if members else ():
            try:
                gone += int(await self._redis.zrem(keys.heard(oa_id, part), *members))
            except (RedisError, OSError) as error:
                raise Unavailable(f"Redis: {error}") from error
        return gone

    async def forget_before(self, oa_id: str, moment: datetime) -> int:
        """
        Delete what is older than a moment, for retention; gives the number deleted.

        Raises:
            Unavailable: Redis does not answer; some may be gone already.

        """
        gone = 0
        for part in range(keys.PARTITIONS):
            try:
                gone += int(
                    await self._redis.zremrangebyscore(
                        keys.heard(oa_id, part), "-inf", f"({milliseconds(moment)}"
                    )
                )
            except (RedisError, OSError) as error:
                raise Unavailable(f"Redis: {error}") from error
        return gone
