"""The facts of one commune, laid over those of all: each still knows the file and line it was written at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.content.file import File, Located
from bot.content.labels import inside
from bot.content.problem import Problem
from bot.content.tree import Path, Plain, locate

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
    desk: Facts = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    change: Mapping[str, Facts] = field(default_factory=dict)
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
        code = code_of(at(file.value, path))
        if file is self.base and fact and fact[0] in self.changed.get(code, ()):
            return self.overlay, ("change", code, *fact)
        return file, (*path, *fact)


def origins(facts: Located, place: int) -> dict[str, str]:
    """Give each value of one procedure, such as `fee.vnd`, with the file and line it was written at."""
    found = {}
    for leaf in _leaves(at(facts.value, ("procedures", place))):
        file, path = facts.origin(("procedures", place, *leaf))
        found[".".join(map(str, leaf))] = f"{file.name}:{locate(file.node, path)[0]}"
    return found


def merge(base: File, file: File, overlay: Overlay) -> Overlaid:
    """Lay what the overlay file says over the base."""
    value: Any = base.value
    change = overlay.change
    places: list[tuple[File, Path]] = []
    listed = []
    for place, entry in enumerate(value["procedures"]):
        if entry["code"] not in overlay.remove:
            places.append((base, ("procedures", place)))
            listed.append(entry | change.get(entry["code"], {}))
    for place, entry in enumerate(overlay.add):
        places.append((file, ("add", place)))
        listed.append(entry)
    desk = _laid(value["desk"], overlay.desk)
    changed = {code: frozenset(facts) for code, facts in change.items()}
    return Overlaid(base, file, value | {"desk": desk, "procedures": listed}, tuple(places), changed)


def _laid(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        return below | {key: _laid(below.get(key), value) for key, value in above.items()}
    return above


def code_of(entry: Plain) -> str:
    """Give the code of an entry as written; empty where there is none."""
    return str(entry.get("code")) if isinstance(entry, dict) else ""


def at(value: Plain, path: Path) -> Plain:
    """Give what stands at a path; None when nothing does."""
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
