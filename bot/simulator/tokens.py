"""Tokens that live 25 hours, refresh once, and die when a newer one is born."""

from __future__ import annotations

import base64
import hashlib
import random
from collections.abc import Callable
from dataclasses import asdict, dataclass

from bot.simulator.clock import Clock
from bot.simulator.world import HOUR_MS, Json

ACCESS_MS = 25 * HOUR_MS
REFRESH_MS = 90 * 24 * HOUR_MS
CODE_MS = 10 * 60_000

DEAD, UNKNOWN = -220, -216


@dataclass(frozen=True, slots=True)
class Pair:
    """What one exchange hands out; `born_ms` on the simulator's clock."""

    access: str
    refresh: str
    born_ms: int


@dataclass(frozen=True, slots=True)
class _Code:
    challenge: str
    born_ms: int


class Tokens:
    """The one living pair of the page, and what became of earlier ones."""

    def __init__(self, clock: Clock, dice: random.Random, remember: Callable[[Json], None]) -> None:
        self._clock = clock
        self._dice = dice
        self._remember = remember
        self._codes: dict[str, _Code] = {}
        self._buried: set[str] = set()
        self.current = Pair("", "", 0)
        self.refreshes = 0

    def begin(self, access: str, refresh: str) -> None:
        """Start with this pair, or with a fresh one when it is empty."""
        if access and refresh:
            self._enthrone(Pair(access, refresh, self._clock.now_ms()))
        else:
            self.issue()

    def restore(self, record: Json) -> None:
        """Take up a pair as `remember` was given it."""
        self._buried.add(self.current.access)
        self.current = Pair(record["access"], record["refresh"], record["born_ms"])

    def as_record(self) -> Json:
        """Give the living pair as `restore` takes it."""
        return {"kind": "tokens", **asdict(self.current)}

    def issue(self) -> Pair:
        """Hand out a new pair, as the API Explorer does; the old access token dies."""
        self._enthrone(Pair(self._word(), self._word(), self._clock.now_ms()))
        return self.current

    def expire(self) -> None:
        """Let the access token die before its time; the refresh token lives."""
        self._enthrone(Pair(self._word(), self.current.refresh, self.current.born_ms))

    def trouble(self, access: str) -> int:
        """Give the error code for this access token, 0 when it is good."""
        if access and access == self.current.access:
            return DEAD if self._age() >= ACCESS_MS else 0
        return DEAD if access in self._buried and access else UNKNOWN

    def make_code(self, challenge: str) -> str:
        """Consent: a code good for one exchange within ten minutes."""
        code = self._word()
        self._codes[code] = _Code(challenge, self._clock.now_ms())
        return code

    def exchange(self, code: str, verifier: str) -> Pair | None:
        """Trade a code for a pair; None when it is used, old, or the verifier does not fit."""
        made = self._codes.pop(code, None)
        if made is None or self._clock.now_ms() - made.born_ms >= CODE_MS:
            return None
        return self.issue() if not made.challenge or challenge_of(verifier) == made.challenge else None

    def refresh(self, refresh: str) -> Pair | None:
        """Trade a refresh token, once, for a new pair; None when it is used or older than three months."""
        if not refresh or refresh != self.current.refresh or self._age() >= REFRESH_MS:
            return None
        self.refreshes += 1
        return self.issue()

    def _age(self) -> int:
        return self._clock.now_ms() - self.current.born_ms

    def _word(self) -> str:
        return base64.urlsafe_b64encode(self._dice.randbytes(48)).decode()

    def _enthrone(self, pair: Pair) -> None:
        self._buried.add(self.current.access)
        self.current = pair
        self._remember(self.as_record())


def challenge_of(verifier: str) -> str:
    """PKCE: base64url, without padding, of the SHA-256 of the verifier."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
