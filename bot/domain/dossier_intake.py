"""Which news of dossiers is new: compared with what is known, before anything is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date

from bot.domain.dossier import WAITING_FOR_CITIZEN, Dossier, DossierState, may_follow
from bot.domain.dossier_news import DossierNews, Intake, NewsBatch, Objection
from bot.domain.dossier_states import state_name

PHONE = "phone_end"
_NOT_TOLD = frozenset(("code", "news_at", "promised_on", "waits"))
_COMPARED = tuple(each.name for each in fields(Dossier) if each.name not in _NOT_TOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A dossier as it is kept, with the keyed hash of its phone's end."""

    dossier: Dossier
    phone_proof: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    A dossier as it must be kept from now on.

    Args:
        state_before: None when it is new.
        fields: Names of the fields that differ.

    """

    dossier: Dossier
    phone_proof: bytes | None
    state_before: DossierState | None
    fields: tuple[str, ...]


def compare(
    batch: NewsBatch, proofs: Mapping[str, bytes], known: Mapping[str, Stored]
) -> tuple[Intake, list[Change], list[str]]:
    """
    Tell what a batch does: the count, the changes, and the codes it only confirms.

    Args:
        proofs: Code -> keyed hash of the phone's end that the batch gives.
        known: Code -> what is kept.

    """
    changes: list[Change] = []
    confirmed: list[str] = []
    objections: list[Objection] = []
    older = 0
    for news in batch.news:
        code = news.dossier.code
        stored = known.get(code)
        if stored is not None and _is_older(news, stored):
            older += 1
            continue
        change = _change(batch, news, proofs.get(code), stored)
        if change is None:
            confirmed.append(code)
        elif not batch.takes_corrections and not _is_possible(change):
            objections.append(Objection(place=news.place, reason=_why_not(change)))
        else:
            changes.append(change)
    added = sum(change.state_before is None for change in changes)
    intake = Intake(
        added=added,
        changed=len(changes) - added,
        unchanged=len(confirmed),
        older=older,
        objections=tuple(objections),
    )
    return intake, changes, confirmed


def _is_older(news: DossierNews, stored: Stored) -> bool:
    told_at, known_at = news.dossier.news_at, stored.dossier.news_at
    return told_at is not None and known_at is not None and told_at < known_at


def _change(batch: NewsBatch, news: DossierNews, proof: bytes | None, stored: Stored | None) -> Change | None:
    if stored is None:
        new = replace(news.dossier, due_on=news.dossier.due_on or news.counted_due_on)
        return Change(dossier=new, phone_proof=proof, state_before=None, fields=())
    before = stored.dossier
    kept = {name: getattr(before, name) for name in _COMPARED if name not in batch.tells}
    after = replace(news.dossier, **kept | {"due_on": _due_on(news, before)})
    proof = proof if PHONE in batch.tells else stored.phone_proof
    differing = tuple(name for name in _COMPARED if getattr(before, name) != getattr(after, name))
    if proof != stored.phone_proof:
        differing += (PHONE,)
    if not differing:
        return None
    return Change(dossier=after, phone_proof=proof, state_before=before.state, fields=differing)


def _due_on(news: DossierNews, before: Dossier) -> date | None:
    """
    Tell the due date where the source told none.

    After a wait for the citizen it is unknown: nobody told how long the clock stood still.
    """
    if news.dossier.due_on is not None:
        return news.dossier.due_on
    if before.state in WAITING_FOR_CITIZEN - {DossierState.REGISTERED}:
        return None
    return before.due_on or news.counted_due_on


def _is_possible(change: Change) -> bool:
    return change.state_before is None or may_follow(change.state_before, change.dossier.state)


def _why_not(change: Change) -> str:
    before = state_name(change.state_before) if change.state_before else ""
    return (
        f'hồ sơ đang là "{before}", không thể thành "{state_name(change.dossier.state)}". Nếu một cửa đã sửa lại '
        "cho đúng, nhập tệp này kèm --corrections."
    )
