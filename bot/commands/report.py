"""`report`: the figures of a period, on the terminal or as a file to sign, publish or send on."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from bot.app import make_dossier_records, utc_now
from bot.commands.days import read_past_day
from bot.commands.files import deliver
from bot.commands.pages import content_of, page_of
from bot.commands.trial import settings_for
from bot.documents.csv_file import csv_bytes
from bot.documents.office import Office, office_of
from bot.documents.terminal import text_of
from bot.documents.workbook import workbook_bytes
from bot.domain.catalogue import Content
from bot.domain.dossier import VIETNAM
from bot.errors import SettingsError
from bot.records import open_records
from bot.records.turns import TurnLedger
from bot.rehearsal.progress import Progress
from bot.reports import Period, Report, make_report
from bot.reports.activity import Done, Recorded
from bot.reports.period import month_before
from bot.reports.public import public_version
from bot.settings import Settings
from bot.storage.tokens import open_key

LONGEST_DAYS = 366 * 3
NO_DOSSIERS = (
    "Trang này chưa nhập hồ sơ nào: các số về hồ sơ là 0 vì chưa có, không phải vì không có hồ sơ "
    "(motcua dossiers import TỆP)."
)


def report(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Report a period; one in which nothing happened says so and makes no file."""
    settings, now = settings_for(arguments, environ), utc_now()
    period = _period(arguments, now)
    oa_id = page_of(settings, arguments.page)
    content = content_of(settings, oa_id)
    made = asyncio.run(_made(settings, oa_id, period, content))
    if made is None:
        sys.stdout.write(
            "Trang này chưa có hồ sơ nào, bot cũng chưa ghi sổ tin nhắn nào. "
            "Nhập bảng tính của phần mềm một cửa: motcua dossiers import TỆP.\n"
        )
        return 0
    if made.is_empty:
        sys.stdout.write(
            f"Không có hồ sơ, tin nhắn nào {period.days}; không lập báo cáo. Xem lại --from, --to.\n"
        )
        return 0
    _give(
        public_version(made) if arguments.public else made, arguments, office_of(content.catalogue.desk), now
    )
    return 0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Name what `report` takes."""
    parser.add_argument(
        "--from", dest="first", default="", metavar="NGÀY", help="ngày đầu kỳ, như 01/10/2026"
    )
    parser.add_argument(
        "--to", dest="last", default="", metavar="NGÀY", help="ngày cuối kỳ (bỏ trống cả hai: tháng trước)"
    )
    parser.add_argument(
        "--page", default="", metavar="OA", help="mã OA (mặc định: trang đầu tiên trong cài đặt)"
    )
    parser.add_argument(
        "--format",
        choices=["table", "csv", "xlsx", "docx"],
        default="table",
        help="bảng trên màn hình (mặc định), CSV, Excel, hoặc văn bản trình ký",
    )
    parser.add_argument(
        "--public", action="store_true", help="bản công khai: ẩn mọi nhóm dưới 5 hồ sơ, 5 tin"
    )
    parser.add_argument(
        "--out", default="", metavar="TỆP", help="ghi vào tệp này; - là in ra (mặc định: bao-cao-...)"
    )


def _period(arguments: argparse.Namespace, now: datetime) -> Period:
    today = now.astimezone(VIETNAM).date()
    if not arguments.first and not arguments.last:
        return month_before(today)
    if not arguments.first:
        raise SettingsError("Thiếu --from: ghi cả ngày đầu kỳ, như --from 01/10/2026 --to 31/10/2026.")
    period = Period(
        first=read_past_day("--from", arguments.first, now),
        last=read_past_day("--to", arguments.last, now) if arguments.last else today,
    )
    if period.first > today:
        raise SettingsError(f"Kỳ báo cáo bắt đầu ngày {period.first:%d/%m/%Y}, chưa tới. Xem lại --from.")
    if period.last < period.first:
        raise SettingsError(
            f"--to ({period.last:%d/%m/%Y}) đứng trước --from ({period.first:%d/%m/%Y}). Đổi lại."
        )
    if (period.last - period.first).days > LONGEST_DAYS:
        raise SettingsError("Kỳ báo cáo dài hơn 3 năm. Chia thành từng năm.")
    return period


async def _made(settings: Settings, oa_id: str, period: Period, content: Content) -> Report | None:
    before = period.before()
    async with open_records(settings.records_url, settings.var_dir) as records:
        copy, turns = make_dossier_records(records, open_key(settings.var_dir)), TurnLedger(records)
        is_kept, since = await copy.is_kept_for(oa_id), await turns.since(oa_id)
        if not is_kept and since is None:
            return None
        dossiers = await copy.of_period(oa_id, before.first, period.last)
        recorded = Recorded(
            done=tuple(
                Done(at=entry.at, action=entry.action) for entry in await records.audit_entries(oa_id)
            ),
            tally=await turns.tally(oa_id, period.first, period.last),
            before=await turns.tally(oa_id, before.first, before.last),
            since=since,
            names=_names(content),
        )
    bar = Progress("Đếm hồ sơ", sys.stderr)
    try:
        made = make_report(dossiers, period, content.catalogue.desk.hours, recorded, bar.tell)
    finally:
        bar.end()
    return made if is_kept else replace(made, faults=(*made.faults, NO_DOSSIERS))


def _names(content: Content) -> dict[str, str]:
    """Call intents and procedures as officers do."""
    intents = {name: intent.about.rstrip(".") for name, intent in content.intents.items()}
    procedures = {
        code: f"{each.label} ({each.code})"
        for each in content.catalogue.procedures.values()
        for code in (*each.other_codes, each.code)
    }
    return intents | procedures


def _give(made: Report, arguments: argparse.Namespace, office: Office, now: datetime) -> None:
    bodies: dict[str, Callable[[], bytes]] = {
        "table": lambda: text_of(made, office.name).encode(),
        "csv": lambda: csv_bytes(made),
        "xlsx": lambda: workbook_bytes(made, office),
        "docx": lambda: _document(made, office, now),
    }
    kind = arguments.format
    out = arguments.out or ("-" if kind == "table" else "")
    public = "-cong-khai" if made.is_public else ""
    name = f"bao-cao-{made.period.first:%Y%m%d}-{made.period.last:%Y%m%d}{public}.{kind}"
    file = deliver(bodies[kind](), out, name)
    if file is not None:
        sys.stdout.write(f"Đã lập báo cáo {made.period.title}: {file}\n")
        for fault in made.faults:
            sys.stdout.write(f"Cần xem lại: {fault}\n")


def _document(made: Report, office: Office, now: datetime) -> bytes:
    from bot.documents.report_document import (  # noqa: PLC0415 - the charts' library takes a second that no other command owes
        report_document,
    )

    return report_document(made, office, now.astimezone(VIETNAM).date())
