"""Holds leases and keeps an inbox and an outbox worker on every partition held."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from bot.errors import BotError, Fenced
from bot.storage.leases import Lease, Leases

log = logging.getLogger(__name__)

GRACE_S = 6.0
REST_S = 0.5


class Worker(Protocol):
    """One loop over one partition."""

    async def run(self) -> None:
        """Work until cancelled or until the lease is lost."""
        ...

    async def finish(self, grace_s: float) -> None:
        """Finish what is under way, at most so long."""
        ...


class Runner:
    """
    All workers of one process.

    Args:
        kinds: Each makes one kind of worker for a lease; made anew after every fault, so that nothing half-done
            is carried over: what was under way is still pending in the stream.
        renew_s: How often leases are renewed; a third of their life.
        grace_s: How long what is under way may take when the work ends.

    """

    def __init__(
        self,
        leases: Leases,
        oa_ids: tuple[str, ...],
        kinds: tuple[Callable[[Lease], Worker], ...],
        *,
        renew_s: float,
        grace_s: float = GRACE_S,
    ) -> None:
        self._leases = leases
        self._oa_ids = oa_ids
        self._kinds = kinds
        self._renew_s = renew_s
        self._grace_s = grace_s
        self._running: dict[Lease, tuple[asyncio.Task[None], ...]] = {}
        self._ending: set[asyncio.Task[None]] = set()
        self.beats = 0

    async def run(self) -> None:
        """Hold leases and work until cancelled; then finish the turns under way and hand the leases back."""
        try:
            while True:
                await self._beat()
                await asyncio.sleep(self._renew_s)
        finally:
            await asyncio.shield(self._stop_all())

    async def _beat(self) -> None:
        try:
            held = await self._leases.hold(self._oa_ids)
        except BotError as error:
            # Redis is away: what runs may run on, for every write of it is fenced by its lease.
            log.warning("leases not renewed", extra={"fields": {"reason": str(error)}})
            return
        for lease in [lease for lease in self._running if lease not in held]:
            self._end(lease)
        for lease in held:
            if lease not in self._running:
                self._running[lease] = tuple(
                    asyncio.create_task(_keep_working(kind, lease, self._grace_s)) for kind in self._kinds
                )
        self.beats += 1

    def _end(self, lease: Lease) -> None:
        """Let the workers of one partition finish beside the rest: waiting for them would let other leases run out."""
        for task in self._running.pop(lease):
            task.cancel()
            self._ending.add(task)
            task.add_done_callback(self._ending.discard)

    async def _stop_all(self) -> None:
        for lease in tuple(self._running):
            self._end(lease)
        await asyncio.gather(*self._ending, return_exceptions=True)
        try:
            await self._leases.release_all()
        except BotError:
            log.warning("leases not handed back; they run out by themselves")


async def _keep_working(kind: Callable[[Lease], Worker], lease: Lease, patience_s: float) -> None:
    """Work on one partition for as long as its lease is held, over every outage of Redis."""
    while True:
        worker = kind(lease)
        grace_s = 0.0
        try:
            await worker.run()
        except asyncio.CancelledError:
            grace_s = patience_s
            raise
        except Fenced:
            return
        except BotError as error:
            log.warning("worker waits", extra={"fields": {"reason": str(error)}})
        except Exception:
            log.exception("worker failed")
        finally:
            await worker.finish(grace_s)
        await asyncio.sleep(REST_S)
