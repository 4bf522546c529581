"""What is old goes: each kind after its own time, again and again, to no harm when it is done twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.dossier import VIETNAM
from bot.records import Records
from bot.records.old_dossiers import OldDossiers
from bot.records.turns import TurnLedger
from bot.storage.followers import Followers
from bot.storage.heard import HeardMessages
from bot.storage.parked import Parked

log = logging.getLogger(__name__)

OUTCOMES_KEPT = timedelta(days=7)
PARKED_KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """
    Removes what is old from every store.

    Args:
        heard_days: How long citizens' masked messages are kept.
        turn_days: How long turns are kept one by one; then by days alone.
        dossier_days: How long a dossier is kept after its end.

    """

    oa_ids: tuple[str, ...]
    clock: Callable[[], datetime]
    records: Records
    turns: TurnLedger
    dossiers: OldDossiers
    followers: Followers
    parked: Parked
    heard: HeardMessages
    heard_days: int
    turn_days: int
    dossier_days: int

    async def forget_what_is_old(self) -> None:
        """
        Do it once.

        Raises:
            Unavailable: A store is away; what was not removed is removed next time.

        """
        now = self.clock()
        today = now.astimezone(VIETNAM).date()
        await self.records.forget_outcomes(now - OUTCOMES_KEPT)
        for oa_id in self.oa_ids:
            await self.parked.discard_before(oa_id, now - PARKED_KEPT)
            await self.heard.forget_before(oa_id, now - timedelta(days=self.heard_days))
            months = await self.turns.sum_up_before(oa_id, today - timedelta(days=self.turn_days))
            removed = await self._remove_dossiers(oa_id, today - timedelta(days=self.dossier_days))
            if months or removed:
                fields = {"oa": oa_id, "months_summed": months, "dossiers_removed": removed}
                log.info("retention", extra={"fields": fields})

    async def _remove_dossiers(self, oa_id: str, day: date) -> int:
        """Remove by some hundreds; followers first, for of a dossier that is gone nobody would find them."""
        removed = 0
        while codes := await self.dossiers.ended_before(oa_id, day):
            await self.followers.forget(oa_id, codes)
            removed += await self.dossiers.remove(oa_id, codes, day)
        return removed
