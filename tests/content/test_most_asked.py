"""Each answer about the procedures asked most reads as a kind officer would say it, and says where it comes from."""

from __future__ import annotations

import asyncio
import re
import unicodedata
from collections.abc import Mapping

import pytest

from bot.content import load
from bot.domain.catalogue import Content
from bot.domain.procedure import Confidence
from tests.content.folder import REAL
from tests.content.test_promises import ASKED_MOST
from tests.dialogue.sample import Chat

SIDES = ("procedure_overview", "requirements", "fee", "processing_time", "where_submit", "form")
LONGEST_LINE = 210  # letters: four lines of a phone's screen
MOST_LINES = {
    "procedure_overview": 11,
    "requirements": 30,
    "fee": 9,
    "processing_time": 10,
    "where_submit": 9,
    "form": 7,
}
SOURCE = re.compile(r"Nguồn: .+ \(kiểm tra ngày \d\d/\d\d/\d{4}\)\.")
# What may be said twice running: "Tờ khai khai sinh".
DOUBLED = re.compile(r"\b(?!khai\b)(\w+) \1\b")
BROKEN = re.compile(r"[{}]|\S  +\S| [,.;:)]|[,.;:]{2}|\(\s|\.\.\.|None|\bnull\b")
PORTAL_SAYS = re.compile(
    r"\b(?:CSDL|TTHC|CCCD|TNXP|NVQS|BTXH|UBND cấp xã)\b|\b0\d (?:ngày|bản|tháng)\b|\d đồng/"
)
REMEMBERED = ("kiến thức chung", "có thể được miễn", "khoảng 15.000")
PROVINCE_PAYS = "Nộp trên mạng thì 0 đồng"


@pytest.fixture(scope="module")
def content() -> Content:
    return load(REAL)


@pytest.fixture(scope="module")
def chat(content: Content) -> Chat:
    return Chat(content)


@pytest.fixture(scope="module")
def answers(chat: Chat) -> Mapping[tuple[str, str], str]:
    """What is said of each procedure and side, without the choices under it."""

    async def ask() -> dict[tuple[str, str], str]:
        told = {}
        for code in ASKED_MOST:
            for side in SIDES:
                (reply,) = (await chat.say(f"#{side}:{code}")).replies
                told[code, side] = reply.text.partition("\n\nAnh/chị bấm nút")[0]
        return told

    return asyncio.run(ask())


def offending(answers: Mapping[tuple[str, str], str], pattern: re.Pattern[str]) -> list[str]:
    return [f"{key}: {found[0]!r}" for key, text in answers.items() if (found := pattern.search(text))]


def test_all_sides_of_all_are_answered(answers):
    assert len(answers) == 660


def test_every_answer_ends_with_its_source_and_the_day_it_was_checked(answers):
    assert [key for key, text in answers.items() if not SOURCE.fullmatch(text.rpartition("\n\n")[2])] == []


def test_what_is_less_than_sure_asks_to_confirm_at_the_desk(content, answers):
    for (code, side), text in answers.items():
        confidence = content.catalogue.procedures[code].confidence
        is_told = not text.startswith("Dạ, em xin lỗi")
        unsure = is_told and confidence is not Confidence.HIGH
        assert ("cần xác nhận lại tại bộ phận một cửa" in text.replace("mức ở Đắk Lắk cần", "")) == unsure, (
            code,
            side,
        )


def test_what_has_no_source_is_owned_up_to_with_a_name_and_a_phone(content, answers):
    desk = content.catalogue.desk
    for (code, side), text in answers.items():
        procedure = content.catalogue.procedures[code]
        if procedure.confidence is Confidence.LOW:
            assert text.startswith("Dạ, em xin lỗi"), (code, side)
            assert procedure.label in text, (code, side)
            assert desk.phone in text, (code, side)
            assert "đồng" not in text, (code, side)


def test_an_overview_is_about_ten_short_lines_and_no_answer_is_a_dump(answers):
    for (code, side), text in answers.items():
        lines = [line for line in text.split("\n") if line]
        assert len(lines) <= MOST_LINES[side], (code, side, len(lines))
        assert [line for line in lines if len(line) > LONGEST_LINE and "https://" not in line] == [], (
            code,
            side,
        )


