"""Pictures of cards are what the channel takes; a card without a good one is sent as words."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from bot.content import check
from bot.content.card_pictures import MOST_BYTES, CardPictures, check_card_pictures
from bot.documents.card_pictures import card_picture
from bot.settings import CARDS
from tests.commands.started import ROOT

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize("card", CARDS)
def test_each_card_has_its_picture_and_it_can_be_drawn_again(card):
    kept = CardPictures(ROOT).read(card)
    for body in (kept, card_picture(card)):  # a letter the font lacks would warn, which here fails
        assert len(body) < 200_000
        with Image.open(io.BytesIO(body)) as picture:
            assert (picture.format, picture.size) == ("PNG", (1000, 600))


def test_the_check_finds_ours_good():
    assert not [problem for problem in check(ROOT) if "cards" in problem.file]


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        pytest.param("birth.png", b"\xff\xd8\xff", "không phải ảnh", id="a JPEG named PNG"),
        pytest.param("birth.png", b"", "không phải ảnh", id="empty"),
        pytest.param("birth.png", PNG + bytes(MOST_BYTES), "lớn hơn 1 MB", id="too large"),
        pytest.param("birth.svg", b"<svg/>", "Tên tệp", id="a drawing"),
        pytest.param("sinh.png", PNG, "Tên tệp", id="no card of this name"),
    ],
)
def test_a_picture_the_channel_would_refuse_is_warned_of_and_not_used(tmp_path, name, body, words):
    folder = tmp_path / "intents" / "cards"
    folder.mkdir(parents=True)
    (folder / name).write_bytes(body)
    (problem,) = check_card_pictures(tmp_path)
    assert (words in problem.message, problem.is_warning) == (True, True)
    assert CardPictures(tmp_path).read("birth") is None


def test_a_commune_may_put_its_own_picture_there(tmp_path):
    (tmp_path / "intents" / "cards").mkdir(parents=True)
    (tmp_path / "intents" / "cards" / "birth.jpg").write_bytes(b"\xff\xd8\xff mau")
    assert CardPictures(tmp_path).read("birth") == b"\xff\xd8\xff mau"
    assert CardPictures(tmp_path).read("../../../birth") is None
    assert CardPictures(tmp_path / "nowhere").read("birth") is None
