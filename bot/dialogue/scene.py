"""What a flow is given, and what it gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.composer import Composer, procedure_name
from bot.dialogue.say import Say
from bot.domain.catalogue import Content
from bot.domain.conversation import Awaiting, Conversation, Language
from bot.domain.procedure import STALE_MONTHS, Procedure
from bot.domain.turn import AuditLine
from bot.domain.turn_record import Rating


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    What the router made of a text: the flow's intent and what it is about.

    Args:
        argument: The part after the colon of a command, or the variant of a reply.
        candidates: Procedure codes between which the citizen must choose.
        topic: Name of an out-of-scope topic.
        rule: Which rule of the router decided; for the explanation.
        why: The matcher's explanation.
        is_secret: Nothing of the text may be kept, not even in the explanation.

    """

    intent: str
    procedures: tuple[str, ...] = ()
    argument: str | None = None
    candidates: tuple[str, ...] = ()
    topic: str | None = None
    rule: str = ""
    why: tuple[str, ...] = ()
    is_secret: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """
    One request of one citizen, as a flow sees it.

    Args:
        text: What was said, masked; empty when a button was pressed.
        spoken: The same unmasked, for a flow that asked for digits; it must not be stored.
        awaited: The question this may answer; the conversation itself no longer holds it.
        conversation: What the flow may change and give back.
        now: The moment, in the desk's time zone.
        event_id: The message that this answers.
        tells_by_phone: News may be offered to the phone number given at the desk.
        stale_months: Facts that nobody looked at for so long are told with a caution.

    """

    content: Content
    composer: Composer
    request: Request
    conversation: Conversation
    now: datetime
    oa_id: str
    event_id: str
    text: str = ""
    spoken: str = ""
    awaited: Awaiting | None = None
    stale_months: int = STALE_MONTHS
    tells_by_phone: bool = False

    @property
    def language(self) -> Language:
        """The language of the answer."""
        return self.conversation.language

    def words(self, key: str, **values: str) -> str:
        """Phrase a piece of an answer."""
        return self.composer.words(key, self.language, values)

    def name_of(self, procedure: Procedure) -> str:
        """Call a procedure by its short name in the language of the answer."""
        return procedure_name(procedure, self.language)

    def procedure(self, code: str) -> Procedure | None:
        """Find a procedure by its code or an older one of it."""
        procedures = self.content.catalogue.procedures
        if code in procedures:
            return procedures[code]
        return next((each for each in procedures.values() if code in each.other_codes), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What a flow decided.

    Args:
        conversation: The scene's conversation with the flow's own changes.
        erase: Forget this citizen.
        rating: The citizen told how content they are.

    """

    conversation: Conversation
    say: tuple[Say, ...] = ()
    audit: tuple[AuditLine, ...] = ()
    erase: bool = False
    rating: Rating | None = None
