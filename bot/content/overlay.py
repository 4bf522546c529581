"""
One catalogue for many communes: what a commune has of its own, laid over what all have in common.

Beside `procedures.yaml` stands one `procedures.<commune>.yaml` for each commune that differs. The desk is
replaced key by key; of a procedure, each fact that is named is replaced whole, so that no word of the old fee
stays beside the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.content.bind import bind
from bot.content.draft import Draft, make_desk, make_procedures
from bot.content.file import File
from bot.content.overlaid import Overlaid, Overlay, at, code_of, merge
from bot.content.problem import Problem
from bot.content.tree import Path
from bot.domain.catalogue import Intent
from bot.domain.procedure import Procedure

_PAGE = re.compile(r"[0-9]{1,20}", re.ASCII)


def lay_over(base: Draft, file: File, problems: list[Problem]) -> tuple[Overlay, Draft] | None:
    """Make the draft of one commune, adding what is wrong to the problems; None when nothing can be made."""
    before = len(problems)
    if isinstance(file.value, dict) and "procedures" in file.value:
        message = (
            "Đây là bản sao của procedures.yaml, không phải phần riêng của một xã. "
            "Hãy chuyển nó ra thư mục khác, hay đổi đuôi tệp thành .bak."
        )
        problems.append(file.problem(("procedures",), message))
        return None
    overlay: Overlay | None
    overlay, faults = bind(Overlay, file.value, file)
    problems.extend(faults)
    if overlay is None or not isinstance(base.facts, File):
        return None
    problems.extend(_faults(overlay, file, base))
    if len(problems) > before:
        return None
    facts = merge(base.facts, file, overlay)
    draft = replace(
        base,
        facts=facts,
        desk=make_desk(facts, problems) if overlay.desk else base.desk,
        procedures=_procedures(base, facts, overlay, problems),
        intents={name: _without(intent, overlay.remove) for name, intent in base.intents.items()},
    )
    return overlay, replace(draft, is_whole=base.is_whole and len(problems) == before)


def _procedures(
    base: Draft, facts: Overlaid, overlay: Overlay, problems: list[Problem]
) -> dict[int, Procedure]:
    """Make the entries that are the commune's own; share the others, so that many communes cost little memory."""
    kept = (procedure for procedure in base.procedures.values() if procedure.code not in overlay.remove)
    own = [
        place
        for place, (origin, path) in enumerate(facts.places)
        if origin is facts.overlay or code_of(at(origin.value, path)) in overlay.change
    ]
    made = dict(enumerate(kept)) | make_procedures(facts, own, problems)
    return dict(sorted(made.items()))


def _faults(overlay: Overlay, file: File, base: Draft) -> Iterator[Problem]:
    codes = base.codes
    yield from (file.problem(path, message) for path, message in _faults_of_pages(overlay.pages))
    yield from (file.problem(path, message) for path, message in _faults_of_codes(overlay, codes.keys()))
    for name, intent in base.intents.items():
        for event in intent.events:
            if set(event.codes) <= set(overlay.remove):
                place = overlay.remove.index(event.codes[0])
                message = (
                    f"Bỏ thủ tục này thì chuyện {event.name!r} trong intents/{name}.yaml không còn việc nào."
                )
                yield file.problem(("remove", place), message)


def _faults_of_pages(pages: tuple[str, ...]) -> Iterator[tuple[Path, str]]:
    if not pages:
        yield ("pages",), 'Ghi mã trang OA của xã trong ngoặc kép, ví dụ ["4318657068771012646"].'
    for place, page in enumerate(pages):
        if not _PAGE.fullmatch(page):
            yield ("pages", place), f"{page!r} không phải là mã trang OA (chỉ gồm chữ số)."


def _faults_of_codes(overlay: Overlay, codes: AbstractSet[str]) -> Iterator[tuple[Path, str]]:
    for place, code in enumerate(overlay.remove):
        if code not in codes:
            yield ("remove", place), f"Không có thủ tục nào mã {code!r} để bỏ."
    kept = codes - set(overlay.remove)
    for code, facts in overlay.change.items():
        if code not in kept:
            yield ("change", code), f"Không có thủ tục nào mã {code!r} để đổi."
        if "code" in facts:
            yield ("change", code, "code"), "Không đổi mã ở đây. Hãy dùng remove: rồi add:."
    for place, entry in enumerate(overlay.add):
        if code_of(entry) in kept:
            message = f"Mã {entry['code']} đã có trong phần chung. Muốn đổi dữ kiện thì ghi ở phần change:."
            yield ("add", place, "code"), message


def _without(intent: Intent, codes: tuple[str, ...]) -> Intent:
    """Leave out of the life events what the commune does not handle."""
    if not codes or not intent.events:
        return intent
    events = tuple(
        replace(event, steps=tuple(step for step in event.steps if step.procedure not in codes))
        for event in intent.events
    )
    return replace(intent, events=events)
