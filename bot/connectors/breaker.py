"""A circuit breaker: a service that fails again and again is left alone for a while."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.errors import Unavailable


class Breaker:
    """
    Counts failures in a row.

    Args:
        opens_after: So many in a row, and nobody asks for `rest`; then one may try.

    """

    def __init__(
        self, clock: Callable[[], datetime], *, opens_after: int = 5, rest: timedelta = timedelta(seconds=30)
    ) -> None:
        self._clock, self._opens_after, self._rest = clock, opens_after, rest
        self._failures = 0
        self._shut_until: datetime | None = None

    def check(self) -> None:
        """
        Let a call pass, or not.

        Raises:
            Unavailable: It failed too often; `retry_after_s` says how long it is left alone.

        """
        if self._shut_until is None:
            return
        left = (self._shut_until - self._clock()).total_seconds()
        if left > 0:
            raise Unavailable("the dossier service is left alone for a while", retry_after_s=left)
        self._shut_until = self._clock() + self._rest  # this one tries; the others wait for what it finds

    def succeeded(self) -> None:
        """Note an answer."""
        self._failures, self._shut_until = 0, None

    def failed(self) -> None:
        """Note that no answer came."""
        self._failures += 1
        if self._failures >= self._opens_after:
            self._shut_until = self._clock() + self._rest
