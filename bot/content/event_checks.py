"""What must hold for life events: known procedures, few enough, short enough for their buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.file import File
from bot.content.known import PLACEHOLDER
from bot.content.problem import Problem
from bot.content.tree import Path
from bot.dialogue.composer import LONGEST_TITLE, MOST_BUTTONS, procedure_name
from bot.dialogue.reply_keys import GLOBAL_NAMES
from bot.domain.catalogue import Content, Intent, LifeEvent
from bot.domain.conversation import Language

_NAME = re.compile(r"[a-z_]{3,30}")


def check_events(intent: Intent, content: Content, file: File, problems: list[Problem]) -> None:
    """Add what is wrong with the life events of one intent file."""
    seen: set[str] = set()
    for number, event in enumerate(intent.events):
        place: Path = ("events", number)
        faults = [*_faults_of_name(event, content, seen), *_faults_of_words(event), *_faults(event, content)]
        problems.extend(file.problem((*place, *path), message) for path, message in faults)
        seen.add(event.name)


def _faults_of_name(event: LifeEvent, content: Content, seen: set[str]) -> Iterator[tuple[Path, str]]:
    if not _NAME.fullmatch(event.name):
        yield ("name",), f"Tên {event.name!r} chỉ gồm chữ thường không dấu và dấu gạch dưới, ví dụ new_baby."
    elif event.name in seen or content.intents[event.name].replies:
        yield ("name",), f"Tên {event.name!r} đã dùng cho việc khác. Hãy đặt tên khác."


def _faults_of_words(event: LifeEvent) -> Iterator[tuple[Path, str]]:
    for language in Language:
        unknown = set(PLACEHOLDER.findall(event.opening.get(language, ""))) - GLOBAL_NAMES
        if unknown:
            shown = ", ".join(f"{{{name}}}" for name in sorted(unknown))
            yield ("opening", language.value), f"Bot không biết chỗ trống {shown} ở lời mở đầu."
        if not event.opening.get(language):
            yield ("opening",), f"Lời mở đầu còn thiếu tiếng {language.value}."
        if not event.phrases.get(language):
            yield ("phrases",), f"Chưa có câu mẫu tiếng {language.value}."


def _faults(event: LifeEvent, content: Content) -> Iterator[tuple[Path, str]]:
    if not 1 <= len(event.steps) <= MOST_BUTTONS:
        yield ("steps",), f"Mỗi sự kiện có từ 1 đến {MOST_BUTTONS} việc, vì mỗi việc là một nút bấm."
    for number, step in enumerate(event.steps):
        procedure = content.catalogue.procedures.get(step.procedure)
        if procedure is None:
            message = f"Không có thủ tục nào mã {step.procedure!r} trong procedures.yaml."
            yield ("steps", number, "procedure"), message
            continue
        for language in Language:
            why = step.why.get(language)
            if not why:
                yield ("steps", number, "why"), f"Lý do còn thiếu tiếng {language.value}."
            elif len(procedure_name(procedure, language)) + len(why) + 2 > LONGEST_TITLE:
                message = (
                    f"Tên thủ tục và lý do dài quá {LONGEST_TITLE} chữ, nút không hiện hết. Hãy rút gọn."
                )
                yield ("steps", number, "why"), message
