"""How accepted news of dossiers is written, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, bindparam, insert, text, update

from bot.domain.dossier_intake import Change
from bot.domain.dossier_news import Intake, NewsBatch
from bot.records import tables
from bot.records.dossier_rows import CODES_AT_ONCE, values_of


def confirm(connection: Connection, batch: NewsBatch, codes: Sequence[str]) -> None:
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


def store(connection: Connection, batch: NewsBatch, intake: Intake, changes: Sequence[Change]) -> None:
    tables.write_changes_alone(connection)
    counts = {name: getattr(intake, name) for name in ("added", "changed", "unchanged", "older")}
    head = {"oa_id": batch.oa_id, "source": batch.source, "accepted_at": batch.accepted_at}
    made = connection.execute(
        insert(tables.dossier_imports).values(**head, origin=batch.origin, digest=batch.digest, **counts)
    )
    (import_id,) = made.inserted_primary_key or (0,)
    added = [values_of(batch, change) for change in changes if change.state_before is None]
    changed = [values_of(batch, change) for change in changes if change.state_before is not None]
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


def _line(change: Change) -> dict[str, object]:
    return {
        "code": change.dossier.code,
        "news_at": change.dossier.news_at,
        "state_before": change.state_before,
        "state_after": change.dossier.state,
        "fields": orjson.dumps(change.fields).decode(),
    }
