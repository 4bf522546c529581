"""The bytes of every content file at one moment: what is checked, tried and kept is then the very same."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content import guard
from bot.content.problem import Faulty, Problem
from bot.content.replacing import READY, finish

FACTS = "procedures.yaml"
FOLDERS = ("intents",)
SUFFIXES = (".yaml", ".yml")
_FACTS = re.compile(r"procedures(\..+)?\.ya?ml")  # with what communes lay over them

Stamp = frozenset[tuple[str, int, int, int]]
"""Of each file: name, moment, size, place on the disk."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """
    Content files with their bytes.

    Args:
        files: By name relative to the content folder, such as `intents/fee.yaml`.

    """

    files: Mapping[str, bytes]

    @property
    def fingerprint(self) -> str:
        """Tell this content from any other, in 64 hexadecimal digits."""
        digest = hashlib.sha256()
        for name, body in sorted(self.files.items()):
            digest.update(f"{name}\0{len(body)}\0".encode())
            digest.update(body)
        return digest.hexdigest()

    def lay_down(self, folder: Path) -> Path:
        """Write the files into an empty folder of our own."""
        for name, body in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(body)
        return folder


def names(folder: Path) -> Iterator[str]:
    """Give the names of the content files that are there; none of a part that cannot be listed."""
    yield from (name for name in _listed(folder) if _FACTS.fullmatch(name))
    for part in FOLDERS:
        yield from (f"{part}/{name}" for name in _listed(folder / part) if name.endswith(SUFFIXES))


def _listed(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir())
    except OSError:
        return []


def take(folder: Path) -> Snapshot:
    """
    Read every content file of a folder.

    Raises:
        ContentError: Files that cannot be read, or a part that is not there; always `Faulty`.

    """
    try:
        finish(folder)
    except OSError as error:
        message = (
            "Một lần ghi trước còn dở mà không ghi tiếp được. Hãy xem lại quyền ghi của thư mục nội dung."
        )
        raise Faulty(Problem(file=READY, line=0, column=0, message=message)) from error
    files: dict[str, bytes] = {}
    problems: list[Problem] = []
    for name in {FACTS: None} | dict.fromkeys(names(folder)):
        try:
            files[name] = guard.read_bytes(folder / name, name)
        except Faulty as error:
            problems.extend(error.problems)
    for part in FOLDERS:
        if not (folder / part).is_dir():
            message = "Không mở được thư mục này. Hãy xem lại đường dẫn."
            problems.append(Problem(file=part, line=0, column=0, message=message))
    if problems:
        raise Faulty(*problems)
    return Snapshot(files)


def stamp(folder: Path) -> Stamp:
    """Give what changes whenever a file is saved, without reading one."""
    found = set()
    for name in names(folder):
        try:
            told = (folder / name).stat()
        except OSError:
            continue
        found.add((name, told.st_mtime_ns, told.st_size, told.st_ino))
    return frozenset(found)


def difference(folder: Path, wanted: Snapshot) -> dict[str, bytes | None]:
    """Give what must be written into a folder, None for what must go, so that it holds just what is wanted."""
    finish(folder)
    written: dict[str, bytes | None] = {
        name: body for name, body in wanted.files.items() if _body(folder / name) != body
    }
    return written | {name: None for name in names(folder) if name not in wanted.files}


def _body(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None
