"""Signs that decide before the matcher, and the clauses of a message."""

from __future__ import annotations

import pytest

from bot.dialogue import signs
from bot.dialogue.clauses import clauses


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mã OTP của em là 123456", True), ("otp 123456", True), ("mật khẩu: abc", True), ("my password is abc", True),
        ("quên mật khẩu thì làm sao", False), ("có ai hỏi mã OTP không", False), ("123456", False),
    ],
)  # fmt: skip
def test_a_secret_given_is_told_from_one_asked_about(text, expected):
    assert signs.gives_a_secret(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tố cáo", True),
        ("to cao can bo", True),
        ("TỐ CÁO", True),
        ("báo cáo", False),
        ("tờ cáo phó", False),
        ("cây to cao trước ngõ sắp đổ", False),
    ],
)
def test_a_denunciation_is_recognised_with_and_without_accents(text, expected):
    assert signs.is_denunciation(text) is expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("chào em, khai sinh cần gì?", ("chào em", "khai sinh cần gì")),
        ("khai sinh cần gì và thứ 7 có làm không", ("khai sinh cần gì", "thứ 7 có làm không")),
        ("hết 8.000 đồng", ("hết 8.000 đồng",)),
        ("mẫu 1.001193", ("mẫu 1.001193",)),
        ("a, b, c, d, e, f, g, h", ("a, b, c, d, e, f, g, h",)),
        ("", ("",)),
    ],
)
def test_a_message_is_cut_into_clauses_but_numbers_stay_whole(text, parts):
    assert clauses(text) == parts


@pytest.mark.parametrize(
    ("text", "asks", "side"),
    [
        ("bà ngoại đi làm thay được không ạ", True, "requirements"),
        ("nho nguoi nop ho dc k", True, "requirements"),
        ("làm trên mạng được không", True, "where_submit"),
        ("ổng lãng tai có sao không em", True, None),
        ("không có giấy chứng sinh", False, None),
        ("thay đổi họ tên", False, None),
    ],
)
def test_a_yes_or_no_is_heard_and_the_side_that_answers_it_named(text, asks, side):
    assert signs.asks_yes_or_no(text) is asks
    assert signs.side_that_answers(text) == side
