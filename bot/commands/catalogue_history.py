"""`catalogue log`, `diff` and `show`: what was accepted, what differs, what is said."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import Any

from bot.app import Parts
from bot.commands.actions import add_action
from bot.commands.catalogue_status import when
from bot.content import BASE
from bot.content.changes import changes
from bot.content.snapshot import Snapshot, take
from bot.dialogue.command import Command
from bot.dialogue.flows.procedure import ASPECTS
from bot.dialogue.questions import OVERVIEW
from bot.domain.conversation import Conversation
from bot.domain.message import Heard, Incoming, Kind
from bot.domain.turn import Turn
from bot.errors import ContentError
from bot.publishing.publisher import changed_files
from bot.publishing.trial import read_snapshot
from bot.records import Version

MOST_SHOWN = 20
NOW = "tệp"


def add_actions(actions: Any) -> None:
    """Add `log`, `diff` and `show`."""
    log = add_action(actions, "log", "Các bản đã nhận: ai, lúc nào, vì sao, đổi gì; mới nhất trước.", _log)
    log.add_argument(
        "--count", type=int, default=MOST_SHOWN, metavar="N", help=f"bao nhiêu bản (mặc định {MOST_SHOWN})"
    )
    diff = add_action(actions, "diff", "Hai bản khác nhau ở đâu, theo nghĩa.", _diff)
    diff.add_argument("old", nargs="?", default="", metavar="A", help="số bản; trống là bản đang dùng")
    diff.add_argument("new", nargs="?", default=NOW, metavar="B", help="số bản; trống là các tệp lúc này")
    show = add_action(actions, "show", "Bản đang dùng có gì; với MÃ: bot trả lời gì về thủ tục ấy.", _show)
    show.add_argument("code", nargs="?", default="", metavar="MÃ", help="mã thủ tục, như 1.001193")


async def _log(parts: Parts, arguments: argparse.Namespace) -> int:
    found = await parts.versions.latest(max(1, arguments.count))
    if not found:
        sys.stdout.write("Chưa có bản nào. Bản đầu tiên được ghi khi `motcua run` chạy lần đầu.\n")
    for version in found:
        sys.stdout.write("\n".join(_told(version)) + "\n")
    return 0


def _told(version: Version) -> list[str]:
    who = f"  {version.who}" if version.who else ""
    lines = [f"{version.number:4}  {version.hash}  {when(version.at)}{who}  {version.why}"]
    if version.forced:
        lines.append(f"      ! đưa lên dù câu thử còn sai: {version.forced}")
    shown = version.changes[:MOST_SHOWN]
    lines += [f"      {line}" for line in shown]
    if more := len(version.changes) - len(shown):
        lines.append(f"      và {more} điều nữa: motcua catalogue diff {version.number - 1} {version.number}")
    return lines


async def _diff(parts: Parts, arguments: argparse.Namespace) -> int:
    old, new = await _snapshot(parts, arguments.old), await _snapshot(parts, arguments.new)
    if old.fingerprint == new.fingerprint:
        sys.stdout.write("Hai bên giống hệt nhau, từng byte.\n")
        return 0
    before, after = [(await asyncio.to_thread(read_snapshot, each))[BASE] for each in (old, new)]
    told = [str(change) for change in changes(before, after)]
    for line in told or [*changed_files(old.files, new.files), "Nghĩa không đổi."]:
        sys.stdout.write(f"{line}\n")
    return 0


async def _snapshot(parts: Parts, word: str) -> Snapshot:
    if word == NOW:
        return await asyncio.to_thread(take, parts.settings.content_dir)
    if word:
        return Snapshot(await parts.versions.files((await wanted(parts, word)).number))
    newest = await parts.versions.newest()
    if newest is None:
        raise ContentError("Chưa có bản nào để so. Bản đầu tiên được ghi khi `motcua run` chạy lần đầu.")
    return Snapshot(await parts.versions.files(newest.number))


async def wanted(parts: Parts, word: str) -> Version:
    """
    Find a version by what was typed.

    Raises:
        ContentError: There is none of that number.

    """
    version = await parts.versions.find(int(word)) if word.isascii() and word.isdigit() else None
    if version is None:
        raise ContentError(f"Không có bản nào số {word!r}. Xem các bản: motcua catalogue log")
    return version


async def _show(parts: Parts, arguments: argparse.Namespace) -> int:
    if arguments.code:
        return await _show_procedure(parts, arguments.code)
    edition = parts.live.edition
    procedures = edition.content.catalogue.procedures
    sys.stdout.write(f"Bản {edition.number} ({edition.content.version}): {len(procedures)} thủ tục, ")
    sys.stdout.write(f"{len(edition.content.intents)} ý.\n")
    hidden = [each for each in procedures.values() if each.hidden]
    sys.stdout.write("".join(f"  đang ẩn: {each.code}  {each.label}: {each.hidden}\n" for each in hidden))
    return 0


async def _show_procedure(parts: Parts, code: str) -> int:
    procedure = parts.live.edition.content.catalogue.procedures.get(code)
    if procedure is None:
        raise ContentError(f"Không có thủ tục nào mã {code!r} trong bản đang dùng.")
    told = f"{procedure.code}  {procedure.name}\nnguồn: {procedure.source.title}"
    told += f" ({procedure.source.checked_on:%d/%m/%Y}), độ tin cậy: {procedure.confidence}\n"
    told += f"ĐANG ẨN: {procedure.hidden}\n" if procedure.hidden else ""
    sys.stdout.write(told)
    for aspect in sorted(ASPECTS, key=lambda each: (each != OVERVIEW, each)):
        sys.stdout.write(f"\n[{aspect}]\n{await _said(parts, aspect, code)}\n")
    return 0


async def _said(parts: Parts, aspect: str, code: str) -> str:
    now = parts.clock()
    text = Command(intent=aspect, argument=code).payload
    turn = Turn(
        turn_id="show",
        oa_id=parts.settings.zalo.oa_ids[0],
        now=now,
        conversation=Conversation(citizen_id=""),
        heard=(Heard(event_id="show", sent_at=now, message=Incoming(kind=Kind.TEXT, text=text)),),
    )
    outcome = await parts.live.dialogue(turn.oa_id).answer(turn)
    return "\n".join(reply.text for reply in outcome.replies)
