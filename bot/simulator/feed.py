"""What just changed, told to every open page."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from bot.simulator.world import Json

BACKLOG = 2000


class Feed:
    """Hands each change to every listener; one too slow to follow is cut off and must read all anew."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[tuple[str, Json] | None]] = set()

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[tuple[str, Json] | None]]:
        """Give a queue of (kind, data); None ends it."""
        queue: asyncio.Queue[tuple[str, Json] | None] = asyncio.Queue(BACKLOG)
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    def tell(self, kind: str, data: Json) -> None:
        """Tell everyone; never waits."""
        for queue in tuple(self._listeners):
            if queue.full():
                self._cut(queue)
            else:
                queue.put_nowait((kind, data))

    def close(self) -> None:
        """Send every listener home."""
        for queue in tuple(self._listeners):
            self._cut(queue)

    def _cut(self, queue: asyncio.Queue[tuple[str, Json] | None]) -> None:
        self._listeners.discard(queue)
        while queue.full():
            queue.get_nowait()
        queue.put_nowait(None)
