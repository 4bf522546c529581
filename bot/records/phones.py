"""Phone numbers given at the desk, sealed: kept only where followers may be told by them, and only while that lasts."""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Connection, delete, insert, select

from bot.domain.dossier import ENDED, DossierState
from bot.domain.dossier_news import NewsBatch
from bot.records import tables
from bot.records.dossier_rows import CODES_AT_ONCE
from bot.records.store import Records

_OVER = ENDED - {DossierState.RESULT_READY}


class Phones:
    """
    The numbers of every page.

    Args:
        key: A Fernet key: without it the table tells nobody's number.
        is_wanted: Whether anybody may be told by phone at all; when not, no number is kept.

    """

    def __init__(self, records: Records, key: bytes, *, is_wanted: bool) -> None:
        self._records = records
        self._cipher = Fernet(key)
        self._is_wanted = is_wanted

    async def keep(self, batch: NewsBatch) -> None:
        """
        Keep the numbers that a batch tells of dossiers still open; forget those of dossiers that are over.

        Raises:
            Unavailable: The database does not answer; repeat.

        """
        column = tables.dossier_phones.c
        if not self._is_wanted:
            of_page = delete(tables.dossier_phones).where(column.oa_id == batch.oa_id)
            await self._records.write(lambda connection: connection.execute(of_page))
            return
        told = [news for news in batch.news if news.phone is not None or news.dossier.state in _OVER]
        rows = [
            {
                "oa_id": batch.oa_id,
                "code": news.dossier.code,
                "sealed": self._cipher.encrypt((news.phone or "").encode()),
                "kept_at": batch.accepted_at,
            }
            for news in told
            if news.dossier.state not in _OVER
        ]

        def work(connection: Connection) -> None:
            for start in range(0, len(told), CODES_AT_ONCE):
                codes = [news.dossier.code for news in told[start : start + CODES_AT_ONCE]]
                connection.execute(
                    delete(tables.dossier_phones).where(column.oa_id == batch.oa_id, column.code.in_(codes))
                )
            if rows:
                connection.execute(insert(tables.dossier_phones), rows)

        await self._records.write(work)

    async def find(self, oa_id: str, code: str) -> str | None:
        """
        Give the number of a dossier in 84 form.

        Raises:
            Unavailable: The database does not answer.

        """
        if not self._is_wanted:
            return None
        column = tables.dossier_phones.c
        wanted = select(column.sealed).where(column.oa_id == oa_id, column.code == code)
        sealed = await self._records.read(lambda connection: connection.execute(wanted).scalar_one_or_none())
        if sealed is None:
            return None
        try:
            return self._cipher.decrypt(bytes(sealed)).decode()
        except InvalidToken:  # sealed with a key that is gone: as good as not there
            return None
