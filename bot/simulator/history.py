"""The phone's memory: one JSON-lines file of what changed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

from bot.simulator.world import Json


class Lines:
    """
    An append-only file of JSON objects; without a path it forgets everything.

    A line goes to the operating system at once, so it survives the death of this process.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._file = -1

    def read(self) -> Iterator[Json]:
        """Give every whole line; a torn last one is passed over."""
        if self._path is None or not self._path.exists():
            return
        with self._path.open("rb") as lines:
            for line in lines:
                try:
                    record = json.loads(line)
                except ValueError:
                    continue
                if isinstance(record, dict):
                    yield record

    def append(self, record: Json) -> None:
        """Write one object."""
        if self._path is None:
            return
        if self._file < 0:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        os.write(self._file, _line(record))

    def rewrite(self, records: list[Json]) -> None:
        """Put these in the place of everything written so far."""
        if self._path is None:
            return
        self.close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_bytes(b"".join(map(_line, records)))
        fresh.chmod(0o600)
        fresh.replace(self._path)

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1


def _line(record: Json) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
