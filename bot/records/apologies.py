"""Letters of apology: made for signature, then signed, and from then on a promise that the citizen is told."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, select

from bot.domain.dossier import DossierState
from bot.records import tables
from bot.records.store import Records

APOLOGY = "apology"
"""Source, and the one field, of the change that a signed letter of apology is."""


class Apologies:
    """The letters of every page."""

    def __init__(self, records: Records) -> None:
        self._records = records

    async def note_made(self, oa_id: str, code: str, new_due_on: date, at: datetime) -> None:
        """
        Note that a letter promising a day was made for signature; made again, it counts as made now.

        Raises:
            Unavailable: The database does not answer; repeat.

        """
        column = tables.apology_letters.c
        same = delete(tables.apology_letters).where(
            column.oa_id == oa_id, column.code == code, column.new_due_on == new_due_on
        )
        letter = {"oa_id": oa_id, "code": code, "new_due_on": new_due_on, "made_at": at}

        def work(connection: Connection) -> None:
            connection.execute(same)
            connection.execute(insert(tables.apology_letters).values(letter))

        await self._records.write(work)

    async def made(self, oa_id: str, code: str) -> tuple[date, ...]:
        """
        Give the days promised in the letters made for a dossier, the latest letter first.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.apology_letters.c
        wanted = select(column.new_due_on).where(column.oa_id == oa_id, column.code == code)
        return await self._records.read(
            lambda connection: tuple(connection.execute(wanted.order_by(column.made_at.desc())).scalars())
        )

    async def promised(self, change_id: int) -> date | None:
        """
        Give the day that a change promises; None when it is no signed letter.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.apologies.c
        wanted = select(column.new_due_on).where(column.change_id == change_id)
        return await self._records.read(lambda connection: connection.execute(wanted).scalar_one_or_none())

    async def sign(self, oa_id: str, code: str, state: DossierState, new_due_on: date, at: datetime) -> bool:
        """
        Note that a letter is signed, as a change that followers hear of; False when it was noted before.

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


def promised_to(connection: Connection, oa_id: str, code: str) -> date | None:
    """Read the day promised last for a dossier; None when no letter was signed."""
    column = tables.apologies.c
    latest = select(column.new_due_on).where(column.oa_id == oa_id, column.code == code)
    latest = latest.order_by(column.change_id.desc()).limit(1)
    return connection.execute(latest).scalar_one_or_none()
