"""Hours are answered for the day, the days or the moment that was asked about."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.dialogue.sample import HERE, Chat, keys, sample_content


@pytest.mark.parametrize(
    ("now", "text", "key", "facts"),
    [
        ("2026-11-23 09:15", "giờ làm việc", "week", ["[vi:now_open]", "closes_at=11:30"]),
        ("2026-11-23 12:00", "giờ làm việc", "week", ["[vi:now_shut]", "time=13:30"]),
        ("2026-11-23 09:15", "mấy giờ đóng cửa", "open", ["closes_at=11:30"]),
        ("2026-11-23 09:15", "chiều nay mấy giờ đóng cửa", "closes_at", ["closes_at=17:00"]),
        ("2026-11-23 18:00", "hôm nay có làm việc không", "shut", ["25/11/2026"]),
        ("2026-11-23 09:15", "bây giờ có làm việc không", "open", ["closes_at=11:30"]),
        ("2026-11-23 09:15", "mai có làm việc không", "day_unconfirmed", ["Ngày Văn hóa", "24/11/2026"]),
        ("2026-11-23 09:15", "thứ 7 có làm việc không", "day_session", ["28/11/2026", "closes=11:30"]),
        ("2026-11-23 09:15", "chủ nhật có làm việc không", "day_shut", ["29/11/2026", "30/11/2026"]),
        ("2026-11-23 09:15", "thứ 5 có làm việc không", "day_open", ["26/11/2026", "closes=17:00"]),
        ("2026-12-30 09:15", "1/1 có làm việc không", "day_holiday", ["Tết Dương lịch", "02/01/2027"]),
        (
            "2026-12-30 09:15",
            "tết có làm việc không",
            "day_holiday",
            ["Tết Nguyên đán", "05/02/2027", "12/02/2027"],
        ),
        ("2026-11-23 09:15", "tuần sau có làm việc không", "week", ["30/11/2026", "06/12/2026"]),
        ("2026-11-23 09:15", "tối nay có làm việc không", "part_shut", ["[vi:part_evening]", "closes=17:00"]),
        ("2026-11-23 09:15", "trưa nay có làm việc không", "part_shut", ["[vi:part_noon]"]),
        ("2026-11-23 09:15", "chiều thứ 7 có làm việc không", "part_shut", ["28/11/2026", "closes=11:30"]),
        ("2026-11-23 09:15", "18h thứ 5 có làm việc không", "part_shut", ["time=18:00"]),
        ("2026-11-23 09:15", "sáng thứ 7 có làm việc không", "day_session", ["28/11/2026"]),
        ("2026-11-23 09:15", "hôm qua có làm việc không", "past_day", ["22/11/2026"]),
        (
            "2026-11-23 09:15",
            "giờ làm việc ngày lễ",
            "holidays",
            ["Tết Nguyên đán", "[vi:holiday_line_unconfirmed]"],
        ),
        ("2026-11-24 09:15", "bây giờ có làm việc không", "day_unconfirmed", ["24/11/2026"]),
    ],
)
async def test_hours_fit_the_question(now, text, key, facts):
    chat = Chat(sample_content(), now=datetime.fromisoformat(now).replace(tzinfo=HERE))
    outcome = await chat.say(text)
    assert keys(outcome) == [f"office_hours.{key}"]
    assert [fact for fact in facts if fact not in outcome.replies[0].text] == []


async def test_a_day_alone_after_hours_were_asked_is_about_hours():
    chat = Chat(sample_content())
    await chat.say("giờ làm việc")
    assert keys(await chat.say("còn chủ nhật thì sao")) == ["office_hours.day_shut"]


@pytest.mark.parametrize(
    ("now", "key"),
    [
        pytest.param("2026-11-23 09:15", "open", id="the desk is open"),
        pytest.param("2026-11-23 12:00", "shut", id="at lunch"),
        pytest.param("2026-11-29 09:15", "shut", id="on Sunday"),
        pytest.param("2026-11-24 09:15", "unconfirmed", id="on a day that may be off"),
    ],
)
async def test_a_person_is_promised_only_while_the_desk_is_certainly_open(now, key):
    chat = Chat(sample_content(), now=datetime.fromisoformat(now).replace(tzinfo=HERE))
    assert keys(await chat.say("#talk_to_human")) == [f"talk_to_human.{key}"]
