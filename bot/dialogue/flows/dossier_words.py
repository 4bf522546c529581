"""A dossier in words for its owner: the stage, the desk, the date, what to do now, how to get the result."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.dialogue.flows import facts, hours_words
from bot.dialogue.say import Say
from bot.dialogue.scene import Scene
from bot.domain.dossier import Dossier, DossierState, ReceiptChannel
from bot.domain.dossier_facts import DossierFacts
from bot.domain.dossier_shown import missing_papers, shown_desk, shown_locker, shown_procedure
from bot.domain.office_hours import Day, DayKind, day_of, working_days_between
from bot.domain.procedure import Channel, Procedure

FLOW = "status_lookup"
FRESH = timedelta(hours=1)
"""News older than this is told with its age."""
STATES_WITH_A_CLOCK = frozenset((DossierState.RECEIVED, DossierState.PROCESSING, DossierState.APPROVED))


def tell(scene: Scene, dossier: Dossier) -> Say:
    """Say all its owner may know of a dossier."""
    procedure = procedure_of(scene, dossier)
    has_clock = dossier.state in STATES_WITH_A_CLOCK and dossier.due_on is not None
    is_late = has_clock and dossier.is_late(scene.now.date())
    after = (*_clock(scene, dossier, is_late=is_late), *_do_now(scene, dossier, procedure))
    return Say(
        key=f"{FLOW}.{dossier.state}{'_late' if is_late else ''}",
        values=values_of(dossier, procedure),
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
        "due_on": facts.day(dossier.due_on) if dossier.due_on else "",
    }


def _clock(scene: Scene, dossier: Dossier, *, is_late: bool) -> Iterator[str]:
    if dossier.state not in STATES_WITH_A_CLOCK or dossier.due_on is None or is_late:
        return
    left = working_days_between(scene.content.catalogue.desk.hours, scene.now.date(), dossier.due_on)
    yield scene.words(f"{FLOW}.{'days_left' if left else 'due_now'}", days=str(left))


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
