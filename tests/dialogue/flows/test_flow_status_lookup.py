"""A dossier is shown to who proves to own it, and refused to all others in the same way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.dossier import Dossier, DossierState
from bot.domain.message import Reply
from bot.domain.proof import Try
from bot.errors import Unavailable
from tests.dialogue.sample import HERE, Chat, Register, keys, sample_content

CODE, OTHER, END = "H12.34-261115-0007", "H12.34-261115-0099", "4821"
DOSSIER = Dossier(
    code=CODE,
    procedure_name="Đăng ký khai sinh",
    state=DossierState.PROCESSING,
    desk="Tư pháp - Hộ tịch",
    received_at=datetime(2026, 11, 15, 8, tzinfo=HERE),
    due_on=date(2026, 11, 27),
)


@pytest.fixture
def chat():
    return Chat(sample_content(), Register({CODE: (DOSSIER, END)}))


async def test_a_code_alone_is_asked_for_proof_and_reads_nothing(chat):
    assert keys(await chat.say(CODE)) == ["status_lookup.ask_phone_digits"]
    assert chat.register.asked == []


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param([CODE, END], id="code, then digits"),
        pytest.param(["#status_lookup", CODE.lower(), "số cuối là 4 8 2 1 nha"], id="asked for both"),
        pytest.param([f"hồ sơ {CODE} sđt 0900 004 821"], id="both in one message"),
        pytest.param([CODE, "bốn tám hai một"], id="digits in words"),
        pytest.param([CODE, "#status_lookup", CODE, END], id="beginning anew"),
        pytest.param([OTHER, CODE, END], id="a mistyped code mended before the digits"),
    ],
)
async def test_code_and_digits_show_the_dossier_however_they_come(chat, lines):
    for line in lines:
        outcome = await chat.say(line)
    assert keys(outcome) == ["status_lookup.processing"]
    assert "27/11/2026" in outcome.replies[0].text
    assert "days=4" in outcome.replies[0].text
    assert outcome.conversation.dossiers == (CODE,)
    assert outcome.conversation.awaiting.step == "follow"


async def refusal(chat: Chat, code: str, digits: str) -> Reply:
    await chat.say(code)
    return (await chat.say(digits)).replies[0]


async def test_unknown_code_wrong_digits_and_locked_get_the_same_words_and_buttons(chat):
    unknown = await refusal(chat, OTHER, END)
    wrong = await refusal(chat, CODE, "0000")
    for _ in range(3):
        await chat.say("0000")
    locked = await refusal(chat, CODE, END)
    assert unknown == wrong == locked
    assert CODE not in locked.text
    assert OTHER not in locked.text


async def test_after_five_wrong_tries_right_digits_are_refused_until_the_next_day(chat):
    await chat.say(CODE)
    for _ in range(5):
        await chat.say("0000")
    assert keys(await chat.say(END)) == ["status_lookup.not_shown"]
    chat.now += timedelta(hours=16)
    assert keys(await chat.say(CODE, END)) == ["status_lookup.processing"]


async def test_a_dossier_tried_ten_times_is_locked_for_strangers_but_not_for_its_proved_owner(chat):
    await chat.say(CODE, END)
    for number in range(10):
        await chat.tries.take(
            Try(
                oa_id="1",
                citizen_id=f"stranger {number}",
                dossier=CODE,
                day=chat.now.date(),
                event_id=f"stranger-{number}",
            )
        )
    newcomer = Chat(sample_content(), chat.register, name="newcomer")
    newcomer.dialogue._tries = chat.tries
    assert keys(await newcomer.say(CODE, END)) == ["status_lookup.not_shown"]
    assert keys(await chat.say(CODE)) == ["status_lookup.processing"]


async def test_every_try_costs_the_same_calls(chat):
    await refusal(chat, OTHER, END)
    await refusal(chat, CODE, "0000")
    assert chat.register.asked == [OTHER, CODE]
    day = chat.now.date()
    assert sorted(chat.tries.taken) == [
        f"{day} citizen sample", f"{day} dossier {CODE}", f"{day} dossier {OTHER}",
    ]  # fmt: skip


async def test_erasing_the_conversation_earns_no_new_tries(chat):
    for number in range(10):
        await chat.say(f"H12.34-261115-{number:04d} 0000")
        if number == 4:
            await chat.say("#delete_data")
            assert (await chat.say("có")).erase
    await chat.say("#delete_data")
    await chat.say("có")
    assert keys(await chat.say(CODE, END)) == ["status_lookup.not_shown"]


@pytest.mark.parametrize("begin", ["#status_lookup", CODE])
async def test_what_is_no_answer_twice_leaves_the_lookup(chat, begin):
    await chat.say(begin)
    first, second = await chat.say("qwertyui"), await chat.say("lkjhgf poiuy")
    assert keys(first)[0].startswith("status_lookup.bad_")
    assert keys(second) == ["fallback.not_understood"]


@pytest.mark.parametrize(
    ("state", "due_on", "key", "after"),
    [
        pytest.param("processing", date(2026, 11, 20), "processing_late", "", id="late"),
        pytest.param("processing", date(2026, 11, 23), "processing", "due_now", id="due today"),
        pytest.param("received", date(2026, 11, 25), "received", "days=2", id="two working days left"),
        pytest.param("received", None, "received", "", id="no due date"),
        pytest.param(
            "awaiting_papers",
            date(2026, 11, 20),
            "awaiting_papers",
            "",
            id="waiting for the citizen is not late",
        ),
        pytest.param("result_ready", date(2026, 11, 20), "result_ready", "", id="done is not late"),
    ],
)
async def test_the_state_tells_whether_it_is_late_or_how_long_is_left(chat, state, due_on, key, after):
    dossier = replace(DOSSIER, state=DossierState(state), due_on=due_on)
    chat.register.dossiers[CODE] = (dossier, END)
    outcome = await chat.say(f"{CODE} {END}")
    assert keys(outcome) == [f"status_lookup.{key}"]
    assert after in outcome.replies[0].text
    assert ("days=" in outcome.replies[0].text) is after.startswith("days")


@pytest.mark.parametrize(
    ("hours", "is_said"),
    [
        pytest.param(0.9, False, id="fresh"),
        pytest.param(5, True, id="old"),
        pytest.param(None, False, id="asked now"),
    ],
)
async def test_news_that_is_not_fresh_is_told_with_its_age(chat, hours, is_said):
    news_at = chat.now - timedelta(hours=hours) if hours else None
    chat.register.dossiers[CODE] = (replace(DOSSIER, news_at=news_at), END)
    told = (await chat.say(f"{CODE} {END}")).replies[0].text
    assert ("at=04:15 23/11/2026" in told) is is_said


async def test_a_signed_dossier_on_its_way_back_may_still_be_late(chat):
    approved = replace(DOSSIER, state=DossierState.APPROVED, due_on=date(2026, 11, 20))
    chat.register.dossiers[CODE] = (approved, END)
    assert keys(await chat.say(f"{CODE} {END}")) == ["status_lookup.approved_late"]


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        pytest.param(["#status_lookup"], "ask_code", id="nothing known"),
        pytest.param(["#status_lookup", "qwertyui"], "bad_code", id="no code in the answer"),
        pytest.param(["#status_lookup", "#status_lookup"], "ask_code", id="the button pressed again"),
        pytest.param(["#status_lookup", "em mất giấy hẹn rồi"], "no_code", id="the receipt is lost"),
        pytest.param(["H12.34-261315-0007"], "bad_code", id="no such day"),
        pytest.param(["#status_lookup", "H12.34"], "bad_code", id="half a code"),
        pytest.param([CODE, "48213"], "bad_digits", id="five digits"),
        pytest.param([CODE, "2"], "bad_digits", id="one digit is no choice while digits are awaited"),
        pytest.param([CODE, "thôi không xem nữa"], "given_up", id="given up"),
    ],
)
async def test_each_hitch_gets_its_own_next_step(chat, lines, key):
    for line in lines:
        outcome = await chat.say(line)
    assert keys(outcome) == [f"status_lookup.{key}"]
    if key == "bad_code":
        assert "H12" not in outcome.replies[0].text


async def test_another_clear_question_leaves_the_lookup(chat):
    await chat.say(CODE)
    assert keys(await chat.say("xin chào"))[0] == "greeting.default"
    assert chat.conversation.awaiting is None


async def test_no_wrong_try_is_counted_when_the_source_is_away(chat):
    class Away(Register):
        async def find(self, code, *, oa_id, phone_end):
            raise Unavailable("sample")

    chat.dialogue._source = Away()
    await chat.say(CODE)
    assert keys(await chat.say(END)) == ["status_lookup.unavailable"]
    assert not any(chat.tries.taken.values())
    chat.dialogue._source = chat.register
    assert keys(await chat.say(END)) == ["status_lookup.processing"]
