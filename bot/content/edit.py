"""Edits of the content: each gives the one file as it would become, and writes nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.content import guard, tree
from bot.content.known import normal
from bot.content.rewrite import rewrite
from bot.content.tree import Plain, plain
from bot.errors import ContentError

FACTS = "procedures.yaml"
DESK = "desk"


@dataclass(frozen=True, slots=True)
class Edited:
    """
    A file as it would become.

    Args:
        name: Relative to the content folder, such as `intents/fee.yaml`.

    """

    name: str
    body: bytes


def add_wording(folder: Path, owner: str, wording: str) -> Edited:
    """
    Add a Vietnamese wording to a procedure (by code), an intent or a life event (by name).

    A wording that is there already changes nothing.

    Raises:
        ContentError: There is no such owner, or its file is no YAML we take.

    """

    def change(part: Any) -> None:
        words = part.setdefault("also_called", []) if "code" in part else _phrases(part)
        if normal(wording) not in map(normal, words):
            words.append(wording)

    return _edited(folder, owner, change)


def set_value(folder: Path, code: str, path: tree.Path, value: Plain) -> Edited:
    """
    Set the value at a path inside a procedure (by code), an intent (by name) or the `desk`.

    Mappings on the way that are not there yet are made.

    Raises:
        ContentError: There is no such owner or no such place in it, or its file is no YAML we take.

    """

    def change(part: Any) -> None:
        for step in path[:-1]:
            part = part.setdefault(step, {}) if isinstance(part, dict) else part[step]
        part[path[-1]] = value

    return _edited(folder, code, change)


def remove_value(folder: Path, code: str, path: tree.Path) -> Edited:
    """
    Remove what is at a path inside a procedure, an intent or the `desk`, and what it leaves empty above it.

    Raises:
        ContentError: There is no such owner or no such place in it, or its file is no YAML we take.

    """

    def change(part: Any) -> None:
        parts = [part]
        for step in path[:-1]:
            parts.append(parts[-1][step])
        for each, step in zip(reversed(parts), reversed(path), strict=True):
            del each[step]
            if each:
                break

    return _edited(folder, code, change)


def add_procedure(folder: Path, entry: dict[str, Plain]) -> Edited:
    """Add a procedure, in the keys of the file, after the last of its field; raises ContentError."""

    def change(whole: Any) -> None:
        entries = whole["procedures"]
        places = [index for index, each in enumerate(entries) if each["field"] == entry.get("field")]
        entries.insert(places[-1] + 1 if places else len(entries), entry)

    return _changed(folder, FACTS, change)


def remove_procedure(folder: Path, code: str) -> Edited:
    """Remove a procedure; raises ContentError, also where there is none of that code."""

    def change(whole: Any) -> None:
        whole["procedures"].remove(_procedure(whole, code))

    return _changed(folder, FACTS, change)


def _edited(folder: Path, owner: str, change: Callable[[Any], None]) -> Edited:
    """Find the file and the part of the owner, and change that part."""
    if owner == DESK:
        return _changed(folder, FACTS, lambda whole: change(whole[DESK]))
    if owner[:1].isdigit():
        return _changed(folder, FACTS, lambda whole: change(_procedure(whole, owner)))
    for path in sorted((folder / "intents").glob("[!_]*.y*ml")):
        if path.stem == owner:
            return _changed(folder, f"intents/{path.name}", change)
    if (folder / "intents" / "life_events.yaml").exists():
        return _changed(folder, "intents/life_events.yaml", lambda whole: change(_event(whole, owner)))
    raise ContentError(f"Không có ý nào tên {owner!r} trong thư mục intents.")


def _changed(folder: Path, name: str, change: Callable[[Any], None]) -> Edited:
    body = guard.read_bytes(folder / name, name)
    whole = plain(guard.parse(body, name))
    try:
        change(whole)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise ContentError(f"{name}: không có chỗ {error} để sửa. Hãy xem lại tên khoá.") from error
    return Edited(name, rewrite(body, whole, name))


def _procedure(whole: Any, code: str) -> Any:
    for each in whole["procedures"]:
        if each["code"] == code:
            return each
    raise ContentError(f"Không có thủ tục nào mã {code} trong {FACTS}.")


def _event(whole: Any, name: str) -> Any:
    for each in whole.get("events") or ():
        if each["name"] == name:
            return each
    raise ContentError(f"Không có ý hay sự kiện nào tên {name!r} trong thư mục intents.")


def _phrases(part: Any) -> Any:
    return part.setdefault("phrases", {}).setdefault("vi", [])
