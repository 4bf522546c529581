"""`parked` and `letters`: what could not be handled, and what did not arrive."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping

from bot.app import Parts, assemble
from bot.commands.trial import settings_for
from bot.storage.parked import ParkedEntry

REASONS = {
    "window_closed": "người dân im lặng quá 7 ngày",
    "window_charged": "quá 48 giờ, tin sẽ tính phí (MOTCUA_CHARGED_REPLIES=0)",
    "quota_spent": "hết hạn mức gửi",
    "cannot_receive": "người dân đã chặn, khoá hoặc lâu không dùng Zalo",
    "bad_message": "Zalo không nhận nội dung này",
    "sending_failed": "Zalo báo gửi hỏng nhiều lần",
    "unknown_code": "Zalo trả một mã lỗi lạ, xem nhật ký",
    "no_phone": "không còn giữ số điện thoại của hồ sơ (đã kết thúc, hoặc đã tắt MOTCUA_ZBS_PHONE_TEMPLATE)",
    "no_answer_and_no_read_back": "không rõ đã tới hay chưa",
}


def parked(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """List, replay or discard events put aside."""
    return asyncio.run(_with_parts(arguments, environ, _parked))


def letters(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """List letters of the last week that did not arrive, or may not have."""
    return asyncio.run(_with_parts(arguments, environ, _letters))


async def _with_parts(
    arguments: argparse.Namespace,
    environ: Mapping[str, str],
    act: Callable[[Parts, argparse.Namespace], Awaitable[int]],
) -> int:
    async with assemble(settings_for(arguments, environ)) as parts:
        return await act(parts, arguments)


async def _parked(parts: Parts, arguments: argparse.Namespace) -> int:
    entries = [entry for oa_id in parts.settings.zalo.oa_ids for entry in await parts.parked.list_all(oa_id)]
    if arguments.action == "list":
        _show(entries)
        return 0
    wanted = {entry.parked_id for entry in entries} if arguments.ids == ["all"] else set(arguments.ids)
    if not wanted:
        sys.stderr.write("Ghi mã lấy từ `motcua parked list`, hoặc `all`.\n")
        return 1
    act = parts.parked.replay if arguments.action == "replay" else parts.parked.discard
    chosen = [entry for entry in entries if entry.parked_id in wanted]
    done = [await act(entry.oa_id, entry.parked_id) for entry in chosen]
    word = "chạy lại" if arguments.action == "replay" else "bỏ"
    sys.stdout.write(f"Đã {word} {sum(done)} tin.\n")
    if missing := wanted - {entry.parked_id for entry in chosen}:
        sys.stderr.write(f"Không có trong danh sách: {', '.join(sorted(missing))}\n")
        return 1
    return 0


def _show(entries: list[ParkedEntry]) -> None:
    if not entries:
        sys.stdout.write("Không có tin nào bị để riêng. Tốt.\n")
    for entry in entries:
        when = entry.received_at.astimezone().strftime("%d/%m %H:%M:%S")
        sys.stdout.write(
            f"{entry.parked_id}  trang {entry.oa_id}  {when}  {entry.deliveries} lần  {entry.reason}\n"
        )


async def _letters(parts: Parts, arguments: argparse.Namespace) -> int:
    oa_ids = [arguments.oa] if arguments.oa else parts.settings.zalo.oa_ids
    found = [(oa_id, letter) for oa_id in oa_ids for letter in await parts.outbox.undelivered(oa_id)]
    if not found:
        sys.stdout.write("Bảy ngày qua mọi thư trả lời đều tới nơi.\n")
    for oa_id, letter in found:
        when = letter.at.astimezone().strftime("%d/%m %H:%M:%S")
        why = REASONS.get(letter.reason, letter.reason)
        sys.stdout.write(f"{when}  trang {oa_id}  {letter.letter_id}  {letter.key}  {letter.state}: {why}\n")
    return 0
