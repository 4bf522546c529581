"""What must hold between the parts of the content, once each part is well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.content.desk_shape import WEEKDAYS
from bot.content.elsewhere_checks import check_elsewhere
from bot.content.event_checks import check_events
from bot.content.file import File
from bot.content.known import FLOWS, PLACEHOLDER, SPECIAL_BUTTONS
from bot.content.problem import Problem
from bot.content.tree import Path
from bot.dialogue.command import read_command
from bot.dialogue.reply_keys import GLOBAL_NAMES, REPLIES
from bot.domain.catalogue import Content, Intent
from bot.domain.conversation import Language
from bot.domain.desk import OfficeHours
from bot.domain.procedure import Procedure

MAX_REPLY = 1_900  # Zalo takes 2,000 characters; a page of ours is never longer than this
PLAUSIBLE = {
    "papers": 700, "submit": 700, "show": 300, "notes": 350, "cases": 400, "choices": 500, "fields": 400,
    "procedures": 900, "week": 200, "hours": 200, "holidays": 900, "topic_answer": 400, "result": 120, "fee": 250,
    "takes": 200, "exempt": 250, "source": 150, "how": 400, "done_by": 150, "url": 150,
}  # fmt: skip
PLAUSIBLE_WORD = 60

_KEYS = {
    intent: frozenset(key.partition(".")[2] for key in REPLIES if key.startswith(f"{intent}."))
    for intent in sorted({key.partition(".")[0] for key in REPLIES})
}
_CODE = re.compile(r"[0-9]\.[0-9]{6}", re.ASCII)
_FACTS = "procedures.yaml"


@dataclass(slots=True)
class _Checker:
    content: Content
    files: Mapping[str, File]
    problems: list[Problem] = field(default_factory=list)

    def tell(self, file: str, path: Path, message: str, *, warn: bool = False) -> None:
        self.problems.append(self.files[file].problem(path, message, is_warning=warn))


def check_content(content: Content, files: Mapping[str, File]) -> list[Problem]:
    """Give what is wrong between well-formed parts; `files` are what they were read from, by name."""
    checker = _Checker(content, files)
    _check_procedures(checker)
    _check_hours(checker)
    _check_intents(checker)
    return checker.problems


def normal(wording: str) -> str:
    """Give the wording as it is compared: lower case, single spaces; accents count."""
    return " ".join(wording.casefold().split())


def _check_procedures(checker: _Checker) -> None:
    procedures = checker.content.catalogue.procedures
    owners: dict[str, str] = {}
    codes: dict[str, str] = {}
    for index, procedure in enumerate(procedures.values()):
        path = ("procedures", index)
        _check_codes(checker, procedure, path, codes)
        for place, wording in _wordings(procedure):
            owner = owners.setdefault(normal(wording), procedure.code)
            if owner != procedure.code:
                message = (
                    f"Cách gọi {wording!r} đã thuộc thủ tục {owner} ({procedures[owner].label}). "
                    "Mỗi cách gọi chỉ để ở một thủ tục; gọi chung thì bỏ ở cả hai, bot sẽ hỏi lại."
                )
                checker.tell(_FACTS, (*path, *place), message)


def _check_codes(checker: _Checker, procedure: Procedure, path: Path, seen: dict[str, str]) -> None:
    if not _CODE.fullmatch(procedure.code):
        checker.tell(_FACTS, (*path, "code"), f"Mã {procedure.code!r} chưa đúng dạng. Ví dụ đúng: 1.001193.")
    for index, other in enumerate(procedure.other_codes):
        place = (*path, "other_codes", index)
        if not _CODE.fullmatch(other):
            checker.tell(_FACTS, place, f"Mã {other!r} chưa đúng dạng. Ví dụ đúng: 1.001193.")
        elif other in checker.content.catalogue.procedures:
            checker.tell(_FACTS, place, f"Mã {other} đã là một thủ tục riêng trong tệp này. Hãy bỏ ở đây.")
        elif (owner := seen.setdefault(other, procedure.code)) != procedure.code:
            checker.tell(_FACTS, place, f"Mã cũ {other} đã ghi ở thủ tục {owner}. Chỉ để ở một thủ tục.")


def _wordings(procedure: Procedure) -> Iterator[tuple[Path, str]]:
    yield ("name",), procedure.name
    if procedure.short_name is not None:
        yield ("short_name",), procedure.short_name
    for index, wording in enumerate(procedure.also_called):
        yield ("also_called", index), wording


def _check_hours(checker: _Checker) -> None:
    hours = checker.content.catalogue.desk.hours
    _check_week(checker, hours)
    for part in ("holidays", "closures"):
        for index, days in enumerate(getattr(hours, part)):
            if days.last < days.first:
                place = ("desk", "hours", part, index, "last")
                checker.tell(_FACTS, place, f"Ngày cuối {days.last} đứng trước ngày đầu {days.first}.")
    for index, make_up in enumerate(hours.make_up_days):
        if not 0 <= make_up.like < len(hours.weekly) or not hours.weekly[make_up.like]:
            place = ("desk", "hours", "make_up_days", index, "like")
            checker.tell(_FACTS, place, "Ngày làm bù phải theo giờ của một ngày có làm việc.")


def _check_week(checker: _Checker, hours: OfficeHours) -> None:
    for name, spans in zip(WEEKDAYS, hours.weekly, strict=True):
        for index, span in enumerate(spans):
            place = ("desk", "hours", "weekly", name, index)
            if span.closes <= span.opens:
                checker.tell(_FACTS, place, "Giờ đóng cửa phải sau giờ mở cửa.")
            elif index and span.opens < spans[index - 1].closes:
                checker.tell(_FACTS, place, "Khoảng giờ này chồng lên khoảng giờ trước nó.")


def _check_intents(checker: _Checker) -> None:
    owners: dict[str, str] = {}
    check_elsewhere(checker.content, checker.files[_FACTS], checker.problems, owners)
    for name in _KEYS:
        if name not in checker.content.intents:
            message = f"Thiếu tệp intents/{name}.yaml. Hãy chép lại từ bản sao gần nhất."
            checker.problems.append(Problem(file=f"intents/{name}.yaml", line=0, column=0, message=message))
    events = checker.content.life_events
    for intent in checker.content.intents.values():
        if intent.name in events and not intent.replies:
            continue  # what a life event says is checked with the file it stands in
        file = f"intents/{intent.name}.yaml"
        if intent.flow is not None and intent.flow not in FLOWS:
            known = ", ".join(sorted(FLOWS))
            checker.tell(file, ("flow",), f"Không có kịch bản nào tên {intent.flow!r}. Chỉ có: {known}.")
        _check_keys(checker, intent, file)
        _check_buttons(checker, intent, file)
        _check_phrases(checker, intent, file, owners)
        check_events(intent, checker.content, checker.files[file], checker.problems)
        for key, texts in intent.replies.items():
            _check_reply(checker, intent, key, texts)


def _check_keys(checker: _Checker, intent: Intent, file: str) -> None:
    known = _KEYS.get(intent.name)
    if known is None:
        if intent.flow is not None or "default" not in intent.replies:
            checker.tell(file, ("replies",), "Ý định mới cần câu trả lời tên default và không có flow.")
        return
    for key in known - intent.replies.keys():
        checker.tell(file, ("replies",), f"Thiếu câu trả lời {key!r}. Hãy chép lại từ bản sao gần nhất.")
    for key in intent.replies.keys() - known:
        checker.tell(file, ("replies", key), f"Không lúc nào bot dùng câu {key!r}.", warn=True)


def _check_buttons(checker: _Checker, intent: Intent, file: str) -> None:
    for key, payloads in intent.buttons.items():
        if key not in intent.replies:
            checker.tell(file, ("buttons", key), f"Không có câu trả lời nào tên {key!r} để gắn nút.")
        for index, payload in enumerate(payloads):
            fault = _payload_fault(checker.content, payload)
            if fault:
                checker.tell(file, ("buttons", key, index), fault)


def _payload_fault(content: Content, payload: str) -> str | None:
    if payload in SPECIAL_BUTTONS:
        return None
    command = read_command(payload.replace("{code}", "1.000000"))
    if command is None or command.intent not in content.intents:
        return f"Nút {payload!r} không dẫn tới đâu. Nút đúng có dạng #office_hours hoặc #fee:{{code}}."
    replies = content.intents[command.intent].replies
    if "button" not in replies and f"button_{command.argument}" not in replies:
        return f"Nút {payload!r} chưa có chữ: intents/{command.intent}.yaml cần câu trả lời tên button."
    return None


def _check_phrases(checker: _Checker, intent: Intent, file: str, owners: dict[str, str]) -> None:
    for path, wording in _phrases(intent):
        owner = owners.setdefault(normal(wording), file)
        if owner != file:
            checker.tell(file, path, f"Câu {wording!r} đã có trong {owner}. Chỉ để ở một nơi.")


def _phrases(intent: Intent) -> Iterator[tuple[Path, str]]:
    for language, phrases in intent.phrases.items():
        for index, phrase in enumerate(phrases):
            yield ("phrases", language.value, index), phrase
    for number, topic in enumerate(intent.topics):
        for language, phrases in topic.phrases.items():
            for index, phrase in enumerate(phrases):
                yield ("topics", number, "phrases", language.value, index), phrase
    for number, event in enumerate(intent.events):
        for language, phrases in event.phrases.items():
            for index, phrase in enumerate(phrases):
                yield ("events", number, "phrases", language.value, index), phrase


def _check_reply(checker: _Checker, intent: Intent, key: str, texts: Mapping[Language, str]) -> None:
    file = f"intents/{intent.name}.yaml"
    allowed = REPLIES.get(f"{intent.name}.{key}", GLOBAL_NAMES)
    for language in Language:
        text = texts.get(language)
        path = ("replies", key, language.value)
        if not text:
            name = "tiếng Việt (vi)" if language is Language.VI else "tiếng Anh (en)"
            checker.tell(file, path, f"Câu {key!r} chưa có {name}.")
            continue
        for word in PLACEHOLDER.findall(text):
            if word not in allowed:
                shown = ", ".join(f"{{{name}}}" for name in sorted(allowed))
                checker.tell(file, path, f"Bot không biết chỗ trống {{{word}}} ở câu này. Chỉ dùng: {shown}.")
        length = len(PLACEHOLDER.sub("", text)) + sum(
            PLAUSIBLE.get(word, PLAUSIBLE_WORD) for word in PLACEHOLDER.findall(text)
        )
        if length > MAX_REPLY:
            checker.tell(
                file, path, f"Câu này dài khoảng {length} chữ; Zalo chỉ nhận {MAX_REPLY}. Hãy rút gọn."
            )
