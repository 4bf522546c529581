"""How much patience a stranger's connection gets."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    The bounds of the public port.

    Args:
        body_bytes: The largest body; Zalo's are under 4 KiB.
        body_s: How long reading one body may take.
        silence_s: A new connection that has not become a request in this time is dropped.
        idle_s: One that has been a request may rest so long before the next, as a proxy's do.
        reasons_logged: So many different reasons are ever logged.

    """

    body_bytes: int = 64 * 1024
    body_s: float = 3.0
    silence_s: float = 10.0
    idle_s: float = 75.0
    reasons_logged: int = 100
