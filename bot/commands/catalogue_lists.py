"""`catalogue stale` and `catalogue gaps`: what staff have to look at, as lists to work through."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import utc_now
from bot.content import Commune, read
from bot.content.worklists import LACKS, Task, gaps, stale
from bot.settings import read_stale_months

Actions = "argparse._SubParsersAction[argparse.ArgumentParser]"

_DAY = "%d/%m/%Y"


def add_actions(actions: Actions) -> None:  # type: ignore[valid-type]
    """Add the two lists to the actions of `catalogue`."""
    about = "Dữ kiện đã lâu chưa ai xem lại, cũ nhất trước (hạn: MOTCUA_STALE_MONTHS, mặc định 12 tháng)."
    old = actions.add_parser("stale", help=about, description=about)  # type: ignore[attr-defined]
    old.set_defaults(command=list_stale, serves=False)
    about = "Thủ tục nào còn thiếu gì: giấy tờ, lệ phí, thời hạn, trang chính thức, căn cứ, đối chiếu nguồn."
    missing = actions.add_parser("gaps", help=about, description=about)  # type: ignore[attr-defined]
    missing.add_argument(
        "--only", choices=tuple(LACKS), metavar="ĐIỀU", help=f"chỉ kể một điều: {', '.join(LACKS)}"
    )
    missing.set_defaults(command=list_gaps, serves=False)


def list_stale(_arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """List the procedures that nobody has checked for long."""
    months = read_stale_months(environ)
    base = _base(environ)
    today = utc_now().astimezone(ZoneInfo(base.content.catalogue.desk.timezone)).date()
    tasks = stale(base, today, months)
    if not tasks:
        oldest = min(
            (each.source.checked_on for each in base.content.catalogue.procedures.values()), default=today
        )
        sys.stdout.write(
            f"Không có dữ kiện nào quá {months} tháng chưa xem lại; cũ nhất xem ngày {oldest:{_DAY}}.\n"
        )
        return 0
    sys.stdout.write(
        f"{len(tasks)} thủ tục quá {months} tháng chưa ai xem lại. Xem lại nguồn rồi sửa checked_on:\n"
    )
    for task in tasks:
        source = task.procedure.source
        sys.stdout.write(f"{source.checked_on:{_DAY}}  {_named(task)}  nguồn: {source.title}\n")
    return 0


def list_gaps(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """List what each procedure lacks, field by field, with counts."""
    base = _base(environ)
    tasks = [task for task in gaps(base) if arguments.only in (None, *task.lacks)]
    total = len(base.content.catalogue.procedures)
    if not tasks:
        sys.stdout.write(f"Không thiếu gì: {total} thủ tục đều đủ.\n")
        return 0
    _write_counts(tasks, total)
    for field, count in Counter(task.procedure.field for task in tasks).most_common():
        sys.stdout.write(f"\n{field} ({count})\n")
        for task in tasks:
            if task.procedure.field == field:
                sys.stdout.write(f"  {_named(task)}: thiếu {', '.join(task.lacks)}\n")
    return 0


def _write_counts(tasks: Sequence[Task], total: int) -> None:
    sys.stdout.write(
        f"{len(tasks)} trong {total} thủ tục còn thiếu. Điều chưa ghi thì bot xin lỗi và mời gọi hỏi.\n"
    )
    counts = Counter(lack for task in tasks for lack in task.lacks)
    for lack in LACKS:
        sys.stdout.write(f"  {lack}: {counts[lack]}\n")


def _named(task: Task) -> str:
    return f"{task.procedure.code} {task.procedure.label} ({task.place})"


def _base(environ: Mapping[str, str]) -> Commune:
    return read(Path(environ.get("MOTCUA_CONTENT_DIR") or ".")).demanded()[0]
