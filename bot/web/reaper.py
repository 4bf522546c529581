"""Drops connections that do not become requests; aiohttp alone would keep them open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from bot.web.limits import Limits


class Reaper:
    """
    Watches a server's connections.

    A connection counts as busy while a handler works on its request, which reads the body under a time limit of
    its own; all other time it is waiting, whether it is silent or sends its headers letter by letter.
    """

    def __init__(self, limits: Limits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._deadline: dict[web.RequestHandler, float] = {}
        self._busy: set[web.RequestHandler] = set()
        self.dropped = 0

    def begins(self, connection: web.RequestHandler) -> None:
        """Know that a request of this connection is being handled."""
        self._busy.add(connection)

    def ends(self, connection: web.RequestHandler) -> None:
        """Know that it was answered."""
        self._busy.discard(connection)
        self._deadline[connection] = self._clock() + self._limits.idle_s

    def sweep(self, connections: list[web.RequestHandler]) -> None:
        """Drop whoever has waited too long."""
        now = self._clock()
        for connection in connections:
            deadline = self._deadline.setdefault(connection, now + self._limits.silence_s)
            if connection not in self._busy and now >= deadline:
                self.dropped += 1
                connection.force_close()
        for gone in self._deadline.keys() - set(connections):
            del self._deadline[gone]

    async def keep_sweeping(self, server: web.Server) -> None:
        """Sweep until cancelled, several times within the shortest patience."""
        while True:
            await asyncio.sleep(self._limits.silence_s / 10)
            self.sweep(server.connections)
