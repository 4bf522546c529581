"""The bot's copy of the dossiers, page by page: news taken in whole or not at all, and looked up by their owners."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, Row, bindparam, func, insert, or_, select, text, update

from bot.domain.dossier import VIETNAM, Dossier, DossierState, ReceiptChannel
from bot.domain.dossier_intake import Change, Stored, compare
from bot.domain.dossier_news import Intake, NewsBatch
from bot.records import tables
from bot.records.old_dossiers import remaining, removed_codes
from bot.records.store import Records

CODES_AT_ONCE = 500
_NOBODY = bytes(32)


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
                _confirm(connection, batch, confirmed)
                if changes:
                    _store(connection, batch, intake, changes)
            return intake

        return await self._records.write(work)

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:
        """
        Find a dossier by code and phone end; the same work whether it is there or not.

        Raises:
            Unavailable: The database does not answer.

        """
        row = await self._row(oa_id, code)
        proof = row.phone_proof if row is not None and row.phone_proof else _NOBODY
        is_owner = hmac.compare_digest(bytes(proof), self._proof(oa_id, code, phone_end))
        return _dossier(row) if row is not None and is_owner else None

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:
        """
        Read a dossier whose owner was proved before, or for staff.

        Raises:
            Unavailable: The database does not answer.

        """
        row = await self._row(oa_id, code)
        return None if row is None else _dossier(row)

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

        One whose day of ending no source told is given too: the reader must count it as unknown. Those removed
        since come last, without code and desk.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.dossiers.c
        after = datetime.combine(last + timedelta(days=1), time(), tzinfo=VIETNAM)
        wanted = (
            select(tables.dossiers)
            .where(column.oa_id == oa_id, column.received_at < after)
            .where(
                or_(
                    column.finished_on.is_(None) & column.returned_on.is_(None),
                    column.finished_on >= first,
                    column.returned_on >= first,
                )
            )
            .order_by(column.received_at, column.code)
        )
        return await self._records.read(
            lambda connection: (
                *(_dossier(row) for row in connection.execute(wanted)),
                *remaining(connection, oa_id, first, last),
            )
        )

    async def changes_after(self, oa_id: str, change_id: int, count: int = 100) -> tuple[DossierChange, ...]:
        """
        Give the next accepted changes of a page, oldest first; 0 begins with the first.

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
            lambda connection: tuple(change_of(row) for row in connection.execute(wanted))
        )

    async def changes_of(self, oa_id: str, code: str) -> tuple[DossierChange, ...]:
        """
        Give all accepted changes of one dossier, oldest first.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.dossier_changes.c
        wanted = select(tables.dossier_changes).where(column.oa_id == oa_id, column.code == code)
        return await self._records.read(
            lambda connection: tuple(change_of(row) for row in connection.execute(wanted.order_by(column.id)))
        )

    async def _row(self, oa_id: str, code: str) -> Row[Any] | None:
        column = tables.dossiers.c
        wanted = select(tables.dossiers).where(column.oa_id == oa_id, column.code == code)
        return await self._records.read(lambda connection: connection.execute(wanted).one_or_none())

    def _proof(self, oa_id: str, code: str, phone_end: str) -> bytes:
        return hmac.digest(self._phone_key, f"{oa_id} {code} {phone_end}".encode(), hashlib.sha256)

    def _compare(self, connection: Connection, batch: NewsBatch) -> tuple[Intake, list[Change], list[str]]:
        proofs = {
            news.dossier.code: self._proof(batch.oa_id, news.dossier.code, news.phone_end)
            for news in batch.news
            if news.phone_end is not None
        }
        known = dict(_known(connection, batch.oa_id, [news.dossier.code for news in batch.news]))
        removed = removed_codes(connection, self._phone_key, batch, known)
        kept = tuple(news for news in batch.news if news.dossier.code not in removed)
        intake, changes, confirmed = compare(replace(batch, news=kept), proofs, known)
        return replace(intake, older=intake.older + len(batch.news) - len(kept)), changes, confirmed


def _known(connection: Connection, oa_id: str, codes: Sequence[str]) -> Iterator[tuple[str, Stored]]:
    column = tables.dossiers.c
    for start in range(0, len(codes), CODES_AT_ONCE):
        some = codes[start : start + CODES_AT_ONCE]
        wanted = select(tables.dossiers).where(column.oa_id == oa_id, column.code.in_(some))
        for row in connection.execute(wanted):
            proof = bytes(row.phone_proof) if row.phone_proof is not None else None
            yield row.code, Stored(dossier=_dossier(row), phone_proof=proof)


def _confirm(connection: Connection, batch: NewsBatch, codes: Sequence[str]) -> None:
    """
    Note that what is known was so at a later moment too: news from in between is old now.

    Many codes a statement, for a sheet has mostly one moment; row by row took minutes on PostgreSQL.
    """
    wanted, of_moment = set(codes), dict[datetime | None, list[str]]()
    for news in batch.news:
        if news.dossier.code in wanted:
            of_moment.setdefault(news.dossier.news_at, []).append(news.dossier.code)
    column = tables.dossiers.c
    for moment, confirmed in of_moment.items():
        for start in range(0, len(confirmed), CODES_AT_ONCE):
            some = column.code.in_(confirmed[start : start + CODES_AT_ONCE])
            connection.execute(
                update(tables.dossiers).where(column.oa_id == batch.oa_id, some).values(news_at=moment)
            )


def _store(connection: Connection, batch: NewsBatch, intake: Intake, changes: Sequence[Change]) -> None:
    tables.write_changes_alone(connection)
    counts = {name: getattr(intake, name) for name in ("added", "changed", "unchanged", "older")}
    head = {"oa_id": batch.oa_id, "source": batch.source, "accepted_at": batch.accepted_at}
    made = connection.execute(
        insert(tables.dossier_imports).values(**head, origin=batch.origin, digest=batch.digest, **counts)
    )
    (import_id,) = made.inserted_primary_key or (0,)
    added = [_values(batch, change) for change in changes if change.state_before is None]
    changed = [_values(batch, change) for change in changes if change.state_before is not None]
    if added:
        connection.execute(insert(tables.dossiers), added)
    if changed:
        connection.execute(_replace(), [row | {"of_page": batch.oa_id, "of": row["code"]} for row in changed])
    connection.execute(
        insert(tables.dossier_changes),
        [head | {"import_id": import_id} | _line(change) for change in changes],
    )
    if connection.dialect.name == "postgresql" and len(changes) > CODES_AT_ONCE:
        # Its planner still takes the table for empty, and would read all of it for every chunk of codes.
        connection.execute(text("ANALYZE dossiers"))


def _replace() -> Any:
    column = tables.dossiers.c
    return update(tables.dossiers).where(column.oa_id == bindparam("of_page"), column.code == bindparam("of"))


def _values(batch: NewsBatch, change: Change) -> dict[str, object]:
    dossier = change.dossier
    return {
        "oa_id": batch.oa_id,
        "code": dossier.code,
        "procedure_code": dossier.procedure_code,
        "procedure_name": dossier.procedure_name,
        "field": dossier.field,
        "channel": dossier.channel,
        "state": dossier.state,
        "state_text": dossier.state_text,
        "desk": dossier.desk,
        "received_at": dossier.received_at,
        "due_on": dossier.due_on,
        "finished_on": dossier.finished_on,
        "returned_on": dossier.returned_on,
        "missing_papers": orjson.dumps(dossier.missing_papers).decode(),
        "locker": dossier.locker,
        "extension_reason": dossier.extension_reason,
        "phone_proof": change.phone_proof,
        "source": batch.source,
        "news_at": dossier.news_at,
    }


def _line(change: Change) -> dict[str, object]:
    return {
        "code": change.dossier.code,
        "news_at": change.dossier.news_at,
        "state_before": change.state_before,
        "state_after": change.dossier.state,
        "fields": orjson.dumps(change.fields).decode(),
    }


def _dossier(row: Row[Any]) -> Dossier:
    return Dossier(
        code=row.code,
        procedure_name=row.procedure_name,
        state=DossierState(row.state),
        desk=row.desk,
        received_at=row.received_at.astimezone(VIETNAM),
        due_on=row.due_on,
        procedure_code=row.procedure_code,
        field=row.field,
        channel=ReceiptChannel(row.channel) if row.channel else None,
        state_text=row.state_text,
        finished_on=row.finished_on,
        returned_on=row.returned_on,
        missing_papers=tuple(orjson.loads(row.missing_papers)),
        locker=row.locker,
        extension_reason=row.extension_reason,
        news_at=row.news_at,
    )


def change_of(row: Row[Any]) -> DossierChange:
    """Read a change off its row."""
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
