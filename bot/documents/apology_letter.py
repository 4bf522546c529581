"""
The letter of apology with a new date, for number, date and signature; what is not known is a dotted line.

Its words stand here and not among the bot's replies: an officer reads, completes and signs it.

Source: public-service facts 6; layout by Decree 30/2020/NĐ-CP.
"""

from __future__ import annotations

from datetime import date

from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from bot.documents import administrative as layout
from bot.documents.grid import add_grid
from bot.documents.office import Office
from bot.domain.apology import Apology
from bot.reports.tables import Table

TITLE = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
_WIDTHS_MM = (55, layout.WIDTH_MM - layout.LEFT_MM - layout.RIGHT_MM - 55)


def apology_letter(apology: Apology, office: Office, today: date) -> bytes:
    """
    Give the DOCX. The citizen's name is no part of what the bot keeps: it is filled in by hand.

    Args:
        today: Tells whether the due date has passed, and the year of the letter.

    """
    document = layout.new_document(f"{TITLE} - {apology.dossier.code}")
    layout.add_heading(document, office, layout.sign_of("PXL", office), today.year)
    layout.add_title(document, TITLE, "")
    layout.add_text(document, f"Kính gửi: Ông/Bà {layout.DOTS}", align=ALIGN.CENTER, before=12)
    layout.add_body(document, _opening(apology, office, today))
    layout.add_text(document, "", size=4)
    add_grid(document, _facts(apology, office), _WIDTHS_MM, size=13)
    day = f"{apology.new_due_on:%d/%m/%Y}"
    layout.add_body(
        document,
        f"{office.name} xin lỗi Ông/Bà vì sự chậm trễ này, và vì thời gian, công sức mà Ông/Bà phải bỏ thêm. Kết quả "
        f"sẽ được trả vào lúc {layout.SHORT_DOTS} giờ, ngày {day}, tại {office.address}, hoặc theo cách Ông/Bà đã chọn "
        "khi nộp hồ sơ.",
    )
    layout.add_body(document, "Trân trọng cảm ơn và mong Ông/Bà thông cảm.")
    layout.add_signature(document, ("Như trên", "Lưu: VT, hồ sơ"), office.signer_title)
    return layout.document_bytes(document)


def _opening(apology: Apology, office: Office, today: date) -> str:
    due = apology.dossier.due_on
    how = "đến nay chưa" if due is not None and due < today else "không thể"
    return (
        f"{office.name} đã nhận hồ sơ của Ông/Bà nhưng {how} trả kết quả đúng ngày đã hẹn. "
        "Chúng tôi báo để Ông/Bà biết:"
    )


def _facts(apology: Apology, office: Office) -> Table:
    dossier = apology.dossier
    rows = (
        ("Mã hồ sơ", dossier.code),
        ("Thủ tục", dossier.procedure_name),
        ("Ngày tiếp nhận", f"{dossier.received_on:%d/%m/%Y}"),
        ("Ngày hẹn trả trước đây", f"{dossier.due_on:%d/%m/%Y}" if dossier.due_on else layout.DOTS),
        ("Lý do chậm", " ".join(apology.reason.split())),
        ("Ngày hẹn trả mới", f"{apology.new_due_on:%d/%m/%Y}"),
        ("Đơn vị giải quyết", dossier.desk or layout.DOTS),
        ("Người chịu trách nhiệm", layout.DOTS),
        ("Điện thoại để hỏi", office.phone or layout.DOTS),
    )
    return Table(name="apology", title=TITLE, head=("Nội dung", "Hồ sơ của Ông/Bà"), rows=rows)
