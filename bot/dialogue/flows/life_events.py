"""A death, a birth, a move: the procedures that follow, in order, each a tap away."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.command import Command
from bot.dialogue.composer import short
from bot.dialogue.questions import OVERVIEW
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.catalogue import Step
from bot.domain.conversation import Choice, Language

INTENT = "life_events"


def answer(scene: Scene) -> Answer:
    """Open the checklist; "cần giấy tờ gì" said next is about the first procedure that everybody needs."""
    event = scene.content.life_events[scene.request.argument or ""]
    choices = tuple(_choice(scene, step) for step in event.steps)
    opening = event.opening.get(scene.language) or event.opening[Language.VI]
    main = event.codes[0] if any(step.for_all for step in event.steps) else None
    talked = replace(scene.conversation, procedure=main)
    say = Say(key=f"{INTENT}.answer", values={"opening": scene.composer.with_desk(opening)}, choices=choices)
    return Answer(conversation=talked, say=(say,))


def _choice(scene: Scene, step: Step) -> Choice:
    procedure = scene.content.catalogue.procedures[step.procedure]
    why = step.why.get(scene.language) or step.why[Language.VI]
    title = scene.words(f"{INTENT}.step", procedure=scene.name_of(procedure), why=why)
    return Choice(
        title=short(title[:1].upper() + title[1:]),
        value=Command(intent=OVERVIEW, argument=procedure.code).payload,
    )
