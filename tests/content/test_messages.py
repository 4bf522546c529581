"""Every mistake an officer can make is told in Vietnamese, at its own line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import check, load
from bot.errors import ContentError
from tests.content.folder import DESK, PROCEDURES, change, make, only

HERE = "# HERE"


def facts(old: str, new: str) -> str:
    text = DESK + PROCEDURES
    assert old in text
    return text.replace(old, new, 1)


def line_of_mark(text: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), start=1) if HERE in line)


@pytest.mark.parametrize(
    ("old", "new", "path", "part"),
    [
        pytest.param("    fee: {vnd: 8000}", f"    fee: {{vnd: tám nghìn}} {HERE}", "procedures.1.000001.fee.vnd",
                     "'tám nghìn' không phải là số. Ví dụ đúng: 8000", id="fee in words"),
        pytest.param("    fee: {vnd: 8000}", f"    fee: {{vnd: 8.000}} {HERE}", "procedures.1.000001.fee.vnd",
                     "'8.000' không phải là số", id="fee with a dot"),
        pytest.param("    fee: {vnd: 8000}", f"    fee: 8000 {HERE}", "procedures.1.000001.fee", "khoá: giá trị",
                     id="fee without its key"),
        pytest.param("    fee:", f"    phi: {{}} {HERE}\n    fee:", "procedures.1.000001.phi",
                     "Không có khoá nào tên 'phi'", id="unknown key"),
        pytest.param("confidence: low\n", f"confidence: sure {HERE}\n", "procedures.1.000002.confidence",
                     "Chỉ nhận: 'high', 'medium' hoặc 'low'", id="unknown confidence"),
        pytest.param("    name: Việc thứ hai", f"    name: {HERE}", "procedures.1.000002.name", "Còn trống",
                     id="empty name"),
        pytest.param("    name: Việc thứ hai", f"    name: 2026 {HERE}", "procedures.1.000002.name", "ngoặc kép",
                     id="a number for a name"),
        pytest.param("checked_on: 2026-11-22}\n  - code", f"checked_on: 22/11/2026}} {HERE}\n  - code",
                     "procedures.1.000001.source.checked_on", "năm-tháng-ngày", id="date the other way round"),
        pytest.param("also_called: [việc một, việc đầu]", f"also_called: việc một {HERE}",
                     "procedures.1.000001.also_called", "phải là một danh sách", id="wording instead of a list"),
        pytest.param('  - code: "1.000002"', f'  - code: "1.000001" {HERE}', "procedures.1.000001.code",
                     "Mã 1.000001 đã có ở dòng 11", id="code twice"),
        pytest.param('code: "1.000002"', f'code: "1000002" {HERE}', "procedures.1000002.code", "chưa đúng dạng",
                     id="code without its dot"),
        pytest.param('other_codes: ["2.000001"]', f'other_codes: ["1.000002"] {HERE}', "procedures.1.000001.other_codes.1",
                     "đã là một thủ tục riêng", id="old code that is an entry"),
        pytest.param("    name: Việc thứ hai", f"    name: Việc Một {HERE}", "procedures.1.000002.name",
                     "đã thuộc thủ tục 1.000001 (Việc thứ nhất)", id="wording of another procedure"),
        pytest.param("[7:00-11:30, 13:30-17:00]", f"[7:00-11:30, 11:00-17:00] {HERE}", "desk.hours.weekly.monday.2",
                     "chồng lên", id="hours that overlap"),
        pytest.param("[7:00-11:30, 13:30-17:00]", f"[11:30-7:00] {HERE}", "desk.hours.weekly.monday.1",
                     "Giờ đóng cửa phải sau giờ mở cửa", id="hours the wrong way round"),
        pytest.param("[7:00-11:30, 13:30-17:00]", f"[bảy giờ] {HERE}", "desk.hours.weekly.monday.1",
                     "'bảy giờ' không phải là khoảng giờ", id="hours in words"),
        pytest.param("      monday:", f"      thu_hai: [7:00-11:30] {HERE}\n      monday:",
                     "desk.hours.weekly.thu_hai", "Không có ngày 'thu_hai'", id="unknown weekday"),
        pytest.param("  hours:\n", f"  hours:\n    closures: [{{first: 2026-12-03, last: 2026-12-01, reason: x}}] {HERE}\n",
                     "desk.hours.closures.1.last", "đứng trước ngày đầu", id="closure that ends before it begins"),
        pytest.param("  hours:\n", f"  hours:\n    make_up_days: [{{day: 2026-08-22, like: sunday, name: x}}] {HERE}\n",
                     "desk.hours.make_up_days.x.like", "ngày có làm việc", id="made up like a day off"),
        pytest.param("  phone: 0262 000 0000", f"  phone: 113 {HERE}", "desk.phone", "ngoặc kép", id="phone as a number"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_facts_is_told_at_its_line(tmp_path: Path, old: str, new: str, path: str, part: str):
    text = facts(old, new)
    problem = only(make(tmp_path, text))
    assert (problem.file, problem.line) == ("procedures.yaml", line_of_mark(text))
    assert problem.path == path
    assert part in problem.message


def test_an_entry_without_a_source_is_refused(tmp_path: Path):
    text = facts("    source: {title: Văn bản mẫu, checked_on: 2026-11-22}\n", "")
    problem = only(make(tmp_path, text))
    assert problem.path == "procedures.1.000001.source"
    assert "Mỗi thủ tục phải có nguồn" in problem.message


@pytest.mark.parametrize(
    ("file", "old", "new", "path", "part"),
    [
        pytest.param("thanks", "  default:\n    vi: Dạ", f"  default:\n    vi: Dạ {{name}} {HERE} Dạ",
                     "replies.default.vi", "không biết chỗ trống {name}", id="unknown placeholder"),
        pytest.param("thanks", "    en: You", f"    en: '' {HERE}\n    # You", "replies.default.en",
                     "chưa có tiếng Anh", id="vi without en"),
        pytest.param("thanks", "kind: service", f"kind: nice {HERE}", "kind", "Chỉ nhận", id="unknown kind"),
        pytest.param("contact", "flow: contact", f"flow: contacts {HERE}", "flow", "Không có kịch bản",
                     id="unknown flow"),
        pytest.param("contact", '[call, map, "#office_hours",', f'[call, "#office_hour"] {HERE}\n  # ',
                     "buttons.answer.2", "không dẫn tới đâu", id="button to nowhere"),
        pytest.param("contact", "  answer: [call", f"  anser: [call] {HERE}\n  answer: [call", "buttons.anser",
                     "Không có câu trả lời", id="button under no reply"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_words_is_told_at_its_line(
    *, tmp_path: Path, file: str, old: str, new: str, path: str, part: str
):
    folder = make(tmp_path)
    place = folder / "intents" / f"{file}.yaml"
    change(place, old, new)
    problems = [
        problem for problem in check(folder) if problem.line == line_of_mark(place.read_text("utf-8"))
    ]
    assert [(problem.file, problem.path) for problem in problems] == [(f"intents/{file}.yaml", path)]
    assert part in problems[0].message


def test_a_reply_too_long_for_one_message_is_refused(tmp_path: Path):
    folder = make(tmp_path)
    change(folder / "intents" / "thanks.yaml", "    vi: Dạ", "    vi: " + "Dạ " * 700)
    assert "Hãy rút gọn" in only(folder).message


def test_a_missing_reply_and_a_missing_file_are_told(tmp_path: Path):
    folder = make(tmp_path)
    (folder / "intents" / "goodbye.yaml").unlink()
    problem = only(folder)
    assert (problem.file, problem.message.split(".")[0]) == (
        "intents/goodbye.yaml",
        "Thiếu tệp intents/goodbye",
    )


def test_a_reply_nobody_says_is_a_warning_and_does_not_stop_the_bot(tmp_path: Path):
    folder = make(tmp_path)
    change(folder / "intents" / "goodbye.yaml", "replies:\n", "replies:\n  spare: {vi: Dạ, en: Yes}\n")
    assert "Không lúc nào bot dùng" in only(folder, warnings=True).message
    assert load(folder).intents["goodbye"].replies["spare"]


def test_all_mistakes_are_told_at_once_and_in_the_order_of_the_files(tmp_path: Path):
    folder = make(tmp_path, facts("vnd: 8000", "vnd: a").replace("confidence: low", "confidence: b"))
    change(folder / "intents" / "thanks.yaml", "kind: service", "kind: c")
    with pytest.raises(ContentError) as caught:
        load(folder)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == [
        "intents/thanks.yaml",
        "procedures.yaml",
        "procedures.yaml",
    ]


def test_a_folder_that_is_not_there_is_a_content_error(tmp_path: Path):
    with pytest.raises(ContentError, match="Không thấy tệp"):
        load(tmp_path / "nowhere")


def test_the_small_folder_itself_is_right(tmp_path: Path):
    assert check(make(tmp_path)) == []
