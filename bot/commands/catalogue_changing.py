"""`catalogue publish`, `rollback`, `hide` and `unhide`: changes made by a command instead of an editor."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.app import Parts, make_publisher
from bot.commands.actions import add_action
from bot.commands.catalogue_history import wanted
from bot.content.edit import Edited, remove_value, set_value
from bot.content.replacing import replace_files
from bot.content.snapshot import Snapshot, difference, take
from bot.publishing.child import Child
from bot.publishing.publisher import Publisher, Refused
from bot.publishing.savers import operator

FORCE = "vẫn dùng dù câu thử còn sai, với lý do này; tệp viết sai thì không ép được"


def add_actions(actions: Any) -> None:
    """Add `publish`, `rollback`, `hide` and `unhide`."""
    publish = add_action(actions, "publish", "Đưa lên các tệp như đang lưu.", _publish)
    publish.add_argument("--why", default="lưu tệp", metavar="LÝ_DO", help="vì sao đổi")
    back = add_action(actions, "rollback", "Lấy lại một bản cũ: ghi lại các tệp đúng từng byte.", _rollback)
    back.add_argument("version", metavar="SỐ", help="số bản trong `catalogue log`")
    back.add_argument("--why", required=True, metavar="LÝ_DO", help="vì sao lấy lại")
    hide = add_action(actions, "hide", "Tạm ẩn một thủ tục: bot chỉ nói gọi ai, ở đâu.", _hide)
    hide.add_argument("code", metavar="MÃ", help="mã thủ tục, như 1.001193")
    hide.add_argument("reason", metavar="LÝ_DO", help="vì sao ẩn; người dân không thấy")
    unhide = add_action(actions, "unhide", "Thôi ẩn một thủ tục.", _unhide)
    unhide.add_argument("code", metavar="MÃ", help="mã thủ tục")
    for command in (publish, back, hide, unhide):
        command.add_argument("--force", default="", metavar="LÝ_DO", help=FORCE)


async def _publish(parts: Parts, arguments: argparse.Namespace) -> int:
    snapshot = await asyncio.to_thread(take, parts.settings.content_dir)
    return await _change(parts, snapshot, arguments.why, arguments.force)


async def _rollback(parts: Parts, arguments: argparse.Namespace) -> int:
    version = await wanted(parts, arguments.version)
    snapshot = Snapshot(await parts.versions.files(version.number))
    return await _change(parts, snapshot, f"lấy lại bản {version.number}: {arguments.why}", arguments.force)


async def _hide(parts: Parts, arguments: argparse.Namespace) -> int:
    reason = " ".join(arguments.reason.split())
    if not reason:
        sys.stderr.write("Ghi lý do ẩn, để người sau biết khi nào thôi ẩn.\n")
        return 1
    edited = set_value(parts.settings.content_dir, arguments.code, ("hidden",), reason)
    return await _edit(parts, edited, f"ẩn {arguments.code}: {reason}", arguments.force)


async def _unhide(parts: Parts, arguments: argparse.Namespace) -> int:
    procedure = parts.live.edition.content.catalogue.procedures.get(arguments.code)
    if procedure is not None and procedure.hidden is None:
        sys.stdout.write(f"Thủ tục {procedure.label} không bị ẩn.\n")
        return 0
    edited = remove_value(parts.settings.content_dir, arguments.code, ("hidden",))
    return await _edit(parts, edited, f"thôi ẩn {arguments.code}", arguments.force)


async def _edit(parts: Parts, edited: Edited, why: str, forced: str) -> int:
    snapshot = await asyncio.to_thread(take, parts.settings.content_dir)
    changed = Snapshot({**snapshot.files, edited.name: edited.body})
    return await _change(parts, changed, why, forced)


async def _change(parts: Parts, snapshot: Snapshot, why: str, forced: str) -> int:
    """
    Try what the files shall be, write them, and publish; the running bot follows within seconds.

    While `alone`: the bot that sees the files change waits, and then finds them published.
    """
    folder = parts.settings.content_dir
    async with _publisher(parts) as publisher, publisher.alone():
        newest = await parts.versions.newest()
        written = await asyncio.to_thread(difference, folder, snapshot)
        if newest is not None and newest.fingerprint == snapshot.fingerprint and not written:
            sys.stdout.write(f"Không có gì đổi: các tệp đang đúng như bản {newest.number}.\n")
            return 0
        tried = await publisher.attempt(snapshot, forced=bool(forced))
        if isinstance(tried, Refused):
            _refuse(tried)
            return 1
        if written:
            await asyncio.to_thread(replace_files, folder, written)
        version = await publisher.accept(tried, who=operator(), why=why, forced=forced)
    sys.stdout.write("".join(f"{line}\n" for line in version.changes))
    sys.stdout.write(f"Đã nhận: bản {version.number} ({version.hash}).\n")
    return 0


@asynccontextmanager
async def _publisher(parts: Parts) -> AsyncIterator[Publisher]:
    child = Child()
    try:
        yield make_publisher(parts, child)
    finally:
        await child.close()


def _refuse(refused: Refused) -> None:
    sys.stderr.write("".join(f"{line}\n" for line in refused.lines))
    sys.stderr.write(
        'Câu thử còn sai nên chưa đưa lên. Sửa rồi làm lại, hoặc thêm --force "lý do".\n'
        if refused.can_be_forced
        else "Tệp còn chỗ sai nên chưa đưa lên; bot vẫn trả lời theo bản cũ.\n"
    )
