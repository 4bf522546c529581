"""Where a dossier is: told only to who proves to be its owner (codes are sequential, so a code proves nothing)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Protocol

from bot.dialogue.flows import facts
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.conversation import Awaiting, Conversation
from bot.domain.dossier import Dossier, DossierState
from bot.domain.dossier_code import find_codes, is_attempt
from bot.domain.office_hours import working_days_between
from bot.domain.phone_end import read_phone_end
from bot.domain.vietnamese import fold
from bot.errors import Unavailable

FLOW = "status_lookup"
CODE, PHONE, AGAIN = "code", "phone", " again"
WRONG_PROOFS_A_DAY = 5
DOSSIERS_KEPT = 10
DOSSIERS_TOLD = 3
FRESH = timedelta(hours=1)
"""News older than this is told with its age."""
STATES_WITH_A_CLOCK = frozenset((DossierState.RECEIVED, DossierState.PROCESSING, DossierState.APPROVED))

_STOP = re.compile(
    r"(?:da |a )?(?:thoi|huy|bo qua|khong can|khoi|khong xem|cancel|stop|never ?mind|dung lai)(?: .{0,25})?"
)
_NO_CODE = re.compile(
    r"\b(?:khong|ko|k|chua|kg|hok|dau) (?:co|nho|biet|thay|ra|con)(?: .{0,20})? (?:ma|giay|bien nhan|phieu)"
    r"|\b(?:mat|quen|lam mat|that lac)(?: .{0,12})? (?:ma|giay|bien nhan|phieu)"
    r"|\b(?:lost|forgot|no|don'?t have)\b.{0,20}\b(?:code|receipt|number)"
    r"|^(?:da )?(?:khong|ko|k|chua) (?:co|nho|biet)(?: a| em| ban)?$"
)


class StatusSource(Protocol):
    """Where dossiers are looked up."""

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:
        """Find a page's dossier by its code and the last four phone digits given at the desk; both must fit."""

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:
        """Read a dossier whose owner this conversation has already proved."""


class TryLimit(Protocol):
    """Counts tries at proving a dossier, by anybody, each day."""

    async def take(self, *, oa_id: str, dossier: str, event_id: str) -> bool:
        """Take one of the day's tries; False when none is left. The same event takes only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    What a citizen has said to see a dossier.

    Args:
        is_unreadable: Something like a code was written, which is none.

    """

    code: str | None = None
    phone_end: str | None = None
    is_unreadable: bool = False


def read_claim(scene: Scene) -> Claim:
    """Read code and digits from this message; what it lacks comes from the question it answers."""
    values = scene.awaited.values if scene.awaited is not None and scene.awaited.flow == FLOW else {}
    codes = find_codes(scene.spoken)
    possible = [code.code for code in codes if code.is_possible]
    return Claim(
        code=possible[0] if possible else values.get("code"),
        phone_end=read_phone_end(scene.spoken) if possible or values.get("code") else None,
        is_unreadable=(bool(codes) and not possible) or is_attempt(scene.spoken),
    )


def understands(text: str, awaiting: Awaiting) -> bool:
    """Tell whether a text answers the question this flow asked."""
    if find_codes(text) or is_attempt(text) or is_stop(text) or _NO_CODE.search(fold(text)):
        return True
    if awaiting.step.startswith(PHONE):
        return read_phone_end(text) is not None or re.fullmatch(r"[\d\s.\-+]{1,20}", fold(text)) is not None
    return False


def is_stop(text: str) -> bool:
    """Tell whether a citizen gives the question up."""
    return _STOP.fullmatch(fold(text).strip(" .!")) is not None


async def answer(scene: Scene, source: StatusSource, tries: TryLimit) -> Answer:
    """Continue a lookup by one turn."""
    is_asked = is_asked_again(scene.awaited)
    if is_asked and is_stop(scene.spoken):
        return Answer(conversation=scene.conversation, say=(Say(key="status_lookup.given_up"),))
    claim = read_claim(scene)
    if claim.is_unreadable:
        return _ask(scene, "bad_code", {})
    if claim.code is None:
        proved = () if is_asked else scene.conversation.dossiers[-DOSSIERS_TOLD:]
        return await _tell_proved(scene, source, proved) if proved else _ask(scene, _code_key(scene), {})
    if claim.code in scene.conversation.dossiers:
        return await _tell_proved(scene, source, (claim.code,))
    if claim.phone_end is None:
        return _ask(scene, _digits_key(scene), {"code": claim.code})
    return await _prove(scene, source, tries, claim.code, claim.phone_end)


def _code_key(scene: Scene) -> str:
    if _NO_CODE.search(fold(scene.spoken)):
        return "no_code"
    is_command = not scene.text or scene.text.startswith("#")
    return "bad_code" if is_asked_again(scene.awaited, CODE) and not is_command else "ask_code"


