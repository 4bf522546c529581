"""Conversations as stored: loading in batches, and the form they are kept in."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from redis.asyncio import Redis

from bot.domain.conversation import Awaiting, Choice, Conversation, Language, Question
from bot.storage import keys
from bot.storage.coalescer import Coalescer
from bot.storage.scripts import Call, Place, Script, run_by_place

log = logging.getLogger(__name__)

_LOAD = Script("return redis.call('MGET', unpack(KEYS))")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


class Conversations:
    """Reads conversations; only `commit.py` writes them."""

    def __init__(self, redis: Redis, limit: int = 5_000) -> None:
        self._redis = redis
        self._loads: Coalescer[tuple[str, str], bytes | None] = Coalescer(self._flush, limit)

    async def load(self, oa_id: str, citizen_id: str) -> Conversation:
        """
        Give a citizen's conversation, or a new one.

        Raises:
            Unavailable: Redis does not answer.

        """
        return decode(citizen_id, await self._loads.submit((oa_id, citizen_id)))

    async def _flush(self, wanted: list[tuple[str, str]]) -> list[bytes | Exception | None]:
        return await run_by_place(self._redis, wanted, _place, _load)


def _place(wanted: tuple[str, str]) -> Place:
    oa_id, citizen_id = wanted
    return oa_id, keys.partition(citizen_id)


def _load(_: Place, wanted: list[tuple[str, str]]) -> Call:
    return Call(_LOAD, [keys.talk(oa_id, citizen_id) for oa_id, citizen_id in wanted], ())


def milliseconds(moment: datetime | None) -> int:
    """Count from the epoch; 0 for never."""
    return 0 if moment is None else (moment - _EPOCH) // _MS


def heard_at(stored: bytes) -> datetime | None:
    """Read when the citizen was last heard off the beginning of a stored conversation."""
    at_ms = int(stored.split(b" ", 2)[1]) if stored else 0
    return _EPOCH + at_ms * _MS if at_ms else None


def encode(conversation: Conversation) -> bytes:
    """
    Give the JSON of what differs from a new conversation.

    Revision and last heard are not in it: they stand before it, where the commit script reads them.
    """
    kept: dict[str, Any] = {}
    if conversation.language is not Language.VI:
        kept["language"] = conversation.language.value
    for name in ("procedure", "intent", "muted_until", "answered", "dossiers", "follows", "by_phone"):
        if value := getattr(conversation, name):
            kept[name] = value
    if (awaiting := conversation.awaiting) is not None:
        kept["awaiting"] = [awaiting.flow, awaiting.step, awaiting.values]
    if (question := conversation.question) is not None:
        kept["question"] = [question.turn_id, question.at]
    if conversation.choices:
        kept["choices"] = [[choice.title, choice.value] for choice in conversation.choices]
    return orjson.dumps(kept)


def decode(citizen_id: str, stored: bytes | None) -> Conversation:
    """
    Read a stored conversation.

    One that cannot be read is begun anew under its revision: better to ask a citizen again than to
    stay silent for as long as it lives.
    """
    if stored is None:
        return Conversation(citizen_id=citizen_id)
    revision, _, kept = stored.split(b" ", 2)
    last_heard_at = heard_at(stored)
    try:
        return _decode(citizen_id, int(revision), last_heard_at, orjson.loads(kept))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        log.error(  # noqa: TRY400 - a traceback could show what the citizen said
            "a stored conversation cannot be read and begins anew: %s", type(error).__name__
        )
        return Conversation(citizen_id=citizen_id, revision=int(revision), last_heard_at=last_heard_at)


def _decode(
    citizen_id: str, revision: int, last_heard_at: datetime | None, kept: dict[str, Any]
) -> Conversation:
    get = kept.get
    language, awaiting, muted_until = get("language"), get("awaiting"), get("muted_until")
    question = get("question")
    return Conversation(
        citizen_id=citizen_id,
        revision=revision,
        language=Language(language) if language else Language.VI,
        procedure=get("procedure"),
        intent=get("intent"),
        awaiting=Awaiting(flow=awaiting[0], step=awaiting[1], values=awaiting[2]) if awaiting else None,
        choices=tuple([Choice(title=title, value=value) for title, value in get("choices", ())]),
        muted_until=datetime.fromisoformat(muted_until) if muted_until else None,
        last_heard_at=last_heard_at,
        answered=tuple(get("answered", ())),
        dossiers=tuple(get("dossiers", ())),
        follows=tuple(get("follows", ())),
        question=Question(turn_id=question[0], at=datetime.fromisoformat(question[1])) if question else None,
        by_phone=tuple(get("by_phone", ())),
    )
