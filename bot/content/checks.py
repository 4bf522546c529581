"""What must hold between the parts of the content, once each part is well formed."""

from __future__ import annotations

from datetime import date

from bot.content.desk_checks import check_desk
from bot.content.draft import Draft
from bot.content.event_checks import check_events
from bot.content.intent_checks import check_intents
from bot.content.law_checks import check_laws
from bot.content.problem import Problem
from bot.content.procedure_checks import check_procedures
from bot.content.tone_checks import check_tone


def check_draft(draft: Draft, today: date | None) -> list[Problem]:
    """
    Give what is wrong between the well-formed parts, and what is only to be warned of.

    A part that is ill formed makes no other look wrong: what would need it is left till it is mended.
    """
    return [
        *check_procedures(draft),
        *check_desk(draft, today),
        *check_laws(draft, today),
        *check_intents(draft),
        *check_events(draft),
        *check_tone(draft),
    ]
