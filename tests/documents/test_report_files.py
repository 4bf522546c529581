"""The same report in every kind of file."""

from __future__ import annotations

import csv
import io
from datetime import date

import numpy as np
import pytest
from docx.shared import Mm
from openpyxl import load_workbook
from PIL import Image

from bot.documents.charts import outcome_chart, received_chart
from bot.documents.csv_file import csv_bytes
from bot.documents.report_document import report_document
from bot.documents.terminal import text_of
from bot.documents.workbook import workbook_bytes
from bot.domain.dossier import DossierState as State
from bot.reports import make_report
from bot.reports.activity import Recorded
from bot.reports.public import public_version
from tests.documents.sample import OFFICE, opened, texts
from tests.reports.sample import HOURS, OCTOBER, YEAR, dossier, on, reference_case

TODAY = date(2026, 11, 25)
HOSTILE = ("=1+1", "+84", "-2", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")')


@pytest.fixture(scope="module")
def reference():
    return make_report(reference_case(), YEAR, HOURS, Recorded())


@pytest.fixture(scope="module")
def document(reference):
    return report_document(reference, OFFICE, TODAY)


@pytest.fixture(scope="module")
def hostile():
    dossiers = [dossier(procedure_name=name, field=name, procedure_code=None, code=name) for name in HOSTILE]
    return make_report(dossiers, OCTOBER, HOURS, Recorded())


def test_the_document_has_every_part_of_an_administrative_document_in_its_order(document):
    found = texts(document)
    places = [
        next(number for number, text in enumerate(found) if wanted in text)
        for wanted in (
            "ỦY BAN NHÂN DÂN XÃ MẪU", "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG XÃ MẪU", "Số: …", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc", "Mẫu, ngày ……", "BÁO CÁO", "giải quyết hồ sơ thủ tục hành chính năm 2023",
            "1. Tiếp nhận", "2. Giải quyết", "3. So với kỳ trước", "4. Trợ lý trên Zalo", "Nơi nhận:", "GIÁM ĐỐC", "Phụ lục",
        )
    ]  # fmt: skip
    assert places == sorted(places)


def test_the_page_is_a4_with_the_margins_and_letters_of_the_decree(document):
    made = opened(document)
    page = made.sections[0]
    assert [round(length.mm) for length in (page.page_width, page.page_height)] == [210, 297]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(length.mm) for length in margins] == [20, 20, 30, 15]
    style = made.styles["Normal"].font
    assert style.name == "Times New Roman"
    assert 13 <= style.size.pt <= 14
    assert page.different_first_page_header_footer


def test_the_document_tells_the_reference_figures_and_the_ninety_in_process(document):
    told = " ".join(texts(document))
    for words in (
        "37.384, gồm 0 hồ sơ kỳ trước chuyển sang và 37.384 hồ sơ tiếp nhận trong kỳ",
        "bưu chính 24.879; trực tuyến một phần 5.090; trực tuyến toàn trình 7.415",
        "Đã giải quyết 37.294 hồ sơ: trước hạn 21.415, đúng hạn 15.879, quá hạn 0, tỷ lệ trước và đúng hạn 100,0%",
        "Đang giải quyết 90 hồ sơ: trong hạn 90, đã quá hạn 0",
    ):
        assert words in told


def test_the_pictures_fit_between_the_margins(document):
    made = opened(document)
    assert len(made.inline_shapes) == 2
    assert all(shape.width <= Mm(165) for shape in made.inline_shapes)


def test_charts_use_no_colour(reference):
    for png in (received_chart(reference), outcome_chart(reference)):
        red, green, blue = np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).transpose(2, 0, 1)
        assert (red == green).all()
        assert (green == blue).all()
        assert red.min() < 64
        assert red.max() == 255


