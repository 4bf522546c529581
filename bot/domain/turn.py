"""One turn: what the dialogue is given, and everything it decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.conversation import Conversation
from bot.domain.event import What
from bot.domain.message import Heard, Reply
from bot.domain.turn_record import Rating, TurnCount


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """
    One thought of one citizen, on the conversation as it is stored.

    Args:
        turn_id: The id of its first event; every write of the turn is keyed by it.
        now: The moment of deciding, aware.
        heard: Messages that belong together, oldest first; empty when `what` is something else.
        what: The event, when it is no message (followed, staff wrote, erasure asked ...).

    """

    turn_id: str
    oa_id: str
    now: datetime
    conversation: Conversation
    heard: tuple[Heard, ...] = ()
    what: What | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """
    One line that must be reportable later; it is stored in SQL before anything is sent.

    Args:
        action: What was done, such as `erasure`.
        detail: Words without personal data.

    """

    action: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    Everything one turn changes; it is committed in one transaction.

    Args:
        conversation: The next state; its revision is still the one read.
        intent: What was understood, for the log line (`fee`, `muted`, `followed` ...).
        erase: Forget this citizen: the conversation is deleted instead of stored.
        audit: Lines for the records; a turn that has any is stored there first.
        count: How its messages are counted; None where there is none that was not answered before.
        rating: The citizen was asked how it was, or told it.
        why: The explanation, one line each; for `--why`, never logged.

    """

    conversation: Conversation
    replies: tuple[Reply, ...] = ()
    intent: str = ""
    erase: bool = False
    audit: tuple[AuditLine, ...] = ()
    count: TurnCount | None = None
    rating: Rating | None = None
    why: tuple[str, ...] = ()
