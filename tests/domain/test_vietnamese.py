"""Vietnamese text as people type it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.syllables import is_syllable, key, toned_key
from bot.domain.telex import decode
from bot.domain.vietnamese import LONGEST, clean, fold, mend, set_apart, words


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        pytest.param("giaays", "giấy", id="telex, the tone at the end"),
        pytest.param("khuyeets", "khuyết", id="telex, three vowels"),
        pytest.param("dduwowngf", "đường", id="telex, both horns and the bar"),
        pytest.param("thuwcj", "thực", id="telex, the tone after the last consonant"),
        pytest.param("uyr", "ủy", id="telex, no consonant"),
        pytest.param("d9at61", "đất", id="vni"),
        pytest.param("nguoi72", "người", id="vni, both horns by one key"),
        pytest.param("sinhh", "sinh", id="a finger that stayed"),
        pytest.param("saooooo", "sao", id="a stretched vowel"),
        pytest.param("giấy", "giấy", id="right as it is"),
        pytest.param("kho", "kho", id="a syllable is left alone even if telex could read it"),
        pytest.param("ct07", "ct07", id="the number of a form"),
        pytest.param("photo", "photo", id="no Vietnamese word"),
    ],
)
def test_a_slip_of_the_keyboard_is_mended_and_nothing_else(typed, meant):
    assert toned_key(mend(typed)) == toned_key(meant)


def test_where_the_tone_stands_does_not_matter_but_which_tone_does():
    assert toned_key("hoà") == toned_key("hòa")
    assert toned_key("thuỷ") == toned_key("thủy")
    assert toned_key("kỹ") == toned_key("kĩ")
    assert len({toned_key(word) for word in ("tu", "tư", "tử", "từ", "tứ", "tự")}) == 6


def test_composed_and_decomposed_letters_read_alike():
    for word in ("giấy", "đường", "khuyết", "nghĩa"):
        assert clean(unicodedata.normalize("NFD", word)) == clean(word) == word


@pytest.mark.parametrize("word", "nghiêng giấy quyền gì yêu thuở khuya oan ủy giường ích".split())
def test_vietnamese_syllables_are_known(word):
    assert is_syllable(word)
    assert is_syllable(fold(word))


@pytest.mark.parametrize("word", "giaays zzz passport okkk sinhh tằc nghnh ct07".split())
def test_other_words_are_no_syllables(word):
    assert not is_syllable(word)


def test_a_syllable_is_never_decoded():
    assert decode("nas") == "ná"
    assert decode("ná") is None
    assert decode("lan") is None


@pytest.mark.parametrize(
    ("text", "left", "kinds"),
    [
        pytest.param("mã H15.93.20-261012-0031 xong chưa", "mã xong chưa", ["dossier"], id="dossier code"),
        pytest.param(
            "hồ sơ 000.20.93.H15-261028-0004", "hồ sơ", ["dossier"], id="dossier code of the portal"
        ),
        pytest.param("gọi 0905 123 456 nhé", "gọi nhé", ["phone"], id="phone"),
        pytest.param("nộp ngày 03/11/2026", "nộp ngày", ["date"], id="date"),
        pytest.param("hết 500.000đ à", "hết à", ["amount"], id="amount"),
        pytest.param("bà 75 tuổi", "bà 75 tuổi", [], id="an age stays"),
    ],
)
def test_codes_phones_dates_and_amounts_are_set_apart(text, left, kinds):
    rest, pieces = set_apart(clean(text))
    assert rest.split() == left.split()
    assert [piece.kind for piece in pieces] == kinds


def test_invisible_characters_emoji_and_stacked_marks_leave_the_words():
    assert words(clean("kh\u200bai \u202esinh 😊 gi\u0301\u0301\u0301ấy")) == ["khai", "sinh", "gíấy"]


def test_folding_keeps_letters_only():
    assert fold("  ĐĂNG KÝ\tkết  hôn ") == "dang ky ket hon"


@given(st.text(max_size=300))
def test_cleaning_is_idempotent_bounded_and_never_fails(text):
    once = clean(text)
    assert clean(once) == once
    assert len(once) <= LONGEST


@given(st.text(alphabet="aăâeêioôơuưybcdđghklmnpqrstvxwfjz0123456789", max_size=12))
def test_keys_and_mending_take_any_word(word):
    assert key(mend(word)) == key(key(mend(word)))
