"""`notices`: what followers of dossiers were told, and what still waits."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping

from bot.app import Parts, assemble
from bot.commands.parked import REASONS
from bot.commands.trial import settings_for
from bot.domain.dossier import VIETNAM
from bot.storage.news import Notice, NoticeState
from bot.storage.outbox import LetterState

STATES = {
    NoticeState.WAITING: "đang chờ (giờ nghỉ, hoặc vừa mới có)",
    NoticeState.KEPT: "giữ lại, báo khi người dân nhắn lần tới (quá thời gian Zalo cho nhắn)",
    NoticeState.MESSAGE: "đang gửi bằng tin nhắn",
    NoticeState.TEMPLATE: "đang gửi bằng mẫu ZBS",
    NoticeState.PHONE: "đang gửi bằng mẫu ZBS tới số điện thoại ghi lúc nộp hồ sơ",
    NoticeState.OVERTAKEN: "không gửi: đã có thay đổi mới hơn, báo bằng thay đổi ấy",
    NoticeState.UNFOLLOWED: "không gửi: người dân đã thôi theo dõi",
    NoticeState.FORGOTTEN: "không gửi: cuộc trò chuyện đã hết hạn",
    NoticeState.GONE: "không gửi: sổ không còn hồ sơ này",
}
LETTERS = {
    LetterState.SENT: "đã tới Zalo",
    LetterState.REFUSED: "Zalo từ chối",
    LetterState.UNKNOWN: "không rõ đã tới hay chưa",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Name what `notices` takes."""
    parser.add_argument("--oa", default="", help="mã OA (mặc định: mọi trang)")
    parser.add_argument("--waiting", action="store_true", help="chỉ những tin chưa gửi")


def notices(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """List the notices that wait and those of the last week."""
    return asyncio.run(_notices(arguments, environ))


async def _notices(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    async with assemble(settings_for(arguments, environ)) as parts:
        pages = [arguments.oa] if arguments.oa else parts.settings.zalo.oa_ids
        found = [(oa_id, notice) for oa_id in pages for notice in await parts.news.list_all(oa_id)]
        if arguments.waiting:
            waits = (NoticeState.WAITING, NoticeState.KEPT)
            found = [(oa_id, notice) for oa_id, notice in found if notice.state in waits]
        if not found:
            sys.stdout.write("Không có tin báo hồ sơ nào trong bảy ngày qua.\n")
        for oa_id, notice in found:
            sys.stdout.write(f"{await _line(parts, oa_id, notice)}\n")
    return 0


async def _line(parts: Parts, oa_id: str, notice: Notice) -> str:
    when = notice.at.astimezone(VIETNAM).strftime("%d/%m %H:%M:%S") if notice.at else "--/-- --:--:--"
    words = STATES[notice.state]
    if notice.state in (NoticeState.MESSAGE, NoticeState.TEMPLATE, NoticeState.PHONE):
        letter = await parts.outbox.delivery(oa_id, notice.citizen_id, notice.letter_id)
        if letter is not None:
            why = f": {REASONS.get(letter.reason, letter.reason)}" if letter.reason else ""
            words = f"{LETTERS[letter.state]}{why}"
    return f"{when}  trang {oa_id}  thay đổi {notice.change_id}  {notice.code}  {words}"
