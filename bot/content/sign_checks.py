"""What must hold for the signs of an intent: lists that are known, each sign in one list only."""

from __future__ import annotations

from collections.abc import Iterator

from bot.content.file import File
from bot.content.known import normal
from bot.content.phrase_checks import fault_of
from bot.content.problem import Problem
from bot.dialogue.complaints import LISTS
from bot.dialogue.ways import ways
from bot.domain.catalogue import Intent


def check_signs(intent: Intent, file: File) -> Iterator[Problem]:
    """Give what is wrong with the signs of one intent."""
    owners: dict[str, str] = {}
    for name, phrases in intent.signs.items():
        if name not in LISTS:
            known = ", ".join(sorted(LISTS))
            yield file.problem(("signs", name), f"Không có danh sách dấu hiệu {name!r}. Chỉ có: {known}.")
        for language, listed in phrases.items():
            for index, phrase in enumerate(listed):
                fault = fault_of(phrase, frames=False) or _fault(phrase, name, owners)
                if fault is not None:
                    yield file.problem(("signs", name, language.value, index), fault)


def _fault(phrase: str, name: str, owners: dict[str, str]) -> str | None:
    for wording in ways(phrase):
        if not wording.strip():
            return "Dấu hiệu này trống. Hãy bỏ dòng này."
        owner = owners.setdefault(normal(wording), name)
        if owner != name:
            return f"Dấu hiệu {wording!r} đã có trong danh sách {owner}. Chỉ để ở một danh sách."
    return None
