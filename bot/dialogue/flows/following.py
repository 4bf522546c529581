"""Dossiers bound to a conversation: the list of them, and whether their changes are told unasked."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.conversation import Awaiting, Choice, Conversation
from bot.domain.dossier import ENDED, Dossier, DossierState
from bot.domain.vietnamese import fold

FLOW, STEP = "status_lookup", "follow"
FOLLOW, FOLLOW_PHONE, NO_FOLLOW = "follow", "follow_phone", "no_follow"
SHOWN_OF_A_CODE = 4

_YES = re.compile(
    r"(?:da )?(?:co|u|uh|um|ok|oke|okay|dong y|yes|y|yep|sure|vang|da|bao|bao cho toi|duoc)(?:\W.{0,20})?"
)
_NO = re.compile(r"(?:da )?(?:khong|ko|k|kg|hong|hok|thoi|no|nope|khoi)(?:\W.{0,20})?")


def understands(text: str) -> bool:
    """Tell whether a text answers the question whether changes shall be told."""
    return _decision(text) is not None


def mark(code: str) -> str:
    """Name a dossier behind a button without giving its code away."""
    return hashlib.sha256(code.encode()).hexdigest()[:10]


def find(conversation: Conversation, argument: str | None) -> str | None:
    """Find the bound dossier that a button names."""
    return next((code for code in conversation.dossiers if mark(code) == argument), None)


def listing(scene: Scene, dossiers: tuple[Dossier, ...], names: tuple[str, ...]) -> Answer:
    """List what is bound, each as a button with its code masked."""
    choices = tuple(
        Choice(
            title=scene.words(f"{FLOW}.mine_line", procedure=name, code_end=dossier.code[-SHOWN_OF_A_CODE:]),
            value=f"#{FLOW}:{mark(dossier.code)}",
        )
        for dossier, name in zip(dossiers, names, strict=True)
    )
    return Answer(conversation=scene.conversation, say=(Say(key=f"{FLOW}.mine", choices=choices),))


def offer(scene: Scene, say: Say, dossier: Dossier) -> Answer:
    """Ask once, under the first answer about a dossier, whether its changes shall be told."""
    if dossier.state in ENDED - {DossierState.RESULT_READY} or dossier.code in scene.conversation.follows:
        return Answer(conversation=scene.conversation, say=(say,))
    asked = replace(
        scene.conversation, awaiting=Awaiting(flow=FLOW, step=STEP, values={"code": dossier.code})
    )
    choices = tuple(
        Choice(title=scene.words(f"{FLOW}.button_{name}"), value=f"#{FLOW}:{name}")
        for name in ((FOLLOW, FOLLOW_PHONE, NO_FOLLOW) if scene.tells_by_phone else (FOLLOW, NO_FOLLOW))
    )
    asked_too = (scene.words(f"{FLOW}.ask_follow_phone"),) if scene.tells_by_phone else ()
    after = (*say.after, scene.words(f"{FLOW}.ask_follow"), *asked_too)
    return Answer(conversation=asked, say=(replace(say, after=after, choices=choices),))


def answer(scene: Scene) -> Answer | None:
    """Follow, or leave it; None when the turn is about something else."""
    conversation = scene.conversation
    awaited = scene.awaited
    is_asked = awaited is not None and awaited.flow == FLOW and awaited.step == STEP
    wants = {FOLLOW: True, FOLLOW_PHONE: True, NO_FOLLOW: False}.get(scene.request.argument or "")
    if wants is None and is_asked and not scene.request.argument:
        wants = _decision(scene.text)
    if wants is None:
        return None
    code = (
        awaited.values["code"] if is_asked and awaited is not None else (conversation.dossiers or ("",))[-1]
    )
    if not wants or code not in conversation.dossiers:
        return Answer(conversation=conversation, say=(Say(key=f"{FLOW}.not_followed"),))
    is_by_phone = scene.request.argument == FOLLOW_PHONE and scene.tells_by_phone
    by_phone = tuple(each for each in conversation.by_phone if each != code) + (code,) * is_by_phone
    followed = replace(
        conversation, follows=tuple(dict.fromkeys((*conversation.follows, code))), by_phone=by_phone
    )
    return Answer(conversation=followed, say=(Say(key=f"{FLOW}.followed{'_phone' if is_by_phone else ''}"),))


def stop(scene: Scene) -> Answer:
    """Follow nothing any more; all else stays as it is."""
    stopped = replace(scene.conversation, follows=(), by_phone=())
    return Answer(conversation=stopped, say=(Say(key="stop_notices.done"),))


def _decision(text: str) -> bool | None:
    folded = fold(text).strip(" .!,")
    if _NO.fullmatch(folded):
        return False
    return True if _YES.fullmatch(folded) else None
