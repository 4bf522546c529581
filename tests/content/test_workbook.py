"""Procedures go out to a workbook and come back: what was not touched is the same letter for letter."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from bot.content import load
from bot.content.change_words import TERMS
from bot.content.changes import changes
from bot.content.columns import CASES, PAPERS, PROCEDURES, SHEETS, WORDINGS
from bot.content.error_book import TITLE
from bot.content.export import export
from bot.content.workbook import Tried, entries_of, try_workbook
from bot.domain.procedure import Channel, Confidence, OnlineLevel, Procedure
from bot.errors import ContentError
from tests.content.folder import DESK, REAL, make
from tests.content.folder import PROCEDURES as SMALL

RICH = (
    DESK
    + SMALL
    + """\
  # ---- mẫu thứ ba
  - code: "1.000890"   # mã có số không ở cuối
    name: Việc thứ ba
    field: mẫu khác
    confidence: high
    also_called: [việc ba]
    submit:
      - {name: Tờ khai, originals: 1, copies: 0}   # ghi số không
      - {name: Đơn, when: "=1+1 không phải công thức"}
    show:
      - name: Căn cước
    takes: {text: Ba ngày, working_days: 3, cases: [{when: xác minh, text: 5 ngày}]}
    fee: {text: Theo mức, cases: [{when: quá hạn, text: 9.000 đồng}], exempt: hộ nghèo}
    channels: [online, counter]
    online_level: part
    legal_basis:
      - Luật một
      - Luật hai
    notes: ["-5 điểm", '“trích” dẫn']
    source: {title: Văn bản mẫu, checked_on: 2026-11-22, url: https://mau.vn}
"""
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "content", RICH)


@pytest.fixture
def book(folder: Path) -> Workbook:
    return exported(folder)


def exported(folder: Path) -> Workbook:
    return load_workbook(io.BytesIO(export(entries_of(folder), load(folder).version, lambda: None)))


def tried(book: Workbook, folder: Path) -> Tried:
    path = folder.parent / "sửa.xlsx"
    book.save(path)
    return try_workbook(path, folder)


def told(book: Workbook, folder: Path) -> list[str]:
    """What taking the workbook in would change, where nothing in it is wrong."""
    result = tried(book, folder)
    assert [str(fault) for fault in result.faults] == []
    assert result.content is not None
    return [str(change) for change in changes(load(folder), result.content)]


def cell(book: Workbook, sheet: str, title: str, row: int):
    return next(cells[row - 1] for cells in book[sheet].iter_cols(max_row=row) if cells[0].value == title)


def test_our_own_procedures_go_out_and_come_back_byte_for_byte(tmp_path):
    path = tmp_path / "thủ tục.xlsx"
    path.write_bytes(export(entries_of(REAL), load(REAL).version, lambda: None))
    result = try_workbook(path, REAL)
    assert result.faults == ()
    assert result.exported_from == load(REAL).version
    assert result.edited is not None
    assert result.edited.body == (REAL / "procedures.yaml").read_bytes()
    assert result.content is not None
    assert changes(load(REAL), result.content) == ()


def test_every_field_of_a_procedure_has_its_place_on_a_sheet():
    """A field that staff could not see would be thought absent."""
    paths = {column.path[0] for column in SHEETS[PROCEDURES]}
    elsewhere = {"also_called", "submit", "show"}  # on the sheets of wordings and papers
    assert paths | elsewhere == set(Procedure.__dataclass_fields__)


def test_the_drop_downs_offer_every_term_and_no_other():
    words = {column.title: column.words for column in SHEETS[PROCEDURES] if column.words}
    assert set(words["Độ tin cậy"].items()) == {(TERMS[each], each.value) for each in Confidence}
    assert set(words["Mức nộp trên mạng"].items()) == {(TERMS[each], each.value) for each in OnlineLevel}
    ways = {column.path[1] for column in SHEETS[PROCEDURES] if column.path[0] == "channels"}
    assert ways == {each.value for each in Channel}


def test_the_workbook_is_made_for_hands(book):
    """Frozen and explained heads, wrapped text, real dates, codes that stay text, drop-downs, instructions first."""
    assert book.sheetnames[:5] == ["Hướng dẫn", PROCEDURES, PAPERS, CASES, WORDINGS]
    assert "motcua catalogue import" in book["Hướng dẫn"]["A2"].value
    sheet = book[PROCEDURES]
    assert sheet.freeze_panes == "C2"
    assert all(head.comment is not None for head in sheet[1])
    assert cell(book, PROCEDURES, "Ngày xem nguồn", 2).value == datetime.fromisoformat("2026-11-22")
    assert cell(book, PROCEDURES, "Mã thủ tục", 4).data_type == "s"
    assert sheet.column_dimensions["A"].number_format == "@"
    assert sheet["B2"].alignment.wrap_text
    offered = {choice.formula1 for choice in sheet.data_validations.dataValidation}
    assert {'"cao,vừa,thấp"', '"toàn trình,một phần"', '"có"', "'Danh sách'!$A$1:$A$2"} == offered


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_a_cell_that_begins_like_a_formula_stays_text(folder, sign):
    facts = (folder / "procedures.yaml").read_text("utf-8").replace("Việc thứ hai", f'"{sign}SUM(1;2)"')
    (folder / "procedures.yaml").write_text(facts, "utf-8")
    book = exported(folder)
    name = cell(book, PROCEDURES, "Tên thủ tục", 3)
    assert (name.value, name.data_type, name.quotePrefix) == (f"{sign}SUM(1;2)", "s", True)
    assert told(book, folder) == []


def edit(sheet, title, row, value):
    def change(book):
        cell(book, sheet, title, row).value = value

    return change


def add(sheet, *values):
    return lambda book: book[sheet].append(values)


def drop(sheet, row):
    return lambda book: book[sheet].delete_rows(row)


@pytest.mark.parametrize(
    ("change", "lines"),
    [
        pytest.param(edit(PROCEDURES, "Lệ phí (đồng)", 2, 0), ["Việc thứ nhất: lệ phí 8.000 đồng -> miễn phí"], id="fee"),
        pytest.param(edit(PROCEDURES, "Lệ phí (đồng)", 2, "30.000 đồng"), ["Việc thứ nhất: lệ phí 8.000 đồng -> 30.000 đồng"], id="fee in words"),
        pytest.param(edit(PROCEDURES, "Lệ phí (đồng)", 2, None), ["Việc thứ nhất: lệ phí 8.000 đồng -> chưa ghi"], id="fee emptied"),
        pytest.param(edit(PROCEDURES, "Độ tin cậy", 3, "Vừa"), ["Việc thứ hai: độ tin cậy thấp -> vừa"], id="drop-down"),
        pytest.param(edit(PROCEDURES, "Ngày xem nguồn", 2, date(2026, 12, 1)),
                     ["Việc thứ nhất: ngày xem nguồn 22/11/2026 -> 01/12/2026"], id="date"),
        pytest.param(edit(PROCEDURES, "Ngày xem nguồn", 2, 46357), ["Việc thứ nhất: ngày xem nguồn 22/11/2026 -> 01/12/2026"], id="date as Excel's number"),
        pytest.param(edit(PROCEDURES, "Ngày xem nguồn", 2, "1/12/2026"), ["Việc thứ nhất: ngày xem nguồn 22/11/2026 -> 01/12/2026"], id="date as text"),
        pytest.param(edit(PROCEDURES, "Mã thủ tục", 4, 1.00089), [], id="code made a number"),
        pytest.param(edit(PROCEDURES, "Mã thủ tục", 4, "1,000890"), [], id="code with a comma"),
        pytest.param(edit(PROCEDURES, "Mã thủ tục", 4, "‘1.000890’ "), [], id="code in curly quotes"),
        pytest.param(edit(PROCEDURES, "Tên thủ tục", 4, unicodedata.normalize("NFD", " Việc  thứ ba\xa0")), [], id="decomposed, with spaces"),
        pytest.param(edit(PROCEDURES, "Lưu ý", 4, '-5 điểm\r\n"trích” dẫn \n'), [], id="curly quotes and line ends"),
        pytest.param(edit(PROCEDURES, "Lưu ý", 4, "-5 điểm\nmột ý nữa"),
                     ["Việc thứ ba: bỏ lưu ý “\u201ctrích\u201d dẫn”", "Việc thứ ba: thêm lưu ý “một ý nữa”"], id="list in a cell"),
        pytest.param(edit(PROCEDURES, "Nộp tại quầy", 4, None), ["Việc thứ ba: bỏ cách nộp tại quầy"], id="way to hand in"),
        pytest.param(edit(PAPERS, "Bản sao", 2, 2), ["Việc thứ ba: giấy phải nộp “Tờ khai”: số bản sao 0 -> 2"], id="paper"),
        pytest.param(drop(PAPERS, 3), ["Việc thứ ba: bỏ giấy phải nộp “Đơn” (khi nào cần “=1+1 không phải công thức”)"], id="paper less"),
        pytest.param(add(CASES, "1.000001", None, "thời gian", "gấp", "1 ngày"),
                     ["Việc thứ nhất: thêm thời gian từng trường hợp “gấp” (“1 ngày”)"], id="case more"),
        pytest.param(add(WORDINGS, "1.000002", None, "việc hai hai"), ["Việc thứ hai: thêm cách gọi “việc hai hai”"], id="wording more"),
        pytest.param(drop(WORDINGS, 2), ["Việc thứ nhất: bỏ cách gọi “việc một”"], id="wording less"),
        pytest.param(drop(PROCEDURES, 4), ["Việc thứ ba: bỏ thủ tục này (mã 1.000890)"], id="procedure less, its papers left"),
        pytest.param(drop(PROCEDURES, 3), ["Việc thứ hai: bỏ thủ tục này (mã 1.000002)"], id="procedure less"),
        pytest.param(add(PROCEDURES, "1.000009", "Việc chín", None, None, "mẫu", "thấp", *[None] * 17, "Nguồn mẫu", date(2026, 11, 1)),
                     ["Việc chín: thêm thủ tục này (mã 1.000009)"], id="procedure more"),
    ],
)  # fmt: skip
def test_an_edit_in_the_workbook_is_the_one_change(folder, book, change, lines):
    change(book)
    assert told(book, folder) == lines


def test_what_was_not_touched_stays_letter_for_letter(folder, book):
    cell(book, PROCEDURES, "Kết quả", 4).value = "Giấy chứng nhận"
    result = tried(book, folder)
    assert result.edited is not None
    before, after = RICH.splitlines(), result.edited.body.decode().splitlines()
    assert [line for line in after if line not in before] == ["    result: Giấy chứng nhận"]
    assert [line for line in before if line not in after] == []


def test_columns_and_rows_may_be_moved_and_columns_added(folder, book):
    sheet = book[PROCEDURES]
    rows = [[each.value for each in row] for row in sheet.iter_rows()]
    book.remove(sheet)
    moved = book.create_sheet(PROCEDURES.upper())
    for row in (rows[0], *reversed(rows[1:])):
        moved.append(["ghi chú riêng", *reversed(row)])
    assert told(book, folder) == []


@pytest.mark.parametrize(
    ("change", "place", "part"),
    [
        pytest.param(edit(PROCEDURES, "Lệ phí (đồng)", 2, "tám nghìn"), (PROCEDURES, "H2"), "'tám nghìn' không phải là số", id="no number"),
        pytest.param(edit(PROCEDURES, "Độ tin cậy", 2, "chắc"), (PROCEDURES, "F2"), "Chỉ nhận: cao, vừa, thấp", id="no such choice"),
        pytest.param(edit(PROCEDURES, "Ngày xem nguồn", 2, "hôm qua"), (PROCEDURES, "Y2"), "không phải là ngày", id="no date"),
        pytest.param(edit(PROCEDURES, "Ngày xem nguồn", 2, "31/02/2026"), (PROCEDURES, "Y2"), "không phải là ngày", id="no such day"),
        pytest.param(edit(PROCEDURES, "Nguồn", 2, None), (PROCEDURES, "X2"), "Còn trống", id="needed cell empty"),
        pytest.param(edit(PROCEDURES, "Tên thủ tục", 2, "=A1"), (PROCEDURES, "B2"), "công thức", id="formula"),
        pytest.param(edit(PROCEDURES, "Tên thủ tục", 2, datetime.fromisoformat("2026-02-01")), (PROCEDURES, "B2"), "ngày giờ", id="text made a date"),
        pytest.param(edit(PROCEDURES, "Mã thủ tục", 3, "1.000001"), (PROCEDURES, "A3"), "đã có ở dòng 2", id="code twice"),
        pytest.param(edit(PROCEDURES, "Mã thủ tục", 3, "khai sinh"), (PROCEDURES, "A3"), "không phải mã thủ tục", id="no code"),
        pytest.param(edit(PAPERS, "Mã thủ tục", 2, "1.009999"), (PAPERS, "A2"), "Không có thủ tục nào mã 1.009999", id="paper of nobody"),
        pytest.param(lambda book: book[PAPERS].merge_cells("A2:A3"), (PAPERS, "A2"), "bị gộp", id="merged cells"),
        pytest.param(add(WORDINGS, "1.000002", None, "Việc một"), (WORDINGS, "C5"), "đã thuộc thủ tục 1.000001", id="wording of another"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_marked_with_its_reason_and_nothing_is_taken(folder, book, change, place, part):
    change(book)
    result = tried(book, folder)
    assert (result.edited, result.content) == (None, None)
    assert any(part in fault.message for fault in result.faults)
    marked = load_workbook(io.BytesIO(result.marked))
    sheet, at = place
    assert part in marked[sheet][at].comment.text
    assert marked[sheet][at].fill.fgColor.rgb.endswith("FFC7CE")
    assert marked.sheetnames[0] == TITLE
    assert any(row[:2] == place and part in row[2] for row in marked[TITLE].iter_rows(values_only=True))


def test_the_marked_workbook_can_be_put_right_and_taken_in_itself(folder, book):
    cell(book, PROCEDURES, "Lệ phí (đồng)", 2).value = "tám nghìn"
    marked = load_workbook(io.BytesIO(tried(book, folder).marked))
    cell(marked, PROCEDURES, "Lệ phí (đồng)", 2).value = 9000
    assert told(marked, folder) == ["Việc thứ nhất: lệ phí 8.000 đồng -> 9.000 đồng"]


def test_a_workbook_marked_again_shows_only_what_is_still_wrong(folder, book):
    cell(book, PROCEDURES, "Lệ phí (đồng)", 2).value = "tám nghìn"
    cell(book, PROCEDURES, "Lệ phí (đồng)", 3).value = "chín nghìn"
    marked = load_workbook(io.BytesIO(tried(book, folder).marked))
    cell(marked, PROCEDURES, "Lệ phí (đồng)", 2).value = 9000
    again = load_workbook(io.BytesIO(tried(marked, folder).marked))
    assert cell(again, PROCEDURES, "Lệ phí (đồng)", 2).comment is None
    assert "chín nghìn" in cell(again, PROCEDURES, "Lệ phí (đồng)", 3).comment.text
    assert again[TITLE].max_row == 2


def test_a_removed_procedure_that_something_still_leads_to_is_refused(tmp_path):
    code = load(REAL).life_events["bereavement"].steps[0].procedure
    left = [entry for entry in entries_of(REAL) if entry["code"] != code]
    path = tmp_path / "a.xlsx"
    path.write_bytes(export(left, load(REAL).version, lambda: None))
    result = try_workbook(path, REAL)
    assert [fault for fault in result.faults if "life_events.yaml" in fault.message and code in fault.message]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), body)
    return out.getvalue()


BOOK = {"xl__workbook_xml": b"<workbook/>"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("body", "part"),
    [
        pytest.param(b"", "tệp trống", id="empty"),
        pytest.param(b"ma,ten\n1.001193,Khai sinh\n", "đổi đuôi tệp thì chưa đủ", id="csv with another name"),
        pytest.param(zipped(a=b"x"), "tệp nén", id="zip"),
        pytest.param(zipped(content_xml=b"<x/>"), ".ods", id="ods"),
        pytest.param(zipped(**BOOK)[:60], "tệp hỏng", id="cut off"),
        pytest.param(zipped(**BOOK), "tệp hỏng ở bên trong", id="nothing inside"),
        pytest.param(zipped(**BOOK, xl__a_xml=bytes(50_000_000)), "bung ra quá lớn", id="zip bomb"),
        pytest.param(zipped(xl__workbook_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "không do Excel", id="entities"),
        pytest.param(zipped(**BOOK, xl__vbaProject_bin=b"x"), "macro", id="macros"),
        pytest.param(OLE, "đời cũ (.xls)", id="old Excel"),
        pytest.param(OLE + "EncryptedPackage".encode("utf-16-le"), "mật khẩu", id="password"),
        pytest.param(bytes(50_000_000), "lớn hơn 10 MB", id="50 MB"),
        pytest.param(None, "không thấy tệp", id="not there"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_workbook_is_refused_with_what_to_do(folder, body, part):
    path = folder.parent / "a.xlsx"
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(ContentError, match=r"Hãy") as caught:
        try_workbook(path, folder)
    assert part in str(caught.value)


def retitled(book):
    cell(book, PROCEDURES, "Lệ phí (đồng)", 1).value = "Giá"


def twice(book):
    cell(book, PROCEDURES, "Lệ phí (đồng)", 1).value = "Nguồn"


def far_away(book):
    book[WORDINGS]["A30000"] = "1.000001"


@pytest.mark.parametrize(
    ("change", "part"),
    [
        pytest.param(lambda book: book.remove(book[PAPERS]), "Thiếu bảng “Giấy tờ”", id="sheet missing"),
        pytest.param(retitled, "thiếu cột “Lệ phí (đồng)” ở dòng đầu. Có cột lạ: Giá", id="column renamed"),
        pytest.param(twice, "có hai cột “Nguồn”", id="column twice"),
        pytest.param(
            lambda book: book[PROCEDURES].delete_rows(2, 9), "xoá mọi thủ tục", id="no procedure left"
        ),
        pytest.param(far_away, "dài quá 20000 dòng", id="a cell far below"),
    ],
)
def test_a_workbook_without_its_shape_is_refused_with_what_to_do(folder, book, change, part):
    change(book)
    with pytest.raises(ContentError) as caught:
        tried(book, folder)
    assert part in str(caught.value)
