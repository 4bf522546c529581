"""The accepted changes of dossiers, one by one: for staff, and for telling who follows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Row, func, select

from bot.domain.dossier import DossierState
from bot.records import tables
from bot.records.store import Records


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierChange:
    """
    One accepted change, for staff and for those who follow the dossier.

    Args:
        state_before: None when the dossier was new to us.
        fields: Names of the fields that changed.

    """

    change_id: int
    code: str
    source: str
    news_at: datetime
    accepted_at: datetime
    state_before: DossierState | None
    state_after: DossierState
    fields: tuple[str, ...]


class ChangeLog:
    """The accepted changes of every page."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def newest(self, oa_id: str) -> int:
        """
        Give the number of a page's latest change; 0 without any.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.dossier_changes.c
        wanted = select(func.max(column.id)).where(column.oa_id == oa_id)
        return await self._records.read(lambda connection: connection.execute(wanted).scalar_one() or 0)

    async def after(self, oa_id: str, change_id: int, count: int = 100) -> tuple[DossierChange, ...]:
        """
        Give the next changes of a page, oldest first; 0 begins with the first.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.dossier_changes.c
        wanted = (
            select(tables.dossier_changes)
            .where(column.oa_id == oa_id, column.id > change_id)
            .order_by(column.id)
            .limit(count)
        )
        return await self._records.read(
            lambda connection: tuple(_change(row) for row in connection.execute(wanted))
        )

    async def of(self, oa_id: str, code: str) -> tuple[DossierChange, ...]:
        """
        Give all changes of one dossier, oldest first.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.dossier_changes.c
        wanted = select(tables.dossier_changes).where(column.oa_id == oa_id, column.code == code)
        return await self._records.read(
            lambda connection: tuple(_change(row) for row in connection.execute(wanted.order_by(column.id)))
        )

    async def find(self, change_id: int) -> DossierChange | None:
        """
        Give one change.

        Raises:
            Unavailable: The database does not answer.

        """
        wanted = select(tables.dossier_changes).where(tables.dossier_changes.c.id == change_id)
        row = await self._records.read(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else _change(row)


def _change(row: Row[Any]) -> DossierChange:
    return DossierChange(
        change_id=row.id,
        code=row.code,
        source=row.source,
        news_at=row.news_at,
        accepted_at=row.accepted_at,
        state_before=DossierState(row.state_before) if row.state_before else None,
        state_after=DossierState(row.state_after),
        fields=tuple(orjson.loads(row.fields)),
    )
