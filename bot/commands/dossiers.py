"""`dossiers`: the copy of the one-stop register, filled from a spreadsheet and shown to staff."""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.app import make_dossier_import, make_dossier_records, make_receipt_tokens, utc_now
from bot.commands import dossier_papers
from bot.commands.days import read_coming_day
from bot.commands.pages import desk_of, page_of
from bot.commands.trial import settings_for
from bot.connectors.sheet_cells import read_moment
from bot.content import load
from bot.domain.apology import Apology, objection
from bot.domain.dossier import VIETNAM, Dossier, ReceiptChannel
from bot.domain.dossier_code import canonical
from bot.domain.dossier_states import state_name
from bot.domain.receipt_token import make_receipt_token
from bot.errors import SettingsError
from bot.records import open_records
from bot.records.dossiers import DossierChange, DossierRecords
from bot.records.telling import ChangeLog
from bot.rehearsal.progress import Progress
from bot.settings import Settings
from bot.storage.tokens import open_key
from bot.workers.dossier_import import Imported, SheetIn

SHOWN_OBJECTIONS = 10
CHANNELS = {
    ReceiptChannel.COUNTER: "trực tiếp hoặc bưu chính",
    ReceiptChannel.ONLINE_PART: "trực tuyến một phần",
    ReceiptChannel.ONLINE_FULL: "trực tuyến toàn trình",
}
FIELDS = {
    "procedure_name": "tên thủ tục", "procedure_code": "mã thủ tục", "field": "lĩnh vực", "state": "trạng thái",
    "state_text": "lời ghi trạng thái", "desk": "nơi giải quyết", "received_at": "ngày nhận", "due_on": "ngày hẹn",
    "finished_on": "ngày có kết quả", "returned_on": "ngày trả", "channel": "hình thức nộp",
    "missing_papers": "giấy tờ còn thiếu", "locker": "ngăn tủ", "extension_reason": "lý do hẹn lại",
    "phone_end": "số điện thoại", "apology": "phiếu xin lỗi đã ký",
}  # fmt: skip


