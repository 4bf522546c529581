"""
Whole dialogues on the real content: `tests/conversations/*.yaml`, one dialogue a file.

A step says something (`citizen`: a line or several, `tap`: a button's title, `send`: a kind of attachment,
`staff`: an officer's words, `event`: followed ...) or lets time go by (`after`: minutes), and then holds the
bot to its reply keys (`bot`), to facts in what it says (`says`, `silent_on`), to the buttons it shows
(`offers`) and to whether the citizen is forgotten (`erased`).
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import yaml

from bot.content import load
from bot.domain.dossier import Dossier, DossierState
from bot.domain.event import ErasureAsked, Followed, StaffWrote
from bot.domain.message import Incoming, Kind
from bot.domain.turn import Outcome
from tests.dialogue.sample import HERE, Chat, Register, keys

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "conversations"
FILES = sorted(FOLDER.glob("*.yaml"))
EVENTS = {"followed": Followed(by_chat=False), "opened": Followed(by_chat=True), "erasure": ErasureAsked()}
SAYS = {"citizen", "tap", "send", "staff", "event"}
HOLDS = {"bot", "says", "silent_on", "offers", "erased"}


@pytest.fixture(scope="module")
def content():
    return load(ROOT)


def chat_of(dialogue: dict, content) -> Chat:
    register = Register()
    for given in dialogue.get("given", {}).get("dossiers", ()):
        dossier = Dossier(
            code=given["code"],
            procedure_name=given.get("procedure", "Đăng ký khai sinh"),
            state=DossierState(given["state"]),
            desk=given.get("desk", "Tư pháp - Hộ tịch"),
            received_at=datetime.combine(given.get("received_on", date(2026, 11, 2)), time(8), HERE),
            due_on=given.get("due_on"),
        )
        register.dossiers[dossier.code] = (dossier, given["phone_end"])
    now = datetime.strptime(dialogue["now"], "%Y-%m-%d %H:%M").replace(tzinfo=HERE)
    return Chat(content, register, now)


async def act(chat: Chat, step: dict, before: Outcome | None) -> Outcome:
    if "citizen" in step:
        said = step["citizen"]
        return await chat.say(*(said if isinstance(said, list) else [str(said)]))
    if "tap" in step:
        assert before is not None, "nothing to tap yet"
        buttons = {button.title: button.value for reply in before.replies for button in reply.buttons}
        assert step["tap"] in buttons, f"no such button among {sorted(buttons)}"
        return await chat.say(buttons[step["tap"]])
    if "send" in step:
        return await chat.send(Incoming(kind=Kind(step["send"])))
    return await chat.happen(StaffWrote(text=step["staff"]) if "staff" in step else EVENTS[step["event"]])


def hold(outcome: Outcome, step: dict) -> None:
    told = "\n".join(reply.text for reply in outcome.replies)
    assert keys(outcome) == step.get("bot", []), "\n".join(outcome.why)
    for fact in step.get("says", ()):
        assert str(fact) in told
    for fact in step.get("silent_on", ()):
        assert str(fact) not in told
    buttons = [button.value for reply in outcome.replies for button in reply.buttons]
    assert [value for value in step.get("offers", ()) if value not in buttons] == []
    assert outcome.erase is step.get("erased", False)
    for reply in outcome.replies:
        assert reply.text
        assert "{" not in reply.text
        assert len(reply.buttons) <= 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_the_dialogue_goes_as_written(path, content):
    dialogue = yaml.safe_load(path.read_text("utf-8"))
    chat = chat_of(dialogue, content)
    outcome = None
    for step in dialogue["steps"]:
        chat.now += timedelta(minutes=step.get("after", 1))
        if SAYS & set(step):
            outcome = await act(chat, step, outcome)
            hold(outcome, step)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dialogue_uses_only_words_the_runner_knows(path):
    dialogue = yaml.safe_load(path.read_text("utf-8"))
    assert set(dialogue) <= {"now", "given", "steps"}
    for step in dialogue["steps"]:
        assert set(step) <= SAYS | HOLDS | {"after"}
        assert len(SAYS & set(step)) == 1
    known = {field.name for field in fields(Dossier)} | {"phone_end", "procedure"}
    assert all(set(given) <= known for given in dialogue.get("given", {}).get("dossiers", ()))


async def test_a_dialogue_that_went_otherwise_is_noticed(content):
    outcome = await Chat(content).say("xin chào")
    with pytest.raises(AssertionError):
        hold(outcome, {"bot": ["goodbye.default"]})
    with pytest.raises(AssertionError):
        hold(outcome, {"bot": ["greeting.default"], "says": ["không hề nói câu này"]})


async def test_hostile_text_is_answered_like_any_other(content):
    """None of the public hostile strings raises, and no direction or control character comes back."""
    chat = Chat(content)
    hostile = json.loads((ROOT / "tests/data/naughty-strings.json").read_text("utf-8"))
    assert len(hostile) > 500
    for text in (*hostile, *OUR_OWN):
        outcome = await chat.say(text)
        assert all(reply.text for reply in outcome.replies)
        assert not any(letter in reply.text for reply in outcome.replies for letter in "\u202e\u0000\ufeff")


OUR_OWN = (
    "{x.__class__}", "{phone}", "#", "#:", "#fee:", "#fee:{code}", "١٢٣٤", "١.٠٠١١٩٣", "1" * 500, "a" * 5000,
    "H15." * 500, "H" + "0" * 400, "0" * 12 + "-" * 300, "- " * 900, "1,2," * 400, "có " * 600,
)  # fmt: skip
