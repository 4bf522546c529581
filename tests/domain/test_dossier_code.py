"""Dossier codes in the many ways people type them."""

from __future__ import annotations

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dossier_code import canonical, find_codes, find_procedure_code, is_attempt

CODE = "H15.93.20-231018-0001"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CODE, id="as printed"),
        pytest.param("h15.93.20-231018-0001", id="lower case"),
        pytest.param("H15.93.2O-231O18-OOO1", id="the letter O for zero"),
        pytest.param("Ｈ１５．９３．２０－２３１０１８－０００１", id="full width"),
        pytest.param("H15.93.20–231018—0001", id="long dashes"),
        pytest.param("H15.93.20 - 231018 - 0001", id="spaces round the dashes"),
        pytest.param("H15 93 20 231018 0001", id="spaces for everything"),
        pytest.param("H159320-231018-0001", id="dots missing"),
        pytest.param("H1593202310180001", id="everything glued"),
        pytest.param("H15,93,20-231018-0001", id="commas for dots"),
        pytest.param("H15.93.20.231018.0001", id="dots for dashes"),
        pytest.param("H15.93.20-231018-1", id="leading zeros missing"),
        pytest.param("mã hồ sơ là H15.93.20-231018-0001 nhé", id="inside a sentence"),
        pytest.param(unicodedata.normalize("NFD", "hồ sơ H15.93.20-231018-0001 ạ"), id="decomposed letters"),
        pytest.param("H15.93.20_231018_0001", id="underscores"),
    ],
)
def test_every_writing_of_a_code_is_the_same_code(text):
    assert canonical(text) == CODE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("000.00.19.H26-210101-0001", "000.00.19.H26-210101-0001"),
        ("0000019h26-210101-0001", "000.00.19.H26-210101-0001"),
        ("０００．００．１９．Ｈ２６－２１０１０１－０００１", "000.00.19.H26-210101-0001"),
        ("OOO.OO.19.H26-21O1O1-OOO1", "000.00.19.H26-210101-0001"),
        ("000 00 19 h26 – 210101 – 1", "000.00.19.H26-210101-0001"),
        ("000001 9H26-210101-0001", None),
        ("H12.34-260215-0007", "H12.34-260215-0007"),
        ("H15-231018-0001", "H15-231018-0001"),
        ("H15.93.20.01.02-231018-123456", "H15.93.20.01.02-231018-123456"),
        ("G01.899.103.000-261120-000123", "G01.899.103.000-261120-0123"),
    ],
)
def test_old_short_and_ministry_codes_are_read_too(text, code):
    assert canonical(text) == code


def test_the_day_inside_the_code_is_read():
    assert find_codes(CODE)[0].received_on == date(2023, 10, 18)


def test_a_code_with_an_impossible_day_is_found_but_not_possible():
    (code,) = find_codes("H15.93.20-231318-0001")
    assert not code.is_possible


def test_two_codes_are_read_in_their_order():
    found = find_codes("H15.93.20-231018-0002 và H15.93.20-231018-0001")
    assert [code.code[-1] for code in found] == ["2", "1"]
    assert canonical("H15.93.20-231018-0002 và H15.93.20-231018-0001") is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1.001193", id="procedure code"),
        pytest.param("2.000815.000.00.00.H61", id="procedure code with a place's ending"),
        pytest.param("066201001234", id="identity number"),
        pytest.param("0914 555 123", id="phone"),
        pytest.param("KQ.G15.000031", id="result code"),
        pytest.param("20-11-2026", id="date"),
        pytest.param("24505", id="commune number"),
        pytest.param("8.000 đồng một bản", id="money"),
    ],
)
def test_other_numbers_are_no_dossier_codes(text):
    assert find_codes(text) == ()
    assert not is_attempt(text)


@pytest.mark.parametrize("text", ["H15.93.20", "H15.93.20-2310", "231018-0001", "h15 93"])
def test_half_a_code_is_an_attempt_and_never_completed(text):
    assert find_codes(text) == ()
    assert is_attempt(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.001193", "1.001193"),
        ("thủ tục 2.000815.000.00.00.H61 cần gì", "2.000815"),
        ("H15.93.20-231018-0001", None),
        ("giá 1.500.000 đồng", None),
    ],
)
def test_procedure_codes_are_told_apart(text, code):
    assert find_procedure_code(text) == code


@given(
    unit=st.from_regex(r"[A-NP-Z][0-9]{2}(\.[0-9]{2}){0,3}", fullmatch=True),
    received_on=st.dates(date(2018, 1, 1), date(2099, 12, 31)),
    number=st.integers(1, 9999),
    dash=st.sampled_from(["-", " - ", "–", "−", "_"]),
    zero=st.sampled_from("0Oo"),
)
def test_reading_changes_the_writing_and_never_the_number(unit, received_on, number, dash, zero):
    code = f"{unit}-{received_on:%y%m%d}-{number:04d}"
    typed = code.replace("-", dash).replace("0", zero).lower()
    assert canonical(typed) == code


def squeezed(text: str) -> str:
    """Only letters and digits, as every writing of a code shares them."""
    plain = unicodedata.normalize("NFKC", text).upper().replace("O", "0")
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


@given(text=st.text(alphabet="HGO0123456789.-–_ ,\uff11\uff0d", max_size=40))
def test_whatever_is_typed_a_code_that_is_read_stands_there_letter_by_letter(text):
    """No digit is added, dropped or moved: a different dossier is never guessed."""
    for found in find_codes(text):
        unit, day, number = found.code.split("-")
        typed = squeezed(text[found.start : found.end])
        assert typed.startswith(squeezed(unit) + day)
        assert int(typed.removeprefix(squeezed(unit) + day)) == int(number)


@given(
    unit=st.from_regex(r"[A-NP-Z][0-9]{2}(\.[0-9]{2}){1,3}", fullmatch=True),
    received_on=st.dates(date(2018, 1, 1), date(2099, 12, 31)),
    number=st.integers(1, 9999),
    place=st.integers(0, 40),
    digit=st.sampled_from("0123456789"),
)
def test_one_wrong_digit_never_reads_as_the_right_code(unit, received_on, number, place, digit):
    code = f"{unit}-{received_on:%y%m%d}-{number:04d}"
    place %= len(code)
    typed = code[:place] + digit + code[place + 1 :]
    if code[place].isdigit() and digit != code[place]:
        assert canonical(typed) != code


@given(
    unit=st.from_regex(r"[A-NP-Z][0-9]{2}(\.[0-9]{2}){1,3}", fullmatch=True),
    received_on=st.dates(date(2018, 1, 1), date(2099, 12, 31)),
    number=st.integers(1, 9999),
    place=st.integers(0, 40),
)
def test_one_digit_left_out_is_never_filled_in(unit, received_on, number, place):
    """Without a digit of unit or day nothing is read; the number is read as it was typed."""
    code = f"{unit}-{received_on:%y%m%d}-{number:04d}"
    digits = [each for each, letter in enumerate(code) if letter.isdigit()]
    place = digits[place % len(digits)]
    typed = code[:place] + code[place + 1 :]
    number_as_typed = {f"{code[:-4]}{int(typed[-3:]):04d}"} if place >= len(code) - 4 else set()
    assert canonical(typed) in {None, *number_as_typed}
