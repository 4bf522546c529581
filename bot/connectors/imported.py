"""Dossiers from the imported copy where a page has one, else from another source."""

from __future__ import annotations

from typing import Protocol

from bot.domain.dossier import Dossier


class Source(Protocol):
    """A place to look dossiers up; every source passes the same contract test."""

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:
        """Find a page's dossier by code and the last four phone digits; both must fit."""

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:
        """Read a dossier whose owner was proved before."""


class Copy(Source, Protocol):
    """The imported copy."""

    async def is_kept_for(self, oa_id: str) -> bool:
        """Tell whether dossiers of this page were ever imported."""


class Tokens(Protocol):
    """The tokens printed on receipts."""

    async def code_of(self, token: str, *, oa_id: str) -> str | None:
        """Find the code of the dossier that a token proves."""


class ImportedDossiers:
    """
    Looks in the copy as soon as one was imported, and never again elsewhere.

    Which source is asked depends on the page alone, so that time tells nothing of a dossier.
    """

    def __init__(self, copy: Copy, otherwise: Source, tokens: Tokens) -> None:
        self._copy, self._otherwise, self._tokens = copy, otherwise, tokens
        self._kept: set[str] = set()

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:
        """
        Find a page's dossier by code and the last four phone digits; both must fit.

        Raises:
            Unavailable: The source does not answer.

        """
        return await (await self._source(oa_id)).find(code, oa_id=oa_id, phone_end=phone_end)

    async def find_by_token(self, token: str, *, oa_id: str) -> Dossier | None:
        """
        Find a page's dossier by its receipt's token; the same work whether there is one or not.

        Raises:
            Unavailable: The source does not answer.

        """
        code = await self._tokens.code_of(token, oa_id=oa_id)
        dossier = await self.read(code or "", oa_id=oa_id)
        return dossier if code is not None else None

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:
        """
        Read a dossier whose owner was proved before.

        Raises:
            Unavailable: The source does not answer.

        """
        return await (await self._source(oa_id)).read(code, oa_id=oa_id)

    async def _source(self, oa_id: str) -> Source:
        if oa_id not in self._kept and await self._copy.is_kept_for(oa_id):
            self._kept.add(oa_id)
        return self._copy if oa_id in self._kept else self._otherwise
