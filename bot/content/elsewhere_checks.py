"""What must hold for what other offices do: one name each, both languages, wordings of nobody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.content.file import File
from bot.content.problem import Problem
from bot.content.tree import Path
from bot.domain.catalogue import Content
from bot.domain.conversation import Language
from bot.domain.elsewhere import Elsewhere

_LANGUAGES = {Language.VI: "tiếng Việt (vi)", Language.EN: "tiếng Anh (en)"}


def refuse_namesakes(listed: Sequence[Elsewhere], file: File, problems: list[Problem]) -> None:
    """Add a problem for each entry whose name an earlier one has."""
    seen: set[str] = set()
    for index, matter in enumerate(listed):
        if matter.name in seen:
            message = f"Việc {matter.name!r} đã ghi ở trên. Mỗi việc chỉ ghi một lần."
            problems.append(file.problem(("elsewhere", index, "name"), message))
        seen.add(matter.name)


def check_elsewhere(content: Content, file: File, problems: list[Problem], owners: dict[str, str]) -> None:
    """Add what is wrong with the entries; `owners` takes in each wording with the place that holds it."""
    topics = {topic.name for intent in content.intents.values() for topic in intent.topics}
    for index, matter in enumerate(content.catalogue.elsewhere.values()):
        place: Path = ("elsewhere", index)
        faults = [*_faults(matter), *_faults_of_wordings(matter, owners)]
        if matter.name in topics:
            faults.append(
                (("name",), f"Tên {matter.name!r} đã là một chủ đề trong intents/out_of_scope.yaml.")
            )
        problems.extend(file.problem((*place, *path), message) for path, message in faults)


def _faults(matter: Elsewhere) -> Iterator[tuple[Path, str]]:
    for language, called in _LANGUAGES.items():
        for key, texts in (("done_by", matter.done_by), ("how", matter.how)):
            if texts is not None and not texts.get(language):
                yield (key,), f"Mục {key!r} còn thiếu {called}."
    if matter.url is not None and not matter.url.startswith("https://"):
        yield ("url",), f"Đường dẫn {matter.url!r} phải bắt đầu bằng https://."


def _faults_of_wordings(matter: Elsewhere, owners: dict[str, str]) -> Iterator[tuple[Path, str]]:
    called = f"procedures.yaml (việc nơi khác làm: {matter.name})"
    for language, wordings in matter.also_called.items():
        for index, wording in enumerate(wordings):
            owner = owners.setdefault(" ".join(wording.casefold().split()), called)
            if owner != called:
                path = ("also_called", language.value, index)
                yield path, f"Cách gọi {wording!r} đã có trong {owner}. Chỉ để ở một nơi."
