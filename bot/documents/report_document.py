"""A report as an administrative document, ready for number, date and signature."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm

from bot.documents import administrative as layout
from bot.documents.charts import outcome_chart, received_chart
from bot.documents.grid import add_grid
from bot.documents.office import Office
from bot.reports.activity import content_rate
from bot.reports.report import Report
from bot.reports.tables import (
    BRIEF,
    HIDDEN_NOTE,
    Gap,
    Share,
    asked,
    bot,
    cell,
    fields,
    meanings,
    procedures,
    totals,
)
from bot.reports.writing import written

ABOUT = "Kết quả tiếp nhận, giải quyết hồ sơ thủ tục hành chính"
TEXT_MM = layout.WIDTH_MM - layout.LEFT_MM - layout.RIGHT_MM
LANDSCAPE_MM = layout.HEIGHT_MM - layout.LEFT_MM - layout.RIGHT_MM
PICTURE_MM = 135
SMALL_PT = 10


def report_document(report: Report, office: Office, today: date) -> bytes:
    """
    Give the DOCX.

    Args:
        today: Its year stands in the date that the clerk completes.

    """
    document = layout.new_document(f"{ABOUT} {report.period.title}")
    layout.add_heading(document, office, layout.sign_of("BC", office), today.year)
    layout.add_title(document, "BÁO CÁO", f"{ABOUT} {report.period.title}")
    layout.add_body(
        document,
        f"{office.name} báo cáo kết quả tiếp nhận, giải quyết hồ sơ thủ tục hành chính {report.period.title} "
        f"({report.period.days}) như sau:",
    )
    _received(document, report)
    _handled(document, report)
    _compared(document, report)
    _bot(document, report)
    _faults(document, report)
    layout.add_signature(
        document, (f"Chủ tịch UBND {office.commune} (để báo cáo)", "Lưu: VT"), office.signer_title
    )
    _appendix(document, report, office)
    return layout.document_bytes(document)


def _number(report: Report, name: str) -> str:
    return written(cell(report.total.of[name]))


def _received(document: Any, report: Report) -> None:
    layout.add_section_title(document, "1. Tiếp nhận")
    unknown = report.total.of["received_unknown"]
    rest = f"; không rõ hình thức nộp {_number(report, 'received_unknown')}" if unknown != 0 else ""
    layout.add_body(
        document,
        f"Số hồ sơ phải giải quyết trong kỳ: {_number(report, 'handled')}, gồm {_number(report, 'carried_over')} hồ sơ "
        f"kỳ trước chuyển sang và {_number(report, 'received')} hồ sơ tiếp nhận trong kỳ. Trong số tiếp nhận: trực tiếp, "
        f"bưu chính {_number(report, 'received_counter')}; trực tuyến một phần {_number(report, 'received_online_part')}; "
        f"trực tuyến toàn trình {_number(report, 'received_online_full')}{rest}.",
    )
    _picture(document, received_chart(report), "Hình 1. Hồ sơ tiếp nhận theo hình thức nộp")


def _handled(document: Any, report: Report) -> None:
    layout.add_section_title(document, "2. Giải quyết")
    rate = report.total.in_time_rate
    share = f", tỷ lệ trước và đúng hạn {f'{rate * 100:.1f}'.replace('.', ',')}%" if rate is not None else ""
    layout.add_body(
        document,
        f"Đã giải quyết {_number(report, 'processed')} hồ sơ: trước hạn {_number(report, 'processed_ahead')}, đúng hạn "
        f"{_number(report, 'processed_on_time')}, quá hạn {_number(report, 'processed_late')}{share}. Đang giải quyết "
        f"{_number(report, 'in_process')} hồ sơ: trong hạn {_number(report, 'in_process_within')}, đã quá hạn "
        f"{_number(report, 'in_process_past')}. Người dân rút {_number(report, 'withdrawn')}; từ chối tiếp nhận "
        f"{_number(report, 'refused')}; đã trả kết quả {_number(report, 'returned')}.",
    )
    if report.total.median_days is not None and report.total.ninetieth_days is not None:
        layout.add_body(
            document,
            f"Một nửa số hồ sơ xong trong {written(report.total.median_days)} ngày làm việc; 90% xong trong "
            f"{written(report.total.ninetieth_days)} ngày làm việc, kể cả thời gian chờ người dân.",
        )
    _picture(
        document,
        outcome_chart(report),
        "Hình 2. Kết quả giải quyết theo lĩnh vực (số hồ sơ phải giải quyết trong ngoặc)",
    )


def _compared(document: Any, report: Report) -> None:
    layout.add_section_title(document, "3. So với kỳ trước")
    before = report.period.before()
    if report.before is None:
        about = "Không nêu số kỳ trước ở bản công khai này, vì từ đó tính ra được số của nhóm dưới 5 hồ sơ."
    elif any(number != 0 for number in report.before.of.values()):
        about = f"Kỳ trước: {before.title} ({before.days})."
    else:
        about = f"Không có hồ sơ nào của kỳ trước, {before.title} ({before.days}), để so sánh."
    layout.add_body(document, about)
    layout.add_text(document, "", size=4)
    add_grid(document, totals(report), (73, 23, 23, 23, 23), size=11)
    if report.is_public:
        layout.add_text(document, HIDDEN_NOTE, size=11, italic=True, before=4)


def _bot(document: Any, report: Report) -> None:
    layout.add_section_title(document, "4. Trợ lý trên Zalo")
    of = report.activity.of

    def number(name: str) -> str:
        return written(cell(of[name], Gap.HIDDEN if report.is_public else Gap.NOTHING))

    rate = content_rate(of)
    share = f"; {written(Share(rate))} số lần trả lời là hài lòng" if rate is not None else ""
    layout.add_body(
        document,
        f"Người dân đã nhắn: {number('citizens')}; tin nhắn: {number('messages')}, trong đó gửi ngoài giờ làm việc "
        f"{number('outside_hours')}. Đã trả lời {number('answered')}, phải hỏi lại {number('asked_back')}, chưa hiểu "
        f"{number('not_understood')}, chuyển cán bộ {number('handed_over')}. Hỏi mức hài lòng {number('asked')} lần"
        f"{share}. Đã xoá dữ liệu theo yêu cầu {number('erasures')} lần.",
    )
    layout.add_text(document, "", size=4)
    add_grid(document, bot(report), (73, 23, 23, 23, 23), size=11)
    for note in report.activity.notes:
        layout.add_text(document, note, size=11, italic=True, before=4)


def _faults(document: Any, report: Report) -> None:
    if report.faults:
        layout.add_section_title(document, "5. Số chưa khớp, cần xem lại trước khi ký")
        for fault in report.faults:
            layout.add_body(document, f"- {fault}")


def _picture(document: Any, png: bytes | None, title: str) -> None:
    if png is None:
        return
    paragraph = layout.add_text(document, "", align=ALIGN.CENTER, before=6)
    paragraph.add_run().add_picture(io.BytesIO(png), width=Mm(PICTURE_MM))
    paragraph.paragraph_format.keep_with_next = True
    layout.add_text(document, title, size=12, italic=True, align=ALIGN.CENTER)


def _appendix(document: Any, report: Report, office: Office) -> None:
    layout.add_landscape_section(document)
    layout.add_text(document, "Phụ lục", bold=True, align=ALIGN.CENTER)
    layout.add_text(
        document,
        f"SỐ LIỆU {report.period.title.upper()} THEO LĨNH VỰC, THỦ TỤC",
        bold=True,
        align=ALIGN.CENTER,
    )
    sign = layout.sign_of("BC", office)
    note = f"(Kèm theo Báo cáo số {'…' * 4}/{sign} ngày {'…' * 2} tháng {'…' * 2} năm {'…' * 2})"
    layout.add_text(document, note, italic=True, align=ALIGN.CENTER, size=13)
    numbers = len(BRIEF) + 2
    for table, first in ((fields(report, BRIEF), (60.0,)), (procedures(report, BRIEF), (32.0, 70.0))):
        if table.rows:
            _table_title(document, table.title)
            width = (LANDSCAPE_MM - sum(first)) / numbers
            add_grid(document, table, (*first, *(width for _ in range(numbers))), size=SMALL_PT)
    for table in asked(report):
        _table_title(document, table.title)
        add_grid(document, table, (LANDSCAPE_MM - 80, 40, 40), size=SMALL_PT)
    _table_title(document, "Cách tính")
    add_grid(document, meanings(report), (60, LANDSCAPE_MM - 60), size=SMALL_PT)


def _table_title(document: Any, title: str) -> None:
    layout.add_text(document, title, bold=True, before=10, size=13).paragraph_format.keep_with_next = True
