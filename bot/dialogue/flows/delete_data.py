"""A citizen asks us to forget them: asked once more, then done."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.conversation import Awaiting
from bot.domain.turn import AuditLine
from bot.domain.vietnamese import fold

FLOW = "delete_data"

_YES = re.compile(
    r"(?:da )?(?:co|u|uh|um|ok|oke|okay|dong y|yes|y|yep|sure|xac nhan|chac chan|chac|xoa|xoa di|vang|da)(?:\W.{0,20})?"
)
_NO = re.compile(
    r"(?:da )?(?:khong|ko|k|kg|hong|hok|thoi|no|nope|dung|giu lai|huy|cancel|stop)(?:\W.{0,20})?"
)


def understands(text: str) -> bool:
    """Tell whether a text answers the question for confirmation."""
    return _decision(text) is not None


def answer(scene: Scene) -> Answer:
    """Ask for confirmation; on a yes to that very question, forget and note that it was done."""
    decision = {"yes": True, "no": False}.get(scene.request.argument or "", _decision(scene.text))
    if scene.awaited is None or scene.awaited.flow != FLOW or decision is None:
        asked = replace(scene.conversation, awaiting=Awaiting(flow=FLOW, step="confirm"))
        return Answer(conversation=asked, say=(Say(key="delete_data.ask_sure"),))
    if not decision:
        return Answer(conversation=scene.conversation, say=(Say(key="delete_data.kept"),))
    return Answer(
        conversation=scene.conversation,
        say=(Say(key="delete_data.done"),),
        audit=(AuditLine(action="erasure", detail="asked in the chat"),),
        erase=True,
    )


def _decision(text: str) -> bool | None:
    folded = fold(text).strip(" .!,")
    if _NO.fullmatch(folded):
        return False
    return True if _YES.fullmatch(folded) else None
