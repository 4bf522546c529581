"""Kept messages answered again: only what differs is told; what has no answer is grouped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content import load
from bot.domain.conversation import Awaiting, Language
from bot.rehearsal.again import AsThen, With
from bot.rehearsal.replaying import compare
from bot.rehearsal.unanswered import grouped, still_unanswered
from bot.storage.heard import KeptMessage
from tests.rehearsal.test_rehearse import changed, make

AT = datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    return load(make(tmp_path_factory.mktemp("content")))


def message(text, *, minutes=0, **more):
    return KeptMessage(alias="mau", at=AT + timedelta(minutes=minutes), text=text, **more)


def quiet(_done, _total):
    """Nobody watches."""


async def differences(messages, old, new):
    return await compare(messages, old, new, quiet)


async def test_what_both_answer_alike_is_not_told(content):
    asked = [message("nuôi cá cảnh bao nhiêu tiền"), message("xin chào"), message("xyzt")]
    assert await differences(asked, With(content), With(content)) == []


async def test_a_new_wording_is_told_once_with_how_often_it_was_asked(content):
    new = changed(content, also_called=("nuôi cá cảnh", "bể kính thủy sinh"))
    asked = [message("bể kính thủy sinh bao nhiêu tiền", minutes=n) for n in (0, 5)] + [message("xin chào")]
    (one,) = await differences(asked, With(content), With(new))
    assert (one.count, one.last_at) == (2, AT + timedelta(minutes=5))
    assert one.new.keys == ("fee.answer",) != one.old.keys
    assert (one.old.procedure, one.new.procedure) == (None, "1.000001")
    assert not one.is_of_words


async def test_a_changed_fact_is_told_by_the_line_that_changed(content):
    new = changed(content, fee=replace(content.catalogue.procedures["1.000001"].fee, vnd=9000))
    (one,) = await differences([message("nuôi cá cảnh bao nhiêu tiền")], With(content), With(new))
    assert one.is_of_words
    before, after = one.changed_lines()
    assert ("8.000" in before, "9.000" in after) == (True, True)


async def test_a_message_is_understood_in_the_place_it_was_said(content):
    asked = message("bao nhiêu tiền", procedure="1.000001", intent="requirements")
    assert (await With(content).answer(asked)).keys == ("fee.answer",)
    waiting = message(
        "nuôi cá cảnh", awaiting=Awaiting(flow="procedure", step="which", values={"intent": "fee"})
    )
    assert (await With(content).answer(waiting)).keys == ("fee.answer",)
    english = message("nuôi cá cảnh", language=Language.EN)
    assert (await With(content).answer(english)).keys == ("procedure_overview.answer",)


async def test_a_procedure_that_is_gone_from_the_new_content_ends_nothing(content):
    """Its code still stands in messages that were kept."""
    asked = message("bao nhiêu tiền", procedure="9.999999", intent="fee")
    assert (await With(content).answer(asked)).keys


async def test_what_was_said_then_is_compared_by_its_reply_keys(content):
    asked = [
        message("nuôi cá cảnh bao nhiêu tiền", replies=("fee.answer",)),
        message("thả cá kiểng", replies=("fallback.not_understood",)),
        message("•••.••.••-••••••-•••• ••••", replies=("status_lookup.done",)),
    ]
    (one,) = await differences(asked, AsThen(), With(content))
    assert (one.text, one.old.keys) == ("thả cá kiểng", ("fallback.not_understood",))


OWNED_UP = ("fallback.not_understood",)


def asked_for(*texts):
    return [message(text, minutes=n, replies=OWNED_UP) for n, text in enumerate(texts)]


async def test_only_what_had_no_answer_and_still_has_none_is_unanswered(content):
    asked = [
        *asked_for("xyzt qwk", "nuôi cá cảnh bao nhiêu tiền"),
        message("xyzt abc", replies=("greeting.default",)),
    ]
    assert [one.text for one in await still_unanswered(asked, With(content))] == ["xyzt qwk"]


def test_questions_that_are_alike_are_one_group_the_most_frequent_first():
    texts = (
        "xin giấy độc thân",
        "xin giay doc than",
        "cho em hỏi xin giấy độc thân ạ",
        "mua vé xe buýt",
        "giấy độc thân xin",
    )
    first, second = grouped(asked_for(*texts), frozenset({"cho", "em", "hỏi", "ạ"}))
    assert (len(first.messages), len(second.messages)) == (4, 1)
    assert first.last_at == AT + timedelta(minutes=4)
    assert second.text == "mua vé xe buýt"


def test_a_group_is_called_as_it_was_said_most_often():
    (group,) = grouped(asked_for("giấy độc thân", "xin giấy độc thân", "xin giấy độc thân"), frozenset())
    assert (group.text, group.others) == ("xin giấy độc thân", ("giấy độc thân",))


@given(
    texts=st.lists(
        st.sampled_from(["một hai", "một hai ba", "bốn năm", "sáu", "MỘT HAI", "7", "?"]), max_size=12
    )
)
def test_every_question_is_in_exactly_one_group_whatever_the_order(texts):
    groups = grouped(asked_for(*texts), frozenset())
    assert sorted(one.text for group in groups for one in group.messages) == sorted(texts)
    backwards = grouped(asked_for(*reversed(texts)), frozenset())
    as_sets = [sorted(one.text for one in group.messages) for group in groups]
    assert sorted(as_sets) == sorted(sorted(one.text for one in group.messages) for group in backwards)