def test_no_answer_holds_a_placeholder_a_broken_line_or_a_doubled_word(answers):
    assert offending(answers, BROKEN) == []
    assert offending(answers, DOUBLED) == []
    for key, text in answers.items():
        assert unicodedata.is_normalized("NFC", text), key
        assert text == text.strip(), key


def test_no_answer_speaks_as_the_portal_does_or_tells_what_was_only_remembered(answers):
    assert offending(answers, PORTAL_SAYS) == []
    for key, text in answers.items():
        assert not any(said in text for said in REMEMBERED), key


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (BROKEN, "Lệ phí: {fee}"),
        (BROKEN, "Tờ khai , 1 bản"),
        (BROKEN, "căn cước, bằng cấp..."),
        (BROKEN, "Tờ khai  và ảnh"),
        (DOUBLED, "nộp nộp trên mạng"),
        (PORTAL_SAYS, "03 ngày, 05 ngày"),
        (PORTAL_SAYS, "8.000 đồng/bản"),
        (PORTAL_SAYS, "tra trong CSDL"),
    ],
)
def test_a_broken_answer_would_be_noticed(pattern, said):
    assert offending({("1.000001", "fee"): said}, pattern)


def test_the_fee_that_the_province_pays_online_is_told_only_of_fees_of_the_province(content):
    """The State's own charges (certifying, extracts, residence, ID cards) are paid online too."""
    for procedure in content.catalogue.procedures.values():
        if procedure.fee.text and procedure.fee.text.startswith(PROVINCE_PAYS):
            assert procedure.field == "hộ tịch", procedure.code
            assert procedure.fee.vnd is None, procedure.code


def test_papers_told_as_original_or_copy_are_not_counted_as_originals_and_no_copy_is_named_twice(content):
    for procedure in content.catalogue.procedures.values():
        for paper in procedure.submit:
            assert not (paper.originals and "bản chính hoặc" in paper.name), (procedure.code, paper.name)
            assert not (paper.copies and paper.name.startswith("Bản sao ")), (procedure.code, paper.name)


@pytest.mark.parametrize(
    ("code", "side", "said"),
    [
        ("1.013225", "processing_time", "Nhà ở riêng lẻ 7 ngày làm việc; công trình khác 10 ngày làm việc"),
        ("1.013226", "processing_time", "công trình khác 9 ngày làm việc"),
        ("1.013227", "processing_time", "5 ngày làm việc"),
        ("1.013228", "processing_time", "5 ngày làm việc"),
        ("1.013225", "fee", "75.000"),
        ("1.013274", "processing_time", "Không quá 3 ngày làm việc"),
        ("1.013274", "processing_time", "Đám tang: không quá 1 ngày"),
        ("3.000722", "where_submit", "làm trên mạng"),
        ("1.014063", "fee", "25.000 đồng đến hết 31/12/2026"),
        ("1.014064", "fee", "35.000 đồng đến hết 31/12/2026"),
        ("2.000815", "fee", "không quá 200.000 đồng"),
        ("2.000635", "fee", "8.000 đồng"),
        ("1.013133", "where_submit", "Ban Chỉ huy quân sự xã"),
        ("1.004222", "where_submit", "Công an xã"),
    ],
)
def test_the_rules_of_2026_are_told(answers, code, side, said):
    assert said in answers[code, side]


async def test_every_other_code_is_understood_and_the_one_in_use_said(content, chat):
    """Older ones (2.002621) and newer ones that our province has not listed yet (1.116909)."""
    others = {other: one.code for one in content.catalogue.procedures.values() for other in one.other_codes}
    assert {"2.000986", "2.001023", "2.002621", "2.002622"} <= set(others)
    pairs = {
        ("1.001776", "1.116909"),
        ("1.001731", "1.116910"),
        ("2.000286", "1.116907"),
        ("2.000282", "1.116908"),
    }
    assert pairs <= {(code, other) for other, code in others.items()}
    for other, code in others.items():
        (reply,) = (await chat.say(f"thủ tục mã {other} cần giấy gì")).replies
        assert reply.key.startswith("requirements."), other
        assert f"Mã {other} và mã {code} là cùng một thủ tục" in reply.text
        (reply,) = (await chat.say(f"#requirements:{code}")).replies
        assert "cùng một thủ tục" not in reply.text
