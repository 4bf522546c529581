"""Intents that only reply: greetings, help, the list of procedures, what is not ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from bot.dialogue.command import Command
from bot.dialogue.composer import clean
from bot.dialogue.flows import facts, procedure
from bot.dialogue.questions import OVERVIEW
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.conversation import Choice, Language
from bot.domain.elsewhere import Elsewhere
from bot.domain.procedure import Confidence, Procedure
from bot.domain.vietnamese import fold

LISTED = 10
FIELDS_LISTED = 8
OTHER_FIELDS = "khac"

_LAW = re.compile(
    r"\b(?:muc phat|bi phat|phat (?:bao nhieu|tien|the nao)|di tu|luat (?:quy dinh|nao|su)|dung luat|kien ra toa|penalty|lawyer)\b"
)


def answer(scene: Scene) -> Answer:
    """Reply with the intent's words; nothing in the conversation changes."""
    return Answer(conversation=scene.conversation, say=(_SAYS[scene.request.intent](scene),))


def _only(key: str) -> Callable[[Scene], Say]:
    return lambda _: Say(key=key)


def _feedback(scene: Scene) -> Say:
    is_complaint = re.search(r"\bkhieu nai\b|\bformal complaint\b", fold(scene.text)) is not None
    return Say(key="feedback.complaint" if is_complaint else "feedback.answer")


def _fallback(scene: Scene) -> Say:
    procedure_in_hand = next((scene.procedure(code) for code in scene.request.procedures), None)
    name = scene.name_of(procedure_in_hand) if procedure_in_hand else ""
    return Say(
        key=f"fallback.{scene.request.argument or 'not_understood'}",
        values={"procedure": name},
        procedure=procedure_in_hand,
    )


def _out_of_scope(scene: Scene) -> Say:
    elsewhere = scene.content.catalogue.elsewhere.get(scene.request.topic or "")
    if elsewhere is not None:
        return _elsewhere(scene, elsewhere)
    topics = scene.content.intents["out_of_scope"].topics
    topic = next((each for each in topics if each.name == scene.request.topic), None)
    if topic is None or topic.answer is None:
        is_law = _LAW.search(fold(scene.text)) is not None
        return Say(key="out_of_scope.law" if is_law else "out_of_scope.default")
    said = clean(topic.answer.get(scene.language) or next(iter(topic.answer.values())))
    return Say(key="out_of_scope.topic", values={"topic_answer": said})


def _elsewhere(scene: Scene, matter: Elsewhere) -> Say:
    """Say which office does it; how and where only when a source stands behind it."""
    is_known = matter.confidence is not Confidence.LOW
    values = {
        "name": matter.named(scene.language),
        "done_by": _in(scene.language, matter.done_by),
        "how": _in(scene.language, matter.how) if is_known and matter.how else "",
        "url": (matter.url or "") if is_known else "",
    }
    after = facts.cautions(scene, matter.source, matter.confidence)
    return Say(key="out_of_scope.elsewhere", values=values, after=after)


def _in(language: Language, texts: Mapping[Language, str]) -> str:
    return texts.get(language) or texts[Language.VI]


def _list_procedures(scene: Scene) -> Say:
    fields: dict[str, list[Procedure]] = {}
    for each in scene.content.catalogue.procedures.values():
        fields.setdefault(each.field, []).append(each)
    slug, _, page_said = (scene.request.argument or "").partition(".")
    said = f" {fold(scene.text)} "
    field = next((name for name in fields if field_slug(name) == slug or f" {fold(name)} " in said), None)
    page = int(page_said) if page_said.isdigit() else 1
    if field is None:
        return _fields(scene, tuple(fields), page=page)
    return _field(scene, field, fields[field], page=page)


def _fields(scene: Scene, names: tuple[str, ...], *, page: int) -> Say:
    """Offer the fields a screenful at a time, in the order of the catalogue: the most asked stand first."""
    shown = names[(page - 1) * FIELDS_LISTED : page * FIELDS_LISTED] or names[:FIELDS_LISTED]
    choices = [_to(field_slug(name), name[:1].upper() + name[1:]) for name in shown]
    if len(names) > page * FIELDS_LISTED:
        choices.append(_to(f"{OTHER_FIELDS}.{page + 1}", scene.words("list_procedures.other_fields")))
    return Say(key="list_procedures.answer", values={"fields": ", ".join(shown)}, choices=tuple(choices))


def _to(argument: str, title: str) -> Choice:
    return Choice(title=title, value=Command(intent="list_procedures", argument=argument).payload)


def _field(scene: Scene, field: str, listed: list[Procedure], *, page: int) -> Say:
    shown = listed[(page - 1) * LISTED : page * LISTED]
    choices = [procedure.choice(scene, each, OVERVIEW) for each in shown]
    if len(listed) > page * LISTED:
        choices.append(
            _to(f"{field_slug(field)}.{page + 1}", scene.words("list_procedures.more", field=field))
        )
    return Say(key="list_procedures.field", values={"field": field}, choices=tuple(choices))


def field_slug(field: str) -> str:
    """Write a field's name so that it fits into a payload."""
    return re.sub(r"\W+", "-", fold(field)).strip("-")[:40]


_SAYS: dict[str, Callable[[Scene], Say]] = {
    "greeting": _only("greeting.default"),
    "thanks": _only("thanks.default"),
    "goodbye": _only("goodbye.default"),
    "help": _only("help.default"),
    "feedback": _feedback,
    "feedback_status": _only("feedback_status.answer"),
    "book_appointment": _only("book_appointment.answer"),
    "list_procedures": _list_procedures,
    "out_of_scope": _out_of_scope,
    "denunciation": _only("denunciation.default"),
    "privacy": lambda scene: Say(key=f"privacy.{scene.request.argument}"),
    "fallback": _fallback,
}
INTENTS = frozenset(_SAYS)
