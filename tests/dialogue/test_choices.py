"""Typed answers to numbered choices."""

from __future__ import annotations

import pytest

from bot.dialogue.choices import numbers_said, pick
from bot.dialogue.command import Command, read_command
from bot.domain.conversation import Choice

CHOICES = tuple(
    Choice(title=title, value=f"#{place}")
    for place, title in enumerate(
        ("Đăng ký khai sinh", "Đăng ký lại khai sinh", "Cấp bản sao trích lục", "Nói chuyện với cán bộ"),
        start=1,
    )
)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2", (2,)), ("2.", (2,)), ("2)", (2,)), ("số 2", (2,)), ("so 2 a", (2,)), ("cho em số 2 nhé", (2,)),
        ("chọn 2", (2,)), ("cái thứ 2", (2,)), ("câu 2 đi", (2,)), ("２", (2,)), ("2\ufe0f\u20e3", (2,)),
        ("cái thứ hai", (2,)), ("số một", (1,)), ("option 2", (2,)), ("number 2 please", (2,)),
        ("the second one", (2,)), ("1 và 3", (1, 3)), ("1,2", (1, 2)), ("số 1 với số 2", (1, 2)),
        ("thứ 7 có làm không", ()), ("4821", ()), ("2 bản", ()), ("hai", ()), ("30/4", (30, 4)), ("", ()),
        ("khai sinh", ()), ("sao 2 tuần chưa có", ()),
    ],
)  # fmt: skip
def test_a_number_alone_is_read_as_a_choice(text, numbers):
    assert numbers_said(text) == numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("3", ["#3"], id="number"),
        pytest.param("1 và 3", ["#1", "#3"], id="two numbers"),
        pytest.param("9", [], id="no such number"),
        pytest.param("Đăng ký khai sinh", ["#1"], id="the whole title beats a longer one"),
        pytest.param("dang ky lai", ["#2"], id="words only one title has"),
        pytest.param("lại", ["#2"], id="one such word"),
        pytest.param("trích lục", ["#3"], id="part of a title"),
        pytest.param("khai sinh", [], id="words of two titles pick none"),
        pytest.param("đăng ký kết hôn", [], id="words of no title"),
        pytest.param("cán bộ ơi cho em hỏi khai sinh cần giấy gì vậy", [], id="a whole question"),
    ],
)
def test_a_choice_is_picked_by_number_or_by_its_own_words(text, values):
    assert [choice.value for choice in pick(text, CHOICES)] == values


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("#office_hours", Command(intent="office_hours")),
        (" #fee:1.001193 ", Command(intent="fee", argument="1.001193")),
        ("#language:en", Command(intent="language", argument="en")),
        ("#fee:", None), ("#Fee", None), ("#fee 1.001193", None), ("xem #fee:1.001193", None), ("#1", None),
        ("#fee:1.001193\nx", None), ("#fee:" + "9" * 200, None),
    ],
)  # fmt: skip
def test_only_a_whole_payload_is_a_command(text, command):
    assert read_command(text) == command
