"""From what commits put down to the records, each turn once however often a worker dies between the two."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.turn_record import TurnRecord
from bot.errors import Unavailable
from bot.storage.leases import Lease
from bot.storage.turns import Put, TurnsToRecord

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
AT_ONCE = 1_000


class Ledger(Protocol):
    """Where turns are recorded; to record the same once more changes nothing."""

    async def add(self, oa_id: str, records: Sequence[TurnRecord]) -> None:
        """Record them in their order, all or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingParts:
    """What the worker works with."""

    turns: TurnsToRecord
    ledger: Ledger


class RecordingWorker:
    """Records the turns of one partition for as long as its lease is held."""

    def __init__(self, parts: RecordingParts, lease: Lease) -> None:
        self._parts = parts
        self._lease = lease

    async def run(self) -> None:
        """
        Record what waits, again and again until cancelled.

        Raises:
            Unavailable: Redis or the database is away; what is not recorded waits.

        """
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def finish(self, grace_s: float) -> None:
        """Record what the last turns put down, at most so long; the rest waits for the next start."""
        try:
            async with asyncio.timeout(grace_s):
                await self.look()
        except (TimeoutError, Unavailable):
            log.info("turns left to record at the next start")

    async def look(self) -> None:
        """
        Record all that waits; it is in the database before it is taken off, so a crash between loses nothing.

        What comes meanwhile waits for the next look: a transaction for every few turns would cost more than they do.
        """
        parts, lease = self._parts, self._lease
        is_more = True
        while is_more and (waiting := await parts.turns.first(lease, AT_ONCE)):
            some = _up_to_a_forgetting(waiting)
            await parts.ledger.add(lease.oa_id, [put.record for put in some])
            await parts.turns.take_off(lease, some)
            is_more = len(waiting) == AT_ONCE or len(some) < len(waiting)


def _up_to_a_forgetting(waiting: Sequence[Put]) -> Sequence[Put]:
    """
    End with the first turn that forgets somebody.

    What they write afterwards is recorded only when the forgetting can no more be run again over it.
    """
    ends = (place for place, put in enumerate(waiting, start=1) if put.record.forgotten_as is not None)
    return waiting[: next(ends, len(waiting))]
