"""
The spool: a local file that takes events while Redis is away, flushed to disk before we say so.

Each process writes a file of its own and keeps it locked, so a file that can be locked is an orphan
of a dead process and is drained by whoever finds it. Draining twice is harmless: the inbox knows
what it has seen.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import time
from base64 import b64decode, b64encode
from collections.abc import Awaitable, Callable
from pathlib import Path
from zlib import crc32

import orjson

from bot.errors import Unavailable
from bot.storage.coalescer import Coalescer
from bot.storage.inbox import Arrival

log = logging.getLogger(__name__)

SUFFIX = ".spool"
PIECE = 1 << 20

Append = Callable[[Arrival], Awaitable[object]]


class Spool:
    """
    The spool of one process in a folder shared with others.

    Args:
        folder: Private; made if missing.
        limit: How many appends may wait for the disk before more are turned away.

    """

    def __init__(self, folder: Path, limit: int = 5_000) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._appends: Coalescer[bytes, None] = Coalescer(self._flush, limit)
        self._file: int | None = None
        self._path: Path | None = None
        self._size = 0
        self._draining = asyncio.Lock()
        self._disk = asyncio.Lock()

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing of ours waits, so that a new event may go to Redis without overtaking."""
        return self._size == 0

    @property
    def size_bytes(self) -> int:
        """How much waits in all files of the folder, for the metrics."""
        return sum(_size(path) for path in self._folder.glob(f"*{SUFFIX}"))

    async def append(self, arrival: Arrival) -> None:
        """
        Store an event; it is on the disk when this returns.

        Raises:
            Unavailable: The disk does not take it; the event is not stored.

        """
        await self._appends.submit(_line(arrival))

    async def drain(self, append: Append) -> int:
        """
        Hand every stored event, in order, to `append`; gives their number.

        Orphans come first, for they are older. What fails stays, with all that follows it.

        Raises:
            Unavailable: `append` could not take an event.

        """
        async with self._draining:
            done = 0
            for path in await asyncio.to_thread(self._others):
                done += await self._drain_orphan(path, append)
            return done + await self._drain_own(append)

    def close(self) -> None:
        """Let go of our file; when events are left in it, the next process adopts it."""
        if self._file is not None and self._path is not None:
            if self._size == 0:
                self._path.unlink(missing_ok=True)
            os.close(self._file)
        self._file = self._path = None

    async def _flush(self, lines: list[bytes]) -> list[Exception | None]:
        try:
            async with self._disk:
                await asyncio.to_thread(self._write, b"".join(lines))
        except OSError as error:
            raise Unavailable(f"spool: {error}") from error
        return [None] * len(lines)

    def _write(self, data: bytes) -> None:
        if self._file is None:
            self._file, self._path = _new_file(self._folder)
        try:
            _write_all(self._file, data)
            os.fsync(self._file)
        except OSError:
            with contextlib.suppress(OSError):  # no half line may stand before the next one
                os.ftruncate(self._file, self._size)
            raise
        self._size += len(data)

    async def _drain_own(self, append: Append) -> int:
        done = position = 0
        while self._path is not None and self._size:
            end = self._size
            done += await _hand_over(self._path, position, end, append)
            position = end
            async with self._disk:  # nothing is being written now
                if self._file is not None and self._size == position:
                    os.ftruncate(self._file, 0)
                    self._size = 0
        return done

    async def _drain_orphan(self, path: Path, append: Append) -> int:
        file = await asyncio.to_thread(_adopt, path)
        if file is None:
            return 0
        try:
            done = await _hand_over(path, 0, os.fstat(file).st_size, append)
            await asyncio.to_thread(path.unlink, missing_ok=True)
        finally:
            os.close(file)
        return done

    def _others(self) -> list[Path]:
        return [path for path in sorted(self._folder.glob(f"*{SUFFIX}")) if path != self._path]


async def _hand_over(path: Path, start: int, end: int, append: Append) -> int:
    """Hand over the lines between two places, reading a piece at a time."""
    done, size = 0, PIECE
    while start < end:
        piece = await asyncio.to_thread(_read, path, start, min(size, end - start))
        whole = piece.rfind(b"\n") + 1
        if not whole and start + len(piece) < end:  # a line longer than the piece
            size *= 2
            continue
        for line in piece[: whole or len(piece)].splitlines():
            arrival = _arrival(line)
            if arrival is None:  # a crash in the middle of it: its sender was never told that it is stored
                log.warning("spool: a torn line is dropped")
                continue
            await append(arrival)
            done += 1
        start, size = start + (whole or len(piece)), PIECE
    return done


def _line(arrival: Arrival) -> bytes:
    text = orjson.dumps(
        [
            arrival.event_id,
            arrival.oa_id,
            arrival.citizen_id,
            arrival.received_at_ms,
            b64encode(arrival.body).decode(),
        ]
    )
    return b"%08x %s\n" % (crc32(text), text)


def _arrival(line: bytes) -> Arrival | None:
    checksum, _, text = line.partition(b" ")
    if checksum != b"%08x" % crc32(text):
        return None
    event_id, oa_id, citizen_id, received_at_ms, body = orjson.loads(text)
    return Arrival(
        event_id=event_id,
        oa_id=oa_id,
        citizen_id=citizen_id,
        body=b64decode(body),
        received_at_ms=received_at_ms,
    )


def _new_file(folder: Path) -> tuple[int, Path]:
    """Make a file whose name sorts by time, locked while this process lives, and its name on disk too."""
    while True:
        path = folder / f"{time.time_ns():020d}-{os.getpid()}{SUFFIX}"
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(file, fcntl.LOCK_EX)
        if _is_at(file, path):  # else another process took it for an orphan before we held the lock
            break
        os.close(file)
    directory = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
    return file, path


def _adopt(path: Path) -> int | None:
    """Open and lock the file of a dead process; None when its process lives or another one has it."""
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(file)
        return None
    if not _is_at(file, path):
        os.close(file)
        return None
    return file


def _is_at(file: int, path: Path) -> bool:
    """Tell whether an open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(file), path.stat())
    except FileNotFoundError:
        return False


def _write_all(file: int, data: bytes) -> None:
    while data:
        data = data[os.write(file, data) :]


def _read(path: Path, start: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(size)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
