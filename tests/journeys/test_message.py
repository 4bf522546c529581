"""A message's journey when nothing, and when everything around it, goes wrong."""

from __future__ import annotations

import asyncio
import os
import signal

from bot.domain.conversation import Language
from bot.storage import keys
from bot.storage.outbox import LetterState
from tests.journeys.commune import ANNA, open_commune

BELA = "7100000000000000002"


async def until(condition, timeout_s=15.0):
    """Wait for something that has no event of its own."""
    async with asyncio.timeout(timeout_s):
        while not await condition():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def quiet(commune):
    """Wait until nothing is left to answer or to send."""

    async def nothing_waits():
        lengths = [
            await commune.parts.redis.xlen(stream(commune.zalo.settings.oa_id, part))
            for stream in (keys.inbox, keys.outbox)
            for part in range(keys.PARTITIONS)
        ]
        return not any(lengths) and commune.parts.spool.is_empty

    await until(nothing_waits)


def texts(commune, citizen=ANNA):
    return [message.text for message in commune.zalo.sent_to(citizen)]


async def test_a_question_is_answered_with_buttons_and_a_tap_on_one_is_answered_too(commune):
    commune.zalo.citizen_says(ANNA, "làm giấy khai sinh cần gì")
    (answer,) = await commune.zalo.wait_sent(ANNA, 1)
    assert "Giấy chứng sinh" in answer.text
    commune.zalo.citizen_taps(ANNA, answer.message_id, 0)
    answers = await commune.zalo.wait_sent(ANNA, 2)
    assert "lệ phí" in answers[1].text.lower()


async def test_a_typed_number_does_what_the_button_of_that_number_does(commune):
    commune.zalo.citizen_says(ANNA, "làm giấy khai sinh cần gì")
    commune.zalo.citizen_says(BELA, "làm giấy khai sinh cần gì")
    (answer,) = await commune.zalo.wait_sent(ANNA, 1)
    await commune.zalo.wait_sent(BELA, 1)
    commune.zalo.citizen_taps(ANNA, answer.message_id, 1)
    commune.zalo.citizen_says(BELA, "2")
    tapped = await commune.zalo.wait_sent(ANNA, 2)
    typed = await commune.zalo.wait_sent(BELA, 2)
    assert tapped[1].text == typed[1].text


async def test_a_message_delivered_twice_is_answered_once(commune):
    commune.zalo.faults.set(duplicate=True)
    for _ in range(3):
        commune.zalo.citizen_says(ANNA, "#contact")
    await commune.zalo.wait_sent(ANNA, 3)
    await commune.zalo.webhook.idle()
    await quiet(commune)
    assert len(texts(commune)) == 3


async def test_one_citizens_questions_are_answered_in_the_order_they_came(commune):
    asked = ["#fee:1.001193", "#contact", "#help"] * 5
    for question in asked:
        commune.zalo.citizen_says(ANNA, question)
    answers = [message.text for message in await commune.zalo.wait_sent(ANNA, len(asked))]
    assert answers == answers[:3] * 5
    assert len(set(answers[:3])) == 3


async def test_three_quick_lines_are_answered_as_one_thought(folder):
    async with open_commune(folder, environ={"MOTCUA_GATHER_S": "0.5"}) as commune:
        for line in ("chào em", "cho chị hỏi chút", "làm giấy kết hôn cần gì vậy"):
            commune.zalo.citizen_says(ANNA, line)
        (answer,) = await commune.zalo.wait_sent(ANNA, 1)
        await quiet(commune)
        assert "kết hôn" in answer.text.lower()
        assert len(texts(commune)) == 1


async def test_an_answer_whose_receipt_was_lost_is_found_by_reading_back_and_not_sent_again(commune):
    commune.zalo.faults.set(drop_reply=1)
    commune.zalo.citizen_says(ANNA, "#contact")
    await commune.zalo.wait_sent(ANNA, 1)
    await quiet(commune)
    assert len(texts(commune)) == 1


async def test_a_dead_token_is_renewed_once_and_the_answer_arrives(commune):
    commune.zalo.faults.set(expire_token=True)
    for citizen in (ANNA, BELA):
        commune.zalo.citizen_says(citizen, "#contact")
    for citizen in (ANNA, BELA):
        await commune.zalo.wait_sent(citizen, 1)
    assert commune.zalo.tokens.refreshes == 1


async def test_a_refused_letter_ends_in_a_named_state_with_its_reason(commune):
    commune.zalo.faults.set(error=-227)
    commune.zalo.citizen_says(ANNA, "#contact")

    async def undelivered():
        return await commune.parts.outbox.undelivered(commune.zalo.settings.oa_id)

    await until(undelivered)
    (letter,) = await undelivered()
    assert (letter.state, letter.reason) == (LetterState.REFUSED, "cannot_receive")


async def test_the_bot_is_silent_while_an_officer_writes_and_comes_back_at_a_word(commune):
    commune.zalo.officer_says(ANNA, "Chào bà, cháu là cán bộ một cửa.")

    async def is_muted():
        conversation = await commune.parts.conversations.load(commune.zalo.settings.oa_id, ANNA)
        return conversation.muted_until is not None

    await until(is_muted)
    commune.zalo.citizen_says(ANNA, "#contact")
    await commune.zalo.webhook.idle()
    await quiet(commune)
    assert texts(commune) == []
    commune.zalo.officer_says(ANNA, "#bot")
    await commune.zalo.webhook.idle()
    commune.zalo.citizen_says(ANNA, "#contact")
    await commune.zalo.wait_sent(ANNA, 1)


async def test_a_citizen_who_demands_it_is_forgotten_and_the_records_say_so(commune):
    oa_id = commune.zalo.settings.oa_id
    commune.zalo.citizen_says(ANNA, "English please")
    await commune.zalo.wait_sent(ANNA, 1)
    assert (await commune.parts.conversations.load(oa_id, ANNA)).language is Language.EN
    commune.zalo.citizen_withdraws(ANNA)

    async def is_forgotten():
        return (await commune.parts.conversations.load(oa_id, ANNA)).revision == 0

    await until(is_forgotten)
    entries = await commune.parts.records.audit_entries(oa_id)
    assert [entry.action for entry in entries] == ["erasure"]
    assert ANNA not in repr(entries)


async def test_messages_that_come_while_valkey_is_dead_are_answered_once_it_is_back(commune):
    commune.zalo.citizen_says(ANNA, "#contact")
    await commune.zalo.wait_sent(ANNA, 1)
    found = await commune.parts.redis.info("server")
    os.kill(int(found["process_id"]), signal.SIGKILL)
    for _ in range(5):
        commune.zalo.citizen_says(ANNA, "#thanks")
    await commune.zalo.wait_sent(ANNA, 6, timeout_s=30)
    await commune.zalo.webhook.idle()
    await quiet(commune)
    assert len(texts(commune)) == 6


async def test_the_next_run_still_knows_the_conversation(folder):
    async with open_commune(folder) as commune:
        commune.zalo.citizen_says(ANNA, "làm giấy khai sinh cần gì")
        await commune.zalo.wait_sent(ANNA, 1)
        await quiet(commune)
    async with open_commune(folder) as commune:
        commune.zalo.citizen_says(ANNA, "bao nhieu tien")
        (answer,) = await commune.zalo.wait_sent(ANNA, 1)
        assert "khai sinh" in answer.text.lower()
