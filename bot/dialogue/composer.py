"""Reply key + values + language -> a reply ready to read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from bot.dialogue.command import Command, read_command
from bot.dialogue.reply_keys import GLOBAL_NAMES, REPLIES
from bot.dialogue.say import Say
from bot.domain.catalogue import Content
from bot.domain.conversation import Choice, Language
from bot.domain.message import Button, Press, Reply
from bot.domain.procedure import Procedure

MOST_BUTTONS = 5
LONGEST_TITLE = 100

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_SPACES = re.compile(r"\n{3,}")


class Composer:
    """Phrases what flows want said, with the words of one content version."""

    def __init__(self, content: Content) -> None:
        """Take the words; that none is missing was seen to when the dialogue was made."""
        self._intents = content.intents
        desk = content.catalogue.desk
        self._desk = desk
        self._globals = {name: getattr(desk, name, None) or "" for name in GLOBAL_NAMES} | {"desk": desk.name}

    def words(self, key: str, language: Language, values: Mapping[str, str] | None = None) -> str:
        """Phrase one key, without buttons."""
        intent, _, name = key.partition(".")
        texts = self._intents[intent].replies[name]
        text = texts.get(language) or texts[Language.VI]
        unfilled = dict.fromkeys(REPLIES.get(key, ()), "")
        return clean(fill(text, unfilled | self._globals | dict(values or {})))

    def with_desk(self, text: str) -> str:
        """Fill in what is known of the desk, in words that are no reply of their own."""
        return fill(text, self._globals)

    def reply(self, say: Say, language: Language, *, with_choices: bool) -> Reply:
        """
        Phrase one message with its buttons, numbered in the text because some screens show none.

        Args:
            with_choices: False for all but the last message of a turn: one set of numbers at a time.

        """
        text = "\n\n".join((self.words(say.key, language, say.values), *say.after))
        if not with_choices:
            return Reply(key=say.key, text=clean(text))
        choices = self.choices(say, language)
        if choices:
            lines = [
                self.words("fallback.choice_line", language, {"number": str(number), "title": choice.title})
                for number, choice in enumerate(choices, start=1)
            ]
            text += "\n\n" + self.words("fallback.choose", language, {"choices": "\n".join(lines)})
        buttons = [Button(title=choice.title, press=Press.SAY, value=choice.value) for choice in choices]
        buttons += self._links(say, language)
        return Reply(key=say.key, text=clean(text), buttons=tuple(buttons[:MOST_BUTTONS]))

    def choices(self, say: Say, language: Language) -> tuple[Choice, ...]:
        """List what may be answered by number: the moment's own choices, then those content gives the key."""
        given = [*say.choices]
        for payload in self._payloads(say):
            command = read_command(payload)
            if command is not None and all(choice.value != payload for choice in given):
                given.append(Choice(title=self.title(command, language), value=payload))
        return tuple(given)

    def title(self, command: Command, language: Language) -> str:
        """Name the button to an intent, as that intent's own words call it."""
        own = f"button_{command.argument}"
        replies = self._intents[command.intent].replies
        key = own if own in replies else "button"
        return short(self.words(f"{command.intent}.{key}", language))

    def _payloads(self, say: Say) -> Iterable[str]:
        intent, _, name = say.key.partition(".")
        for payload in self._intents[intent].buttons.get(name, ()):
            if "{code}" not in payload:
                yield payload
            elif say.procedure is not None:
                yield payload.replace("{code}", say.procedure.code)

    def _links(self, say: Say, language: Language) -> Iterable[Button]:
        for payload in self._payloads(say):
            if payload == "call":
                yield self._link("contact.button_call", language, Press.CALL, dialled(self._desk.phone))
            elif payload == "map" and self._desk.map_url:
                yield self._link("contact.button_map", language, Press.OPEN, self._desk.map_url)
            elif payload == "portal":
                yield self._link("contact.button_portal", language, Press.OPEN, self._desk.portal_url)
            elif payload == "official" and say.procedure is not None and say.procedure.official:
                key = "procedure_overview.button_official"
                yield self._link(key, language, Press.OPEN, say.procedure.official)

    def _link(self, key: str, language: Language, press: Press, value: str) -> Button:
        return Button(title=short(self.words(key, language)), press=press, value=value)


def fill(text: str, values: Mapping[str, str]) -> str:
    """
    Put values into `{placeholders}`, once, so that a value's own braces stay as they are.

    A line with a placeholder whose value is empty is left out; a name that is not known stays as written.
    """
    lines = []
    for line in text.split("\n"):
        names = _PLACEHOLDER.findall(line)
        if all(values.get(name, "{") for name in names):
            lines.append(_PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), line))
    return "\n".join(lines)


def clean(text: str) -> str:
    """Make a text NFC, free of control and direction-changing characters, with single blank lines."""
    lines = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " ")).split("\n")
    return _SPACES.sub("\n\n", "\n".join(_seen(line).rstrip() for line in lines)).strip()


def _seen(line: str) -> str:
    """Keep what can be seen; nearly every line is all of it."""
    if line.isprintable():
        return line
    return "".join(letter for letter in line if unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co"})


def short(title: str) -> str:
    """Cut a title to what a button can hold, at a word's end."""
    title = " ".join(title.split())
    if len(title) <= LONGEST_TITLE:
        return title
    return title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"


def dialled(phone: str) -> str:
    """Write a phone number as a call button wants it: 84 and no leading zero."""
    digits = re.sub(r"\D", "", phone)
    return "84" + digits[1:] if digits.startswith("0") else digits


def procedure_name(procedure: Procedure, language: Language) -> str:
    """Call a procedure by its short name in a language."""
    return (procedure.name_en if language is Language.EN else None) or procedure.label
