"""A citizen asks for a person: promised only while the desk is open."""

from __future__ import annotations

from bot.dialogue.flows import hours_words
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.office_hours import DayKind, day_of, open_span


def answer(scene: Scene) -> Answer:
    """Promise an officer while the desk is certainly open; otherwise tell when it opens."""
    hours = scene.content.catalogue.desk.hours
    span = open_span(hours, scene.now)
    today = day_of(hours, scene.now.date())
    if span is not None:
        say = Say(key="talk_to_human.open", values={"closes_at": hours_words.clock(span.closes)})
    elif today.kind is DayKind.UNCONFIRMED:
        values = {"holiday": today.name, "next_open": hours_words.next_open(scene, today.day)}
        say = Say(key="talk_to_human.unconfirmed", values=values)
    else:
        say = Say(key="talk_to_human.shut", values={"next_open": hours_words.next_open(scene)})
    return Answer(conversation=scene.conversation, say=(say,))
