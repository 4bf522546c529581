"""What may be kept of a citizen's words, and what must not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.dialogue.dialogue import AWAITS_FOR, PRIVATE
from bot.dialogue.signs import gives_a_secret, is_denunciation
from bot.domain.conversation import Awaiting, Conversation
from bot.domain.masking import mask_for_keeping
from bot.domain.message import Kind
from bot.domain.turn import Outcome, Turn
from bot.storage.heard import Keeping, KeptMessage

QUIET_FOR = timedelta(hours=1)
DAY_S = 86_400
_UNHEARD = frozenset(("muted", "repeated"))


@dataclass(slots=True)
class Keeper:
    """
    Decides, turn by turn, what stays of a citizen's words.

    Who came to denounce tells more in the next lines: nothing of an hour is kept. That hour is remembered in this
    process alone, for even that there was one is nobody's to read.

    Args:
        alias: The name under which a citizen of a page is kept.
        days: How long; 0 keeps nothing.

    """

    alias: Callable[[str, str], str]
    days: int
    _quiet: dict[str, datetime] = field(default_factory=dict)

    def keeping(self, turn: Turn, outcome: Outcome) -> Keeping:
        """Give what the turn's commit does to the messages kept of its citizen."""
        alias = self.alias(turn.oa_id, turn.conversation.citizen_id)
        said = "\n".join(heard.message.text for heard in turn.heard if heard.message.kind is Kind.TEXT)
        self._quiet = {who: until for who, until in self._quiet.items() if until > turn.now}
        if PRIVATE in outcome.intent.split("+") or is_denunciation(said):
            self._quiet[alias] = turn.now + QUIET_FOR
            return Keeping(alias=alias, forgets=True)
        is_kept = self.days and alias not in self._quiet and _may_stay(said, outcome)
        message = _message(alias, said, turn, outcome) if is_kept else None
        return Keeping(alias=alias, message=message, life_s=self.days * DAY_S)


def _may_stay(said: str, outcome: Outcome) -> bool:
    """Tell whether a text is a citizen's own words, said to the bot, and no secret."""
    if outcome.erase or outcome.intent in _UNHEARD or outcome.conversation.muted_until is not None:
        return False
    has_words = any(letter.isalpha() for letter in said) and not said.startswith("#")
    return has_words and not gives_a_secret(said)


def _message(alias: str, said: str, turn: Turn, outcome: Outcome) -> KeptMessage:
    before = turn.conversation
    return KeptMessage(
        alias=alias,
        at=turn.now,
        text=mask_for_keeping(said),
        language=before.language,
        procedure=before.procedure,
        intent=before.intent,
        awaiting=_awaited(before, turn.now),
        replies=tuple(reply.key for reply in outcome.replies),
    )


def _awaited(before: Conversation, now: datetime) -> Awaiting | None:
    awaiting, last = before.awaiting, before.last_heard_at
    if awaiting is None or (last is not None and now - last > AWAITS_FOR):
        return None
    return replace(
        awaiting, values={name: mask_for_keeping(value) for name, value in awaiting.values.items()}
    )
