"""Answers about a procedure: the overview and its five sides (papers, fee, time, place, form)."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.command import Command
from bot.dialogue.flows import facts
from bot.dialogue.questions import OVERVIEW
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.conversation import Awaiting, Choice
from bot.domain.procedure import Channel, Confidence, Procedure

AGAIN = "again"
"""The argument of a request that no overview answers: "đi thay được không", asked after one."""
ASPECTS = frozenset((OVERVIEW, "requirements", "fee", "processing_time", "where_submit", "form"))
# Offices that take dossiers at a door of their own, not at the one-stop desk.
OTHER_DOORS = ("công an", "quân sự")


def answer(scene: Scene) -> Answer:
    """Answer one side of a procedure, or ask which procedure is meant."""
    aspect = scene.request.intent
    found = ((code, scene.procedure(code)) for code in scene.request.procedures)
    asked_by, procedure = next(((code, each) for code, each in found if each is not None), ("", None))
    if procedure is not None:
        talked = replace(scene.conversation, procedure=procedure.code, intent=aspect)
        if scene.request.argument == AGAIN and procedure.hidden is None:
            values = {"procedure": scene.name_of(procedure)}
            say = Say(key=f"{OVERVIEW}.{AGAIN}", values=values, procedure=procedure)
            return Answer(conversation=talked, say=(say,))
        return Answer(conversation=talked, say=(tell(scene, procedure, aspect, asked_by=asked_by),))
    candidates = [each for code in scene.request.candidates if (each := scene.procedure(code)) is not None]
    asked = replace(
        scene.conversation,
        intent=aspect,
        awaiting=Awaiting(flow="procedure", step="which", values={"intent": aspect}),
    )
    if candidates:
        choices = tuple(choice(scene, each, aspect) for each in candidates)
        return Answer(conversation=asked, say=(Say(key=f"{OVERVIEW}.ask_which", choices=choices),))
    return Answer(conversation=asked, say=(Say(key=f"{aspect}.ask_procedure"),))


def choice(scene: Scene, procedure: Procedure, aspect: str) -> Choice:
    """Offer one side of a procedure."""
    payload = Command(intent=aspect, argument=procedure.code).payload
    return Choice(title=scene.name_of(procedure), value=payload)


def tell(scene: Scene, procedure: Procedure, aspect: str, *, asked_by: str = "") -> Say:
    """
    Say what the catalogue holds; where the source is weak or staff hid it, only the name and whom to ask.

    Args:
        asked_by: The code it was asked by; when it is not the one in use, both are said.

    """
    name = scene.name_of(procedure)
    if procedure.hidden is not None:
        return Say(key=f"{OVERVIEW}.hidden", values={"procedure": name}, procedure=procedure)
    values = {} if procedure.confidence is Confidence.LOW else _VALUES[aspect](scene, procedure)
    if any(values.values()):
        key, told = _key(procedure, aspect), facts.cautions(scene, procedure.source, procedure.confidence)
    else:
        key, told = f"{aspect}.absent", (facts.origin(scene, procedure.source),)
    after = (*_renamed(scene, procedure, asked_by), *told)
    return Say(key=key, values={"procedure": name} | values, procedure=procedure, after=after)


def _key(procedure: Procedure, aspect: str) -> str:
    if aspect == "where_submit" and _has_own_door(procedure):
        return "where_submit.answer_own_door"
    if aspect == "where_submit" and procedure.channels == (Channel.ONLINE,):
        return "where_submit.answer_online"
    return f"{aspect}.answer"


def _renamed(scene: Scene, procedure: Procedure, asked_by: str) -> list[str]:
    if asked_by in {"", procedure.code}:
        return []
    return [scene.words(f"{OVERVIEW}.renamed", other_code=asked_by, code=procedure.code)]


def _has_own_door(procedure: Procedure) -> bool:
    return any(office in (procedure.receive_at or "").lower() for office in OTHER_DOORS)


def _overview(scene: Scene, procedure: Procedure) -> dict[str, str]:
    papers = len(procedure.submit) + len(procedure.show)
    return {
        "name": procedure.name if procedure.name != scene.name_of(procedure) else "",
        "result": procedure.result or "",
        "fee": facts.fee(scene, procedure.fee),
        "takes": facts.takes(scene, procedure.takes),
        "where": procedure.receive_at or scene.content.catalogue.desk.name,
        "papers": facts.main_papers(procedure),
        "paper_count": str(papers) if papers else "",
    }


def _papers(scene: Scene, procedure: Procedure) -> dict[str, str]:
    submit, show = facts.papers(scene, procedure.submit), facts.papers(scene, procedure.show)
    if not submit and not show:
        return {}
    return {
        "submit": scene.words(f"{OVERVIEW}.papers_submit", papers=submit) if submit else "",
        "show": scene.words(f"{OVERVIEW}.papers_show", papers=show) if show else "",
        "notes": "\n".join(scene.words(f"{OVERVIEW}.note", note=note) for note in procedure.notes),
    }


def _fee(scene: Scene, procedure: Procedure) -> dict[str, str]:
    exempt = procedure.fee.exempt
    return {
        "fee": facts.fee(scene, procedure.fee),
        "cases": facts.cases(scene, procedure.fee.cases),
        "exempt": scene.words(f"{OVERVIEW}.exempt", exempt=exempt) if exempt else "",
    }


def _time(scene: Scene, procedure: Procedure) -> dict[str, str]:
    return {
        "takes": facts.takes(scene, procedure.takes),
        "cases": facts.cases(scene, procedure.takes.cases),
    }


def _where(scene: Scene, procedure: Procedure) -> dict[str, str]:
    desk = scene.content.catalogue.desk
    if not procedure.receive_at and not procedure.channels:
        return {}
    is_online = Channel.ONLINE in procedure.channels
    return {
        "where": procedure.receive_at or desk.name,
        "channels": facts.channels(scene, procedure),
        "online": (procedure.official or desk.portal_url) if is_online else "",
    }


def _form(scene: Scene, procedure: Procedure) -> dict[str, str]:
    del scene
    form = facts.form(procedure)
    return {"form": form, "official": procedure.official or ""} if form else {}


_VALUES = {
    OVERVIEW: _overview,
    "requirements": _papers,
    "fee": _fee,
    "processing_time": _time,
    "where_submit": _where,
    "form": _form,
}
