"""Where the desk is, how to call it, and when it is open."""

from __future__ import annotations

from bot.dialogue.flows import hours_words
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene


def answer(scene: Scene) -> Answer:
    """Give address, phone and the usual week."""
    values = {"hours": hours_words.week(scene)}
    return Answer(conversation=scene.conversation, say=(Say(key="contact.answer", values=values),))
