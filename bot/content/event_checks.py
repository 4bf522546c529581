"""What must hold for life events: known procedures, few enough, short enough for their buttons."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.draft import Draft
from bot.content.known import LANGUAGES, PLACEHOLDER
from bot.content.problem import Problem
from bot.content.tree import Path
from bot.dialogue.composer import LONGEST_TITLE, MOST_BUTTONS, procedure_name
from bot.dialogue.reply_keys import GLOBAL_NAMES
from bot.domain.catalogue import LifeEvent
from bot.domain.conversation import Language
from bot.domain.procedure import Procedure

_NAME = re.compile(r"[a-z_]{3,30}")


def check_events(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong with the life events of every intent file."""
    codes = draft.codes
    for intent in draft.intents.values():
        file = draft.files[f"intents/{intent.name}.yaml"]
        seen: set[str] = set(draft.intents)
        for number, event in enumerate(intent.events):
            for inside, message in (*_faults_of_name(event, seen), *_faults_of_words(event)):
                yield file.problem(("events", number, *inside), message)
            for inside, message in _faults_of_steps(event, codes) if draft.is_whole else ():
                yield file.problem(("events", number, *inside), message)
            seen.add(event.name)


def _faults_of_name(event: LifeEvent, seen: set[str]) -> Iterator[tuple[Path, str]]:
    if not _NAME.fullmatch(event.name):
        yield ("name",), f"Tên {event.name!r} chỉ gồm chữ thường không dấu và dấu gạch dưới, ví dụ new_baby."
    elif event.name in seen:
        yield ("name",), f"Tên {event.name!r} đã dùng cho việc khác. Hãy đặt tên khác."


def _faults_of_words(event: LifeEvent) -> Iterator[tuple[Path, str]]:
    for language in Language:
        unknown = set(PLACEHOLDER.findall(event.opening.get(language, ""))) - GLOBAL_NAMES
        if unknown:
            shown = ", ".join(f"{{{name}}}" for name in sorted(unknown))
            yield ("opening", language.value), f"Bot không biết chỗ trống {shown} ở lời mở đầu."
        if not event.opening.get(language):
            yield ("opening",), f"Còn thiếu {LANGUAGES[language]}."
        if not event.phrases.get(language):
            yield ("phrases",), f"Chưa có câu mẫu {LANGUAGES[language]}."


def _faults_of_steps(event: LifeEvent, codes: dict[str, Procedure]) -> Iterator[tuple[Path, str]]:
    if not 1 <= len(event.steps) <= MOST_BUTTONS:
        yield ("steps",), f"Mỗi sự kiện có từ 1 đến {MOST_BUTTONS} việc, vì mỗi việc là một nút bấm."
    for number, step in enumerate(event.steps):
        procedure = codes.get(step.procedure)
        if procedure is None:
            yield ("steps", number, "procedure"), _not_there(step.procedure, codes)
            continue
        for language in Language:
            why = step.why.get(language)
            if not why:
                yield ("steps", number, "why"), f"Còn thiếu {LANGUAGES[language]}."
            elif len(procedure_name(procedure, language)) + len(why) + 2 > LONGEST_TITLE:
                message = (
                    f"Tên thủ tục và lý do dài quá {LONGEST_TITLE} chữ, nút không hiện hết. Hãy rút gọn."
                )
                yield ("steps", number, "why"), message


def _not_there(code: str, codes: dict[str, Procedure]) -> str:
    newer = next((each.code for each in codes.values() if code in each.other_codes), None)
    if newer is not None:
        return f"Mã {code} là mã cũ của thủ tục {newer}. Hãy ghi {newer}."
    return f"Không có thủ tục nào mã {code!r} trong procedures.yaml."
