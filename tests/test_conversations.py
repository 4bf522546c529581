"""Whole dialogues on the real content: `tests/conversations/*.yaml`, one dialogue a file."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.content import load
from bot.rehearsal.acting import Stage, hold
from bot.rehearsal.dialogues import Step, read_plays
from tests.dialogue.sample import Chat

ROOT = Path(__file__).parent.parent
PLAYS = read_plays(ROOT)


@pytest.fixture(scope="module")
def stage():
    return Stage(load(ROOT))


def test_every_file_is_a_dialogue():
    assert [Path(play.file).name for play in PLAYS] == sorted(
        path.name for path in (ROOT / "tests" / "conversations").iterdir()
    )


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: Path(play.file).stem)
async def test_the_dialogue_goes_as_written(play, stage):
    assert await stage.play(play) is None


@pytest.mark.parametrize("play", PLAYS, ids=lambda play: Path(play.file).stem)
async def test_a_dialogue_that_wants_another_end_is_noticed(play, stage):
    """The broken twin of each: the same dialogue, whose last step wants what never comes."""
    last = replace(play.steps[-1], bot=(*play.steps[-1].bot, "goodbye.default"))
    failure = await stage.play(replace(play, steps=(*play.steps[:-1], last)))
    assert failure is not None
    assert failure.line == play.lines[-1]


async def test_a_fact_that_is_not_told_is_noticed(stage):
    outcome = await Chat(stage.content).say("xin chào")
    assert hold(outcome, Step(bot=("greeting.default",)), "a.yaml", 1) is None
    assert hold(outcome, Step(bot=("greeting.default",), says=("không hề nói câu này",)), "a.yaml", 1)


async def test_hostile_text_is_answered_like_any_other(stage):
    """None of the public hostile strings raises, and no direction or control character comes back."""
    chat = Chat(stage.content)
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
