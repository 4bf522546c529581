"""`dossiers apology` and `dossiers receipt`: papers about one dossier."""

from __future__ import annotations

import argparse
import sys

from bot.app import utc_now
from bot.commands.days import read_coming_day
from bot.commands.files import deliver
from bot.documents.office import office_of
from bot.domain.apology import Apology, doubts, objection
from bot.domain.desk import Desk
from bot.domain.dossier import VIETNAM, Dossier


def add_apology(parser: argparse.ArgumentParser) -> None:
    """Name what `dossiers apology` takes."""
    parser.add_argument("--new-date", required=True, metavar="NGÀY", help="ngày hẹn trả mới, như 30/11/2026")
    parser.add_argument(
        "--reason", required=True, metavar="LÝ_DO", help="vì sao chậm, viết cho người dân đọc"
    )
    _add_out(parser)


def add_signed(parser: argparse.ArgumentParser) -> None:
    """Name what `dossiers signed` takes."""
    parser.add_argument(
        "--new-date", required=True, metavar="NGÀY", help="ngày hẹn mới ghi trong phiếu đã ký"
    )


def add_receipt(parser: argparse.ArgumentParser) -> None:
    """Name what `dossiers receipt` takes."""
    _add_out(parser)


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", default="", metavar="TỆP", help="ghi vào tệp này; - là in ra")


def apology(arguments: argparse.Namespace, desk: Desk, dossier: Dossier) -> int:
    """Make the letter of apology for signature; 1 when the letter cannot be sent as asked."""
    now = utc_now()
    today = now.astimezone(VIETNAM).date()
    letter = Apology(
        dossier=dossier,
        new_due_on=read_coming_day("--new-date", arguments.new_date, now),
        reason=arguments.reason,
    )
    why_not = objection(letter, desk.hours, today)
    if why_not is not None:
        sys.stderr.write(f"{why_not}\n")
        return 1
    from bot.documents.apology_letter import apology_letter  # noqa: PLC0415 - no other command owes its loading

    body = apology_letter(letter, office_of(desk), today)
    file = deliver(body, arguments.out, f"xin-loi-{dossier.code}.docx")
    for doubt in doubts(letter, today):
        sys.stderr.write(f"Lưu ý: {doubt}\n")
    if file is not None:
        sys.stdout.write(
            f"Đã soạn {file}: điền các dòng chấm (họ tên, người chịu trách nhiệm), lấy số, rồi trình ký.\n"
        )
    return 0


def receipt(arguments: argparse.Namespace, desk: Desk, dossier: Dossier, oa_id: str, token: str) -> int:
    """Make the printable receipt; the token on it is kept nowhere else but as a hash."""
    from bot.documents.receipt import Receipt, page_url, receipt_pdf  # noqa: PLC0415 - no other command owes its loading

    made = Receipt(dossier=dossier, office=office_of(desk), token=token, page_url=page_url(oa_id))
    file = deliver(receipt_pdf(made), arguments.out, f"phieu-tra-cuu-{dossier.code}.pdf")
    if file is not None:
        sys.stdout.write(f"Đã làm {file}: in khổ A5, trao cho người nộp, rồi xoá tệp.\n")
    return 0