def test_what_does_not_add_up_is_shown_before_the_signature():
    wrong = dossier(state=State.RETURNED, finished_on=on(29, 9), returned_on=on(29, 9))
    found = texts(report_document(make_report([wrong], OCTOBER, HOURS, Recorded()), OFFICE, TODAY))
    assert found.index("5. Số chưa khớp, cần xem lại trước khi ký") < found.index("Nơi nhận:")


def test_a_public_document_shows_no_hidden_number_in_text_table_or_chart():
    dossiers = [
        *(dossier(code=f"a{number}", state=State.RETURNED, finished_on=on(9), returned_on=on(9)) for number in range(30)),
        *(dossier(code=f"b{number}", state=State.RETURNED, due_on=on(7), finished_on=on(9), returned_on=on(9)) for number in range(3)),
    ]  # fmt: skip
    report = public_version(make_report(dossiers, OCTOBER, HOURS, Recorded()))
    assert outcome_chart(report) is None
    told = " ".join(texts(report_document(report, OFFICE, TODAY)))
    assert "trước hạn *, đúng hạn 0, quá hạn *." in told
    assert "dưới 5 hồ sơ" in told


def test_the_workbook_holds_numbers_as_numbers_and_every_table(reference):
    book = load_workbook(io.BytesIO(workbook_bytes(reference, OFFICE)))
    assert book.sheetnames == [
        "Tổng hợp",
        "Theo lĩnh vực",
        "Theo thủ tục",
        "Trợ lý trên Zalo",
        "Ghi chú về trợ lý",
        "Cách tính",
    ]
    cells = {row[0].value: row[1].value for row in book["Tổng hợp"].iter_rows(min_row=5)}
    assert (cells["Tiếp nhận trong kỳ"], cells["Đang giải quyết"], cells["Tỷ lệ trước và đúng hạn"]) == (
        37_384,
        90,
        1.0,
    )
    last = [cell.value for cell in list(book["Theo lĩnh vực"].rows)[-1]]
    assert last[:2] == ["Cộng", 37_384]


def test_cells_that_begin_like_formulas_stay_text_in_the_workbook(hostile):
    book = load_workbook(io.BytesIO(workbook_bytes(hostile, OFFICE)))
    cells = [cell for sheet in book for row in sheet.rows for cell in row]
    assert {name.strip() for name in HOSTILE} <= {cell.value for cell in cells}
    assert {cell.data_type for cell in cells if isinstance(cell.value, str)} == {"s"}
    assert all(cell.quotePrefix for cell in cells if cell.value == "=1+1")


def test_cells_that_begin_like_formulas_stay_text_in_csv(hostile):
    rows = list(csv.reader(io.StringIO(csv_bytes(hostile).decode("utf-8-sig"), newline="")))
    texts_told = [
        cell
        for row in rows
        for cell in row
        if cell.strip("'") and not cell.lstrip("-").replace(".", "").isdigit()
    ]
    assert "'=1+1" in texts_told
    assert not [cell for cell in texts_told if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_csv_has_one_line_for_each_number(reference):
    rows = list(csv.DictReader(io.StringIO(csv_bytes(reference).decode("utf-8-sig"), newline="")))
    (late,) = [
        row for row in rows if (row["Bảng"], row["Chỉ tiêu"], row["Cột"]) == ("Tổng hợp", "Quá hạn", "Kỳ này")
    ]
    assert late["Giá trị"] == "0"
    births = [
        row["Giá trị"]
        for row in rows
        if row["Thủ tục"].startswith("Đăng ký khai sinh") and row["Chỉ tiêu"] == "Đã giải quyết"
    ]
    assert len(births) == 1


def test_the_terminal_table_lines_up_and_tells_the_same(reference):
    told = text_of(reference, OFFICE.name)
    lines = told.splitlines()
    heading = next(line for line in lines if line.startswith("Chỉ tiêu"))
    total = next(line for line in lines if line.startswith("Tiếp nhận trong kỳ"))
    assert total.index("37.384") + len("37.384") == heading.index("Kỳ này") + len("Kỳ này")
    assert "Không rõ hình thức" not in told  # nothing to tell, so no line
