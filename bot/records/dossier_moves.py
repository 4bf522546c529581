"""Which moves of dossiers tell of waiting for the citizen."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import ColumnElement, Connection, or_, select

from bot.domain.dossier import WAITING_FOR_CITIZEN, DossierState
from bot.domain.dossier_waits import Move
from bot.records import tables

_DUE = '"due_on"'


def moves_where(connection: Connection, is_wanted: ColumnElement[bool]) -> dict[str, list[Move]]:
    """
    Read the moves into a wait and out of it, and those of the due date, of some dossiers of one page.

    Args:
        is_wanted: Which dossiers, in terms of their table.

    Returns:
        Code -> its moves, oldest first; a dossier that never waited is left out.

    """
    change, dossier = tables.dossier_changes.c, tables.dossiers.c
    waits = or_(change.state_before.in_(WAITING_FOR_CITIZEN), change.state_after.in_(WAITING_FOR_CITIZEN))
    wanted = (
        select(change.code, change.news_at, change.state_before, change.state_after, change.fields)
        .join(tables.dossiers, (dossier.oa_id == change.oa_id) & (dossier.code == change.code))
        .where(is_wanted, waits | change.fields.contains(_DUE))
        .order_by(change.id)
    )
    moves: dict[str, list[Move]] = defaultdict(list)
    for row in connection.execute(wanted):
        before = DossierState(row.state_before) if row.state_before else None
        after = DossierState(row.state_after)
        moves[row.code].append(Move(at=row.news_at, before=before, after=after, tells_due=_DUE in row.fields))
    return dict(moves)
