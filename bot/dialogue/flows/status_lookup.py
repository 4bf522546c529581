"""Where a dossier is: told only to who proves to be its owner (codes are sequential, so a code proves nothing)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Protocol

from bot.dialogue.flows import following
from bot.dialogue.flows.dossier_words import FLOW, tell
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.conversation import Awaiting, Conversation
from bot.domain.dossier import Dossier
from bot.domain.dossier_code import find_codes, is_attempt
from bot.domain.phone_end import read_phone_end
from bot.domain.proof import Try
from bot.domain.receipt_token import find_receipt_token
from bot.domain.vietnamese import fold
from bot.errors import Unavailable

CODE, PHONE, AGAIN = "code", "phone", " again"
DOSSIERS_KEPT = 10

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

    async def find_by_token(self, token: str, *, oa_id: str) -> Dossier | None:
        """Find a page's dossier by the token printed on its receipt."""

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:
        """Read a dossier whose owner this conversation has already proved."""


class TryLimit(Protocol):
    """Counts wrong proofs, of a citizen and for a dossier, each day."""

    async def take(self, attempt: Try) -> bool:
        """Take one of the day's tries; False when none is left. The same event takes only one."""

    async def give_back(self, attempt: Try) -> None:
        """Count a try no longer, for the proof was right."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    What a citizen has said to see a dossier.

    Args:
        token: A receipt's token; it proves by itself.
        is_unreadable: Something like a code was written, which is none.

    """

    token: str | None = None
    code: str | None = None
    phone_end: str | None = None
    is_unreadable: bool = False


def read_claim(scene: Scene) -> Claim:
    """Read code and digits from this message; what it lacks comes from the question it answers."""
    values = scene.awaited.values if scene.awaited is not None and scene.awaited.flow == FLOW else {}
    found = find_receipt_token(scene.spoken)
    if found is not None:
        return Claim(token=found[0])
    codes = find_codes(scene.spoken)
    possible = [code.code for code in codes if code.is_possible]
    return Claim(
        code=possible[0] if possible else values.get("code"),
        phone_end=read_phone_end(scene.spoken) if possible or values.get("code") else None,
        is_unreadable=(bool(codes) and not possible) or is_attempt(scene.spoken),
    )


def understands(text: str, awaiting: Awaiting) -> bool:
    """Tell whether a text answers the question this flow asked."""
    if awaiting.step == following.STEP:
        return following.understands(text)
    if (
        find_receipt_token(text)
        or find_codes(text)
        or is_attempt(text)
        or is_stop(text)
        or _NO_CODE.search(fold(text))
    ):
        return True
    if awaiting.step.startswith(PHONE):
        return read_phone_end(text) is not None or re.fullmatch(r"[\d\s.\-+]{1,20}", fold(text)) is not None
    return False


def is_stop(text: str) -> bool:
    """Tell whether a citizen gives the question up."""
    return _STOP.fullmatch(fold(text).strip(" .!")) is not None


async def answer(scene: Scene, source: StatusSource, tries: TryLimit) -> Answer:
    """Continue a lookup by one turn."""
    decided = following.answer(scene)
    if decided is not None:
        return decided
    is_asked = is_asked_again(scene.awaited, CODE) or is_asked_again(scene.awaited, PHONE)
    if is_asked and is_stop(scene.spoken):
        return Answer(conversation=scene.conversation, say=(Say(key="status_lookup.given_up"),))
    chosen = following.find(scene.conversation, scene.request.argument)
    if chosen is not None:
        return await _tell_proved(scene, source, (chosen,))
    return await _claimed(scene, source, tries, read_claim(scene), is_asked=is_asked)


async def _claimed(
    scene: Scene, source: StatusSource, tries: TryLimit, claim: Claim, *, is_asked: bool
) -> Answer:
    if claim.is_unreadable:
        return _ask(scene, "bad_code", {})
    if claim.token is None and claim.code is None:
        proved = () if is_asked else scene.conversation.dossiers
        return await _tell_proved(scene, source, proved) if proved else _ask(scene, _code_key(scene), {})
    if claim.code in scene.conversation.dossiers:
        return await _tell_proved(scene, source, (claim.code or "",))
    if claim.token is None and claim.phone_end is None:
        return _ask(scene, _digits_key(scene), {"code": claim.code or ""})
    return await _prove(scene, source, tries, claim)


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


async def _prove(scene: Scene, source: StatusSource, tries: TryLimit, claim: Claim) -> Answer:
    attempt = Try(
        oa_id=scene.oa_id,
        citizen_id=scene.conversation.citizen_id,
        dossier=claim.token or claim.code or "",
        day=scene.now.date(),
        event_id=scene.event_id,
    )
    # The limit is asked and the source is read in every case, so that time tells nothing either.
    is_granted = await tries.take(attempt)
    try:
        dossier = await _find(scene, source, claim)
    except Unavailable:
        await tries.give_back(attempt)
        return _unavailable(scene)
    if dossier is None or not is_granted:
        return _not_shown(scene, claim)
    await tries.give_back(attempt)
    others = tuple(code for code in scene.conversation.dossiers if code != dossier.code)
    kept = (*others, dossier.code)[-DOSSIERS_KEPT:]
    follows = tuple(code for code in scene.conversation.follows if code in kept)
    proved = replace(scene, conversation=replace(scene.conversation, dossiers=kept, follows=follows))
    return following.offer(proved, tell(proved, dossier), dossier)


async def _find(scene: Scene, source: StatusSource, claim: Claim) -> Dossier | None:
    if claim.token is not None:
        return await source.find_by_token(claim.token, oa_id=scene.oa_id)
    return await source.find(claim.code or "", oa_id=scene.oa_id, phone_end=claim.phone_end or "")


def _not_shown(scene: Scene, claim: Claim) -> Answer:
    """Refuse; unknown, wrong and locked are the same words, buttons and next question."""
    awaiting = (
        Awaiting(flow=FLOW, step=PHONE, values={"code": claim.code})
        if claim.code
        else Awaiting(flow=FLOW, step=CODE)
    )
    return Answer(
        conversation=replace(scene.conversation, awaiting=awaiting),
        say=(Say(key="status_lookup.not_shown"),),
    )


async def _tell_proved(scene: Scene, source: StatusSource, codes: tuple[str, ...]) -> Answer:
    try:
        found = [await source.read(code, oa_id=scene.oa_id) for code in codes]
    except Unavailable:
        return _unavailable(scene)
    dossiers = tuple(dossier for dossier in found if dossier is not None)
    if not dossiers:
        forgotten = tuple(code for code in scene.conversation.dossiers if code not in codes)
        return _ask(
            replace(scene, conversation=replace(scene.conversation, dossiers=forgotten)), "ask_code", {}
        )
    if len(dossiers) == 1:
        return Answer(conversation=scene.conversation, say=(tell(scene, dossiers[0]),))
    names = tuple(tell(scene, dossier).values["procedure"] for dossier in dossiers)
    return following.listing(scene, dossiers, names)


def _unavailable(scene: Scene) -> Answer:
    return Answer(conversation=_asking_again(scene), say=(Say(key="status_lookup.unavailable"),))


def _asking_again(scene: Scene) -> Conversation:
    return replace(scene.conversation, awaiting=scene.awaited)
