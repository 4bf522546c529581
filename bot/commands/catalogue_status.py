"""`catalogue status`: which version runs where, and what is refused and why."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from typing import Any

from bot.app import Parts
from bot.commands.actions import add_action
from bot.records import Version
from bot.storage.catalogue import Refusal, RunningProcess


def add_actions(actions: Any) -> None:
    """Add `status`."""
    add_action(actions, "status", "Bản nào đang chạy ở đâu, bản nào vừa lưu bị từ chối và vì sao.", _status)


async def _status(parts: Parts, _arguments: argparse.Namespace) -> int:
    newest = await parts.versions.newest()
    running, refusals = await parts.catalogue.running(), await parts.catalogue.refusals()
    lines = [
        _counting(newest),
        *_processes(running, newest),
        *(line for each in refusals for line in _refusal(each)),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if refusals else 0


def _counting(newest: Version | None) -> str:
    if newest is None:
        return "Chưa có bản nào được ghi lại. Bản đầu tiên được ghi khi `motcua run` chạy lần đầu."
    who = f", {newest.who}" if newest.who else ""
    return f"Bản đang dùng: {newest.number} ({newest.hash}), từ {when(newest.at)}{who}: {newest.why}."


def _processes(running: list[RunningProcess], newest: Version | None) -> list[str]:
    if not running:
        return ["Không có tiến trình nào đang chạy."]
    return [
        f"  {each.role:6} {each.name}  bản {each.number} từ {when(datetime.fromtimestamp(each.since_ms / 1000, UTC))}"
        + ("" if newest is None or each.number == newest.number else "  <- chưa theo kịp")
        for each in running
    ]


def _refusal(refusal: Refusal) -> list[str]:
    at = when(datetime.fromtimestamp(refusal.at_ms / 1000, UTC))
    lines = [f"\nBỊ TỪ CHỐI lúc {at}, thư mục {refusal.folder}; bot vẫn trả lời theo bản cũ:"]
    lines += [f"  {line}" for line in refusal.lines]
    if refusal.can_be_forced:
        lines.append('Sửa rồi lưu lại, hoặc vẫn dùng: motcua catalogue publish --force "lý do"')
    else:
        lines.append("Sửa rồi lưu lại tệp là bot tự nhận.")
    return lines


def when(moment: datetime) -> str:
    """Write a moment as officers read it."""
    return moment.astimezone().strftime("%d/%m/%Y %H:%M:%S")
