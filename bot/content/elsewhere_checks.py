"""What must hold for what other offices do: one name each, both languages, wordings of nobody else."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.draft import Draft
from bot.content.known import LANGUAGES, normal
from bot.content.phrase_checks import fault_of
from bot.content.problem import Problem
from bot.content.tree import Path
from bot.dialogue.ways import ways
from bot.domain.elsewhere import Elsewhere


def check_elsewhere(draft: Draft, owners: dict[str, str]) -> Iterator[Problem]:
    """Give what is wrong with the entries; `owners` takes in each wording with the place that holds it."""
    taken = {
        topic.name: "là một chủ đề trong intents/out_of_scope.yaml"
        for intent in draft.intents.values()
        for topic in intent.topics
    }
    ours = {code for each in draft.procedures.values() for code in (each.code, *each.other_codes)}
    for place, matter in enumerate(draft.elsewhere):
        faults = [*_faults(matter), *_faults_of_wordings(matter, owners)]
        if matter.name in taken:
            faults.append(
                (("name",), f"Tên {matter.name!r} đã {taken[matter.name]}. Mỗi việc chỉ ghi một lần.")
            )
        taken.setdefault(matter.name, "ghi ở trên")
        for number, code in enumerate(matter.codes):
            if code in ours:
                faults.append((("codes", number), f"Mã {code} đã là một thủ tục của xã. Chỉ ghi ở một nơi."))
        for inside, message in faults:
            yield draft.facts.problem(("elsewhere", place, *inside), message)


def _faults(matter: Elsewhere) -> Iterator[tuple[Path, str]]:
    for language, called in LANGUAGES.items():
        for key, texts in (("done_by", matter.done_by), ("how", matter.how)):
            if texts is not None and not texts.get(language):
                yield (key,), f"Còn thiếu {called}."
    if matter.url is not None and not matter.url.startswith("https://"):
        yield ("url",), f"Đường dẫn {matter.url!r} phải bắt đầu bằng https://."


def _faults_of_wordings(matter: Elsewhere, owners: dict[str, str]) -> Iterator[tuple[Path, str]]:
    called = f"procedures.yaml (việc nơi khác làm: {matter.name})"
    for language, wordings in matter.also_called.items():
        for index, phrase in enumerate(wordings):
            path = ("also_called", language.value, index)
            fault = fault_of(phrase, frames=False)
            if fault is not None:
                yield path, fault
                continue
            for wording in ways(phrase):
                owner = owners.setdefault(normal(wording), called)
                if owner != called:
                    yield path, f"Cách gọi {wording!r} đã có trong {owner}. Chỉ để ở một nơi."
