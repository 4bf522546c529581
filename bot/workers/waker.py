"""Tells each partition's worker that its stream has something new, over one connection for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from typing import TypeVar

from bot.errors import Unavailable
from bot.storage.leases import Lease

T = TypeVar("T")

BLOCK_MS = 2000
PATIENCE_S = 0.05
FALLBACK_S = 2.0


class Bell:
    """
    What a worker sleeps on between two reads.

    A worker calls `reading` before and `has_read` after each read, so that news which comes between an empty
    read and its sleep still wakes it.
    """

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self._heard = asyncio.Event()

    def reading(self) -> None:
        """Say that what is there now is about to be read."""
        self._rung.clear()

    def has_read(self) -> None:
        """Say that it was read."""
        self._heard.set()

    async def sleep(self) -> None:
        """Wait for news; after two seconds come back all the same, should a ring have been missed."""
        try:
            async with asyncio.timeout(FALLBACK_S):
                await self._rung.wait()
        except TimeoutError:
            pass

    async def ring(self) -> None:
        """Wake the worker, and wait a moment for it to read: until it has, the same news would ring again."""
        self._heard.clear()
        self._rung.set()
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._heard.wait()
        except TimeoutError:
            pass


class Waker:
    """
    The bells of one kind of stream.

    Args:
        wait: Waits on one connection until any of these partitions has something its worker did not read.

    """

    def __init__(self, wait: Callable[[Collection[Lease], int], Awaitable[frozenset[Lease]]]) -> None:
        self._wait = wait
        self._bells: dict[Lease, Bell] = {}

    async def batches(self, lease: Lease, read: Callable[[], Awaitable[list[T]]]) -> AsyncIterator[list[T]]:
        """Give what is read, batch by batch, and sleep after an empty one until there is news."""
        bell = self._bells[lease] = Bell()
        while True:
            bell.reading()
            batch = await read()
            bell.has_read()
            yield batch
            if not batch:
                await bell.sleep()

    def take_down(self, lease: Lease) -> None:
        """Ring this partition no more."""
        self._bells.pop(lease, None)

    async def run(self) -> None:
        """Ring until cancelled; while Redis is away every worker finds out by itself."""
        while True:
            leases = tuple(self._bells)
            if not leases:
                await asyncio.sleep(PATIENCE_S)
                continue
            try:
                news = await self._wait(leases, BLOCK_MS)
            except Unavailable:
                await asyncio.sleep(FALLBACK_S)
                continue
            await asyncio.gather(*(bell.ring() for lease in news if (bell := self._bells.get(lease))))
