"""Switching the language of the answers."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.command import Command
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.conversation import Choice, Language
from bot.domain.vietnamese import fold

_WANTED = {
    Language.EN: re.compile(r"\b(?:english|tieng anh|anh ngu)\b"),
    Language.VI: re.compile(r"\b(?:vietnamese|tieng viet|viet ngu)\b"),
}
_ASKS = re.compile(
    r"(?:(?:please|pls|speak|in|use|switch to|change to|do you speak|can you speak|reply in|noi|dung|bang|"
    r"doi sang|chuyen sang|tra loi|cho|xin|biet|bang|toi|minh|em|hay|voi|can|you|duoc|khong|not|no|nhe|nha|a|only)\s*)*"
    r"(?:english|tieng anh|anh ngu|vietnamese|tieng viet|viet ngu)"
    r"(?:\s*(?:please|pls|duoc khong|nhe|nha|a|di|only|thoi|ok|language))*[?!. ]*"
)


def wanted(text: str) -> Language | None:
    """Read the language that a text names, when naming it is all that the text does."""
    folded = fold(text)
    if not _ASKS.fullmatch(folded):
        return None
    return next((language for language, name in _WANTED.items() if name.search(folded)), None)


def answer(scene: Scene) -> Answer:
    """Set the language asked for, or ask which."""
    argument = scene.request.argument
    language = Language(argument) if argument in set(Language) else wanted(scene.text)
    if language is None:
        titles = {each: scene.words(f"language.button_{each.value}") for each in Language}
        choices = tuple(
            Choice(title=titles[each], value=Command(intent="language", argument=each.value).payload)
            for each in Language
        )
        return Answer(conversation=scene.conversation, say=(Say(key="language.ask", choices=choices),))
    switched = replace(scene.conversation, language=language)
    return Answer(conversation=switched, say=(Say(key="language.set"),))
