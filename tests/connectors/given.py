"""The parts an import needs, on a made-up catalogue."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.fernet import Fernet

from bot.connectors.sheet import SheetReader
from bot.connectors.sheet_columns import SheetMap
from bot.domain.dossier_facts import DossierFacts
from bot.records import open_records
from bot.records.changes import ChangeLog
from bot.records.dossiers import DossierRecords
from bot.records.phones import Phones
from bot.workers.dossier_import import DossierImport, Imported, SheetIn
from tests.dialogue.sample import sample_content

OA = "1000"
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
KEY = b"sample key"


def reader(sheet_map: SheetMap | None = None) -> SheetReader:
    return SheetReader(DossierFacts(sample_content().catalogue), sheet_map)


@asynccontextmanager
async def copy_in(folder: Path, url: str = "") -> AsyncIterator[DossierRecords]:
    async with open_records(url, folder) as records:
        yield DossierRecords(records, KEY)


def log_of(copy: DossierRecords) -> ChangeLog:
    return ChangeLog(copy._records)


def importing(copy: DossierRecords, sheet_map: SheetMap | None = None) -> DossierImport:
    phones = Phones(copy._records, Fernet.generate_key(), is_wanted=False)
    return DossierImport(copy, phones, reader(sheet_map), lambda: NOW)


async def take(
    copy: DossierRecords, body: bytes, *, hours_ago: float = 1, oa_id: str = OA, **more
) -> Imported:
    sheet_in = SheetIn(
        oa_id=oa_id, name="hồ sơ.csv", body=body, as_of=NOW - timedelta(hours=hours_ago), **more
    )
    return await importing(copy).run(sheet_in)
