"""Spreadsheets that appear in a folder are imported by themselves, once, whatever crashes."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from bot.domain.dossier import VIETNAM
from bot.errors import ContentError, Unavailable
from bot.workers.dossier_import import Imported, SheetIn

log = logging.getLogger(__name__)

LOOK_EVERY_S = 5.0
DONE, WRONG, LOCK = "done", "wrong", ".lock"
KEPT = timedelta(days=30)
"""Exports hold names and phones; once taken in, or answered with their reasons, they are kept no longer."""

_UNFINISHED = (".part", ".tmp", ".crdownload", ".partial", ".swp")


class Importing(Protocol):
    """What takes a spreadsheet in."""

    async def run(self, sheet_in: SheetIn) -> Imported:
        """Import it, unless a single row is wrong."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a file stood at a look: one that stands the same at the next is wholly there."""

    size: int
    changed_ns: int


class DossierFolder:
    """
    Watches one folder.

    With several pages each has a folder of its own inside, named by its id. A file is done when it lies in
    `done/`; before that a crash lets it be imported again, which changes nothing.

    Args:
        pages: Ids of the pages; with one, files may lie in the folder itself.

    """

    def __init__(
        self, folder: Path, pages: tuple[str, ...], importing: Importing, clock: Callable[[], datetime]
    ) -> None:
        self._folder, self._pages = folder, pages
        self._importing, self._clock = importing, clock
        self._seen: dict[Path, _Look] = {}

    async def run(self) -> None:
        """Look again and again; polling also sees shares of other machines, which tell no kernel events."""
        while True:
            try:
                await self.look()
            except OSError as error:  # the share is away: it comes back
                log.warning("dossier folder", extra={"fields": {"reason": error.strerror}})
            await asyncio.sleep(LOOK_EVERY_S)

    async def look(self) -> int:
        """Import every file that stands as it stood at the last look; gives how many were moved away."""
        places = self._places()
        for folder in places:
            folder.mkdir(parents=True, exist_ok=True)
        with _alone(self._folder / LOCK) as is_ours:
            if not is_ours:
                return 0
            ready = self._ready([file for folder in places for file in _files(folder)])
            moved = [await self._take(places[file.parent], file) for file in ready]
            for folder in places:
                _forget(folder, self._clock() - KEPT)
        return sum(moved)

    def _places(self) -> dict[Path, str]:
        places = {self._folder / page: page for page in self._pages}
        return {self._folder: self._pages[0]} | places if len(self._pages) == 1 else places

    def _ready(self, files: list[Path]) -> list[Path]:
        looks = {file: _look(file) for file in files}
        ready = [file for file, look in looks.items() if look and look.size and self._seen.get(file) == look]
        self._seen = {file: look for file, look in looks.items() if look}
        return sorted(ready, key=lambda file: (self._seen[file].changed_ns, file.name))

    async def _take(self, oa_id: str, file: Path) -> bool:
        try:
            body = await asyncio.to_thread(file.read_bytes)
            as_of = datetime.fromtimestamp(self._seen[file].changed_ns / 1e9, UTC)
            sheet_in = SheetIn(oa_id=oa_id, name=file.name, body=body, as_of=as_of)
            imported = await self._importing.run(sheet_in)
        except ContentError as error:
            self._put_wrong(file, f"{error}\n".encode(), "txt")
            return True
        except (Unavailable, FileNotFoundError, PermissionError) as error:
            log.warning("dossiers put off", extra={"fields": {"oa": oa_id, "reason": type(error).__name__}})
            return False
        counts = imported.intake
        if imported.back is not None:
            self._put_wrong(file, imported.back, imported.back_kind)
        else:
            _move(file, DONE, self._stamp())
        log.info(
            "dossiers imported",
            extra={
                "fields": {
                    "oa": oa_id, "added": counts.added, "changed": counts.changed, "unchanged": counts.unchanged,
                    "older": counts.older, "wrong": len(counts.objections),
                }
            },
        )  # fmt: skip
        return True

    def _put_wrong(self, file: Path, reasons: bytes, kind: str) -> None:
        """Put the reasons down before the file moves: a crash between leaves both, and is repeated."""
        stamp = self._stamp()
        beside = file.parent / WRONG / f"{stamp}-{file.stem}.ly-do.{kind}"
        beside.parent.mkdir(exist_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as written:
            written.write(reasons)
        _move(file, WRONG, stamp)

    def _stamp(self) -> str:
        return f"{self._clock().astimezone(VIETNAM):%Y%m%d-%H%M%S}"


def _files(folder: Path) -> list[Path]:
    """List what may be a spreadsheet; hidden files and those of a program still writing are none."""
    return [
        file
        for file in folder.iterdir()
        if file.is_file() and not file.name.startswith((".", "~$")) and file.suffix.lower() not in _UNFINISHED
    ]


def _look(file: Path) -> _Look | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return _Look(found.st_size, found.st_mtime_ns)


def _move(file: Path, where: str, stamp: str) -> None:
    target = file.parent / where / f"{stamp}-{file.name}"
    target.parent.mkdir(exist_ok=True)
    file.replace(target)


def _forget(folder: Path, before: datetime) -> None:
    for where in (DONE, WRONG):
        if (folder / where).is_dir():
            for file in (folder / where).iterdir():
                if file.is_file() and _moved_at(file) < before:
                    file.unlink(missing_ok=True)


def _moved_at(file: Path) -> datetime:
    """Read the moment of moving from the name; what has none is not ours and stays."""
    try:
        return datetime.strptime(file.name[:15], "%Y%m%d-%H%M%S").replace(tzinfo=VIETNAM)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)


@contextmanager
def _alone(lock: Path) -> Iterator[bool]:
    """Let one process at a time look; the others look again later."""
    with lock.open("ab") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            try:
                yield True
            finally:
                with contextlib.suppress(OSError):
                    fcntl.flock(held, fcntl.LOCK_UN)
