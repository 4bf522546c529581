"""Kept messages answered once more: by another content, or as they were answered then."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.dialogue import Dialogue
from bot.domain.catalogue import Content
from bot.domain.conversation import Conversation
from bot.domain.message import Heard, Incoming, Kind
from bot.domain.turn import Turn
from bot.rehearsal.chat import MUTE_S, Register, Tries
from bot.storage.heard import KeptMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """
    What a message is answered with.

    Args:
        procedure: The procedure then talked about; None when there is none or nobody knows.
        text: What is read; None when only the keys are known.

    """

    keys: tuple[str, ...]
    procedure: str | None = None
    text: str | None = None


class Answering(Protocol):
    """Whoever answers kept messages."""

    async def answer(self, message: KeptMessage) -> Given:
        """Answer one message in the place where it was said."""
        ...


class AsThen:
    """What was really said at the time; of a message only the reply keys are kept."""

    async def answer(self, message: KeptMessage) -> Given:
        """Give the keys that are kept."""
        return Given(keys=message.replies)


class With:
    """The answers of one content, at the moment and in the place each message was said; no dossier is found."""

    def __init__(self, content: Content) -> None:
        """Build the dialogue; raises ContentError when a reply is missing."""
        self._dialogue = Dialogue(content, Register(), Tries(), mute_s=MUTE_S)

    async def answer(self, message: KeptMessage) -> Given:
        """Answer as that content would have."""
        conversation = Conversation(
            citizen_id=message.alias,
            language=message.language,
            procedure=message.procedure,
            intent=message.intent,
            awaiting=message.awaiting,
            last_heard_at=message.at,
        )
        said = Incoming(kind=Kind.TEXT, text=message.text)
        turn = Turn(
            turn_id="kept",
            oa_id="1",
            now=message.at,
            conversation=conversation,
            heard=(Heard(event_id="kept", sent_at=message.at, message=said),),
        )
        outcome = await self._dialogue.answer(turn)
        return Given(
            keys=tuple(reply.key for reply in outcome.replies),
            procedure=outcome.conversation.procedure,
            text="\n".join(reply.text for reply in outcome.replies),
        )
