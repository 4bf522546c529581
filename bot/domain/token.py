"""Access to the channel on behalf of one page: two secrets that live and die together."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPair:
    """
    Both tokens of one page, as one refresh (or an officer) gave them.

    Args:
        access: Goes with every call.
        refresh: Good for exactly one refresh.
        access_expires_at: Aware.
        refresh_issued_at: Aware; three months later the page must consent again.

    """

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_expires_at: datetime
    refresh_issued_at: datetime
