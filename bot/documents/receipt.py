"""
The printed receipt that lets a citizen follow a dossier in Zalo: A5, a QR code, and the token to type.

Its words stand here and not among the bot's replies, for they belong to a sheet of paper.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import segno
from matplotlib import rc_context
from matplotlib.backends.backend_pdf import FigureCanvasPdf
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath

from bot.documents.office import Office
from bot.domain.dossier import Dossier
from bot.domain.receipt_token import in_groups

WIDTH_MM, HEIGHT_MM, MARGIN_MM = 148, 210, 14
MM_PER_INCH, MM_PER_POINT = 25.4, 25.4 / 72
QR_MM, QUIET_MODULES = 52, 4
MOST_LINES = 4
"""A longer name is cut, so that everything below it stays on the page."""
DOTS = "…" * 14
STYLE = {"pdf.fonttype": 42, "font.family": "DejaVu Sans"}  # 42: whole letters are embedded, text stays text


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """
    What is printed.

    Args:
        token: Proves the dossier; shown here and kept nowhere else but as a hash.
        page_url: Where the QR code leads: the page of the Official Account; the token stands behind it.

    """

    dossier: Dossier
    office: Office
    token: str
    page_url: str


def page_url(oa_id: str) -> str:
    """Give the address of an Official Account. Source: Zalo's own links, `zalo.me/<id>`."""
    return f"https://zalo.me/{oa_id}"


def code_text(receipt: Receipt) -> str:
    """
    Give what the QR code holds: the page's address, and behind it the token.

    What stands behind # is sent to no server; a photograph of the code, sent in the chat, is read by the bot.
    """
    return f"{receipt.page_url}#{receipt.token}"


def receipt_pdf(receipt: Receipt) -> bytes:
    """Give the PDF, its letters embedded."""
    with rc_context(STYLE):
        sheet = _Sheet()
        _write_head(sheet, receipt)
        _write_dossier(sheet, receipt)
        _write_steps(sheet, receipt)
        file = io.BytesIO()
        nothing = {"Creator": None, "Producer": None, "CreationDate": None}
        FigureCanvasPdf(sheet.figure).print_figure(file, format="pdf", metadata=nothing)
        return file.getvalue()


class _Sheet:
    """A page written from above to below, in millimetres."""

    def __init__(self) -> None:
        self.figure = Figure(figsize=(WIDTH_MM / MM_PER_INCH, HEIGHT_MM / MM_PER_INCH))
        self.axes: Any = self.figure.add_axes((0, 0, 1, 1))
        self.axes.set_xlim(0, WIDTH_MM)
        self.axes.set_ylim(HEIGHT_MM, 0)
        self.axes.axis("off")
        self.down = float(MARGIN_MM)

    def write(
        self, text: str, *, size: float, bold: bool = False, left: float | None = None, gap: float = 0
    ) -> None:
        """Write text over as many lines as it needs: in the middle, or from `left` on."""
        self.down += gap
        font = FontProperties(weight="bold" if bold else "normal", size=size)
        start = MARGIN_MM if left is None else left
        for line in _lines(text, font, WIDTH_MM - MARGIN_MM - start):
            self.down += size * MM_PER_POINT * 1.3
            place, side = (WIDTH_MM / 2, "center") if left is None else (left, "left")
            self.axes.text(
                place, self.down, line, fontproperties=font, ha=side, va="baseline", parse_math=False
            )

    def rule(self, gap: float) -> None:
        """Draw a line from margin to margin."""
        self.down += gap
        self.axes.plot(
            [MARGIN_MM, WIDTH_MM - MARGIN_MM], [self.down, self.down], color="black", linewidth=0.6
        )


def _lines(text: str, font: FontProperties, width_mm: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _width_mm(longer, font) > width_mm:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1]}…"]


def _width_mm(text: str, font: FontProperties) -> float:
    # A dollar sign would begin a formula, and is as wide as a digit.
    return float(TextPath((0, 0), text.replace("$", "0"), prop=font).get_extents().width) * MM_PER_POINT


def _write_head(sheet: _Sheet, receipt: Receipt) -> None:
    sheet.write(receipt.office.superior.upper(), size=8.5)
    sheet.write(receipt.office.name.upper(), size=8.5, bold=True)
    sheet.write("PHIẾU TRA CỨU HỒ SƠ QUA ZALO", size=14, bold=True, gap=5)
    sheet.write("Kẹp cùng Giấy tiếp nhận hồ sơ và hẹn trả kết quả", size=9)
    sheet.rule(gap=4)


def _write_dossier(sheet: _Sheet, receipt: Receipt) -> None:
    dossier = receipt.dossier
    due = f"{dossier.due_on:%d/%m/%Y}" if dossier.due_on else DOTS
    for title, text, bold in (
        ("Mã hồ sơ", dossier.code, True),
        ("Thủ tục", dossier.procedure_name, False),
        ("Ngày tiếp nhận", f"{dossier.received_on:%d/%m/%Y}", False),
        ("Ngày hẹn trả", due, True),
        ("Nơi giải quyết", dossier.desk or DOTS, False),
        ("Điện thoại để hỏi", receipt.office.phone or DOTS, False),
    ):
        before = sheet.down
        sheet.write(f"{title}:", size=9.5, left=MARGIN_MM, gap=1.2)
        sheet.down = before
        sheet.write(text, size=9.5, bold=bold, left=MARGIN_MM + 38, gap=1.2)
    sheet.rule(gap=4)


def _write_steps(sheet: _Sheet, receipt: Receipt) -> None:
    sheet.write("1. Quét mã này bằng Zalo để mở trang của xã:", size=10, left=MARGIN_MM, gap=1)
    _draw_qr(sheet, code_text(receipt))
    sheet.write(receipt.page_url, size=8)
    sheet.write(
        "2. Gửi cho trang ảnh chụp mã trên, hoặc nhắn mã tra cứu này:",
        size=10,
        left=MARGIN_MM,
        gap=3,
    )
    sheet.write(in_groups(receipt.token), size=18, bold=True, gap=3)
    sheet.write(
        "Open the page, send it a photo of the code or the letters above, and follow your application.",
        size=7.5,
        gap=2,
    )
    sheet.write(
        "Ai có mã này đều xem được hồ sơ đang ở bước nào. Giữ kín như giấy hẹn; không đăng lên mạng, không gửi người lạ.",
        size=8.5,
        gap=3,
    )


def _draw_qr(sheet: _Sheet, text: str) -> None:
    code = segno.make_qr(text, error="q")
    rows = list(code.matrix_iter(border=QUIET_MODULES))
    module = QR_MM / len(rows)
    left, top = (WIDTH_MM - QR_MM) / 2, sheet.down
    for row, cells in enumerate(rows):
        for column, is_dark in enumerate(cells):
            if is_dark:
                corner = (left + column * module, top + row * module)
                sheet.axes.add_patch(
                    Rectangle(corner, module, module, color="black", linewidth=0, antialiased=False)
                )
    sheet.down += QR_MM
