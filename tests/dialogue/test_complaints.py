"""A wrong told is a complaint, whatever procedure its words name; a question about the procedure stays one."""

from pathlib import Path

import pytest

from bot import content
from bot.dialogue.matcher import Context, Match, Matcher, NoMatch

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def matcher():
    return Matcher(content.load(ROOT))


def verdict(matcher, text):
    return matcher.match(text, Context())


@pytest.mark.parametrize(
    "text",
    [
        "hôm qua tôi lên làm khai sinh cho cháu, cô ngồi bàn số 2 nói như hất nước vào mặt",  # one that is enough
        "nhà trọ bên cạnh cho người lạ ở đông mà không đăng ký tạm trú, đêm nào cũng nhậu ồn",  # signs of two lists
        "di lam can cuoc cho con ma anh cong an bat di ve ba lan, moi lan noi mot kieu",  # typed without accents
    ],
)
def test_a_wrong_told_beside_a_procedure_is_feedback_and_claims_no_procedure(matcher, text):
    told = verdict(matcher, text)
    assert isinstance(told, Match)
    assert (told.intent, told.procedures) == ("feedback", ())


def test_the_explanation_names_the_signs_that_decided(matcher):
    told = verdict(
        matcher, "nhà trọ bên cạnh cho người lạ ở đông mà không đăng ký tạm trú, đêm nào cũng nhậu ồn"
    )
    assert any("dấu hiệu của feedback" in line and "«đêm nào cũng»" in line for line in told.why)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (
            "giấy khai sinh của con bị ghi sai ngày, đi mấy nơi ai cũng lắc đầu, giờ muốn sửa cần những giấy gì",
            "1.004859",
        ),
        ("hàng xóm lấn ranh sang nhà em hai mét, em muốn nhờ xã hòa giải thì làm đơn sao", "1.012812"),
        ("khai sinh ghi họ Y mà căn cước ghi họ khác", None),
    ],
)
def test_signs_of_a_complaint_give_way_to_what_is_asked_in_the_end(matcher, text, code):
    asked = verdict(matcher, text)
    assert getattr(asked, "intent", None) != "feedback"
    assert code is None or (isinstance(asked, Match) and asked.procedures[0] == code)


def test_what_became_of_a_complaint_is_asked_with_the_words_of_the_complaint(matcher):
    asked = verdict(
        matcher, "bữa trước em có nói vụ nhà bên xây lấn ranh, không biết mấy anh địa chính xuống chưa"
    )
    assert not isinstance(asked, NoMatch)
    assert getattr(asked, "intent", None) == "feedback_status"


def test_one_sign_of_a_single_word_counts_only_with_its_accents(matcher):
    told = verdict(matcher, "xin gia han tam tru cho con")  # "giả" is a sign, "gia" is none
    assert getattr(told, "intent", None) != "feedback"
