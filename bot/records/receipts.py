"""Tokens printed on receipts: made once, kept as keyed hashes alone."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from sqlalchemy import insert, select

from bot.records import tables
from bot.records.store import Records


class ReceiptTokens:
    """
    The tokens of every page.

    Args:
        key: Keys the hashes.

    """

    def __init__(self, records: Records, key: bytes) -> None:
        self._records = records
        self._key = key

    async def add(self, token: str, *, oa_id: str, code: str, at: datetime) -> None:
        """
        Let a token prove a dossier; those of earlier receipts still do.

        Raises:
            Unavailable: The database does not answer.

        """
        row = {"oa_id": oa_id, "proof": self._proof(oa_id, token), "code": code, "made_at": at}
        await self._records.write(
            lambda connection: connection.execute(insert(tables.receipt_tokens).values(row))
        )

    async def code_of(self, token: str, *, oa_id: str) -> str | None:
        """
        Find the code of the dossier that a token proves.

        Raises:
            Unavailable: The database does not answer.

        """
        column = tables.receipt_tokens.c
        wanted = select(column.code).where(column.oa_id == oa_id, column.proof == self._proof(oa_id, token))
        return await self._records.read(lambda connection: connection.execute(wanted).scalar_one_or_none())

    def _proof(self, oa_id: str, token: str) -> bytes:
        return hmac.digest(self._key, f"{oa_id} {token}".encode(), hashlib.sha256)
