"""Dossiers handed in (hồ sơ đã nộp): their states, the moves between them, and whether they are late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from bot.domain.due_dates import Pause

VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""The whole country keeps one time, all year."""


class DossierState(StrEnum):
    """Where a dossier stands in the one-stop practice; being late is no state, it is computed."""

    REGISTERED = "registered"  # sent online, accepted by nobody yet: no date runs
    RECEIVED = "received"
    AWAITING_PAPERS = "awaiting_papers"
    AWAITING_PAYMENT = "awaiting_payment"
    PROCESSING = "processing"
    APPROVED = "approved"  # signed, on its way back to the desk
    RESULT_READY = "result_ready"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"  # not accepted at the desk
    STOPPED = "stopped"  # accepted, then ended without a result


MOVES: Mapping[DossierState, frozenset[DossierState]] = {
    state: frozenset(DossierState(name) for name in names.split())
    for state, names in {
        DossierState.REGISTERED: "received awaiting_papers refused withdrawn",
        DossierState.RECEIVED: "awaiting_papers awaiting_payment processing approved result_ready refused withdrawn stopped",
        DossierState.AWAITING_PAPERS: "received processing refused withdrawn stopped",
        DossierState.AWAITING_PAYMENT: "processing approved result_ready withdrawn stopped",
        DossierState.PROCESSING: "awaiting_papers awaiting_payment approved result_ready withdrawn stopped",
        DossierState.APPROVED: "result_ready",
        DossierState.RESULT_READY: "returned",
        DossierState.RETURNED: "",
        DossierState.WITHDRAWN: "",
        DossierState.REFUSED: "",
        DossierState.STOPPED: "",
    }.items()
}
"""State -> the states that may come next. A source shows moments only, so steps between may be missed."""

WAITING_FOR_CITIZEN = frozenset(
    (DossierState.REGISTERED, DossierState.AWAITING_PAPERS, DossierState.AWAITING_PAYMENT)
)
"""While it stands here, the office's time does not run."""

WITH_RESULT = frozenset((DossierState.RESULT_READY, DossierState.RETURNED))
WITHOUT_RESULT = frozenset((DossierState.WITHDRAWN, DossierState.REFUSED, DossierState.STOPPED))
ENDED = WITH_RESULT | WITHOUT_RESULT
"""Work on it is over."""


def _closure(state: DossierState) -> frozenset[DossierState]:
    reached: set[DossierState] = set()
    ahead = [state]
    while ahead:
        new = MOVES[ahead.pop()] - reached
        reached |= new
        ahead += new
    return frozenset(reached)


_REACHED = {state: _closure(state) for state in DossierState}


def may_follow(before: DossierState, after: DossierState) -> bool:
    """Tell whether a dossier seen in one state may later be seen in another, steps between unseen."""
    return before is after or after in _REACHED[before]


class ReceiptChannel(StrEnum):
    """How a dossier came in; by post counts as at the counter."""

    COUNTER = "counter"
    ONLINE_PART = "online_part"
    ONLINE_FULL = "online_full"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """
    How a dossier waited for its citizen, as far as the changes that were seen tell.

    Args:
        papers_asked: How many times papers were demanded, each after it was in work again.
        pauses: Waits that were answered, and that no due date told later holds already.

    """

    papers_asked: int = 0
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """
    What the bot keeps of a dossier: no name, no address, no phone.

    Args:
        desk: The desk or office where it lies now.
        received_at: Aware; midnight in Vietnam where the source gives a day alone.
        due_on: The day the result is due, extensions included; None when nothing tells.
        procedure_code: The national code; None when the source gives only a name.
        field: Lĩnh vực, as the source or the catalogue names it.
        state_text: The state in the source's own words.
        finished_on: The day work ended: result ready, or else withdrawn, refused, stopped; None when unknown.
        returned_on: The day the result was handed over.
        missing_papers: What the citizen still has to bring.
        locker: Number of the locker with the result; never its PIN.
        extension_reason: Why the due date was moved.
        news_at: The moment of the latest news of it; None when it was asked this very moment.
        promised_on: The day promised in the latest signed letter of apology; no register knows it.
        waits: Counted for reports alone.

    """

    code: str
    procedure_name: str
    state: DossierState
    desk: str
    received_at: datetime
    due_on: date | None = None
    procedure_code: str | None = None
    field: str | None = None
    channel: ReceiptChannel | None = None
    state_text: str = ""
    finished_on: date | None = None
    returned_on: date | None = None
    missing_papers: tuple[str, ...] = ()
    locker: str | None = None
    extension_reason: str | None = None
    news_at: datetime | None = None
    promised_on: date | None = None
    waits: Waits = Waits()

    @property
    def promise(self) -> date | None:
        """The day promised with an apology, while the register has not moved its own date as far."""
        is_later = self.promised_on is not None and (self.due_on is None or self.promised_on > self.due_on)
        return self.promised_on if is_later else None

    @property
    def received_on(self) -> date:
        """The day of receipt, in Vietnam."""
        return self.received_at.astimezone(VIETNAM).date()

    @property
    def ended_on(self) -> date | None:
        """
        The day that decides between in time and late; None while in work, or when unknown.

        Source: the index of service to citizens (Decision 766/QĐ-TTg): done, else handed over.
        """
        return (self.finished_on or self.returned_on) if self.state in ENDED else None

    def is_late(self, today: date) -> bool:
        """Tell whether it ended, or is still in work, after the register's due date; no apology moves that."""
        if self.due_on is None or self.state in WAITING_FOR_CITIZEN:
            return False
        return self.due_on < (self.ended_on or (self.due_on if self.state in ENDED else today))
