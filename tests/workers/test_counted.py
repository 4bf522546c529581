"""What is recorded of a turn: each message once, under names that lead back to nobody, in no words."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.event import ErasureAsked, StaffWrote
from bot.domain.message import Heard, Incoming, Kind
from bot.domain.turn import Turn
from bot.domain.turn_record import Score, TurnResult
from bot.logs import pseudonym
from bot.storage.heard import alias_of
from bot.storage.turns import encode_record
from bot.workers.counted import Counting
from tests.dialogue.sample import MONDAY, Chat, sample_content

CONTENT = sample_content()
KEY = b"sample key"


class Counted:
    """A dialogue on the sample content, and what would be recorded of each turn."""

    def __init__(self, **more):
        self.chat, self.records = Chat(CONTENT, **more), []
        self.counting = Counting(KEY, lambda: "nobody")
        answer = self.chat.dialogue.answer

        async def listening(turn):
            outcome = await answer(turn)
            events = [heard.event_id for heard in turn.heard] or [turn.turn_id]
            self.records.append(self.counting.record(turn, outcome, events))
            return outcome

        self.chat.dialogue = type("Listening", (), {"answer": staticmethod(listening)})()

    async def say(self, *texts):
        for text in texts:
            await self.chat.say(text)
        return self.records[-1]


@pytest.mark.parametrize(
    ("said", "result", "about"),
    [
        ("làm giấy khai sinh cần gì", TurnResult.ANSWERED, ("requirements", "1.001193")),
        ("lệ phí", TurnResult.ASKED_BACK, ("fee", None)),
        ("xyzzy plugh", TurnResult.NOT_UNDERSTOOD, ("fallback", None)),
        ("mẫu đơn sao y", TurnResult.NO_ANSWER, ("form", "2.000815")),
        ("gặp cán bộ", TurnResult.HANDED_OVER, ("talk_to_human", None)),
        ("cảm ơn", TurnResult.COURTESY, ("thanks", None)),
        ("hồ sơ của tôi tới đâu rồi", TurnResult.ASKED_BACK, ("status_lookup", None)),
        ("#out_of_scope", TurnResult.ELSEWHERE, ("out_of_scope", None)),
        ("tôi tố cáo ông ấy", TurnResult.ANSWERED, (None, None)),
        ("mật khẩu của tôi là 123456", TurnResult.ANSWERED, (None, None)),
    ],
)
async def test_a_message_has_one_result_and_what_it_was_about(said, result, about):
    count = (await Counted().say(said)).count
    assert (count.result, (count.intent, count.procedure)) == (result, about)


@pytest.mark.parametrize(
    ("hour", "minute", "is_outside"),
    [(6, 59, True), (7, 0, False), (12, 0, True), (16, 59, False), (17, 0, True)],
)
async def test_a_message_is_outside_office_hours_when_the_desk_is_not_certainly_open(
    hour, minute, is_outside
):
    counted = Counted(now=MONDAY.replace(hour=hour, minute=minute))
    assert (await counted.say("xin chào")).count.is_outside_hours is is_outside


@pytest.mark.parametrize(
    ("days", "is_outside"),
    [(1, True), (5, False), (6, True)],
    ids=["unconfirmed holiday", "Saturday session", "Sunday"],
)
async def test_holidays_and_saturday_sessions_are_those_of_the_catalogue(days, is_outside):
    counted = Counted(now=MONDAY + timedelta(days=days))
    assert (await counted.say("xin chào")).count.is_outside_hours is is_outside


async def test_a_message_belongs_to_the_day_it_was_written_on_where_the_desk_is():
    turn = Turn(
        turn_id="e1",
        oa_id="1000",
        now=MONDAY.replace(hour=0, minute=1),
        conversation=Counted().chat.conversation,
        heard=(
            Heard(
                event_id="e1",
                sent_at=MONDAY.replace(hour=0, minute=0) - timedelta(minutes=1),
                message=Incoming(kind=Kind.TEXT, text="xin chào"),
            ),
        ),
    )
    count = (await Chat(CONTENT).dialogue.answer(turn)).count
    assert count.day == (MONDAY - timedelta(days=1)).date()


async def test_lines_of_one_thought_are_several_messages_and_one_answered_before_is_none():
    counted = Counted()
    chat = counted.chat
    heard = tuple(
        Heard(event_id=f"e{n}", sent_at=MONDAY, message=Incoming(kind=Kind.TEXT, text=text))
        for n, text in enumerate(("cho hỏi", "làm giấy khai sinh cần gì"))
    )
    turn = Turn(turn_id="e0", oa_id="1000", now=MONDAY, conversation=chat.conversation, heard=heard)
    outcome = await chat.dialogue.answer(turn)
    assert len(counted.records[-1].messages) == 2
    again = replace(turn, conversation=outcome.conversation)
    assert (await chat.dialogue.answer(again)).intent == "repeated"
    assert counted.records[-1] is None
    third = Heard(event_id="e3", sent_at=MONDAY, message=Incoming(kind=Kind.TEXT, text="xin chào"))
    await chat.dialogue.answer(replace(again, heard=(heard[1], third)))
    (name,) = counted.records[-1].messages
    assert name not in counted.records[0].messages


async def test_while_an_officer_writes_messages_are_counted_as_with_staff_and_the_officers_are_not():
    counted = Counted()
    await counted.chat.happen(StaffWrote(text="Chào bác"))
    assert counted.records[-1] is None
    assert (await counted.say("làm giấy khai sinh cần gì")).count.result is TurnResult.WITH_STAFF


async def test_names_lead_back_to_nobody_and_a_record_has_no_words():
    counted = Counted()
    record = await counted.say("tôi là Trần Văn Mẫu, 0914555123, làm giấy khai sinh cần gì")
    written = encode_record(record).decode()
    citizen = counted.chat.conversation.citizen_id
    for word in ("Mẫu", "0914555123", citizen, "khai sinh"):
        assert word not in written
    known = {pseudonym(KEY, "1", citizen), alias_of(KEY, "1", citizen)}
    assert record.citizen not in known
    assert (
        Counting(b"other key", str)
        .record(
            Turn(turn_id="e", oa_id="1", now=MONDAY, conversation=counted.chat.conversation),
            await counted.chat.say("xin chào"),
            (),
        )
        .citizen
        != record.citizen
    )


async def test_who_asks_to_be_forgotten_gets_a_name_that_stands_for_nobody():
    record = await Counted().say("xóa dữ liệu của tôi", "#delete_data:yes")
    assert record.forgotten_as == "nobody"
    counted = Counted()
    await counted.chat.happen(ErasureAsked())
    assert (counted.records[-1].forgotten_as, counted.records[-1].messages) == ("nobody", ())


async def test_a_question_how_it_was_and_its_answer_have_one_name_that_is_no_messages():
    counted = Counted()
    asked = await counted.say("làm giấy khai sinh cần gì", "cảm ơn")
    told = await counted.say("#satisfaction:fair")
    assert (asked.rating.score, told.rating.score) == (None, Score.FAIR)
    assert asked.rating.question == told.rating.question
    assert asked.rating.question not in asked.messages
