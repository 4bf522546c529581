"""Administrative procedures (thủ tục hành chính) as the catalogue tells them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

STALE_MONTHS = 12
"""How long facts are taken for fresh, unless a setting says otherwise."""


class Confidence(StrEnum):
    """How sure the source makes us; what is not HIGH is answered with a caution."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Channel(StrEnum):
    """Where a dossier can be handed in."""

    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"


class OnlineLevel(StrEnum):
    """How far the online way goes."""

    FULL = "full"
    PART = "part"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """
    One paper to hand in or to show.

    Args:
        originals: How many originals.
        copies: How many copies.
        when: The case in which it is needed; None means always.

    """

    name: str
    originals: int = 0
    copies: int = 0
    when: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A fee or a duration that holds in one case: `when` is the case, `text` the value in words."""

    when: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """
    What it costs.

    Args:
        text: One sentence; None when no source gives it.
        vnd: The one amount, where there is just one; 0 is free of charge.
        exempt: Who pays nothing.

    """

    text: str | None = None
    vnd: int | None = None
    cases: tuple[Case, ...] = ()
    exempt: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Duration:
    """
    How long it takes.

    Args:
        text: One sentence; None when no source gives it.
        working_days: The one number of working days, where there is just one; 0 is the same day.

    """

    text: str | None = None
    working_days: int | None = None
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where the facts come from and when somebody last looked."""

    title: str
    checked_on: date
    url: str | None = None

    def is_stale(self, today: date, months: int) -> bool:
        """Whether nobody has looked for so many whole months."""
        past = (today.year - self.checked_on.year) * 12 + today.month - self.checked_on.month
        return past - (today.day < self.checked_on.day) >= months


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """
    One procedure; a fact no source gives is absent, never guessed.

    Args:
        code: The national code, such as `1.001193`.
        name: The official name, without the leading "Thủ tục".
        name_en: What an English answer calls it; the facts themselves stay Vietnamese.
        also_called: What people call it; every wording is matched.
        other_codes: Older or newer codes of the same procedure.
        submit: Papers to hand in.
        show: Papers to show only.
        official: The page of the national portal.
        hidden: Why no fact of it is told for now, in officers' words; None when all is told.

    """

    code: str
    name: str
    field: str
    confidence: Confidence
    source: Source
    short_name: str | None = None
    name_en: str | None = None
    also_called: tuple[str, ...] = ()
    other_codes: tuple[str, ...] = ()
    agency: str | None = None
    receive_at: str | None = None
    submit: tuple[Paper, ...] = ()
    show: tuple[Paper, ...] = ()
    form: str | None = None
    takes: Duration = Duration()
    fee: Fee = Fee()
    channels: tuple[Channel, ...] = ()
    online_level: OnlineLevel | None = None
    result: str | None = None
    legal_basis: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    official: str | None = None
    hidden: str | None = None

    @property
    def label(self) -> str:
        """The name short enough for a button."""
        return self.short_name or self.name
