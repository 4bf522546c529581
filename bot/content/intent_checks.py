"""What must hold for the intents: replies the dialogue speaks, buttons that lead somewhere, phrases of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.content.draft import Draft
from bot.content.elsewhere_checks import check_elsewhere
from bot.content.file import File
from bot.content.known import FLOWS, LANGUAGES, PLACEHOLDER, SPECIAL_BUTTONS, normal
from bot.content.phrase_checks import fault_of
from bot.content.problem import Problem
from bot.content.sign_checks import check_signs
from bot.content.tree import Path
from bot.dialogue.command import read_command
from bot.dialogue.reply_keys import GLOBAL_NAMES, REPLIES
from bot.dialogue.ways import ways
from bot.domain.catalogue import Intent, IntentKind
from bot.domain.conversation import Language

_KEYS = {
    intent: frozenset(key.partition(".")[2] for key in REPLIES if key.startswith(f"{intent}."))
    for intent in sorted({key.partition(".")[0] for key in REPLIES})
}


_CODE_AIMED_AT = re.compile(r":([0-9]\.[0-9]{6})$", re.ASCII)


def check_intents(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong within and between the intents."""
    for name in _KEYS:
        if name not in draft.intents and draft.is_whole:
            message = f"Thiếu tệp intents/{name}.yaml. Hãy chép lại từ bản sao gần nhất."
            yield Problem(file=f"intents/{name}.yaml", line=0, column=0, message=message)
    owners: dict[str, str] = {}
    yield from check_elsewhere(draft, owners)
    for intent in draft.intents.values():
        file = draft.files[f"intents/{intent.name}.yaml"]
        if intent.flow is not None and intent.flow not in FLOWS:
            known = ", ".join(sorted(FLOWS))
            yield file.problem(("flow",), f"Không có kịch bản nào tên {intent.flow!r}. Chỉ có: {known}.")
        yield from _check_keys(intent, file)
        yield from _check_buttons(draft, intent, file)
        yield from _check_phrases(intent, file, owners)
        yield from check_signs(intent, file)
        for key, texts in intent.replies.items():
            yield from _check_reply(intent, file, key, texts)
        for number, topic in enumerate(intent.topics):
            for language in Language:
                if topic.answer is not None and not topic.answer.get(language):
                    message = f"Chủ đề này chưa có {LANGUAGES[language]}."
                    yield file.problem(("topics", number, "answer"), message)


def _check_keys(intent: Intent, file: File) -> Iterator[Problem]:
    known = _KEYS.get(intent.name)
    if known is None:
        if intent.flow is not None or "default" not in intent.replies:
            yield file.problem(("replies",), "Ý định mới cần câu trả lời tên default và không có flow.")
        return
    for key in sorted(known - intent.replies.keys()):
        yield file.problem(("replies",), f"Thiếu câu trả lời {key!r}. Hãy chép lại từ bản sao gần nhất.")
    for key in sorted(intent.replies.keys() - known):
        yield file.problem(("replies", key), f"Không lúc nào bot dùng câu {key!r}.", is_warning=True)


def _check_buttons(draft: Draft, intent: Intent, file: File) -> Iterator[Problem]:
    for key, payloads in intent.buttons.items():
        if key not in intent.replies:
            yield file.problem(("buttons", key), f"Không có câu trả lời nào tên {key!r} để gắn nút.")
        for index, payload in enumerate(payloads):
            fault = _payload_fault(draft, payload)
            if fault:
                yield file.problem(("buttons", key, index), fault)


def _payload_fault(draft: Draft, payload: str) -> str | None:
    if payload in SPECIAL_BUTTONS:
        return None
    command = read_command(payload.replace("{code}", "1.000000"))
    if command is None or (command.intent not in draft.intents and draft.is_whole):
        return f"Nút {payload!r} không dẫn tới đâu. Nút đúng có dạng #office_hours hoặc #fee:{{code}}."
    if command.intent not in draft.intents:
        return None  # its file is wrong in itself, and told so
    aimed_at = _CODE_AIMED_AT.search(payload)
    if aimed_at and draft.is_whole and aimed_at[1] not in _all_codes(draft):
        return f"Nút {payload!r} dẫn tới thủ tục {aimed_at[1]}, không có trong procedures.yaml."
    replies = draft.intents[command.intent].replies
    if "button" not in replies and f"button_{command.argument}" not in replies:
        return f"Nút {payload!r} chưa có chữ: intents/{command.intent}.yaml cần câu trả lời tên button."
    return None


def _all_codes(draft: Draft) -> frozenset[str]:
    return frozenset(code for each in draft.procedures.values() for code in (each.code, *each.other_codes))


def _check_phrases(intent: Intent, file: File, owners: dict[str, str]) -> Iterator[Problem]:
    for path, phrase in _phrases(intent):
        fault = fault_of(phrase, frames=intent.kind is IntentKind.SERVICE)
        if fault is not None:
            yield file.problem(path, fault)
            continue
        for wording in ways(phrase):
            owner = owners.setdefault(normal(wording), file.name)
            if owner != file.name:
                yield file.problem(path, f"Câu {wording!r} đã có trong {owner}. Chỉ để ở một nơi.")
            elif not wording.strip():
                yield file.problem(path, "Câu này trống. Hãy bỏ dòng này.")


def _phrases(intent: Intent) -> Iterator[tuple[Path, str]]:
    yield from _said(("phrases",), intent.phrases)
    for number, topic in enumerate(intent.topics):
        yield from _said(("topics", number, "phrases"), topic.phrases)
    for number, event in enumerate(intent.events):
        yield from _said(("events", number, "phrases"), event.phrases)


def _said(path: Path, phrases: Mapping[Language, tuple[str, ...]]) -> Iterator[tuple[Path, str]]:
    for language, listed in phrases.items():
        for index, phrase in enumerate(listed):
            yield (*path, language.value, index), phrase


def _check_reply(intent: Intent, file: File, key: str, texts: Mapping[Language, str]) -> Iterator[Problem]:
    allowed = REPLIES.get(f"{intent.name}.{key}", GLOBAL_NAMES)
    for language in Language:
        text = texts.get(language)
        path = ("replies", key, language.value)
        if not text:
            yield file.problem(path, f"Câu {key!r} chưa có {LANGUAGES[language]}.")
            continue
        for word in PLACEHOLDER.findall(text):
            if word not in allowed:
                shown = ", ".join(f"{{{name}}}" for name in sorted(allowed))
                message = f"Bot không biết chỗ trống {{{word}}} ở câu này. Chỉ dùng: {shown}."
                yield file.problem(path, message)
        if re.search("[{}]", PLACEHOLDER.sub("", text)):
            yield file.problem(path, "Chỗ trống viết dở: mỗi dấu { phải có một dấu } đi cùng.")
