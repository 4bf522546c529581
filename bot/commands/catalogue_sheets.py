"""`catalogue export`, `catalogue import`: the procedures out to a workbook and back."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from bot import content
from bot.commands.content import content_folder
from bot.commands.progress import Progress
from bot.content.changes import Change, changes
from bot.content.columns import SHEETS
from bot.content.export import export
from bot.content.replacing import replace_files
from bot.content.workbook import Tried, entries_of, try_workbook
from bot.domain.catalogue import Content

SHOWN_FAULTS = 20
YES = frozenset(("c", "có", "co", "y", "yes"))
Actions = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_actions(actions: Actions) -> None:  # type: ignore[valid-type]
    """Add `export` and `import` to the actions of `catalogue`."""
    about = "Xuất mọi thủ tục ra tệp Excel (.xlsx) để sửa."
    out = actions.add_parser("export", help=about, description=about)  # type: ignore[attr-defined]
    out.add_argument("file", metavar="TỆP.xlsx", type=Path, help="tệp sẽ viết ra")
    out.add_argument("--force", action="store_true", help="ghi đè tệp đã có")
    out.set_defaults(command=export_command, serves=False)
    about = "Nhập tệp Excel đã sửa: xem trước thay đổi, hỏi lại rồi mới ghi vào procedures.yaml."
    taken = actions.add_parser("import", help=about, description=about)  # type: ignore[attr-defined]
    taken.add_argument(
        "file", metavar="TỆP.xlsx", type=Path, help="tệp do `catalogue export` viết ra và đã sửa"
    )
    taken.add_argument("--yes", action="store_true", help="không hỏi lại")
    taken.add_argument("--dry-run", action="store_true", help="chỉ xem thay đổi, không ghi gì")
    taken.set_defaults(command=import_command, serves=False)


def export_command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Write the workbook; 1 when there is such a file already."""
    folder, path = content_folder(environ), arguments.file
    if path.suffix.casefold() != ".xlsx":
        sys.stderr.write(
            f"Tên tệp phải có đuôi .xlsx, ví dụ: motcua catalogue export {path.stem or 'thu-tuc'}.xlsx\n"
        )
        return 1
    if path.exists() and not arguments.force:
        sys.stderr.write(f"Đã có tệp {path}. Chọn tên khác, hoặc thêm --force để ghi đè.\n")
        return 1
    loaded, entries = content.load(folder), entries_of(folder)
    progress = Progress("Xuất", len(entries) * len(SHEETS), sys.stderr)
    body = export(entries, loaded.version, progress.step)
    progress.end()
    path.write_bytes(body)
    sys.stdout.write(f"Đã xuất {len(entries)} thủ tục ra {path}. Sửa xong: motcua catalogue import {path}\n")
    return 0


def import_command(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Show what would change, ask, and write; 1 when a cell is wrong or the answer was no."""
    folder = content_folder(environ)
    now = content.load(folder)
    tried = try_workbook(arguments.file, folder)
    if tried.edited is None or tried.content is None:
        return _refuse(tried, arguments.file)
    if tried.exported_from not in {None, now.version}:
        sys.stdout.write(
            f"Chú ý: tệp này xuất từ phiên bản {tried.exported_from}, nay đã là {now.version}. "
            "Điều sửa sau lúc xuất sẽ bị thay lại như trong tệp; hãy xem kỹ danh sách.\n"
        )
    if tried.edited.body == (folder / tried.edited.name).read_bytes():
        sys.stdout.write("Tệp không thay đổi gì. procedures.yaml giữ nguyên.\n")
        return 0
    _show(changes(now, tried.content))
    if arguments.dry_run:
        sys.stdout.write("Chưa ghi gì (--dry-run).\n")
        return 0
    if not arguments.yes and not _agrees():
        sys.stdout.write("Không ghi gì. Bỏ --dry-run và trả lời “có”, hoặc thêm --yes để ghi.\n")
        return 1
    return _write(folder, tried, now)


def _write(folder: Path, tried: Tried, now: Content) -> int:
    assert tried.edited is not None  # the caller saw to it
    if content.load(folder).version != now.version:
        sys.stderr.write("Nội dung vừa được sửa ở nơi khác. Chưa ghi gì; hãy chạy lại lệnh này.\n")
        return 1
    replace_files(folder, {tried.edited.name: tried.edited.body})
    sys.stdout.write("Đã ghi vào procedures.yaml.\n")
    return 0


def _refuse(tried: Tried, path: Path) -> int:
    marked = path.with_name(f"{path.stem}-loi.xlsx")
    marked.write_bytes(tried.marked)
    for fault in tried.faults[:SHOWN_FAULTS]:
        sys.stdout.write(f"{fault}\n")
    if (more := len(tried.faults) - SHOWN_FAULTS) > 0:
        sys.stdout.write(f"… và {more} ô nữa.\n")
    sys.stdout.write(
        f"\n{len(tried.faults)} ô phải sửa; chưa có gì thay đổi. Mở {marked}: ô sai được tô đỏ, kèm lý do. "
        f"Sửa xong: motcua catalogue import {marked}\n"
    )
    return 1


def _show(told: tuple[Change, ...]) -> None:
    for change in told:
        sys.stdout.write(f"{change}\n")
    if not told:
        sys.stdout.write("Chỉ đổi thứ tự, không đổi nghĩa.\n")
    sys.stdout.write(f"\n{len(told)} thay đổi.\n")


def _agrees() -> bool:
    sys.stdout.write("Ghi vào procedures.yaml? (có/không) ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() in YES
