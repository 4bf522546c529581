"""Pictures and files chosen on the page."""

from __future__ import annotations

import hashlib
from pathlib import Path, PurePath

from bot.simulator.world import Json

ROOM = 64 * 1024 * 1024


class Media:
    """Keeps them in the state folder, or in memory when there is none; the oldest make room."""

    def __init__(self, state_dir: Path | None) -> None:
        self._folder = state_dir / "tep-gia-lap" if state_dir else None
        self._held: dict[str, bytes] = {}

    def keep(self, name: str, content: bytes, origin: str) -> Json:
        """Store one; gives what Zalo's events tell of it."""
        ending = PurePath(name).suffix.lower()
        if not ending[1:].isalnum() or not ending.isascii():
            ending = ""
        key = hashlib.sha256(content).hexdigest()[:24] + ending
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / key).write_bytes(content)
        else:
            self._held[key] = content
            while sum(map(len, self._held.values())) > ROOM:
                del self._held[next(iter(self._held))]
        url = f"{origin}/media/{key}"
        return {
            "url": url, "thumbnail": url, "name": name, "size": str(len(content)), "type": ending[1:],
            "checksum": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        }  # fmt: skip

    def find(self, key: str) -> bytes | None:
        """Give one back, or None."""
        if self._folder is None:
            return self._held.get(key)
        path = self._folder / key
        return path.read_bytes() if path.parent == self._folder and path.is_file() else None
