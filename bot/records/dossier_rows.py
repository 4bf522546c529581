"""A dossier as a row of the copy, and a row as a dossier."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from bot.domain.dossier import VIETNAM, Dossier, DossierState, ReceiptChannel
from bot.domain.dossier_intake import Change, Stored
from bot.domain.dossier_news import NewsBatch
from bot.records import tables

CODES_AT_ONCE = 500


def known_dossiers(connection: Connection, oa_id: str, codes: Sequence[str]) -> Iterator[tuple[str, Stored]]:
    column = tables.dossiers.c
    for start in range(0, len(codes), CODES_AT_ONCE):
        some = codes[start : start + CODES_AT_ONCE]
        wanted = select(tables.dossiers).where(column.oa_id == oa_id, column.code.in_(some))
        for row in connection.execute(wanted):
            proof = bytes(row.phone_proof) if row.phone_proof is not None else None
            yield row.code, Stored(dossier=dossier_of(row), phone_proof=proof)


def values_of(batch: NewsBatch, change: Change) -> dict[str, object]:
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


def dossier_of(row: Row[Any]) -> Dossier:
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
