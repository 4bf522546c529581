"""Where an arrival is stored: in the inbox, or on our own disk while that is away."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Protocol

from bot.errors import Unavailable
from bot.storage.inbox import Arrival

log = logging.getLogger(__name__)

Append = Callable[[Arrival], Awaitable[bool]]


class SpoolFile(Protocol):
    """A queue on disk, private to this process."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of this process waits."""
        ...

    async def append(self, arrival: Arrival) -> None:
        """Store, and return when it is on the disk; raises Unavailable when the disk does not take it."""
        ...

    async def drain(self, append: Append) -> int:
        """Hand over everything, oldest first, also what dead processes left; give how many."""
        ...


class Intake:
    """
    Stores arrivals in order: while anything waits on disk, whatever is new waits behind it.

    Args:
        append_s: How long the inbox may take; Zalo wants its answer within two seconds.

    """

    def __init__(self, append: Append, spool: SpoolFile, *, append_s: float = 1.2) -> None:
        self._append = append
        self._spool = spool
        self._append_s = append_s

    async def store(self, arrival: Arrival) -> str:
        """
        Store durably; tell how: `stored`, `repeated` (seen before) or `spooled`.

        Raises:
            Unavailable: Neither the inbox nor the disk took it.

        """
        if self._spool.is_empty:
            try:
                async with asyncio.timeout(self._append_s):
                    return "stored" if await self._append(arrival) else "repeated"
            except (Unavailable, TimeoutError) as error:
                log.warning("the inbox is away", extra={"fields": {"reason": str(error) or "time-out"}})
        await self._spool.append(arrival)  # it may be in the inbox as well, which knows it by its id
        return "spooled"

    async def drain(self) -> int:
        """
        Move everything from disk to the inbox; give how many.

        Raises:
            Unavailable: The inbox is still away.

        """
        return await self._spool.drain(self._append)

    async def keep_draining(self, *, every_s: float = 1.0) -> None:
        """Empty the spool whenever the inbox is back, until cancelled."""
        while True:
            try:
                moved = await self.drain()
            except Unavailable:
                moved = 0
            except OSError:
                moved = 0
                log.exception("the spool cannot be read")
            if moved:
                log.info("the spool is drained", extra={"fields": {"events": moved}})
            await asyncio.sleep(every_s)
