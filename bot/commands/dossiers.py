"""`dossiers`: the copy of the one-stop register, filled from a spreadsheet and shown to staff."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.app import make_dossier_import, make_dossier_records, make_phones, utc_now
from bot.commands import dossier_papers
from bot.commands.dossier_shown import text_of
from bot.commands.pages import page_of
from bot.commands.trial import settings_for
from bot.connectors.sheet_cells import read_moment
from bot.content import load
from bot.domain.dossier import VIETNAM, Dossier
from bot.domain.dossier_code import canonical
from bot.errors import SettingsError
from bot.records import open_records
from bot.records.changes import ChangeLog
from bot.records.dossiers import DossierRecords
from bot.rehearsal.progress import Progress
from bot.settings import Settings
from bot.storage.tokens import open_key
from bot.workers.dossier_import import Imported, SheetIn

SHOWN_OBJECTIONS = 10


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
    async with open_records(settings.records_url, settings.var_dir) as records:
        key = open_key(settings.var_dir)
        copy, phones = make_dossier_records(records, key), make_phones(records, key, settings)
        importing = make_dossier_import(settings, copy, phones, load(settings.content_dir).catalogue, utc_now)
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
    act = {
        "receipt": dossier_papers.receipt,
        "apology": dossier_papers.apology,
        "signed": dossier_papers.signed,
    }[arguments.action]
    return act(arguments, dossier_papers.Of(settings=settings, oa_id=oa_id, dossier=dossier))


async def _read(settings: Settings, oa_id: str, code: str) -> Dossier | None:
    async with _opened(settings) as copy:
        return await copy.read(code, oa_id=oa_id)


async def _show(arguments: argparse.Namespace, settings: Settings) -> int:
    code, oa_id = _code(arguments.what), page_of(settings, arguments.page)
    async with open_records(settings.records_url, settings.var_dir) as records:
        dossier = await make_dossier_records(records, open_key(settings.var_dir)).read(code, oa_id=oa_id)
        changes = await ChangeLog(records).of(oa_id, code)
    if dossier is None:
        sys.stdout.write(f"Chưa có hồ sơ {code}. Nhập bảng tính: motcua dossiers import TỆP.\n")
        return 1
    sys.stdout.write(text_of(dossier, changes, utc_now().astimezone(VIETNAM).date()))
    return 0
