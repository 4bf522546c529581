"""Whoever proved a dossier is asked once whether to be told of it, and is heard when it is enough."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.domain.dossier import Dossier, DossierState
from tests.dialogue.sample import HERE, Chat, Register, keys, sample_content

END = "4821"
CODES = ("H12.34-261115-0007", "H12.34-261115-0008")


def dossier(code: str, state: DossierState = DossierState.PROCESSING) -> Dossier:
    return Dossier(
        code=code,
        procedure_name="Đăng ký khai sinh",
        state=state,
        desk="Tư pháp - Hộ tịch",
        received_at=datetime(2026, 11, 15, 8, tzinfo=HERE),
        due_on=date(2026, 11, 27),
    )


@pytest.fixture
def chat():
    return Chat(sample_content(), Register({code: (dossier(code), END) for code in CODES}))


@pytest.mark.parametrize("yes", ["có", "ok em", "#status_lookup:follow", "1"])
async def test_a_yes_follows_the_dossier_just_shown(chat, yes):
    await chat.say(f"{CODES[0]} {END}")
    assert keys(await chat.say(yes)) == ["status_lookup.followed"]
    assert chat.conversation.follows == (CODES[0],)


@pytest.mark.parametrize("no", ["không", "không cần báo", "thôi", "#status_lookup:no_follow", "2"])
async def test_a_no_to_one_dossier_leaves_the_others_followed(chat, no):
    await chat.say(f"{CODES[0]} {END}")
    await chat.say("có")
    await chat.say(f"{CODES[1]} {END}")
    assert keys(await chat.say(no)) == ["status_lookup.not_followed"]
    assert chat.conversation.follows == (CODES[0],)


async def test_it_is_asked_once(chat):
    first = await chat.say(f"{CODES[0]} {END}")
    again = await chat.say(CODES[0])
    assert ["ask_follow" in outcome.replies[0].text for outcome in (first, again)] == [True, False]


async def test_nobody_is_asked_about_a_dossier_that_is_over(chat):
    chat.register.dossiers[CODES[0]] = (dossier(CODES[0], DossierState.WITHDRAWN), END)
    assert "ask_follow" not in (await chat.say(f"{CODES[0]} {END}")).replies[0].text


async def test_another_question_leaves_it_unanswered(chat):
    await chat.say(f"{CODES[0]} {END}")
    assert keys(await chat.say("xin chào"))[0] == "greeting.default"
    assert chat.conversation.follows == ()


async def test_a_button_of_a_dossier_that_is_not_bound_shows_nothing(chat):
    assert keys(await chat.say("#status_lookup:0123456789")) == ["status_lookup.ask_code"]
    assert keys(await chat.say("#status_lookup:follow")) == ["status_lookup.not_followed"]
    assert chat.conversation.follows == ()


async def test_enough_is_enough_for_every_dossier_and_nothing_else_is_lost(chat):
    for code in CODES:
        await chat.say(f"{code} {END}")
        await chat.say("có")
    assert keys(await chat.say("đừng báo nữa")) == ["stop_notices.done"]
    assert chat.conversation.follows == ()
    assert chat.conversation.dossiers == CODES


@pytest.mark.parametrize("begin", [(), (f"{CODES[0]} {END}",), ("#status_lookup",), (CODES[0],)])
async def test_enough_is_heard_whatever_was_asked(chat, begin):
    for line in begin:
        await chat.say(line)
    assert keys(await chat.say("đừng báo nữa")) == ["stop_notices.done"]


@pytest.mark.parametrize(
    ("answer", "by_phone"),
    [("có", ()), ("1", ()), ("2", CODES[:1]), ("#status_lookup:follow_phone", CODES[:1]), ("3", None)],
)
async def test_by_phone_number_is_told_only_who_chose_that(answer, by_phone):
    chat = Chat(sample_content(), Register({CODES[0]: (dossier(CODES[0]), END)}), tells_by_phone=True)
    await chat.say(f"{CODES[0]} {END}")
    await chat.say(answer)
    assert chat.conversation.follows == (() if by_phone is None else CODES[:1])
    assert chat.conversation.by_phone == (by_phone or ())
    await chat.say("đừng báo nữa")
    assert chat.conversation.by_phone == ()


async def test_where_nobody_is_told_by_phone_the_button_typed_by_hand_follows_in_the_chat_alone(chat):
    told = (await chat.say(f"{CODES[0]} {END}")).replies[0]
    assert "phone" not in told.text
    await chat.say("#status_lookup:follow_phone")
    assert (chat.conversation.follows, chat.conversation.by_phone) == (CODES[:1], ())
