"""A dossier in words for its owner: the stage, the desk, the date, what to do now, how to get the result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.dialogue.flows import facts, hours_words
from bot.dialogue.say import Say
from bot.dialogue.scene import Scene
from bot.domain.dossier import Dossier, DossierState, ReceiptChannel
from bot.domain.dossier_facts import DossierFacts
from bot.domain.dossier_shown import missing_papers, shown_desk, shown_locker, shown_procedure
from bot.domain.office_hours import Day, DayKind, day_of, working_days_between
from bot.domain.procedure import Channel, Procedure

FLOW = "status_lookup"
LATE, PROMISED = "_late", "_promised"
"""What a key ends with where the date given to the citizen was missed, or was moved with an apology."""
FRESH = timedelta(hours=1)
"""News older than this is told with its age."""
STATES_WITH_A_CLOCK = frozenset((DossierState.RECEIVED, DossierState.PROCESSING, DossierState.APPROVED))


def tell(scene: Scene, dossier: Dossier) -> Say:
    """Say all its owner may know of a dossier."""
    procedure = procedure_of(scene, dossier)
    after = (*_clock(scene, dossier), *_do_now(scene, dossier, procedure))
    standing, values = _standing(dossier, scene.now.date()), values_of(dossier, procedure)
    if standing == LATE and dossier.due_on is None:  # the promise is the only date there ever was
        values["due_on"] = values["new_due_on"]
    return Say(
        key=f"{FLOW}.{dossier.state}{standing}",
        values=values,
        after=(*after, *_age(scene, dossier)),
    )


def procedure_of(scene: Scene, dossier: Dossier) -> Procedure | None:
    """Find what the catalogue knows of a dossier's procedure."""
    return DossierFacts(scene.content.catalogue).procedure(dossier.procedure_code, dossier.procedure_name)


def values_of(dossier: Dossier, procedure: Procedure | None) -> dict[str, str]:
    """Give what the placeholders of a dossier's replies stand for."""
    return {
        "code": dossier.code,
        "procedure": shown_procedure(dossier, procedure),
        "lies_at": shown_desk(dossier),
        "received_on": facts.day(dossier.received_on),
        "due_on": _day(dossier.due_on),
        "new_due_on": _day(dossier.promise),
    }


def _standing(dossier: Dossier, today: date) -> str:
    """Tell how it stands with the date given to the citizen: kept, promised anew, or missed."""
    due = dossier.promise or dossier.due_on
    if due is None or dossier.state not in STATES_WITH_A_CLOCK:
        return ""
    if due < today:
        return LATE
    return PROMISED if dossier.promise else ""


def _day(day: date | None) -> str:
    return facts.day(day) if day else ""


def _clock(scene: Scene, dossier: Dossier) -> Iterator[str]:
    due, today = dossier.promise or dossier.due_on, scene.now.date()
    if dossier.state not in STATES_WITH_A_CLOCK or due is None:
        return
    if due >= today:
        left = working_days_between(scene.content.catalogue.desk.hours, today, due)
        yield scene.words(f"{FLOW}.{'days_left' if left else 'due_now'}", days=str(left))
    elif dossier.promise is not None and dossier.due_on is not None:
        yield scene.words(f"{FLOW}.promise_missed", new_due_on=facts.day(dossier.promise))


def _do_now(scene: Scene, dossier: Dossier, procedure: Procedure | None) -> Iterator[str]:
    """Say what is the citizen's to do: bring papers, or fetch the result where it can be had."""
    if dossier.state is DossierState.AWAITING_PAPERS and dossier.missing_papers:
        missing = missing_papers(dossier, procedure)
        if missing.names:
            yield scene.words(f"{FLOW}.missing", papers="\n".join(f"- {name}" for name in missing.names))
        if missing.others:
            yield scene.words(f"{FLOW}.missing_others", count=str(missing.others))
    if dossier.state is not DossierState.RESULT_READY:
        return
    locker = shown_locker(dossier)
    if locker:
        yield scene.words(f"{FLOW}.locker", locker=locker)
    yield _counter(scene, day_of(scene.content.catalogue.desk.hours, scene.now.date()))
    if procedure is not None and Channel.POST in procedure.channels:
        yield scene.words(f"{FLOW}.by_post")
    if dossier.channel in (ReceiptChannel.ONLINE_PART, ReceiptChannel.ONLINE_FULL):
        yield scene.words(f"{FLOW}.electronic")


def _counter(scene: Scene, today: Day) -> str:
    is_sure = today.spans and today.kind is not DayKind.UNCONFIRMED
    if is_sure and scene.now.time() < today.spans[-1].closes:
        return scene.words(f"{FLOW}.counter_today", spans=hours_words.spans(scene, today.spans))
    return scene.words(f"{FLOW}.counter_later", next_open=hours_words.next_open(scene))


def _age(scene: Scene, dossier: Dossier) -> Iterator[str]:
    if dossier.news_at is not None and scene.now - dossier.news_at > FRESH:
        yield scene.words(f"{FLOW}.as_of", at=facts.moment(dossier.news_at.astimezone(scene.now.tzinfo)))
