"""How it was is asked at an end, seldom, and never where it would nag; the answer may be changed for a week."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.dialogue import Dialogue
from bot.domain.event import StaffWrote
from bot.domain.turn_record import Score
from bot.rehearsal.chat import Register, Tries
from tests.dialogue.sample import Chat, keys, sample_content

CONTENT = sample_content()
ASKED = "[vi:ask]"
QUESTION = "làm giấy khai sinh cần gì"


@pytest.fixture
def chat():
    return Chat(CONTENT)


def is_asked(outcome) -> bool:
    texts = any(ASKED in reply.text for reply in outcome.replies)
    assert texts is (outcome.rating is not None)
    return texts


async def hear(chat, *texts: str):
    for text in texts:
        outcome = await chat.say(text)
    return outcome


@pytest.mark.parametrize("farewell", ["cảm ơn", "tạm biệt", "dạ vâng"])
async def test_who_was_helped_and_says_thanks_or_goodbye_is_asked_in_the_same_message(chat, farewell):
    outcome = await hear(chat, QUESTION, farewell)
    assert is_asked(outcome)
    assert len(outcome.replies) == 1
    assert [button.value for button in outcome.replies[0].buttons] == [
        f"#satisfaction:{each}" for each in Score
    ]


@pytest.mark.parametrize(
    "said",
    [
        ("cảm ơn",),
        ("xin chào", "cảm ơn"),
        (QUESTION,),
        ("lệ phí", "cảm ơn"),
        (QUESTION, "xóa dữ liệu của tôi", "dạ vâng"),
        (QUESTION, "xóa dữ liệu của tôi", "#delete_data:yes", "cảm ơn"),
    ],
    ids=["nothing before", "only greeted", "no end", "a question is open", "asked if sure", "just forgotten"],
)
async def test_nobody_is_asked_where_nothing_ended(chat, said):
    assert not is_asked(await hear(chat, *said))


async def test_thanks_of_the_next_day_are_no_end_of_yesterdays_talk(chat):
    await hear(chat, QUESTION)
    chat.now += timedelta(hours=7)
    assert not is_asked(await hear(chat, "cảm ơn"))


async def test_while_an_officer_writes_nobody_is_asked(chat):
    await hear(chat, QUESTION)
    await chat.happen(StaffWrote(text="Chào bác"))
    assert not is_asked(await hear(chat, "cảm ơn"))


@pytest.mark.parametrize(("days", "is_again"), [(29, False), (30, True)])
async def test_a_citizen_is_asked_once_in_thirty_days_answered_or_not(chat, days, is_again):
    assert is_asked(await hear(chat, QUESTION, "cảm ơn"))
    chat.now += timedelta(days=days)
    assert is_asked(await hear(chat, QUESTION, "cảm ơn")) is is_again


async def test_with_no_days_set_nobody_is_ever_asked(chat):
    chat.dialogue = Dialogue(CONTENT, Register(), Tries(), mute_s=60, rating_days=0)
    assert not is_asked(await hear(chat, QUESTION, "cảm ơn"))


@pytest.mark.parametrize(
    ("answer", "score", "key"),
    [("#satisfaction:good", Score.GOOD, "thanked"), ("2", Score.FAIR, "thanked"), ("3", Score.POOR, "sorry")],
)
async def test_a_tap_or_its_number_is_the_answer_to_the_question_that_was_asked(chat, answer, score, key):
    asked = await hear(chat, QUESTION, "cảm ơn")
    told = await hear(chat, answer)
    assert keys(told) == [f"satisfaction.{key}"]
    assert (told.rating.score, told.rating.question) == (score, asked.rating.question)


async def test_an_answer_may_be_changed_for_seven_days_and_not_after(chat):
    await hear(chat, QUESTION, "cảm ơn", "#satisfaction:good")
    chat.now += timedelta(days=7)
    assert (await hear(chat, "#satisfaction:poor")).rating.score is Score.POOR
    chat.now += timedelta(seconds=1)
    closed = await hear(chat, "#satisfaction:good")
    assert (keys(closed), closed.rating) == (["satisfaction.closed"], None)


@pytest.mark.parametrize("payload", ["#satisfaction", "#satisfaction:wonderful", "#satisfaction:"])
async def test_an_answer_that_is_none_of_the_three_counts_nothing(chat, payload):
    await hear(chat, QUESTION, "cảm ơn")
    assert (await hear(chat, payload)).rating is None


async def test_answering_leaves_the_procedure_in_hand(chat):
    await hear(chat, QUESTION, "cảm ơn", "#satisfaction:good")
    assert keys(await hear(chat, "lệ phí")) == ["fee.answer"]


async def test_who_writes_english_is_asked_in_english(chat):
    outcome = await hear(chat, "#language:en", "#fee:1.001193", "#thanks")
    assert any("[en:ask]" in reply.text for reply in outcome.replies)
