"""
One catalogue for many communes: what a commune has of its own, laid over what all have in common.

Beside `procedures.yaml` stands one `procedures.<commune>.yaml` for each commune that differs. The desk is
replaced key by key; of a procedure, each fact that is named is replaced whole, so that no word of the old fee
stays beside the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any

from bot.content.bind import bind
from bot.content.draft import Draft, make_desk, make_procedures
from bot.content.file import File, Located
from bot.content.labels import inside
from bot.content.problem import Problem
from bot.content.tree import Path, Plain, locate
from bot.domain.catalogue import Intent

_PAGE = re.compile(r"[0-9]{1,20}", re.ASCII)
Facts = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlay:
    """
    What one commune has of its own.

    Args:
        pages: The Official Accounts of the commune.
        desk: Keys of the desk, at any depth.
        remove: Codes of procedures it does not handle.
        change: Code -> the facts that differ.
        add: Whole entries.

    """

    pages: tuple[str, ...]
    desk: Facts | None = None
    remove: tuple[str, ...] = ()
    change: Mapping[str, Facts] | None = None
    add: tuple[Facts, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlaid:
    """
    The facts of one commune, each knowing the file it came from.

    Args:
        places: For each procedure of `value`, where it stands in its own file.
        changed: For each code, the facts that the overlay replaces.

    """

    base: File
    overlay: File
    value: Plain
    places: tuple[tuple[File, Path], ...]
    changed: Mapping[str, frozenset[str]]

    def problem(self, path: Path, message: str, *, is_warning: bool = False) -> Problem:
        """Tell what is wrong at a path, in the file where that part was written."""
        file, own_path = self.origin(path)
        return file.problem(own_path, message, is_warning=is_warning)

    def origin(self, path: Path) -> tuple[File, Path]:
        """Find the file a part came from, and the path that leads to it there."""
        match path:
            case ("procedures", int(place), *fact) if place < len(self.places):
                return self._origin_of_fact(place, tuple(fact))
            case ("desk", *_) if _reaches(self.overlay.value, path):
                return self.overlay, path
        return self.base, path

    def _origin_of_fact(self, place: int, fact: Path) -> tuple[File, Path]:
        file, path = self.places[place]
        code = _code(_at(file.value, path))
        if file is self.base and fact and fact[0] in self.changed.get(code, ()):
            return self.overlay, ("change", code, *fact)
        return file, (*path, *fact)


def origins(facts: Located, place: int) -> dict[str, str]:
    """Give each value of one procedure, such as `fee.vnd`, with the file and line it was written at."""
    found = {}
    for leaf in _leaves(_at(facts.value, ("procedures", place))):
        file, path = facts.origin(("procedures", place, *leaf))
        found[".".join(map(str, leaf))] = f"{file.name}:{locate(file.node, path)[0]}"
    return found


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
    facts = _merge(base.facts, file, overlay)
    kept = [place for place, procedure in base.procedures.items() if procedure.code not in overlay.remove]
    changed = overlay.change or {}
    own = [
        place
        for place, (origin, path) in enumerate(facts.places)
        if origin is file or _code(_at(origin.value, path)) in changed
    ]
    made = make_procedures(facts, own, problems)
    procedures = {place: base.procedures[old] for place, old in enumerate(kept)} | made
    desk = make_desk(facts, problems) if overlay.desk else base.desk
    draft = replace(
        base,
        facts=facts,
        desk=desk,
        procedures=dict(sorted(procedures.items())),
        intents={name: _without(intent, overlay.remove) for name, intent in base.intents.items()},
        is_whole=base.is_whole and len(problems) == before,
    )
    return overlay, draft


def _merge(base: File, file: File, overlay: Overlay) -> Overlaid:
    value: Any = base.value
    change = overlay.change or {}
    places: list[tuple[File, Path]] = []
    listed = []
    for place, entry in enumerate(value["procedures"]):
        if entry["code"] not in overlay.remove:
            places.append((base, ("procedures", place)))
            listed.append(entry | change.get(entry["code"], {}))
    for place, entry in enumerate(overlay.add):
        places.append((file, ("add", place)))
        listed.append(entry)
    desk = _laid(value["desk"], overlay.desk or {})
    changed = {code: frozenset(facts) for code, facts in change.items()}
    return Overlaid(base, file, value | {"desk": desk, "procedures": listed}, tuple(places), changed)


def _laid(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        return below | {key: _laid(below.get(key), value) for key, value in above.items()}
    return above


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
    for code, facts in (overlay.change or {}).items():
        if code not in kept:
            yield ("change", code), f"Không có thủ tục nào mã {code!r} để đổi."
        if "code" in facts:
            yield ("change", code, "code"), "Không đổi mã ở đây. Hãy dùng remove: rồi add:."
    for place, entry in enumerate(overlay.add):
        if _code(entry) in kept:
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


def _code(entry: Plain) -> str:
    return str(entry.get("code")) if isinstance(entry, dict) else ""


def _at(value: Plain, path: Path) -> Plain:
    for step in path:
        value = inside(value, step)
    return value


def _reaches(value: Plain, path: Path) -> bool:
    """Whether a path leads to something here, or into what is replaced whole here."""
    for step in path:
        if not isinstance(value, dict):
            return True
        if step not in value:
            return False
        value = value[str(step)]
    return not isinstance(value, dict)


def _leaves(value: Plain) -> Iterator[Path]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from ((key, *path) for path in _leaves(below))
    elif isinstance(value, list) and value:
        for place, below in enumerate(value):
            yield from ((place, *path) for path in _leaves(below))
    else:
        yield ()
