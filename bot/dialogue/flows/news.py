"""News of a dossier, told unasked to who follows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.dialogue.flows import facts
from bot.dialogue.flows.dossier_words import FLOW, procedure_of, tell, values_of
from bot.dialogue.say import Say
from bot.dialogue.scene import Scene
from bot.domain.dossier import Dossier, DossierState
from bot.settings import CARDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    What is told.

    Args:
        new_due_on: Promised in a letter of apology that is signed; None when the state is the news.
        card: Name of the commune's card that goes with the result; it is never sent before the result was returned.

    """

    dossier: Dossier
    new_due_on: date | None = None
    card: str | None = None


def say_news(scene: Scene, told: Told) -> Say:
    """Say what is new, what it means for the citizen, and how to hear no more."""
    if told.new_due_on is not None:
        values = values_of(told.dossier, procedure_of(scene, told.dossier))
        values |= {"new_due_on": facts.day(told.new_due_on)}
        return Say(key=f"{FLOW}.apology", values=values, after=(scene.words(f"{FLOW}.news_stop"),))
    asked = tell(scene, told.dossier)
    paragraphs = (scene.words(asked.key, **asked.values), *asked.after)
    return Say(key=f"{FLOW}.news", after=(*paragraphs, scene.words(f"{FLOW}.news_stop")))


def say_card(told: Told) -> Say | None:
    """Say the words of the commune's card, once the result was returned; None when no card goes with it."""
    if (
        told.card not in CARDS
        or told.dossier.state is not DossierState.RETURNED
        or told.new_due_on is not None
    ):
        return None
    return Say(key=f"{FLOW}.card_{told.card}")
