"""Dossiers handed in (hồ sơ đã nộp) and the states of the one-stop practice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class DossierState(StrEnum):
    """The ten national states, by what they mean for the citizen."""

    REGISTERED = "registered"
    RECEIVED = "received"
    NOT_ACCEPTED = "not_accepted"
    PROCESSING = "processing"
    AWAITING_PAPERS = "awaiting_papers"
    AWAITING_PAYMENT = "awaiting_payment"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DONE = "done"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """
    The part of a dossier that its owner may be told: no name, no address, no phone.

    Args:
        desk: The desk or person's office where it lies now.
        due_on: The day the result is due; None when the system gives none.

    """

    code: str
    procedure_name: str
    state: DossierState
    desk: str
    received_on: date
    due_on: date | None = None
