"""What the catalogue adds to a dossier that its source left out: the procedure's code, its field, a due date."""

from __future__ import annotations

from datetime import date, datetime

from bot.domain.catalogue import Catalogue
from bot.domain.dossier import VIETNAM, WAITING_FOR_CITIZEN, DossierState
from bot.domain.dossier_states import plain_name
from bot.domain.due_dates import Term, due_on
from bot.domain.procedure import Procedure


class DossierFacts:
    """The procedures of a catalogue, found by any of their codes or by their names."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._hours = catalogue.desk.hours
        procedures = tuple(catalogue.procedures.values())
        self._by_code = {code: each for each in procedures for code in (*each.other_codes, each.code)}
        named = [
            (plain_name(name), each) for each in procedures for name in (each.name, each.short_name) if name
        ]
        names = [name for name, _ in named]
        self._by_name = {name: each for name, each in named if names.count(name) == 1}

    def procedure(self, code: str | None, name: str) -> Procedure | None:
        """Find a procedure by code, else by its name; never by a name that only resembles it."""
        return self._by_code.get(code or "") or self._by_name.get(plain_name(name))

    def due_on(self, procedure: Procedure | None, state: DossierState, received_at: datetime) -> date | None:
        """Count a due date, where the catalogue knows one number of working days and the clock runs."""
        days = procedure.takes.working_days if procedure else None
        if days is None or state in WAITING_FOR_CITIZEN:
            return None
        return due_on(self._hours, received_at.astimezone(VIETNAM), Term(days=days))
