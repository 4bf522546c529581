"""The one-stop desk (bộ phận một cửa): where it is and when it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Open from `opens` up to, not including, `closes`, by local time."""

    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """
    Days off, first and last included.

    Args:
        confirmed: False when no authority has confirmed it for this commune yet; it is answered so.

    """

    name: str
    first: date
    last: date
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeUpDay:
    """A weekend day worked instead of another: it has the hours of `like` (0 is Monday)."""

    day: date
    like: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """The desk is shut once, for the whole of these days, for a reason told to citizens."""

    first: date
    last: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHours:
    """
    Opening hours.

    Args:
        weekly: Seven tuples, Monday first; an empty one is a day off. A Saturday session stands here
            and makes Saturday no working day in the counting of due dates.

    """

    weekly: tuple[tuple[Span, ...], ...]
    holidays: tuple[Holiday, ...] = ()
    make_up_days: tuple[MakeUpDay, ...] = ()
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """
    The desk of one commune.

    Args:
        is_sample: True while phone, hours and people are samples that the commune must replace.
        phone: As people read it; `hotline` likewise.
        signer_title: Title of who signs its documents, and
        sign_code: its short form in their numbers; a document leaves a dotted line where either is None.

    """

    commune: str
    name: str
    address: str
    phone: str
    hours: OfficeHours
    is_sample: bool = False
    hotline: str | None = None
    map_url: str | None = None
    portal_url: str = "https://dichvucong.gov.vn"
    feedback_at: str | None = None
    timezone: str = "Asia/Ho_Chi_Minh"
    signer_title: str | None = None
    sign_code: str | None = None
