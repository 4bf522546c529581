"""What can go wrong, classed by what the caller does next."""

from __future__ import annotations


class BotError(Exception):
    """The root: nothing raises it directly."""


class ContentError(BotError):
    """A YAML file is wrong: refuse it, naming file and key."""


class SettingsError(BotError):
    """An environment value is wrong: refuse to start, naming the variable."""


class Unavailable(BotError):
    """
    The other side gave no answer, or asked us to slow down: try again later.

    Args:
        retry_after_s: Seconds to wait at least; None leaves it to the caller's back-off.

    """

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class Rejected(BotError):
    """A clear no from the other side: park it for staff, never retry."""


class Conflict(BotError):
    """Someone wrote before us: run the turn again on what is stored now."""


class Fenced(Conflict):
    """The lease is no longer ours: drop the work, its new holder will do it."""
