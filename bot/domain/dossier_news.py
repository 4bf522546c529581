"""What a source says of dossiers at one moment, before anyone compares it with what is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from bot.domain.dossier import Dossier


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierNews:
    """
    One dossier as a source tells it.

    Args:
        dossier: With `news_at`, the moment of the news.
        phone_end: Last four digits of the phone given at the desk, kept only as a keyed hash; None when unknown.
        phone: The whole mobile number in 84 form; None when the source tells none.
        counted_due_on: What the catalogue's number of days gives, for a source that tells no due date.
        place: Where in the source it stands (a row number), for the reason beside it.

    """

    dossier: Dossier
    phone_end: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    counted_due_on: date | None = None
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsBatch:
    """
    All that one file, or one answer of a service, tells of one page's dossiers.

    Args:
        source: Name of the source, such as `sheet`.
        origin: The file's name, without its folder.
        digest: SHA-256 of the file, hex.
        tells: Names of the fields of `Dossier`, and `phone_end`, that this source tells; of others what is known stays.
        takes_corrections: Also take moves that no dossier makes, for the office corrected its own mistake.

    """

    oa_id: str
    source: str
    origin: str
    digest: str
    news: tuple[DossierNews, ...]
    accepted_at: datetime
    tells: frozenset[str]
    takes_corrections: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """Why one piece of news cannot be taken, in a sentence for the officer who sent it."""

    place: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """
    What a batch does, or would do: all of it, or with an objection nothing.

    Args:
        older: News overtaken by later news already known, or of dossiers too old to be kept; they change nothing.

    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    objections: tuple[Objection, ...] = ()
