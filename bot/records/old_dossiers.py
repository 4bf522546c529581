"""Dossiers that ended long ago are kept no longer; of each stays what the figures of its period need."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    delete,
    exists,
    func,
    or_,
    select,
)

from bot.domain.dossier import ENDED, VIETNAM, Dossier, DossierState, ReceiptChannel, Waits
from bot.domain.dossier_news import NewsBatch
from bot.domain.dossier_waits import waits_of
from bot.records import tables
from bot.records.dossier_moves import moves_where
from bot.records.store import Records
from bot.records.tables import (
    apologies,
    apology_letters,
    dossier_changes,
    dossier_phones,
    dossiers,
    old_dossiers,
    receipt_tokens,
)

AT_ONCE = 500
_FACTS = TypeAdapter(Dossier)


class OldDossiers:
    """
    Removes what ended long ago.

    Args:
        key: The key of `DossierRecords`, which must know a removed dossier again; codes are sequential, so a hash
            without it would be no secret.

    """

    def __init__(self, records: Records, key: bytes) -> None:
        self._records = records
        self._key = key

    async def ended_before(self, oa_id: str, day: date) -> tuple[str, ...]:
        """
        Give the codes of some dossiers whose end is longer ago; of an end on no known day the receipt counts.

        Raises:
            Unavailable: The database does not answer.

        """
        wanted = select(dossiers.c.code).where(dossiers.c.oa_id == oa_id, _ended_before(day)).limit(AT_ONCE)
        return await self._records.read(lambda connection: tuple(connection.execute(wanted).scalars()))

    async def remove(self, oa_id: str, codes: Sequence[str], day: date) -> int:
        """
        Remove those of these dossiers that still ended before a day, with all that names them.

        Raises:
            Unavailable: The database does not answer; nothing was removed, repeat.

        """

        def work(connection: Connection) -> int:
            tables.write_changes_alone(connection)
            which = (dossiers.c.oa_id == oa_id, dossiers.c.code.in_(codes), _ended_before(day))
            rows = connection.execute(select(dossiers).where(*which)).all()
            if rows:
                moves = moves_where(connection, and_(*which))
                connection.execute(
                    tables.insert_into(old_dossiers, connection).on_conflict_do_nothing(),
                    [
                        _remains(
                            row, waits_of(moves.get(row.code, ())), code_proof(self._key, oa_id, row.code)
                        )
                        for row in rows
                    ],
                )
                _delete(connection, oa_id, [row.code for row in rows])
            return len(rows)

        return await self._records.write(work)


def code_proof(key: bytes, oa_id: str, code: str) -> bytes:
    """Give the keyed hash by which a removed dossier is known again."""
    return hmac.digest(key, f"{oa_id} {code}".encode(), hashlib.sha256)


def removed_codes(connection: Connection, key: bytes, batch: NewsBatch, known: Iterable[str]) -> set[str]:
    """Find the codes in a batch that belong to removed dossiers: an old file must not bring them back."""
    column = old_dossiers.c
    if connection.execute(select(column.oa_id).where(column.oa_id == batch.oa_id).limit(1)).first() is None:
        return set()
    unknown = {news.dossier.code for news in batch.news} - set(known)
    proofs = {code_proof(key, batch.oa_id, code): code for code in sorted(unknown)}
    removed: set[str] = set()
    for some in _chunks(list(proofs)):
        found = select(column.code_proof).where(column.oa_id == batch.oa_id, column.code_proof.in_(some))
        removed |= {proofs[bytes(proof)] for proof in connection.execute(found).scalars()}
    return removed


def remaining(connection: Connection, oa_id: str, first: date, last: date) -> Iterator[Dossier]:
    """Give what remains of the removed dossiers that were received or in work between two days."""
    column = old_dossiers.c
    wanted = select(column.facts).where(
        column.oa_id == oa_id,
        column.received_on <= last,
        or_(column.last_on.is_(None), column.last_on >= first),
    )
    return (_FACTS.validate_json(facts) for facts in connection.execute(wanted).scalars())


def _ended_before(day: date) -> ColumnElement[bool]:
    ended = func.coalesce(dossiers.c.returned_on, dossiers.c.finished_on)
    received_before = dossiers.c.received_at < datetime.combine(day, time(), tzinfo=VIETNAM)
    is_long_ago = or_(ended < day, and_(ended.is_(None), received_before))
    return and_(dossiers.c.state.in_(sorted(ENDED)), is_long_ago)


def _delete(connection: Connection, oa_id: str, codes: Sequence[str]) -> None:
    for table in (dossiers, apologies, apology_letters, dossier_phones, receipt_tokens):
        connection.execute(delete(table).where(table.c.oa_id == oa_id, table.c.code.in_(codes)))
    # Without the latest change its number would be given again, and whoever tells of changes would skip it.
    latest = select(func.max(dossier_changes.c.id)).scalar_subquery()
    column = dossier_changes.c
    is_kept = exists().where(dossiers.c.oa_id == column.oa_id, dossiers.c.code == column.code)
    connection.execute(delete(dossier_changes).where(column.oa_id == oa_id, column.id < latest, ~is_kept))


def _remains(row: Row[Any], waits: Waits, proof: bytes) -> dict[str, object]:
    dossier = replace(_figured(row), waits=waits)
    days = [day for day in (dossier.finished_on, dossier.returned_on) if day is not None]
    return {
        "oa_id": row.oa_id,
        "code_proof": proof,
        "received_on": dossier.received_on,
        "last_on": max(days, default=None),
        "facts": _FACTS.dump_json(dossier, exclude_defaults=True).decode(),
    }


def _figured(row: Row[Any]) -> Dossier:
    """Read off a dossier's row what figures need, without the hour of its receipt."""
    received_on = row.received_at.astimezone(VIETNAM).date()
    return Dossier(
        code="",
        desk="",
        procedure_name=row.procedure_name,
        state=DossierState(row.state),
        received_at=datetime.combine(received_on, time(), tzinfo=VIETNAM),
        due_on=row.due_on,
        procedure_code=row.procedure_code,
        field=row.field,
        channel=ReceiptChannel(row.channel) if row.channel else None,
        finished_on=row.finished_on,
        returned_on=row.returned_on,
    )


def _chunks(proofs: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(proofs), AT_ONCE):
        yield proofs[start : start + AT_ONCE]
