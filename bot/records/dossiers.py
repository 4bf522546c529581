"""The bot's copy of the dossiers, page by page: news taken in whole or not at all, and looked up by their owners."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from bot.domain.dossier import VIETNAM, Dossier
from bot.domain.dossier_intake import Change, compare
from bot.domain.dossier_news import Intake, NewsBatch
from bot.domain.dossier_waits import waits_of
from bot.records import tables
from bot.records.apologies import promised_to
from bot.records.dossier_moves import moves_where
from bot.records.dossier_rows import dossier_of, known_dossiers
from bot.records.dossier_writing import confirm, store
from bot.records.old_dossiers import remaining, removed_codes
from bot.records.store import Records

_NOBODY = bytes(32)


class DossierRecords:
    """
    The dossiers of every page.

    Args:
        phone_key: Keys the hashes of phone ends: ten thousand of them are no secret without it.

    """

    def __init__(self, records: Records, phone_key: bytes) -> None:
        self._records = records
        self._phone_key = phone_key

    async def preview(self, batch: NewsBatch) -> Intake:
        """
        Tell what a batch would do, without doing it.

        Raises:
            Unavailable: The database does not answer.

        """
        return await self._records.read(lambda connection: self._compare(connection, batch)[0])

    async def accept(self, batch: NewsBatch) -> Intake:
        """
        Take a whole batch in one transaction; with a single objection nothing of it.

        Raises:
            Unavailable: The database does not answer; nothing was taken, repeat.

        """

        def work(connection: Connection) -> Intake:
            intake, changes, confirmed = self._compare(connection, batch)
            if not intake.objections:
                confirm(connection, batch, confirmed)
                if changes:
                    store(connection, batch, intake, changes)
            return intake

        return await self._records.write(work)

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:
        """
        Find a dossier by code and phone end; the same work whether it is there or not.

        Raises:
            Unavailable: The database does not answer.

        """
        dossier, proof = await self._read(oa_id, code)
        is_owner = hmac.compare_digest(bytes(proof or _NOBODY), self._proof(oa_id, code, phone_end))
        return dossier if is_owner else None

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:
        """
        Read a dossier whose owner was proved before, or for staff.

        Raises:
            Unavailable: The database does not answer.

        """
        dossier, _ = await self._read(oa_id, code)
        return dossier

    async def is_kept_for(self, oa_id: str) -> bool:
        """
        Tell whether dossiers of this page were ever imported, though none of them may be kept any more.

        Raises:
            Unavailable: The database does not answer.

        """
        wanted = [
            select(table.c.oa_id).where(table.c.oa_id == oa_id).limit(1)
            for table in (tables.dossiers, tables.old_dossiers)
        ]
        return await self._records.read(
            lambda connection: any(connection.execute(each).first() is not None for each in wanted)
        )

    async def newest_news(self, oa_id: str) -> datetime | None:
        """
        Give the moment of the latest news of any dossier of a page; None when none was ever imported.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.dossiers.c
        wanted = select(func.max(column.news_at, type_=tables.UtcDateTime())).where(column.oa_id == oa_id)
        return await self._records.read(lambda connection: connection.execute(wanted).scalar_one())

    async def of_period(self, oa_id: str, first: date, last: date) -> tuple[Dossier, ...]:
        """
        Give every dossier that came in or was in work between two days, both included, oldest first.

        One whose day of ending no source told is given too: the reader must count it as unknown. Each tells how
        often and how long it waited for the citizen; what was promised in a letter of apology is left out. Those
        removed since come last, without code and desk.

        Raises:
            Unavailable: The database does not answer.

        """
        is_wanted = _in_work(oa_id, first, last)
        column = tables.dossiers.c
        wanted = select(tables.dossiers).where(is_wanted).order_by(column.received_at, column.code)

        def work(connection: Connection) -> tuple[Dossier, ...]:
            moves = moves_where(connection, is_wanted)
            found = (dossier_of(row) for row in connection.execute(wanted))
            waiting = (
                replace(each, waits=waits_of(moves[each.code])) if each.code in moves else each
                for each in found
            )
            return (*waiting, *remaining(connection, oa_id, first, last))

        return await self._records.read(work)

    async def _read(self, oa_id: str, code: str) -> tuple[Dossier | None, bytes | None]:
        """Give a dossier and the keyed hash of its phone's end; as many reads whether it is there or not."""
        column = tables.dossiers.c
        wanted = select(tables.dossiers).where(column.oa_id == oa_id, column.code == code)

        def work(connection: Connection) -> tuple[Row[Any] | None, date | None]:
            row = connection.execute(wanted).one_or_none()
            return row, promised_to(connection, oa_id, code)

        row, promised_on = await self._records.read(work)
        if row is None:
            return None, None
        return replace(dossier_of(row), promised_on=promised_on), row.phone_proof

    def _proof(self, oa_id: str, code: str, phone_end: str) -> bytes:
        return hmac.digest(self._phone_key, f"{oa_id} {code} {phone_end}".encode(), hashlib.sha256)

    def _compare(self, connection: Connection, batch: NewsBatch) -> tuple[Intake, list[Change], list[str]]:
        proofs = {
            news.dossier.code: self._proof(batch.oa_id, news.dossier.code, news.phone_end)
            for news in batch.news
            if news.phone_end is not None
        }
        known = dict(known_dossiers(connection, batch.oa_id, [news.dossier.code for news in batch.news]))
        removed = removed_codes(connection, self._phone_key, batch, known)
        kept = tuple(news for news in batch.news if news.dossier.code not in removed)
        intake, changes, confirmed = compare(replace(batch, news=kept), proofs, known)
        return replace(intake, older=intake.older + len(batch.news) - len(kept)), changes, confirmed


def _in_work(oa_id: str, first: date, last: date) -> ColumnElement[bool]:
    column = tables.dossiers.c
    after = datetime.combine(last + timedelta(days=1), time(), tzinfo=VIETNAM)
    is_open = column.finished_on.is_(None) & column.returned_on.is_(None)
    ended_later = or_(is_open, column.finished_on >= first, column.returned_on >= first)
    return (column.oa_id == oa_id) & (column.received_at < after) & ended_later
