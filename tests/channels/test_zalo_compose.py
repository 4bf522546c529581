"""A reply fits Zalo's limits and reads well where it is cut."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.zalo.compose import PAGE_LIMIT, pages
from bot.channels.zalo.text import clean
from bot.domain.message import Button, Press, Reply

NAUGHTY = json.loads(Path("tests/data/naughty-strings.json").read_text(encoding="utf-8"))
ASK = Button(title="Lệ phí", press=Press.SAY, value="#fee:1.001193")
SENTENCE = "Công dân nộp tờ khai theo mẫu và xuất trình giấy tờ tuỳ thân tại bộ phận một cửa. "


def split(text, *buttons):
    return pages(Reply(key="requirements.papers", text=text, buttons=buttons))


def bare(parts):
    """Give the parts without their numbers."""
    return [part.text.split("\n", 1)[1] for part in parts]


def test_a_short_reply_is_one_page_without_a_number_and_keeps_key_and_buttons():
    assert split("Dạ, xin chào.", ASK) == [
        Reply(key="requirements.papers", text="Dạ, xin chào.", buttons=(ASK,))
    ]


def test_a_reply_of_nothing_gives_no_page():
    assert split(" \u200b\n") == []


def test_a_long_reply_is_cut_at_sentence_ends_and_numbered_with_buttons_on_the_last():
    parts = split(SENTENCE * 50, ASK)
    assert [part.text.split("\n")[0] for part in parts] == ["(1/3)", "(2/3)", "(3/3)"]
    assert all(part.text.endswith("một cửa.") for part in parts)
    assert [part.buttons for part in parts] == [(), (), (ASK,)]
    assert " ".join(bare(parts)) == (SENTENCE * 50).strip()


def test_a_page_ends_at_a_paragraph_rather_than_a_sentence():
    first = SENTENCE * 15
    assert bare(split(f"{first.strip()}\n\n{SENTENCE * 20}"))[0] == first.strip()


def test_a_link_is_never_cut():
    link = "https://dichvucong.gov.vn/p/home/dvc-chi-tiet-thu-tuc.html?ma_thu_tuc=1.001193&x=" + "a" * 150
    parts = split(f"xem {link} " * 30)
    assert len(parts) > 1
    assert sum(part.count(link) for part in bare(parts)) == 30


FAMILY = "👨\u200d👩\u200d👧"


@pytest.mark.parametrize(
    "letter",
    ["🙏", FAMILY, "👍🏽", "🇻🇳", "x\u0323\u0302"],
    ids=["emoji", "family", "skin tone", "flag", "combining"],
)
def test_no_letter_is_cut_in_two_where_there_is_no_space(letter):
    parts = bare(split(letter * 1500))
    assert len(parts) > 1
    assert all(len(part) % len(letter) == 0 and part == letter * (len(part) // len(letter)) for part in parts)


def test_an_emoji_counts_for_two_as_the_strictest_reader_would_count():
    assert len(split("🙏" * (PAGE_LIMIT // 2))) == 1
    assert len(split("🙏" * (PAGE_LIMIT // 2 + 1))) == 2


@pytest.mark.parametrize("text", NAUGHTY, ids=range(len(NAUGHTY)))
def test_any_hostile_text_becomes_clean_pages_within_the_limit(text):
    parts = split(text * 200)
    for part in parts:
        assert len(part.text.encode("utf-16-le")) // 2 <= PAGE_LIMIT
        assert unicodedata.is_normalized("NFC", part.text)
        assert not any(
            (unicodedata.category(letter) == "Cc" and letter not in "\n\t") or letter in "\u202e\u2066\u200f"
            for letter in part.text
        )


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=700), min_size=4, max_size=8).map(". ".join))
def test_nothing_but_white_space_is_lost_by_splitting(text):
    parts = split(text)
    kept = "".join(bare(parts)) if len(parts) > 1 else "".join(part.text for part in parts)
    assert "".join(kept.split()) == "".join(clean(text).split())
