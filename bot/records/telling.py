"""What telling followers needs of the records: single changes, and letters of apology that were signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, func, insert, select

from bot.domain.dossier import DossierState
from bot.records import tables
from bot.records.dossiers import DossierChange, DossierRecords, change_of
from bot.records.store import Records

APOLOGY = "apology"
"""Source, and the one field, of the change that a signed letter of apology is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedApology:
    """A letter of apology, signed and promised."""

    new_due_on: date
    signed_at: datetime


class ChangeLog:
    """The accepted changes, one by one."""

    def __init__(self, records: Records, dossiers: DossierRecords) -> None:
        self._records = records
        self._dossiers = dossiers

    async def newest(self, oa_id: str) -> int:
        """
        Give the number of a page's latest change; 0 without any.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.dossier_changes.c
        wanted = select(func.max(column.id)).where(column.oa_id == oa_id)
        return await self._records.read(lambda connection: connection.execute(wanted).scalar_one() or 0)

    async def after(self, oa_id: str, change_id: int, count: int) -> tuple[DossierChange, ...]:
        """
        Give the next changes of a page, oldest first.

        Raises:
            Unavailable: The database does not answer.

        """
        return await self._dossiers.changes_after(oa_id, change_id, count)

    async def find(self, change_id: int) -> DossierChange | None:
        """
        Give one change.

        Raises:
            Unavailable: The database does not answer.

        """
        wanted = select(tables.dossier_changes).where(tables.dossier_changes.c.id == change_id)
        row = await self._records.read(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else change_of(row)

    async def apology(self, change_id: int) -> SignedApology | None:
        """
        Give the letter that a change tells of.

        Raises:
            Unavailable: The database does not answer.

        """
        wanted = select(tables.apologies).where(tables.apologies.c.change_id == change_id)
        row = await self._records.read(lambda connection: connection.execute(wanted).one_or_none())
        return None if row is None else SignedApology(new_due_on=row.new_due_on, signed_at=row.signed_at)

    async def sign(self, oa_id: str, code: str, state: DossierState, new_due_on: date, at: datetime) -> bool:
        """
        Note that a letter of apology is signed, as a change that followers hear of; False when it was noted before.

        Raises:
            Unavailable: The database does not answer; nothing was noted, repeat.

        """
        column = tables.apologies.c
        known = select(column.change_id).where(
            column.oa_id == oa_id, column.code == code, column.new_due_on == new_due_on
        )
        change = {
            "oa_id": oa_id, "code": code, "import_id": 0, "source": APOLOGY, "news_at": at, "accepted_at": at,
            "state_before": state, "state_after": state, "fields": f'["{APOLOGY}"]',
        }  # fmt: skip

        def work(connection: Connection) -> bool:
            tables.write_changes_alone(connection)
            if connection.execute(known).first() is not None:
                return False
            made = connection.execute(insert(tables.dossier_changes).values(change))
            (change_id,) = made.inserted_primary_key or (0,)
            letter = {"change_id": change_id, "oa_id": oa_id, "code": code, "new_due_on": new_due_on}
            connection.execute(insert(tables.apologies).values(**letter, signed_at=at))
            return True

        return await self._records.write(work)