def is_asked_again(awaiting: Awaiting | None, step: str = "") -> bool:
    """Tell whether a question of this flow was already open (with a step: that very one)."""
    return awaiting is not None and awaiting.flow == FLOW and awaiting.step.startswith(step)


def _digits_key(scene: Scene) -> str:
    is_again = is_asked_again(scene.awaited, PHONE)
    return "bad_digits" if is_again and not find_codes(scene.spoken) else "ask_phone_digits"


def _ask(scene: Scene, key: str, values: dict[str, str]) -> Answer:
    step = PHONE if "code" in values else CODE
    if key.startswith("bad") and is_asked_again(scene.awaited, step):
        step += AGAIN  # asked twice is enough: the next text that is no answer leaves the lookup
    awaiting = Awaiting(flow=FLOW, step=step, values=values)
    # An error repeats no code: who sees the screen learns nothing from it.
    shown = values if key == "ask_phone_digits" else {}
    return Answer(
        conversation=replace(scene.conversation, awaiting=awaiting),
        say=(Say(key=f"{FLOW}.{key}", values=shown),),
    )


async def _prove(scene: Scene, source: StatusSource, tries: TryLimit, code: str, phone_end: str) -> Answer:
    today = f"{scene.now.date().isoformat()}:"
    wrong = tuple(each for each in scene.conversation.wrong_proofs if each.startswith(today))
    has_tries = len(wrong) < WRONG_PROOFS_A_DAY
    # Limits are asked and the source is read in every case, so that time tells nothing either.
    # The citizen's own count stands outside the conversation too, so that erasing it earns no new tries.
    citizen = f"citizen {scene.conversation.citizen_id}"
    taken = [
        await tries.take(oa_id=scene.oa_id, dossier=name, event_id=scene.event_id) for name in (code, citizen)
    ]
    try:
        dossier = await source.find(code, oa_id=scene.oa_id, phone_end=phone_end)
    except Unavailable:
        return _unavailable(scene)
    if dossier is None or not has_tries or not all(taken):
        return _not_shown(scene, code, (*wrong, f"{today}{scene.event_id}") if has_tries else wrong)
    kept = (*scene.conversation.dossiers, dossier.code)[-DOSSIERS_KEPT:]
    proved = replace(scene.conversation, dossiers=kept, wrong_proofs=wrong)
    return Answer(conversation=proved, say=(_tell(scene, dossier),))


def _not_shown(scene: Scene, code: str, wrong: tuple[str, ...]) -> Answer:
    """Refuse; unknown code, wrong digits and locked are the same words, buttons and next question."""
    awaiting = Awaiting(flow=FLOW, step=PHONE, values={"code": code})
    return Answer(
        conversation=replace(scene.conversation, awaiting=awaiting, wrong_proofs=tuple(dict.fromkeys(wrong))),
        say=(Say(key="status_lookup.not_shown"),),
    )


async def _tell_proved(scene: Scene, source: StatusSource, codes: tuple[str, ...]) -> Answer:
    try:
        found = [await source.read(code, oa_id=scene.oa_id) for code in codes]
    except Unavailable:
        return _unavailable(scene)
    say = tuple(_tell(scene, dossier) for dossier in found if dossier is not None)
    if not say:
        forgotten = tuple(code for code in scene.conversation.dossiers if code not in codes)
        return _ask(
            replace(scene, conversation=replace(scene.conversation, dossiers=forgotten)), "ask_code", {}
        )
    return Answer(conversation=scene.conversation, say=say)


def _unavailable(scene: Scene) -> Answer:
    return Answer(conversation=_asking_again(scene), say=(Say(key="status_lookup.unavailable"),))


def _asking_again(scene: Scene) -> Conversation:
    return replace(scene.conversation, awaiting=scene.awaited)


def _tell(scene: Scene, dossier: Dossier) -> Say:
    today = scene.now.date()
    has_clock = dossier.state in STATES_WITH_A_CLOCK and dossier.due_on is not None
    is_late = has_clock and dossier.is_late(today)
    values = {
        "code": dossier.code,
        "procedure": dossier.procedure_name,
        "lies_at": dossier.desk,
        "received_on": facts.day(dossier.received_on),
        "due_on": facts.day(dossier.due_on) if dossier.due_on else "",
    }
    after: tuple[str, ...] = ()
    if has_clock and not is_late and dossier.due_on is not None:
        left = working_days_between(scene.content.catalogue.desk.hours, today, dossier.due_on)
        key = "days_left" if left else "due_now"
        after = (scene.words(f"{FLOW}.{key}", days=str(left)),)
    if dossier.news_at is not None and scene.now - dossier.news_at > FRESH:
        after += (
            scene.words(f"{FLOW}.as_of", at=facts.moment(dossier.news_at.astimezone(scene.now.tzinfo))),
        )
    return Say(key=f"{FLOW}.{dossier.state}{'_late' if is_late else ''}", values=values, after=after)
