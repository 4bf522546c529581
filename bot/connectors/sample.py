"""Dossiers from one sheet read once: the samples that come along, or a list of one's own for a trial."""

from __future__ import annotations

import hmac
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.connectors.sheet import SheetReader
from bot.connectors.sheet_file import read_sheet
from bot.domain.dossier import Dossier
from bot.domain.dossier_code import canonical
from bot.errors import ContentError, SettingsError

SAMPLES = Path(__file__).with_name("sample_dossiers.csv")
_NOBODY = (
    "    "  # compared with where there is nobody, so that an unknown code costs what a wrong number costs
)


class CsvDossiers:
    """Looks dossiers up in a file that was read once; it serves every page alike."""

    def __init__(self, path: str | Path, reader: SheetReader) -> None:
        """
        Read the file; without a path, the samples.

        Raises:
            SettingsError: The file cannot be opened.
            ContentError: A line of it is wrong; the sentence names the line.

        """
        file = Path(path) if path else SAMPLES
        try:
            body = file.read_bytes()
        except OSError as error:
            raise SettingsError(
                f"MOTCUA_DOSSIERS_CSV={file.name!r}: không đọc được tệp. Hãy xem lại đường dẫn."
            ) from error
        never = datetime(9999, 1, 1, tzinfo=UTC)  # samples may lie in the future of any trial
        sheet = reader.read(read_sheet(body, file.name), file.name, as_of=never, now=never)
        for wrong in sheet.objections:
            raise ContentError(f"{file.name}:{wrong.place}: {wrong.reason}")
        self._dossiers = {news.dossier.code: replace(news.dossier, news_at=None) for news in sheet.news}
        self._ends = {news.dossier.code: news.phone_end or _NOBODY for news in sheet.news}

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:  # noqa: ARG002 - see the class
        """Find a dossier by its code and the last four phone digits; the same work whether found or not."""
        written = canonical(code) or ""
        end = self._ends.get(written, _NOBODY)
        is_owner = hmac.compare_digest(end.encode(), phone_end.encode()) and end != _NOBODY
        return self._dossiers[written] if is_owner else None

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:  # noqa: ARG002 - see the class
        """Read a dossier whose owner was proved before."""
        return self._dossiers.get(canonical(code) or "")
