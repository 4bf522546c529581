"""`unanswered`: questions the bot could not answer, and the wording that makes it answer next time."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Mapping
from pathlib import Path

from bot.app import assemble
from bot.commands.replaying import kept
from bot.commands.trial import settings_for
from bot.content import load
from bot.content.edit import add_wording
from bot.content.replacing import replace_files
from bot.errors import ContentError
from bot.rehearsal.again import With
from bot.rehearsal.fixing import Asked, Fix, fix, known_owner
from bot.rehearsal.progress import Progress
from bot.rehearsal.unanswered import Group, grouped, still_unanswered
from bot.settings import Settings

SHOWN = 3
NONE = "Không có câu nào bot chưa trả lời được. Tốt.\n"


def unanswered(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """List the groups of questions without an answer, mend one or forget one; 1 when that cannot be."""
    settings = settings_for(arguments, environ)
    groups = asyncio.run(_groups(settings))
    if arguments.action == "list":
        _list(groups, as_json=arguments.json)
        return 0
    group = _chosen(groups, arguments.number)
    if group is None:
        return 1
    if arguments.action == "drop":
        gone = asyncio.run(_drop(settings, group))
        sys.stdout.write(f"Đã quên {gone} tin của «{_line(group.text)}».\n")
        return 0
    return _fix(settings.content_dir, group, arguments)


async def _groups(settings: Settings) -> list[Group]:
    async with assemble(settings) as parts:
        content = load(settings.content_dir)
        left = await still_unanswered(await kept(parts, None), With(content))
        return grouped(left, content.words.fillers)


async def _drop(settings: Settings, group: Group) -> int:
    async with assemble(settings) as parts:
        return sum([await parts.heard.forget(oa_id, list(group.messages)) for oa_id in settings.zalo.oa_ids])


def _list(groups: list[Group], *, as_json: bool) -> None:
    if as_json:
        told = [
            {"n": n, "count": len(group.messages), "last_at": group.last_at.isoformat(), "text": group.text,
             "others": group.others}
            for n, group in enumerate(groups, start=1)
        ]  # fmt: skip
        sys.stdout.write(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
        return
    if not groups:
        sys.stdout.write(NONE)
        return
    for n, group in enumerate(groups, start=1):
        last = group.last_at.astimezone()
        sys.stdout.write(f"{n:>3}. {len(group.messages)} lần, gần nhất {last:%d/%m}: «{_line(group.text)}»\n")
        sys.stdout.write("".join(f"       cũng hỏi: «{_line(other)}»\n" for other in group.others[:SHOWN]))
    sys.stdout.write(
        '\nDạy bot hiểu: motcua unanswered fix SỐ --as MÃ_THỦ_TỤC_HOẶC_Ý ["cách gọi có dấu"]\n'
        "Bỏ qua:       motcua unanswered drop SỐ\n"
    )


def _line(text: str) -> str:
    return " / ".join(text.splitlines())


def _chosen(groups: list[Group], number: int | None) -> Group | None:
    if number is not None and 1 <= number <= len(groups):
        return groups[number - 1]
    hint = f"Chỉ có từ 1 đến {len(groups)}." if groups else NONE.strip()
    sys.stderr.write(f"Ghi số thứ tự lấy từ `motcua unanswered`. {hint}\n")
    return None


def _fix(folder: Path, group: Group, arguments: argparse.Namespace) -> int:
    owner, *wording = arguments.meant or [""]
    if not owner:
        sys.stderr.write("Thêm --as MÃ_THỦ_TỤC hoặc --as TÊN_Ý: câu này hỏi điều gì?\n")
        return 1
    progress = Progress("thử lời", sys.stderr)
    asked = Asked(said=group.text, owner=owner, wording=" ".join(wording))
    try:
        called = known_owner(asked.owner, load(folder))
        done = fix(folder, asked, add_wording, progress.tell)
        replace_files(folder, dict(done.files))
    except (ContentError, OSError) as error:
        sys.stderr.write(f"{error}\nTệp nội dung còn nguyên như trước.\n")
        return 1
    finally:
        progress.end()
    sys.stdout.write(_told(done, called))
    return 0


def _told(done: Fix, called: str) -> str:
    content_file, test_file = done.files
    tried = f"{done.rehearsal.sentences} câu và {done.rehearsal.dialogues} cuộc đối thoại"
    return (
        f"Đã thêm cách gọi «{done.wording}» cho {called}, trong {content_file}.\n"
        f"Đã thêm câu thử «{done.sentence.say}» vào {test_file}.\n"
        f"Kiểm tra tốt; thử lời tốt: {tried}. Bot đang chạy tự nhận bản mới.\n"
        + "".join(f"Nên xem lại: {note}\n" for note in done.notes)
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `unanswered` understands."""
    parser.add_argument(
        "action",
        nargs="?",
        choices=["list", "fix", "drop"],
        default="list",
        help="xem (mặc định), dạy bot, bỏ qua",
    )
    parser.add_argument("number", nargs="?", type=int, metavar="SỐ", help="số thứ tự trong danh sách")
    parser.add_argument(
        "--as",
        dest="meant",
        nargs="+",
        default=[],
        metavar=("MÃ_HOẶC_Ý", "CÁCH_GỌI"),
        help="mã thủ tục hoặc tên ý trong intents/, rồi cách gọi có dấu (bỏ trống: lấy chữ mang nghĩa của câu)",
    )
    parser.add_argument("--json", action="store_true", help="in danh sách dạng JSON")
