"""Dossiers from an HTTP service that a YAML file describes, with a copy of late answers for when it is away."""

from __future__ import annotations

import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.connectors.service_call import Service
from bot.connectors.sheet import SheetReader
from bot.connectors.sheet_file import Cell
from bot.domain.dossier import Dossier
from bot.domain.dossier_code import canonical
from bot.domain.dossier_news import DossierNews
from bot.errors import ContentError, Unavailable

REMEMBERED = 2_000
_NOBODY = "    "


class Asking(Protocol):
    """Asks the service about one dossier."""

    async def ask(self, code: str) -> dict[str, Any] | list[Any] | None:
        """Give the answer, or None; raises Unavailable."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    dossier: Dossier
    phone_end: str = field(repr=False)
    at: datetime


class ServiceDossiers:
    """
    Looks dossiers up in a service; it serves every page alike.

    A proof always asks the service, known code or not, so that time tells nothing; memory serves proved
    owners, and right digits while the service is away.
    """

    def __init__(
        self, service: Service, call: Asking, reader: SheetReader, clock: Callable[[], datetime]
    ) -> None:
        self._service, self._call, self._reader, self._clock = service, call, reader, clock
        self._memory: OrderedDict[str, _Remembered] = OrderedDict()

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:  # noqa: ARG002 - see the class
        """
        Find a dossier by code and the last four phone digits; both must fit.

        Raises:
            Unavailable: No answer, and none remembered for this owner.

        """
        written = canonical(code) or ""
        try:
            found, is_fresh = await self._ask(written), True
        except Unavailable:
            found, is_fresh = self._remembered(written, self._service.stale_s), False
            if found is None or not _fits(found, phone_end):
                raise  # not "no": what is remembered must not be told apart from what is not
        if found is None or not _fits(found, phone_end):
            return None
        return self._told(found, is_fresh=is_fresh)

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:  # noqa: ARG002 - see the class
        """
        Read a dossier whose owner was proved before.

        Raises:
            Unavailable: No answer, and none remembered that is young enough.

        """
        written = canonical(code) or ""
        fresh = self._remembered(written, self._service.fresh_s)
        if fresh is not None:
            return self._told(fresh, is_fresh=True)
        try:
            found = await self._ask(written)
        except Unavailable:
            stale = self._remembered(written, self._service.stale_s)
            if stale is None:
                raise
            return self._told(stale, is_fresh=False)
        return None if found is None else self._told(found, is_fresh=True)

    async def _ask(self, code: str) -> _Remembered | None:
        answer = await self._call.ask(code)
        if answer is None:
            self._memory.pop(code, None)
            return None
        news = self._news(answer)
        if news.dossier.code != code:
            raise Unavailable("the dossier service told of another dossier")
        found = _Remembered(news.dossier, news.phone_end or _NOBODY, self._clock())
        self._memory[code] = found
        self._memory.move_to_end(code)
        if len(self._memory) > REMEMBERED:
            self._memory.popitem(last=False)
        return found

    def _news(self, answer: dict[str, Any] | list[Any]) -> DossierNews:
        cells = {told: _at(answer, path) for told, path in self._service.fields.items()}
        now = self._clock()
        try:
            return self._reader.read_cells(cells, as_of=now, now=now)
        except ContentError as error:
            raise Unavailable("the dossier service told something unreadable") from error

    def _remembered(self, code: str, age_s: int) -> _Remembered | None:
        found = self._memory.get(code)
        return found if found and self._clock() - found.at <= timedelta(seconds=age_s) else None

    @staticmethod
    def _told(found: _Remembered, *, is_fresh: bool) -> Dossier:
        return replace(found.dossier, news_at=None if is_fresh else found.at)


def _fits(found: _Remembered, phone_end: str) -> bool:
    return found.phone_end != _NOBODY and hmac.compare_digest(found.phone_end.encode(), phone_end.encode())


def _at(answer: Any, path: str) -> Cell:
    """Follow a path of names and numbers; what is not there is blank."""
    for step in path.split("."):
        if isinstance(answer, dict):
            answer = answer.get(step)
        elif isinstance(answer, list) and step.isdigit() and int(step) < len(answer):
            answer = answer[int(step)]
        else:
            return ""
    return answer if isinstance(answer, str | int | float) else ""
