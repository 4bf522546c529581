"""A try at proving that a dossier is one's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """
    One try.

    Args:
        dossier: What was tried: a code, or a receipt's token.
        day: The day of the try at the desk; the next begins anew.
        event_id: The message it came with; tried again after a crash it counts once.

    """

    oa_id: str
    citizen_id: str
    dossier: str = field(repr=False)
    day: date
    event_id: str
