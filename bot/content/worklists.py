"""What staff have to look at again, and what is still missing, as lists to work through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.content.loader import Commune
from bot.domain.procedure import Confidence, Procedure

LACKS: Mapping[str, Callable[[Procedure], bool]] = {
    "giấy tờ": lambda procedure: not procedure.submit and not procedure.show,
    "lệ phí": lambda procedure: (
        procedure.fee.text is None and procedure.fee.vnd is None and not procedure.fee.cases
    ),
    "thời hạn": lambda procedure: (
        procedure.takes.text is None and procedure.takes.working_days is None and not procedure.takes.cases
    ),
    "trang chính thức": lambda procedure: procedure.official is None,
    "căn cứ pháp lý": lambda procedure: not procedure.legal_basis,
    "đối chiếu nguồn": lambda procedure: procedure.confidence is Confidence.LOW,
}
"""What a procedure can lack -> whether this one does."""


@dataclass(frozen=True, slots=True)
class Task:
    """
    One procedure to look at.

    Args:
        place: File and line of its entry.
        lacks: What is missing, in the order of `LACKS`; empty when it is only old.

    """

    procedure: Procedure
    place: str
    lacks: tuple[str, ...] = ()


def gaps(commune: Commune) -> tuple[Task, ...]:
    """List the procedures that lack something, in the order of the catalogue."""
    found = (
        Task(procedure, place, tuple(name for name, is_lacking in LACKS.items() if is_lacking(procedure)))
        for procedure, place in _placed(commune)
    )
    return tuple(task for task in found if task.lacks)


def stale(commune: Commune, today: date, months: int) -> tuple[Task, ...]:
    """List the procedures whose source nobody has looked at for so many months, the oldest first."""
    old = [
        Task(procedure, place)
        for procedure, place in _placed(commune)
        if procedure.source.is_stale(today, months)
    ]
    return tuple(sorted(old, key=lambda task: task.procedure.source.checked_on))


def _placed(commune: Commune) -> Iterator[tuple[Procedure, str]]:
    for place, procedure in commune.draft.procedures.items():
        here = commune.draft.facts.problem(("procedures", place), "")
        yield procedure, f"{here.file}:{here.line}"
