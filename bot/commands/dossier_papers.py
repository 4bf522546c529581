"""`dossiers apology`, `dossiers signed` and `dossiers receipt`: papers about one dossier."""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
from dataclasses import dataclass
from datetime import date, datetime

from bot.app import make_receipt_tokens, utc_now
from bot.commands.days import read_coming_day
from bot.commands.files import deliver
from bot.commands.pages import desk_of
from bot.documents.office import office_of
from bot.domain.apology import Apology, doubts, objection
from bot.domain.desk import Desk
from bot.domain.dossier import VIETNAM, Dossier
from bot.domain.receipt_token import make_receipt_token
from bot.records import open_records
from bot.records.apologies import Apologies
from bot.settings import Settings
from bot.storage.tokens import open_key


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Of:
    """The dossier a paper is about, and where it is kept."""

    settings: Settings
    oa_id: str
    dossier: Dossier

    @property
    def desk(self) -> Desk:
        """The desk that issues the paper."""
        return desk_of(self.settings, self.oa_id)


def apology(arguments: argparse.Namespace, of: Of) -> int:
    """Make the letter of apology for signature; 1 when the letter cannot be sent as asked."""
    now = utc_now()
    today = now.astimezone(VIETNAM).date()
    letter = Apology(
        dossier=of.dossier,
        new_due_on=read_coming_day("--new-date", arguments.new_date, now),
        reason=arguments.reason,
    )
    why_not = objection(letter, of.desk.hours, today)
    if why_not is not None:
        sys.stderr.write(f"{why_not}\n")
        return 1
    from bot.documents.apology_letter import apology_letter  # noqa: PLC0415 - no other command owes its loading

    body = apology_letter(letter, office_of(of.desk), today)
    file = deliver(body, arguments.out, f"xin-loi-{of.dossier.code}.docx")
    asyncio.run(_note_made(of, letter.new_due_on, now))
    for doubt in doubts(letter, today):
        sys.stderr.write(f"Lưu ý: {doubt}\n")
    if file is not None:
        sys.stdout.write(
            f"Đã soạn {file}: điền các dòng chấm (họ tên, người chịu trách nhiệm), lấy số, rồi trình ký. Ký xong, ghi: "
            f"motcua dossiers signed {of.dossier.code} --new-date {letter.new_due_on:%d/%m/%Y}\n"
        )
    return 0


async def _note_made(of: Of, new_due_on: date, now: datetime) -> None:
    async with open_records(of.settings.records_url, of.settings.var_dir) as records:
        await Apologies(records).note_made(of.oa_id, of.dossier.code, new_due_on, now)


def signed(arguments: argparse.Namespace, of: Of) -> int:
    """Note that the letter made for a dossier is signed; 1 when no such letter was made, or it cannot count any more."""
    now = utc_now()
    letter = Apology(
        dossier=of.dossier,
        new_due_on=read_coming_day("--new-date", arguments.new_date, now),
        reason="đã ghi trong phiếu",
    )
    why_not = objection(letter, of.desk.hours, now.astimezone(VIETNAM).date())
    if why_not is not None:
        sys.stderr.write(f"{why_not}\n")
        return 1
    return asyncio.run(_sign(of, letter.new_due_on, now))


async def _sign(of: Of, new_due_on: date, now: datetime) -> int:
    code = of.dossier.code
    async with open_records(of.settings.records_url, of.settings.var_dir) as records:
        apologies = Apologies(records)
        made = await apologies.made(of.oa_id, code)
        if new_due_on not in made:
            sys.stderr.write(_not_made(code, new_due_on, made))
            return 1
        is_new = await apologies.sign(of.oa_id, code, of.dossier.state, new_due_on, now)
    sys.stdout.write(
        f"Đã ghi: phiếu xin lỗi của {code} đã ký, hẹn lại {new_due_on:%d/%m/%Y}. Người theo dõi sẽ được báo.\n"
        if is_new
        else f"Phiếu hẹn lại {new_due_on:%d/%m/%Y} của {code} đã ghi từ trước, không báo lần nữa.\n"
    )
    return 0


def _not_made(code: str, new_due_on: date, made: tuple[date, ...]) -> str:
    """Say that what would be signed was never made, and what was."""
    others = ", ".join(f"{day:%d/%m/%Y}" for day in made)
    known = (
        f"Phiếu đã soạn của hồ sơ này hẹn ngày: {others}."
        if made
        else "Hồ sơ này chưa soạn phiếu xin lỗi nào."
    )
    return (
        f"{known} Chưa có phiếu hẹn lại ngày {new_due_on:%d/%m/%Y} để ghi là đã ký. Soạn phiếu: "
        f'motcua dossiers apology {code} --new-date {new_due_on:%d/%m/%Y} --reason "..."\n'
    )


def receipt(arguments: argparse.Namespace, of: Of) -> int:
    """Make the printable receipt; the token on it is kept nowhere else but as a hash."""
    from bot.documents.receipt import Receipt, page_url, receipt_pdf  # noqa: PLC0415 - no other command owes its loading

    token = asyncio.run(_new_token(of))
    made = Receipt(dossier=of.dossier, office=office_of(of.desk), token=token, page_url=page_url(of.oa_id))
    file = deliver(receipt_pdf(made), arguments.out, f"phieu-tra-cuu-{of.dossier.code}.pdf")
    if file is not None:
        sys.stdout.write(f"Đã làm {file}: in khổ A5, trao cho người nộp, rồi xoá tệp.\n")
    return 0


async def _new_token(of: Of) -> str:
    token = make_receipt_token(secrets.choice)
    async with open_records(of.settings.records_url, of.settings.var_dir) as records:
        tokens = make_receipt_tokens(records, open_key(of.settings.var_dir))
        await tokens.add(token, oa_id=of.oa_id, code=of.dossier.code, at=utc_now())
    return token
