"""The letter of apology tells what the rules ask for, and invents nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from bot.documents.administrative import DOTS
from bot.documents.apology_letter import apology_letter
from bot.domain.apology import Apology, doubts, objection
from bot.domain.dossier import DossierState as State
from tests.documents.sample import OFFICE, texts
from tests.reports.sample import HOURS, dossier

TODAY = date(2026, 11, 25)  # a Wednesday
LATE = Apology(
    dossier=dossier(due_on=date(2026, 11, 10)), new_due_on=date(2026, 11, 30), reason="chờ xác minh ở xã cũ"
)


def facts(apology, office=OFFICE):
    found = texts(apology_letter(apology, office, TODAY))
    return dict(pairwise(found))


def test_the_letter_tells_code_procedure_dates_reason_and_desk():
    told = facts(LATE)
    assert told["Mã hồ sơ"] == "H15.93.20-261005-0001"
    assert told["Thủ tục"] == "Đăng ký khai sinh"
    assert (told["Ngày tiếp nhận"], told["Ngày hẹn trả trước đây"], told["Ngày hẹn trả mới"]) == (
        "05/10/2026", "10/11/2026", "30/11/2026",
    )  # fmt: skip
    assert (told["Lý do chậm"], told["Đơn vị giải quyết"]) == ("chờ xác minh ở xã cũ", "Tư pháp - Hộ tịch")
    words = " ".join(told)
    assert "xin lỗi Ông/Bà vì sự chậm trễ này" in words
    assert "GIÁM ĐỐC" in words
    assert "/PXL-TTPVHCC" in words


def test_what_is_not_known_is_a_dotted_line():
    told = facts(replace(LATE, dossier=dossier(due_on=None, desk="")))
    for title in (
        "Ngày hẹn trả trước đây",
        "Đơn vị giải quyết",
        "Người chịu trách nhiệm",
        "Điện thoại để hỏi",
    ):
        assert told[title] == DOTS
    assert f"Kính gửi: Ông/Bà {DOTS}" in told


def test_without_title_and_sign_code_the_letter_leaves_dotted_lines():
    words = " ".join(facts(LATE, replace(OFFICE, signer_title=None, sign_code=None)))
    assert "GIÁM ĐỐC" not in words
    assert "TTPVHCC" not in words
    assert "/PXL-……" in words


def test_a_real_phone_is_told():
    assert facts(LATE, replace(OFFICE, phone="0262 000 0000"))["Điện thoại để hỏi"] == "0262 000 0000"


def test_a_dossier_not_yet_late_is_not_called_late():
    early = replace(LATE, dossier=dossier(due_on=date(2026, 11, 27)))
    assert any("không thể trả kết quả đúng ngày đã hẹn" in text for text in facts(early))
    assert any("đến nay chưa trả kết quả đúng ngày" in text for text in facts(LATE))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({}, None, id="a good letter"),
        pytest.param({"new_due_on": TODAY}, "phải sau hôm nay", id="today is no new date"),
        pytest.param(
            {"new_due_on": date(2026, 11, 28)}, "Ngày làm việc kế tiếp: 30/11/2026", id="a Saturday"
        ),
        pytest.param({"reason": " \n"}, "phải nêu lý do", id="no reason"),
        pytest.param({"reason": "x" * 601}, "Viết ngắn lại", id="a reason too long"),
        pytest.param(
            {"dossier": dossier(due_on=date(2026, 12, 15))}, "phải sau ngày hẹn cũ", id="before the old date"
        ),
        pytest.param({"dossier": dossier(state=State.RETURNED)}, "đã kết thúc", id="a dossier that ended"),
    ],
)
def test_a_letter_that_cannot_be_sent_says_why(change, words):
    said = objection(replace(LATE, **change), HOURS, TODAY)
    assert said is None if words is None else words in said


def test_a_second_new_date_is_pointed_out():
    again = replace(LATE, dossier=replace(LATE.dossier, extension_reason="đã hẹn lại"))
    assert "không quá một lần" in " ".join(doubts(again, TODAY))
    promised = replace(LATE, dossier=replace(LATE.dossier, promised_on=date(2026, 11, 20)))
    assert "không quá một lần" in " ".join(doubts(promised, TODAY))
    assert doubts(LATE, TODAY) == ()