def dossiers(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Import a spreadsheet (1 when a row is wrong, and then nothing is taken), show one dossier, make its papers."""
    settings = settings_for(arguments, environ)
    if arguments.action == "import":
        return asyncio.run(_import(arguments, settings))
    return (
        asyncio.run(_show(arguments, settings)) if arguments.action == "show" else _paper(arguments, settings)
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Name what `dossiers` takes."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="VIỆC")
    taken = _add(actions, "import", "nhập bảng tính của phần mềm một cửa", "TỆP", "tệp CSV, TSV, XLSX, ODS")
    taken.add_argument(
        "--map", default="", metavar="TỆP.yaml", help="tên cột, tên trạng thái riêng của nơi xuất"
    )
    taken.add_argument("--preview", action="store_true", help="chỉ xem trước, không ghi gì")
    taken.add_argument(
        "--as-of",
        default="",
        metavar="LÚC",
        help='lúc xuất, như "20/11/2026 09:15" (mặc định: giờ ghi của tệp)',
    )
    taken.add_argument(
        "--corrections", action="store_true", help="nhận cả những bước lùi mà một cửa đã sửa lại cho đúng"
    )
    _add(actions, "show", "xem một hồ sơ", "MÃ", "mã hồ sơ")
    dossier_papers.add_apology(
        _add(actions, "apology", "soạn phiếu xin lỗi và hẹn lại, trình ký", "MÃ", "mã hồ sơ")
    )
    dossier_papers.add_signed(
        _add(
            actions, "signed", "ghi là phiếu xin lỗi đã ký: báo người theo dõi ngày hẹn mới", "MÃ", "mã hồ sơ"
        )
    )
    dossier_papers.add_receipt(
        _add(actions, "receipt", "in phiếu tra cứu có QR và mã tra cứu mới", "MÃ", "mã hồ sơ")
    )


Actions = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add(actions: Actions, name: str, about: str, what: str, what_about: str) -> argparse.ArgumentParser:  # type: ignore[valid-type]
    parser: argparse.ArgumentParser = actions.add_parser(name, help=about, description=about)  # type: ignore[attr-defined]
    parser.add_argument("what", metavar=what, help=what_about)
    parser.add_argument(
        "--page", default="", metavar="OA", help="mã OA (mặc định: trang đầu tiên trong cài đặt)"
    )
    parser.add_argument(
        "--simulated",
        action="store_true",
        default=argparse.SUPPRESS,
        help="xem bot chạy thử thay cho bot thật",
    )
    return parser


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[DossierRecords]:
    async with open_records(settings.records_url, settings.var_dir) as records:
        yield make_dossier_records(records, open_key(settings.var_dir))


async def _import(arguments: argparse.Namespace, settings: Settings) -> int:
    if arguments.map:
        settings = replace(settings, dossiers_map=arguments.map)
    file = Path(arguments.what)
    sheet_in = SheetIn(
        oa_id=page_of(settings, arguments.page),
        name=file.name,
        body=_body(file),
        as_of=_as_of(arguments.as_of, file),
        takes_corrections=arguments.corrections,
    )
    bar = Progress("Đọc hồ sơ", sys.stderr)
    async with _opened(settings) as copy:
        importing = make_dossier_import(settings, copy, load(settings.content_dir).catalogue, utc_now)
        act = importing.preview if arguments.preview else importing.run
        try:
            imported = await act(sheet_in, bar.tell)
        finally:
            bar.end()
    return _tell(imported, file, is_preview=arguments.preview)


def _body(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{file}: không mở được tệp ({error.strerror}). Xem lại đường dẫn.") from error


def _as_of(text: str, file: Path) -> datetime:
    if not text:
        return datetime.fromtimestamp(file.stat().st_mtime, UTC)
    try:
        moment = read_moment(text)
    except ValueError:
        moment = None
    if moment is None:
        raise SettingsError(f'--as-of "{text}" chưa đúng. Viết như "20/11/2026 09:15".')
    return moment


def _tell(imported: Imported, file: Path, *, is_preview: bool) -> int:
    say = sys.stdout.write
    intake = imported.intake
    if imported.ignored:
        say(f"Không đọc, không giữ các cột: {', '.join(imported.ignored)}.\n")
    if intake.objections:
        for objection in intake.objections[:SHOWN_OBJECTIONS]:
            say(f"{file.name}:{objection.place}: {objection.reason}\n")
        rest = len(intake.objections) - SHOWN_OBJECTIONS
        say(f"... và {rest} dòng nữa.\n" if rest > 0 else "")
        back = _write_back(imported, file)
        say(
            f"\n{len(intake.objections)} dòng sai, nên chưa nhập dòng nào. Lý do ghi cạnh từng dòng trong {back}\n"
        )
        return 1
    will = "Nếu nhập: " if is_preview else "Đã nhập: "
    say(
        f"{will}{intake.added} hồ sơ mới, {intake.changed} thay đổi, {intake.unchanged} như cũ, "
        f"{intake.older} dòng cũ hơn tin đã có nên bỏ qua.\n"
    )
    return 0


def _write_back(imported: Imported, file: Path) -> Path:
    back = file.with_name(f"{file.stem}.dong-sai.{imported.back_kind}")
    with os.fdopen(os.open(back, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
        written.write(imported.back or b"")
    return back


def _code(text: str) -> str:
    code = canonical(text)
    if code is None:
        raise SettingsError("Mã hồ sơ chưa đúng dạng. Ví dụ đúng: H15.93.20-261120-0018.")
    return code


def _paper(arguments: argparse.Namespace, settings: Settings) -> int:
    code, oa_id = _code(arguments.what), page_of(settings, arguments.page)
    dossier = asyncio.run(_read(settings, oa_id, code))
    if dossier is None:
        sys.stdout.write(f"Chưa có hồ sơ {code}. Nhập bảng tính: motcua dossiers import TỆP.\n")
        return 1
    if arguments.action == "receipt":
        token = asyncio.run(_new_token(settings, oa_id, code))
        return dossier_papers.receipt(arguments, desk_of(settings, oa_id), dossier, oa_id, token)
    if arguments.action == "signed":
        return asyncio.run(_sign(arguments, settings, oa_id, dossier))
    return dossier_papers.apology(arguments, desk_of(settings, oa_id), dossier)


async def _read(settings: Settings, oa_id: str, code: str) -> Dossier | None:
    async with _opened(settings) as copy:
        return await copy.read(code, oa_id=oa_id)


async def _sign(arguments: argparse.Namespace, settings: Settings, oa_id: str, dossier: Dossier) -> int:
    now = utc_now()
    new_due_on = read_coming_day("--new-date", arguments.new_date, now)
    letter = Apology(dossier=dossier, new_due_on=new_due_on, reason="đã ghi trong phiếu")
    why_not = objection(letter, desk_of(settings, oa_id).hours, now.astimezone(VIETNAM).date())
    if why_not is not None:
        sys.stderr.write(f"{why_not}\n")
        return 1
    async with open_records(settings.records_url, settings.var_dir) as records:
        changes = ChangeLog(records, make_dossier_records(records, open_key(settings.var_dir)))
        is_new = await changes.sign(oa_id, dossier.code, dossier.state, new_due_on, now)
    sys.stdout.write(
        f"Đã ghi: phiếu xin lỗi của {dossier.code} đã ký, hẹn lại {new_due_on:%d/%m/%Y}. Người theo dõi sẽ được báo.\n"
        if is_new
        else f"Phiếu hẹn lại {new_due_on:%d/%m/%Y} của {dossier.code} đã ghi từ trước, không báo lần nữa.\n"
    )
    return 0


async def _new_token(settings: Settings, oa_id: str, code: str) -> str:
    token = make_receipt_token(secrets.choice)
    async with open_records(settings.records_url, settings.var_dir) as records:
        tokens = make_receipt_tokens(records, open_key(settings.var_dir))
        await tokens.add(token, oa_id=oa_id, code=code, at=utc_now())
    return token


async def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    code, oa_id = _code(arguments.what), page_of(settings, arguments.page)
    async with _opened(settings) as copy:
        dossier = await copy.read(code, oa_id=oa_id)
        changes = await copy.changes_of(oa_id, code)
    if dossier is None:
        sys.stdout.write(f"Chưa có hồ sơ {code}. Nhập bảng tính: motcua dossiers import TỆP.\n")
        return 1
    for title, text in _lines(dossier):
        sys.stdout.write(f"{title + ':':<22}{text}\n")
    sys.stdout.write("\nCác lần thay đổi:\n")
    for change in changes:
        sys.stdout.write(f"  {_moment(change.news_at)}  {_change(change)}\n")
    return 0


def _lines(dossier: Dossier) -> list[tuple[str, str]]:
    """Everything kept of it; the phone is a hash and is never shown."""
    late = " (QUÁ HẠN)" if dossier.is_late(utc_now().astimezone(VIETNAM).date()) else ""
    lines = [
        ("Mã hồ sơ", dossier.code),
        ("Thủ tục", " ".join(part for part in (dossier.procedure_code, dossier.procedure_name) if part)),
        ("Lĩnh vực", dossier.field or ""),
        ("Trạng thái", f"{state_name(dossier.state)}{late} (ghi: {dossier.state_text})"),
        ("Nơi đang giải quyết", dossier.desk),
        ("Hình thức nộp", CHANNELS[dossier.channel] if dossier.channel else ""),
        ("Ngày nhận", _moment(dossier.received_at)),
        *(
            (title, f"{day:%d/%m/%Y}" if day else "")
            for title, day in (
                ("Hẹn trả", dossier.due_on),
                ("Có kết quả", dossier.finished_on),
                ("Đã trả", dossier.returned_on),
            )
        ),
        ("Giấy tờ còn thiếu", "; ".join(dossier.missing_papers)),
        ("Ngăn tủ", dossier.locker or ""),
        ("Lý do hẹn lại", dossier.extension_reason or ""),
        ("Tin mới nhất", _moment(dossier.news_at) if dossier.news_at else ""),
    ]
    return [(title, text) for title, text in lines if text]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _change(change: DossierChange) -> str:
    if change.state_before is None:
        return f"mới có: {state_name(change.state_after)}"
    words = [FIELDS.get(name, name) for name in change.fields if name not in ("state", "state_text")]
    moved = change.state_before is not change.state_after
    moves = [f"{state_name(change.state_before)} -> {state_name(change.state_after)}"] if moved else []
    return "; ".join([*moves, *([f"đổi {', '.join(words)}"] if words else [])]) or "đổi lời ghi trạng thái"
