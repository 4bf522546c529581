"""Numbers about people are covered; what the bot works with stays readable."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.masking import MASK, mask, mask_for_keeping
from bot.domain.phone_end import read_phone_end


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("066201001234", id="identity number"),
        pytest.param("240123456", id="old identity card"),
        pytest.param("0914555123", id="phone"),
        pytest.param("+84 914 555 123", id="phone with country"),
        pytest.param("0914.555.123", id="phone with dots"),
        pytest.param("9704 3600 1234 5678", id="bank card"),
        pytest.param("０９１４５５５１２３", id="full width"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "số em là {} ạ", "sđt{}", "{}, em cảm ơn"])
def test_a_number_about_a_person_leaves_no_digit(number, around):
    masked = mask(around.format(number))
    assert not any(letter.isdigit() for letter in masked)
    assert masked.count(MASK) == sum(letter.isdigit() for letter in number)


@pytest.mark.parametrize(
    "text",
    [
        "H15.93.20-231018-0001",
        "1.001193",
        "2.000815.000.00.00.H61",
        "8.000 đồng",
        "4821",
        "ngày 30/4/2027",
        "làm giấy khai sinh cần gì",
    ],
)
def test_what_nobody_must_hide_stays(text):
    assert mask(text) == text


KEPT = [
    pytest.param("H15.93.20-231018-0001 của em", "•••.••.••-••••••-•••• của em", id="dossier"),
    pytest.param("4821", "••••", id="end of a phone"),
    pytest.param("em tên là Trần Văn Mẫu sinh năm 1990", "em tên là •••• ••• ••• sinh năm ••••", id="a name"),
    pytest.param("ten em la tran van mau o thon 2", "ten em la •••• ••• ••• o thon 2", id="without accents"),
    pytest.param("Họ và tên: Lê Thị Mẫu, làm khai sinh", "Họ và tên: •• ••• •••, làm khai sinh", id="as on a form"),
    pytest.param("my name is Sample Person and I want", "my name is •••••• •••••• and I want", id="English"),
    pytest.param("thư mau@vidu.vn nhé", "thư •••@••••.•• nhé", id="mail"),
    pytest.param("thủ tục 1.001193 cần gì", "thủ tục 1.001193 cần gì", id="a procedure's code stays"),
    pytest.param("tên là gì cũng được", "tên là gì cũng được", id="a question after a name"),
    pytest.param("đổi tên cho con cần gì", "đổi tên cho con cần gì", id="a change of name"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kept"), KEPT)
def test_what_is_kept_for_staff_to_read_tells_of_nobody(text, kept):
    assert mask_for_keeping(text) == kept


@pytest.mark.parametrize(("text", "kept"), [case for case in KEPT if MASK in case.values[1]])
def test_the_weaker_mask_would_not_do(text, kept):
    """The broken twin: what is good enough for a log of the turn is not for keeping."""
    assert mask(text) != kept


@given(text=st.text(st.sampled_from("tenla hoMẫuđ0123456789.-@H \n"), max_size=60))
def test_whatever_is_typed_keeps_its_length_and_no_number_of_four_digits(text):
    kept = mask_for_keeping(text)
    assert len(kept) == len(unicodedata.normalize("NFC", text))
    assert mask_for_keeping(kept) == kept
    assert not re.search(r"[0-9]{4}", re.sub(r"\d\.\d{6}(?!\d)", "", kept))


def test_a_decomposed_text_is_masked_in_the_right_place():
    masked = mask(unicodedata.normalize("NFD", "số điện thoại của bố 0914555123 nhé"))
    assert masked == f"số điện thoại của bố {MASK * 10} nhé"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("4821", "4821"),
        ("4 8 2 1", "4821"),
        ("48.21 nha em", "4821"),
        ("48O1", "4801"),
        ("４８２１", "4821"),
        ("bốn tám hai một", "4821"),
        ("four eight two one", "4821"),
        ("số của chị 0914 554 821", "4821"),
        ("+84914554821", "4821"),
        ("nộp năm 2026, số cuối 4821", "4821"),
        ("nộp 20/11/2026, đuôi 4821", "4821"),
        ("H15.93.20-231018-0001 4821", "4821"),
        ("H15.93.20-231018-0001", None),
        ("4821 hoặc 4822", None),
        ("482", None),
        ("48213", None),
        ("066201001234", None),
        ("em không nhớ", None),
    ],
)
def test_four_digits_are_read_from_the_ways_people_give_them(text, digits):
    assert read_phone_end(text) == digits
