"""How content the citizen is: asked at an end, seldom, under the last reply; the answer may be changed for a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.dialogue.command import Command
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.conversation import Choice, Conversation
from bot.domain.turn_record import Rating, Score

INTENT = "satisfaction"
ANSWERED_WITHIN = timedelta(days=7)
SAME_TALK = timedelta(hours=6)
"""Thanks that come later are no end of what was answered."""

_FAREWELLS = frozenset(("thanks.default", "goodbye.default"))
_RESULT_TOLD = "status_lookup.returned"


def is_moment(keys: Sequence[str], before: Conversation, now: datetime) -> bool:
    """
    Tell whether a turn with these replies ends something: a talk that was about something, or a dossier.

    Args:
        before: The conversation as it was before the turn.

    """
    if len(keys) != 1 or before.awaiting is not None:
        return False
    if keys[0] == _RESULT_TOLD:
        return True
    last = before.last_heard_at
    is_same_talk = before.intent is not None and last is not None and now - last <= SAME_TALK
    return keys[0] in _FAREWELLS and is_same_talk


def is_due(conversation: Conversation, now: datetime, every: timedelta) -> bool:
    """Tell whether a citizen was not asked for long; with no time at all nobody is ever asked."""
    last = conversation.question
    return bool(every) and (last is None or now - last.at >= every)


def ask(say: Say, question: str, titles: dict[Score, str]) -> Say:
    """Put the question under what is said anyway: a message of its own would be one too many."""
    choices = tuple(
        Choice(title=title, value=Command(intent=INTENT, argument=score).payload)
        for score, title in titles.items()
    )
    return replace(say, after=(*say.after, question), choices=(*say.choices, *choices))


def answer(scene: Scene) -> Answer:
    """Take the answer to the last question; who was not asked, or long ago, is thanked all the same."""
    conversation, asked = scene.conversation, scene.conversation.question
    score = scene.request.argument
    if score not in set(Score) or asked is None or scene.now - asked.at > ANSWERED_WITHIN:
        return Answer(conversation=conversation, say=(Say(key=f"{INTENT}.closed"),))
    key = "sorry" if score == Score.POOR else "thanked"
    rating = Rating(question=asked.turn_id, score=Score(score or ""))
    return Answer(conversation=conversation, say=(Say(key=f"{INTENT}.{key}"),), rating=rating)
