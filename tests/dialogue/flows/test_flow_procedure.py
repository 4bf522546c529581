"""Each side of a procedure is told from the catalogue, and nothing that the catalogue does not hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.procedure import Channel
from tests.dialogue.sample import BIRTH, Chat, keys, sample_content


@pytest.fixture
def chat():
    return Chat(sample_content())


@pytest.mark.parametrize(
    ("command", "key", "facts"),
    [
        (
            "#procedure_overview:1.001193",
            "procedure_overview.answer",
            ["[vi:free]", "[vi:same_day]", "papers=Tờ khai; Giấy chứng sinh"],
        ),
        (
            "#requirements:1.001193",
            "requirements.answer",
            ["Giấy chứng sinh", "copies=2", "when=nộp trực tiếp"],
        ),
        ("#fee:1.001193", "fee.answer", ["[vi:free]", "exempt=trẻ em"]),
        ("#fee:2.000815", "fee.answer", ["vnd=2.000", "1.000 đồng/trang"]),
        ("#processing_time:2.000815", "processing_time.answer", ["days=2"]),
        ("#where_submit:1.001193", "where_submit.answer", ["[vi:channel_counter], [vi:channel_online_full]"]),
        ("#where_submit:1.004222", "where_submit.answer_own_door", ["Công an xã"]),
        ("#form:1.001193", "form.answer", ["Tờ khai đăng ký khai sinh"]),
    ],
)
async def test_a_side_is_told_with_its_facts_and_its_source(chat, command, key, facts):
    outcome = await chat.say(command)
    assert keys(outcome) == [key]
    assert [fact for fact in [*facts, "Quyết định mẫu"] if fact not in outcome.replies[0].text] == []


@pytest.mark.parametrize("aspect", ["procedure_overview", "requirements", "fee", "where_submit", "form"])
async def test_a_procedure_of_low_confidence_is_told_by_name_only(chat, aspect):
    outcome = await chat.say(f"#{aspect}:9.999999")
    assert keys(outcome) == [f"{aspect}.absent"]
    assert "123" not in outcome.replies[0].text


@pytest.mark.parametrize("aspect", ["requirements", "where_submit", "form"])
async def test_a_side_no_source_gives_is_said_to_be_absent(chat, aspect):
    assert keys(await chat.say(f"#{aspect}:2.000815")) == [f"{aspect}.absent"]


@pytest.mark.parametrize("command", ["#fee:9.999999", "#form:2.000815"])
async def test_what_is_absent_names_the_source_that_was_looked_at_and_needs_no_caution(chat, command):
    text = (await chat.say(command)).replies[0].text
    assert "Quyết định mẫu" in text
    assert "[vi:caution]" not in text


async def test_what_is_only_done_online_is_not_said_to_be_handed_in_at_the_desk():
    content = sample_content()
    online = replace(BIRTH, channels=(Channel.ONLINE,), receive_at=None)
    content = replace(content, catalogue=replace(content.catalogue, procedures={online.code: online}))
    assert keys(await Chat(content).say("#where_submit:1.001193")) == ["where_submit.answer_online"]


async def test_a_code_that_is_not_the_one_in_use_is_said_with_the_one_that_is(chat):
    text = (await chat.say("2.000999")).replies[0].text
    assert "other_code=2.000999" in text
    assert "code=2.000815" in text
    assert "other_code" not in (await chat.say("2.000815")).replies[0].text


async def test_less_than_high_confidence_and_an_old_source_are_said(chat):
    text = (await chat.say("#fee:2.000815")).replies[0].text
    assert "[vi:caution]" in text
    assert "[vi:source_stale]" in text
    assert "[vi:caution]" not in (await chat.say("#fee:1.001193")).replies[0].text


@pytest.mark.parametrize(("months", "key"), [(1, "source_stale"), (2, "source"), (12, "source")])
async def test_after_how_many_months_a_source_is_old_is_a_setting(months, key):
    """The source was checked on 1 October; it is 23 November."""
    outcome = await Chat(sample_content(), stale_months=months).say("#fee:1.001193")
    assert f"[vi:{key}]" in outcome.replies[0].text


async def test_a_follow_up_keeps_the_procedure(chat):
    await chat.say("làm giấy khai sinh cần gì")
    outcome = await chat.say("bao nhiêu tiền")
    assert keys(outcome) == ["fee.answer"]
    assert "Đăng ký khai sinh" in outcome.replies[0].text


async def test_a_side_asked_without_a_procedure_is_kept_until_it_is_named(chat):
    assert keys(await chat.say("#fee")) == ["fee.ask_procedure"]
    assert keys(await chat.say("sao y")) == ["fee.answer"]


async def test_an_older_code_finds_its_procedure_and_a_foreign_one_is_said_not_to_be_listed(chat):
    assert keys(await chat.say("2.000999")) == ["procedure_overview.answer"]
    assert keys(await chat.say("1.999999")) == ["fallback.not_listed"]
    assert keys(await chat.say("#fee:1.999999")) == ["fallback.not_listed"]


async def test_procedures_are_listed_by_field_and_picked_by_number(chat):
    fields = await chat.say("#list_procedures")
    assert [choice.title for choice in fields.conversation.choices] == [
        "Hộ tịch",
        "Chứng thực",
        "Bảo trợ",
        "Cư trú",
    ]
    assert keys(await chat.say("1")) == ["list_procedures.field"]
    assert keys(await chat.say("số 2 ạ")) == ["procedure_overview.answer"]
    assert chat.conversation.procedure == "1.004884"


async def test_english_answers_use_the_english_name_and_commas(chat):
    await chat.say("#language:en")
    assert "Birth registration" in (await chat.say("#fee:1.001193")).replies[0].text
    assert "vnd=2,000" in (await chat.say("#fee:2.000815")).replies[0].text
