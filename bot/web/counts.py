"""What the webhook counted: in memory at once, for other processes every few seconds."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from bot.errors import Unavailable

log = logging.getLogger(__name__)


class Counters(Protocol):
    """Where counts outlive the process and `doctor` reads them."""

    async def add(self, counts: Mapping[str, int], moments: Mapping[str, int]) -> None:
        """Add to the counts; set each moment (milliseconds) unless a later one stands there."""
        ...


class Counts:
    """
    Counts by name; a name never holds an id of anyone.

    Names: `received`, `stored`, `repeated`, `spooled`, `retried`, `ignored`, `unknown`, `failed` and
    `refused.<reason>`; the moments are `last_valid_ms` and `last_refused_ms`.
    """

    def __init__(self) -> None:
        self.totals: Counter[str] = Counter()
        self.moments: dict[str, int] = {}
        self._unsaved: Counter[str] = Counter()

    def count(self, name: str) -> int:
        """Add one; give the total of this process."""
        self.totals[name] += 1
        self._unsaved[name] += 1
        return self.totals[name]

    def note(self, name: str, at_ms: int) -> None:
        """Remember when something last happened."""
        self.moments[name] = max(at_ms, self.moments.get(name, 0))

    async def flush(self, counters: Counters) -> None:
        """
        Hand over what was counted since the last time.

        Raises:
            Unavailable: It could not be stored; it is handed over next time.

        """
        batch = self._unsaved
        if not batch:
            return
        self._unsaved = Counter()
        try:
            await counters.add(dict(batch), dict(self.moments))
        except Unavailable:
            self._unsaved.update(batch)
            raise

    async def keep_flushing(self, counters: Counters, *, every_s: float = 5.0) -> None:
        """Hand over every few seconds until cancelled, and once more then."""
        try:
            while True:
                await asyncio.sleep(every_s)
                await self._try_flush(counters)
        finally:
            await self._try_flush(counters)

    async def _try_flush(self, counters: Counters) -> None:
        try:
            await self.flush(counters)
        except Unavailable:
            log.warning("counts wait for Redis")
