"""The command: every test tried, failures and a summary told, an exit code for whoever watches."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.domain.catalogue import Content
from bot.rehearsal.acting import Stage
from bot.rehearsal.measuring import Found, Measured, measure_variants, measure_wordings
from bot.rehearsal.progress import Progress
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.sentences import read_sentences
from bot.rehearsal.told import SAID, Mistake, Rehearsal

KINDS = {
    "no_diacritics": "không dấu",
    "decomposed": "dấu tách rời",
    "telex_slip": "sót phím Telex",
    "joined": "dính chữ",
    "upper_case": "chữ hoa",
    "stretched": "kéo dài chữ",
    "name": "tên thủ tục",
    "also_called": "tên gọi khác",
    "life_event": "chuyện lớn trong nhà",
    "phrase": "cách hỏi của ý",
    "aspect": "cách hỏi một mặt",
    "topic": "chuyện ngoài phạm vi",
}
NOTHING = (
    "Chưa có câu thử nào trong tests/intents/ và tests/conversations/. "
    "Cách thêm: intents/README.md, phần «Thêm câu thử».\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What was asked on the command line.

    Args:
        seed: Of the variants; None types no sentence otherwise.
        says_wordings: Also say every wording of the content.

    """

    folder: Path
    as_json: bool = False
    seed: int | None = None
    says_wordings: bool = False


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
    measured = _measured(wish, content, notes)
    if wish.as_json:
        rates = {
            kind: {**one.counts, "lost_lines": list(map(str, one.lost))} for kind, one in measured.items()
        }
        out.write(json.dumps({**told.as_plain(), "measured": rates}, ensure_ascii=False) + "\n")
    else:
        out.write("".join(f"{failure}\n" for failure in told.failures) + _summary(told))
        out.write("".join(_rate(kind, one) for kind, one in measured.items()))
    return 1 if told.failures else 0


def _measured(wish: Wish, content: Content, notes: TextIO) -> dict[str, Measured]:
    if wish.seed is None and not wish.says_wordings:
        return {}
    measured: dict[str, Measured] = {}
    dialogue, progress = Stage(content).dialogue, Progress("đo", notes)
    try:
        if wish.seed is not None:
            sentences = read_sentences(wish.folder)
            measured |= measure_variants(dialogue, content, sentences, wish.seed, progress.tell)
        if wish.says_wordings:
            measured |= measure_wordings(dialogue, content, progress.tell)
    finally:
        progress.end()
    return measured


def _rate(kind: str, one: Measured) -> str:
    lost = "".join(f"    {failure}\n" for failure in one.lost)
    first, found = one.percent(Found.FIRST), one.percent(Found.FIRST, Found.OFFERED)
    return f"{KINDS[kind]}: {one.total} câu, đúng ngay {first:.1f}%, đúng hoặc được mời chọn {found:.1f}%\n{lost}"


def _summary(told: Rehearsal) -> str:
    if not told.sentences and not told.dialogues:
        return NOTHING
    tried = f"{told.sentences} câu và {told.dialogues} cuộc đối thoại ({told.steps} bước)"
    if not told.failures:
        return f"Thử lời tốt: {tried} đều đúng như mong đợi.\n"
    counts = ", ".join(f"{told.count(mistake)} {SAID[mistake]}" for mistake in Mistake if told.count(mistake))
    return f"\nThử {tried}: {len(told.failures)} chỗ khác mong đợi: {counts}.\n"
