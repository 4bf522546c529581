"""From a spreadsheet's bytes to the records: read, compared, and taken in whole or not at all."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.connectors.sheet import SOURCE, SheetNews, SheetReader, Step
from bot.connectors.sheet_back import write_back
from bot.connectors.sheet_file import Sheet, read_sheet
from bot.domain.dossier_news import Intake, NewsBatch


class Copy(Protocol):
    """Where the copy of the dossiers is kept."""

    async def preview(self, batch: NewsBatch) -> Intake:
        """Tell what a batch would do."""

    async def accept(self, batch: NewsBatch) -> Intake:
        """Take a whole batch, or with an objection nothing."""


class PhoneBook(Protocol):
    """Where phone numbers are kept, if any are."""

    async def keep(self, batch: NewsBatch) -> None:
        """Keep what a batch tells of open dossiers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetIn:
    """
    A spreadsheet that came in for a page.

    Args:
        name: The file's name, without its folder.
        as_of: When it was true, for rows that do not say it.

    """

    oa_id: str
    name: str
    body: bytes
    as_of: datetime
    takes_corrections: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """
    What became of it.

    Args:
        ignored: Headings of columns that were not read.
        back: The wrong rows with their reasons, as a file to give back; None when there are none.
        back_kind: Ending of that file's name.

    """

    intake: Intake
    ignored: tuple[str, ...]
    back: bytes | None = None
    back_kind: str = ""


Act = Callable[[NewsBatch], Awaitable[Intake]]


class DossierImport:
    """Imports spreadsheets; reading one runs in a thread, so the loop goes on."""

    def __init__(
        self, copy: Copy, phones: PhoneBook, reader: SheetReader, clock: Callable[[], datetime]
    ) -> None:
        self._copy, self._phones, self._reader, self._clock = copy, phones, reader, clock

    async def preview(self, sheet_in: SheetIn, step: Step | None = None) -> Imported:
        """
        Tell what importing would do.

        Raises:
            ContentError: It is no readable sheet of dossiers.
            Unavailable: The records do not answer.

        """
        return await self._go(sheet_in, step, self._copy.preview)

    async def run(self, sheet_in: SheetIn, step: Step | None = None) -> Imported:
        """
        Import it, unless a single row is wrong.

        Raises:
            ContentError: It is no readable sheet of dossiers; nothing was taken.
            Unavailable: The records do not answer; nothing was taken, repeat.

        """
        return await self._go(sheet_in, step, self._accept)

    async def _accept(self, batch: NewsBatch) -> Intake:
        intake = await self._copy.accept(batch)
        if not intake.objections:
            await self._phones.keep(batch)
        return intake

    async def _go(self, sheet_in: SheetIn, step: Step | None, act: Act) -> Imported:
        now = self._clock()
        sheet, read = await asyncio.to_thread(self._read, sheet_in, now, step)
        batch = NewsBatch(
            oa_id=sheet_in.oa_id,
            source=SOURCE,
            origin=sheet_in.name,
            digest=hashlib.sha256(sheet_in.body).hexdigest(),
            news=read.news,
            accepted_at=now,
            tells=read.tells,
            takes_corrections=sheet_in.takes_corrections,
        )
        intake = await (self._copy.preview if read.objections else act)(batch)
        intake = replace(intake, objections=(*read.objections, *intake.objections))
        imported = Imported(intake=intake, ignored=read.columns.ignored)
        if not intake.objections:
            return imported
        back = await asyncio.to_thread(write_back, sheet, read.columns.row, intake.objections)
        return replace(imported, back=back, back_kind=sheet.kind)

    def _read(self, sheet_in: SheetIn, now: datetime, step: Step | None) -> tuple[Sheet, SheetNews]:
        sheet = read_sheet(sheet_in.body, sheet_in.name)
        return sheet, self._reader.read(
            sheet, sheet_in.name, as_of=min(sheet_in.as_of, now), now=now, step=step
        )
