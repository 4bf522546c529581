"""One lane per citizen: in order within a lane, lanes in parallel."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Lane(Generic[T]):
    """What waits for one citizen, oldest first; the work takes from the front what it has finished."""

    def __init__(self, citizen_id: str) -> None:
        self.citizen_id = citizen_id
        self.queue: deque[T] = deque()
        self._arrived = asyncio.Event()

    def put(self, item: T) -> None:
        """Append one thing and wake whoever waits for more."""
        self.queue.append(item)
        self._arrived.set()

    async def more(self, timeout_s: float) -> None:
        """Wait for the next thing to be put, at most so long."""
        self._arrived.clear()
        try:
            async with asyncio.timeout(timeout_s):
                await self._arrived.wait()
        except TimeoutError:
            pass


class Lanes(Generic[T]):
    """
    Lanes of one partition.

    Args:
        work: Handles the front of a lane; called again while anything is left in it. Its errors are its own
            to handle: one that escapes is handed to `wait_for_trouble` and ends these lanes.
        limit: How many things may wait in all before `room` blocks.

    """

    def __init__(self, work: Callable[[Lane[T]], Awaitable[None]], *, limit: int) -> None:
        self._work = work
        self._limit = limit
        self._lanes: dict[str, Lane[T]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._trouble: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def waiting(self) -> int:
        """How many things are queued or being worked on."""
        return sum(len(lane.queue) for lane in self._lanes.values())

    def put(self, citizen_id: str, item: T) -> None:
        """Queue one thing behind what this citizen already has."""
        lane = self._lanes.get(citizen_id)
        if lane is not None:
            lane.put(item)
            return
        lane = self._lanes[citizen_id] = Lane(citizen_id)
        lane.put(item)
        task = asyncio.get_running_loop().create_task(self._run(lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, lane: Lane[T]) -> None:
        try:
            while lane.queue:
                await self._work(lane)
        except Exception as error:  # noqa: BLE001 - handed on to the partition's own loop, which logs it
            if not self._trouble.done():
                self._trouble.set_exception(error)
        finally:
            del self._lanes[lane.citizen_id]
            self._changed.set()

    async def room(self) -> None:
        """Wait until fewer than `limit` things are waiting; raise what ended a lane."""
        while True:
            if self._trouble.done():
                self._trouble.result()
            if self.waiting < self._limit:
                return
            self._changed.clear()
            await self._changed.wait()

    async def finish(self, grace_s: float) -> None:
        """Let the lanes run empty, at most so long, then cancel what is left: it is still pending in the stream."""
        if self._tasks:
            await asyncio.wait(tuple(self._tasks), timeout=grace_s)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._trouble.done():
            self._trouble.exception()  # retrieved, so that it is not reported twice
