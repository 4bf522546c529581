"""Natural group commit: while one write is in flight the next ones gather, then go together."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from bot.errors import Unavailable

T = TypeVar("T")
R = TypeVar("R")


class Coalescer(Generic[T, R]):
    """
    Joins concurrent requests into batches; there is no timer, so nobody waits for company.

    Args:
        flush: Does a batch; gives one result or one exception for each item.
        limit: How many items may wait; more are turned away at once.
        batch: How many items go together at most.

    """

    def __init__(
        self, flush: Callable[[list[T]], Awaitable[list[R | Exception]]], limit: int, batch: int = 256
    ) -> None:
        self._flush = flush
        self._limit = limit
        self._batch = batch
        self._waiting: deque[tuple[T, asyncio.Future[R]]] = deque()
        self._pump: asyncio.Task[None] | None = None

    async def submit(self, item: T) -> R:
        """
        Have one item done with its neighbours.

        A cancelled caller whose item already left may find it done: items must bear repetition.

        Raises:
            Unavailable: Too many are waiting already.

        """
        if len(self._waiting) >= self._limit:
            raise Unavailable(f"{self._limit} writes are waiting already")
        future: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._pump is None or self._pump.done():
            self._pump = asyncio.create_task(self._run())
        return await future

    async def _run(self) -> None:
        batch: list[tuple[T, asyncio.Future[R]]] = []
        try:
            while batch := self._next():
                await self._do(batch)
        except asyncio.CancelledError:  # the loop is closing: nobody may be left waiting
            for _, future in (*batch, *self._waiting):
                future.cancel()
            self._waiting.clear()
            raise

    def _next(self) -> list[tuple[T, asyncio.Future[R]]]:
        batch: list[tuple[T, asyncio.Future[R]]] = []
        while self._waiting and len(batch) < self._batch:
            item, future = self._waiting.popleft()
            if not future.done():  # its caller gave up before it left
                batch.append((item, future))
        return batch

    async def _do(self, batch: list[tuple[T, asyncio.Future[R]]]) -> None:
        results: list[R | Exception]
        try:
            results = await self._flush([item for item, _ in batch])
        except Unavailable as error:  # each caller gets its own: a shared one would grow tracebacks
            results = [Unavailable(str(error), retry_after_s=error.retry_after_s) for _ in batch]
        except Exception as error:  # noqa: BLE001 - a fault of ours belongs to the callers, not to this task
            results = [error] * len(batch)
        for (_, future), result in zip(batch, results, strict=True):
            if future.done():
                continue
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
