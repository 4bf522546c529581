"""A turn as a whole: what is answered, what is not, and what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.event import (
    Delivered,
    DetailsShared,
    ErasureAsked,
    Followed,
    Ignored,
    Reacted,
    Seen,
    StaffWrote,
    Unfollowed,
)
from bot.domain.message import Heard, Incoming, Kind
from tests.dialogue.sample import MONDAY, Chat, keys, sample_content


@pytest.fixture
def chat():
    return Chat(sample_content())


async def test_a_message_answered_before_is_not_answered_again(chat):
    heard = (Heard(event_id="same", sent_at=MONDAY, message=Incoming(kind=Kind.TEXT, text="xin chào")),)
    assert keys(await chat.turn(heard=heard)) == ["greeting.default"]
    again = await chat.turn(heard=heard)
    assert (again.replies, again.intent) == ((), "repeated")


async def test_at_most_32_answered_ids_are_kept_newest_last(chat):
    for _ in range(40):
        await chat.say("xin chào")
    assert len(chat.conversation.answered) == 32
    assert chat.conversation.answered[-1] == f"sample-{chat.events - 1}"


@pytest.mark.parametrize(
    ("what", "reply_keys"),
    [
        (Followed(by_chat=False), ["welcome.followed"]),
        (Followed(by_chat=True), ["welcome.first"]),
        (Unfollowed(), []),
        (Delivered(message_ids=("m",)), []),
        (Seen(message_ids=("m",)), []),
        (Reacted(icon="heart", message_id="m"), []),
        (DetailsShared(name="Người mẫu", phone="0900000000", address=None), []),
        (Ignored(name="sample", why="sample"), []),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_each_event_is_answered_or_kept_quiet(chat, what, reply_keys):
    outcome = await chat.happen(what)
    assert keys(outcome) == reply_keys
    assert "0900000000" not in str(outcome)


async def test_an_officers_word_silences_the_bot_for_a_while(chat):
    await chat.happen(StaffWrote(text="Chào bác"))
    chat.now += timedelta(minutes=29)
    quiet = await chat.say("xin chào")
    assert (quiet.replies, quiet.intent) == ((), "muted")
    assert quiet.conversation.last_heard_at == chat.now
    chat.now += timedelta(minutes=2)
    assert keys(await chat.say("xin chào")) == ["greeting.default"]


async def test_an_officer_brings_the_bot_back_at_once(chat):
    await chat.happen(StaffWrote(text="Chào bác"))
    await chat.happen(StaffWrote(text=" #BOT "))
    assert keys(await chat.say("xin chào")) == ["greeting.default"]


async def test_erasure_asked_by_the_channel_erases_and_is_noted(chat):
    outcome = await chat.happen(ErasureAsked())
    assert outcome.erase
    assert [line.action for line in outcome.audit] == ["erasure"]


async def test_erasure_asked_in_the_chat_is_confirmed_first(chat):
    assert keys(await chat.say("#delete_data")) == ["delete_data.ask_sure"]
    kept = await chat.say("không, giữ lại")
    assert (keys(kept), kept.erase) == (["delete_data.kept"], False)
    await chat.say("#delete_data")
    gone = await chat.say("có ạ")
    assert (keys(gone), gone.erase) == (["delete_data.done"], True)
    assert [line.action for line in gone.audit] == ["erasure"]


async def test_an_old_confirm_button_erases_nothing(chat):
    outcome = await chat.say("#delete_data:yes")
    assert (keys(outcome), outcome.erase) == (["delete_data.ask_sure"], False)


@pytest.mark.parametrize(
    "text", ["tôi muốn tố cáo ông Mẫu ở thôn 9", "to cao can bo an tien 0900000000", "Tố cáo"]
)
async def test_nothing_of_a_denunciation_is_kept(chat, text):
    outcome = await chat.say(text)
    assert keys(outcome) == ["denunciation.default"]
    kept = str((outcome.conversation, outcome.audit, outcome.intent, outcome.why[0])).lower()
    assert not any(word in kept for word in ("mẫu", "thôn 9", "0900000000", "denunciation"))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("mã OTP của em là 123456", "privacy.refused"),
        ("mat khau: abc12345", "privacy.refused"),
        ("xin chào, cccd em 066201001234", "privacy.id_number"),
    ],
)
async def test_secrets_and_identity_numbers_are_kindly_refused_and_never_repeated(chat, text, key):
    outcome = await chat.say(text)
    assert keys(outcome)[-1] == key
    assert not any(digits in str(outcome) for digits in ("123456", "abc12345", "066201001234"))


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.TEXT])
async def test_every_kind_of_attachment_gets_a_fitting_sentence(chat, kind):
    outcome = await chat.send(Incoming(kind=kind))
    name = "voice" if kind is Kind.AUDIO else kind.value
    assert keys(outcome) == [f"attachments.{name}"]


async def test_an_album_is_answered_once_and_a_caption_is_answered_too(chat):
    images = (Incoming(kind=Kind.IMAGE),) * 3
    assert keys(await chat.send(*images)) == ["attachments.image"]
    caption = await chat.send(Incoming(kind=Kind.IMAGE, text="mấy giờ mở cửa"))
    assert keys(caption) == ["attachments.image", "office_hours.week"]


async def test_an_attachment_does_not_end_the_question_asked(chat):
    await chat.say("#status_lookup")
    await chat.send(Incoming(kind=Kind.IMAGE))
    assert chat.conversation.awaiting is not None


async def test_several_lines_are_one_thought_and_a_greeting_in_it_is_not_answered_apart(chat):
    assert keys(await chat.say("xin chào", "làm giấy khai sinh", "cần gì")) == ["requirements.answer"]


async def test_two_questions_in_one_message_are_both_answered(chat):
    outcome = await chat.say("xin chào, làm giấy khai sinh cần gì và mấy giờ mở cửa?")
    assert keys(outcome) == ["requirements.answer", "office_hours.week"]


@pytest.mark.parametrize(
    "text", ["t7 có mở hông", "ngày 12/12 còn nhận với có làm hông", "are u open 30 April"]
)
async def test_a_day_and_whether_it_is_worked_is_about_hours_in_any_words(chat, text):
    assert keys(await chat.say(text))[0].startswith("office_hours.")


async def test_not_understood_twice_does_not_repeat_the_same_sentence(chat):
    first, second = await chat.say("qwertyui lkjhgf"), await chat.say("vvv www jjj kkk")
    assert keys(first) == ["fallback.not_understood"]
    assert keys(second) == ["fallback.not_understood_again"]


async def test_not_understood_in_the_middle_of_a_procedure_offers_its_sides(chat):
    await chat.say("#fee:1.001193")
    outcome = await chat.say("qwertyui lkjhgf")
    assert keys(outcome) == ["fallback.ask_aspect"]
    assert "Đăng ký khai sinh" in outcome.replies[0].text


@pytest.mark.parametrize("text", ["ok em", "dạ vâng", "được rồi ạ", "OK"])
async def test_an_acknowledgement_is_thanked_and_not_answered_with_the_last_answer(chat, text):
    await chat.say("#fee:1.001193")
    assert keys(await chat.say(text)) == ["thanks.default"]


@pytest.mark.parametrize("text", ["2", "có", "không ạ"])
async def test_an_answer_to_nothing_is_said_to_be_one(chat, text):
    assert keys(await chat.say(text)) == ["fallback.nothing_open"]


async def test_a_text_that_only_looks_like_a_button_is_ordinary_text(chat):
    assert keys(await chat.say("#drop_tables")) == ["fallback.not_understood"]
    assert keys(await chat.say("#privacy:refused")) == ["fallback.not_understood_again"]


async def test_a_question_unanswered_for_hours_is_forgotten(chat):
    await chat.say("#delete_data")
    chat.now += timedelta(hours=7)
    assert not (await chat.say("có")).erase


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("English please", "en"),
        ("can you speak English?", "en"),
        ("nói tiếng Việt đi", "vi"),
        ("#language:en", "en"),
    ],
)
async def test_a_language_is_switched_when_asked_and_stays(chat, text, language):
    outcome = await chat.say(text)
    assert keys(outcome) == ["language.set"]
    assert f"[{language}:set]" in outcome.replies[0].text
    assert f"[{language}:week]" in (await chat.say("#office_hours")).replies[0].text


async def test_the_explanation_names_the_rule_and_hides_numbers(chat):
    outcome = await chat.say("cho em gặp cán bộ, sđt 0900000000")
    assert any(line.startswith("rule: ") and line.endswith("-> talk_to_human") for line in outcome.why)
    assert "0900000000" not in str(outcome.why)


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [
        ("xin chào", True), ("qwertyui lkjhgf", True), ("cần giấy gì", True),
        ("làm giấy khai sinh cần gì", False), ("#office_hours", False), ("H12.34-261115-0007", False),
    ],
)  # fmt: skip
def test_a_greeting_or_a_fragment_is_worth_waiting_for_the_next_line(chat, text, unfinished):
    assert chat.dialogue.is_unfinished(text, chat.conversation) is unfinished


async def test_the_revision_read_is_the_revision_given_back(chat):
    chat.conversation = replace(chat.conversation, revision=7)
    assert (await chat.say("xin chào")).conversation.revision == 7
