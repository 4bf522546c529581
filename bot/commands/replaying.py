"""`replay`: the kept messages answered by an old and a new catalogue, and only the differences told."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from bot.app import Parts, assemble
from bot.commands.trial import settings_for
from bot.content import BASE, load
from bot.content.snapshot import Snapshot
from bot.domain.catalogue import Content
from bot.publishing.trial import read_snapshot
from bot.rehearsal.again import Answering, AsThen, Given, With
from bot.rehearsal.progress import Progress
from bot.rehearsal.replaying import Difference, compare
from bot.storage.heard import KeptMessage

NOTHING = "Chưa có tin nào được giữ{days}. Tin được giữ (đã che) khi bot đang chạy và MOTCUA_HEARD_DAYS lớn hơn 0.\n"


def replay(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Answer what citizens asked by two catalogues; 1 when anything differs."""
    return asyncio.run(_replay(arguments, environ))


async def _replay(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    async with assemble(settings_for(arguments, environ)) as parts:
        messages = await kept(parts, arguments.days)
        zone = parts.clock().astimezone().tzinfo
        if not messages:
            days = f" trong {arguments.days} ngày qua" if arguments.days else ""
            sys.stdout.write(NOTHING.format(days=days))
            return 0
        new = load(Path(arguments.new or parts.settings.content_dir))
        old: Answering = With(await _old(parts, arguments.old)) if arguments.old else AsThen()
        progress = Progress("trả lời lại", sys.stderr)
        try:
            differences = await compare(messages, old, With(new), progress.tell)
        finally:
            progress.end()
    sys.stdout.write("".join(_shown(one, new, zone) for one in differences))
    sys.stdout.write(_summary(messages, differences))
    return 1 if differences else 0


async def _old(parts: Parts, given: str) -> Content:
    """Give the content of an accepted version, by its number, or of a folder."""
    if given.isdecimal():
        return read_snapshot(Snapshot(await parts.versions.files(int(given))))[BASE]
    return load(Path(given))


async def kept(parts: Parts, days: int | None) -> list[KeptMessage]:
    """Give the kept messages of every page, of so many days or all, oldest first."""
    since = parts.clock() - timedelta(days=days or parts.settings.heard_days)
    found = [one for oa_id in parts.settings.zalo.oa_ids for one in await parts.heard.since(oa_id, since)]
    return sorted(found, key=lambda message: message.at)


def _shown(one: Difference, content: Content, zone: object) -> str:
    last = one.last_at.astimezone(zone)  # type: ignore[arg-type]
    head = f"{one.count} lần, gần nhất {last:%d/%m %H:%M}: «{' / '.join(one.text.splitlines())}»\n"
    if one.is_of_words:
        before, after = one.changed_lines()
        return f"{head}    {', '.join(one.new.keys)}: «{before}» -> «{after}»\n"
    return f"{head}    cũ:  {_told(one.old, content)}\n    mới: {_told(one.new, content)}\n"


def _told(given: Given, content: Content) -> str:
    keys = ", ".join(given.keys) or "im lặng"
    procedure = content.catalogue.procedures.get(given.procedure or "")
    about = f" ({given.procedure} {procedure.label if procedure else ''})" if given.procedure else ""
    return keys + about.replace(" )", ")")


def _summary(messages: list[KeptMessage], differences: list[Difference]) -> str:
    otherwise = sum(one.count for one in differences if not one.is_of_words)
    worded = sum(one.count for one in differences if one.is_of_words)
    if not differences:
        return f"{len(messages)} tin được trả lời lại: không tin nào khác trước.\n"
    return f"\n{len(messages)} tin được trả lời lại: {otherwise} được hiểu khác, {worded} chỉ khác lời hay dữ kiện.\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `replay` understands."""
    parser.add_argument(
        "--days", type=int, default=None, metavar="N", help="chỉ tin của N ngày qua (mặc định: tất cả)"
    )
    parser.add_argument(
        "--old",
        default="",
        metavar="BẢN",
        help="số của một bản đã nhận, hay thư mục nội dung cũ (mặc định: điều bot đã trả lời lúc ấy)",
    )
    parser.add_argument(
        "--new",
        default="",
        metavar="THƯ_MỤC",
        help="nội dung mới (mặc định: nội dung trong MOTCUA_CONTENT_DIR)",
    )
