"""The records: a turn that must be reported is stored here, with its outcome, before Redis hears of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine, Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from bot.domain.turn import AuditLine
from bot.errors import Unavailable
from bot.records import tables
from bot.records.engine import ONLY_READS, open_engine

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """
    One line of the audit as it stands.

    Args:
        event_id: The event whose turn wrote it.
        actor: The bot, or an officer's name.

    """

    at: datetime
    event_id: str
    actor: str
    action: str
    detail: str


class Records:
    """
    The records; every call runs in a thread, so the loop goes on.

    Args:
        engine: On a migrated database.

    """

    def __init__(self, engine: Engine, threads: ThreadPoolExecutor) -> None:
        self._engine = engine
        self._threads = threads
        self._insert = postgresql.insert if engine.dialect.name == "postgresql" else sqlite.insert

    async def decide(
        self,
        event_id: str,
        oa_id: str,
        outcome_json: bytes,
        audit: Sequence[AuditLine],
        *,
        at: datetime,
        actor: str = "bot",
    ) -> bytes:
        """
        Store what a turn decided and its audit lines, in one transaction, once for ever.

        A turn run again after a crash gets back what it decided the first time, and only commits that.

        Args:
            at: The moment of deciding, aware.
            actor: Who acted: the bot, or an officer's name.

        Returns:
            The outcome that counts: the given one, or the one stored before.

        Raises:
            Unavailable: The database does not answer; repeat.

        """

        def work(connection: Connection) -> bytes:
            outcome = {"oa_id": oa_id, "event_id": event_id, "outcome": outcome_json, "decided_at": at}
            if self._insert_new(connection, tables.turn_outcomes, outcome):
                for line in audit:
                    row = {"event_id": event_id, "oa_id": oa_id, "at": at, "actor": actor}
                    row |= {"action": line.action, "detail": line.detail}
                    self._insert_new(connection, tables.audit, row)
                return outcome_json
            stored = connection.execute(
                select(tables.turn_outcomes.c.outcome).where(
                    tables.turn_outcomes.c.oa_id == oa_id, tables.turn_outcomes.c.event_id == event_id
                )
            )
            return bytes(stored.scalar_one())

        return await self._run(work)

    async def audit_entries(self, oa_id: str) -> list[AuditEntry]:
        """
        Give the audit of a page, oldest first.

        Raises:
            Unavailable: The database does not answer.

        """
        table = tables.audit.c
        wanted = (
            select(table.at, table.event_id, table.actor, table.action, table.detail)
            .where(table.oa_id == oa_id)
            .order_by(table.id)
        )
        rows = await self._run(lambda connection: connection.execute(wanted).all())
        return [
            AuditEntry(at=at, event_id=event, actor=actor, action=action, detail=detail)
            for at, event, actor, action, detail in rows
        ]

    async def forget_outcomes(self, before: datetime) -> int:
        """
        Delete outcomes decided before a moment, for they quote citizens; the audit stays.

        Args:
            before: At least as far back as an event may still be run again.

        Raises:
            Unavailable: The database does not answer; repeat.

        """
        old = delete(tables.turn_outcomes).where(tables.turn_outcomes.c.decided_at < before)
        return await self._run(lambda connection: connection.execute(old).rowcount)

    async def is_answering(self) -> bool:
        """Tell whether the database answers, for readiness."""
        try:
            await self._run(lambda connection: connection.execute(select(1)).scalar_one())
        except Unavailable:
            return False
        return True

    def _insert_new(self, connection: Connection, table: Table, row: dict[str, object]) -> bool:
        statement = self._insert(table).values(**row).on_conflict_do_nothing()
        counted = statement.execution_options(preserve_rowcount=True)  # PostgreSQL's driver forgets it else
        return connection.execute(counted).rowcount == 1

    async def write(self, work: Callable[[Connection], T]) -> T:
        """
        Run one transaction for a neighbour in this package; it is kept whole or not at all.

        Raises:
            Unavailable: The database does not answer; repeat.

        """
        return await self._run(work)

    async def read(self, work: Callable[[Connection], T]) -> T:
        """
        Run one transaction that only reads: it never waits for one that writes.

        Raises:
            Unavailable: The database does not answer.

        """
        return await self._run(work, only_reads=True)

    async def _run(self, work: Callable[[Connection], T], *, only_reads: bool = False) -> T:
        def transact() -> T:
            with self._engine.connect() as connection:
                connection.execution_options(**{ONLY_READS: only_reads})
                with connection.begin():
                    return work(connection)

        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, transact)
        except DBAPIError as error:
            raise Unavailable(f"records: {type(error.orig).__name__}") from error


@asynccontextmanager
async def open_records(url: str, var_dir: Path) -> AsyncIterator[Records]:
    """
    Open the records, bringing their tables up to date first.

    Args:
        url: SQLAlchemy URL; empty means `records.sqlite3` in `var_dir`.

    Raises:
        SettingsError: The URL names no database we can speak to.
        Unavailable: The database does not answer.

    """
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(max_workers=4, thread_name_prefix="records") as threads:
        try:
            engine = await loop.run_in_executor(threads, open_engine, url, var_dir)
        except DBAPIError as error:
            raise Unavailable(f"records: {type(error.orig).__name__}") from error
        try:
            yield Records(engine, threads)
        finally:
            await loop.run_in_executor(threads, engine.dispose)
