"""A citizen's place in a dialogue: all that one turn hands to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Language(StrEnum):
    """The languages every reply exists in."""

    VI = "vi"
    EN = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A numbered choice as last offered: typing its number or title equals pressing it."""

    title: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaiting:
    """
    A question the bot asked and whose answer comes next.

    Args:
        flow: The flow that asked, such as `status_lookup`.
        step: Which of its questions.
        values: What the flow needs to go on, such as the dossier code given before.

    """

    flow: str
    step: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    The bot asked how content the citizen is.

    Args:
        turn_id: The turn that asked.

    """

    turn_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """
    What is kept of one citizen's conversation; 90 days after the last word it is gone.

    Args:
        revision: Counts commits; a commit names the revision it was decided on.
        procedure: Code of the procedure last talked about, for "còn lệ phí?".
        intent: The intent last answered, for "còn kết hôn thì sao?".
        choices: The choices under the last reply, in order.
        muted_until: Until then an officer is writing and the bot is silent.
        last_heard_at: The citizen's last interaction; opens the reply window.
        answered: Ids of the last events answered, newest last, at most 32.
        dossiers: Codes proved by this citizen in this conversation.
        follows: Those of them whose changes this citizen wants told.
        question: The last question how content the citizen is; another is not asked for long.
        by_phone: Those of which news may also go to the phone number given at the desk.

    """

    citizen_id: str
    revision: int = 0
    language: Language = Language.VI
    procedure: str | None = None
    intent: str | None = None
    awaiting: Awaiting | None = None
    choices: tuple[Choice, ...] = ()
    muted_until: datetime | None = None
    last_heard_at: datetime | None = None
    answered: tuple[str, ...] = ()
    dossiers: tuple[str, ...] = ()
    follows: tuple[str, ...] = ()
    question: Question | None = None
    by_phone: tuple[str, ...] = ()
