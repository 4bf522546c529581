"""The command: every test tried, failures and a summary told, an exit code for whoever watches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.domain.catalogue import Content
from bot.rehearsal.progress import Progress
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.told import SAID, Mistake, Rehearsal

NOTHING = (
    "Chưa có câu thử nào trong tests/intents/ và tests/conversations/. "
    "Cách thêm: intents/README.md, phần «Thêm câu thử».\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked on the command line."""

    folder: Path
    as_json: bool = False


def run(wish: Wish, content: Content, out: TextIO, notes: TextIO) -> int:
    """
    Try the tests of a folder.

    Returns:
        0; or 1 when a sentence or a dialogue went otherwise.

    Raises:
        ContentError: A test file or the content is wrong.

    """
    progress = Progress("thử lời", notes)
    try:
        told = rehearse(content, wish.folder, tell=progress.tell)
    finally:
        progress.end()
    if wish.as_json:
        out.write(json.dumps(told.as_plain(), ensure_ascii=False) + "\n")
    else:
        out.write("".join(f"{failure}\n" for failure in told.failures) + _summary(told))
    return 1 if told.failures else 0


def _summary(told: Rehearsal) -> str:
    if not told.sentences and not told.dialogues:
        return NOTHING
    tried = f"{told.sentences} câu và {told.dialogues} cuộc đối thoại ({told.steps} bước)"
    if not told.failures:
        return f"Thử lời tốt: {tried} đều đúng như mong đợi.\n"
    counts = ", ".join(f"{told.count(mistake)} {SAID[mistake]}" for mistake in Mistake if told.count(mistake))
    return f"\nThử {tried}: {len(told.failures)} chỗ khác mong đợi: {counts}.\n"
