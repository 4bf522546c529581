"""Goes through a dialogue as written and tells at which step it went otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.dialogue import Dialogue
from bot.dialogue.explain import wording_of
from bot.dialogue.matcher import Matcher
from bot.domain.catalogue import Content
from bot.domain.dossier import Dossier
from bot.domain.event import ErasureAsked, Followed, StaffWrote, What
from bot.domain.message import Incoming
from bot.domain.turn import Outcome
from bot.rehearsal.chat import MUTE_S, Chat, Register, Tries
from bot.rehearsal.dialogues import Play, Step
from bot.rehearsal.reached import noting
from bot.rehearsal.told import Failure, Mistake

EVENTS: dict[str, What] = {
    "followed": Followed(by_chat=False),
    "opened": Followed(by_chat=True),
    "erasure": ErasureAsked(),
}
MOST_BUTTONS = 5
OPENS = time(8)
_REFUSALS = ("fallback.", "out_of_scope.")
_QUESTIONS = ("fallback.ask_aspect", "procedure_overview.ask_which")


@dataclass(slots=True)
class Stage:
    """
    Where dialogues of one content are played, one after the other; building the dialogue is what takes long.

    Args:
        matcher: One that understands by this content's wordings, if there is one already.
        tells_by_phone: Whether news may be offered by phone number.
        reached: Every reply key the bot has said so far.

    """

    content: Content
    matcher: Matcher | None = None
    tells_by_phone: bool = False
    reached: set[str] = field(default_factory=set)
    register: Register = field(default_factory=Register)
    tries: Tries = field(default_factory=Tries)
    dialogue: Dialogue = field(init=False)

    def __post_init__(self) -> None:
        """Build the dialogue; raises ContentError when a reply is missing."""
        noted = noting(self.content, self.reached)
        self.dialogue = Dialogue(
            noted,
            self.register,
            self.tries,
            mute_s=MUTE_S,
            matcher=self.matcher,
            tells_by_phone=self.tells_by_phone,
        )
        self.reached.clear()  # what was only looked through while the dialogue was built

    async def play(self, play: Play) -> Failure | None:
        """Go through a dialogue; the first step that goes otherwise ends it."""
        chat = self._enter(play)
        outcome: Outcome | None = None
        for step, line in zip(play.steps, play.lines, strict=True):
            chat.now += timedelta(minutes=step.after)
            button = None if step.tap is None else _button(step.tap, outcome)
            if step.tap is not None and button is None:
                return _no_button(play.file, line, step, outcome)
            outcome = await _act(chat, step, button)
            failure = hold(outcome, step, play.file, line)
            if failure is not None:
                return failure
        return None

    def _enter(self, play: Play) -> Chat:
        self.tries.taken.clear()
        self.register.dossiers.clear()
        self.register.tokens.clear()
        self.register.is_away = play.register_away
        zone = ZoneInfo(self.content.catalogue.desk.timezone)
        for given in play.dossiers:
            dossier = Dossier(
                code=given.code,
                procedure_name=given.procedure,
                state=given.state,
                desk=given.desk,
                received_at=datetime.combine(given.received_on, OPENS, zone),
                due_on=given.due_on,
                promised_on=given.promised_on,
                news_at=given.news_at and given.news_at.replace(tzinfo=zone),
                missing_papers=given.missing_papers,
                locker=given.locker,
                channel=given.channel,
            )
            if given.token is not None:
                self.register.tokens[given.token] = dossier
            self.register.dossiers[given.code] = (dossier, given.phone_end)
        return Chat(self.dialogue, play.now.replace(tzinfo=zone), "sample")


async def _act(chat: Chat, step: Step, button: str | None) -> Outcome:
    if button is not None:
        return await chat.say(button)
    if step.citizen:
        return await chat.say(*step.citizen)
    if step.send is not None:
        return await chat.send(Incoming(kind=step.send))
    if step.staff is not None:
        return await chat.happen(StaffWrote(text=step.staff))
    return await chat.happen(EVENTS[step.event or "opened"])


def _buttons(outcome: Outcome | None) -> dict[str, str]:
    replies = outcome.replies if outcome else ()
    return {button.title: button.value for reply in replies for button in reply.buttons}


def _button(title: str, before: Outcome | None) -> str | None:
    return _buttons(before).get(title)


def _no_button(file: str, line: int, step: Step, before: Outcome | None) -> Failure:
    shown = ", ".join(f"«{title}»" for title in _buttons(before)) or "không nút nào"
    return Failure(
        file=file,
        line=line,
        mistake=Mistake.ANSWERED,
        said=step.done,
        expected=f"một nút tên «{step.tap}» để chạm",
        came=shown,
    )


def hold(outcome: Outcome, step: Step, file: str, line: int) -> Failure | None:
    """Compare what came with what the step wants; None when all of it is so."""
    difference = next(_differences(outcome, step), None)
    if difference is None:
        return None
    owner = outcome.conversation.procedure or outcome.intent
    wording = wording_of(outcome.why, owner, outcome.intent)
    return Failure(
        file=file,
        line=line,
        mistake=_mistake(outcome, step),
        said=step.done,
        expected=difference[0],
        came=difference[1],
        taken_by=f"«{wording}» của {owner}" if wording else "",
    )


def _differences(outcome: Outcome, step: Step) -> Iterator[tuple[str, str]]:
    keys = tuple(reply.key for reply in outcome.replies)
    if keys != step.bot:
        yield _listed(step.bot), _listed(keys)
    told = "\n".join(reply.text for reply in outcome.replies)
    quoted = f"câu «{_short(told)}»"
    yield from ((f"lời có «{fact}»", quoted) for fact in step.says if fact not in told)
    yield from ((f"lời không có «{fact}»", quoted) for fact in step.silent_on if fact in told)
    buttons = [button.value for reply in outcome.replies for button in reply.buttons]
    for value in step.offers:
        if value not in buttons:
            yield f"nút {value}", _listed(tuple(buttons))
    if outcome.erase is not step.erased:
        yield "xoá dữ liệu" if step.erased else "giữ dữ liệu", "xoá" if outcome.erase else "không xoá"
    for reply in outcome.replies:
        if not reply.text or "{" in reply.text:
            yield f"{reply.key} có lời và không còn chỗ trống", f"«{_short(reply.text)}»"
        if len(reply.buttons) > MOST_BUTTONS:
            yield f"{reply.key} có nhiều nhất {MOST_BUTTONS} nút", f"{len(reply.buttons)} nút"


def _mistake(outcome: Outcome, step: Step) -> Mistake:
    unwanted = [reply.key for reply in outcome.replies if reply.key not in step.bot]
    if any(key in _QUESTIONS or key.endswith(".ask_procedure") for key in unwanted):
        return Mistake.ASKED
    return Mistake.REFUSED if any(key.startswith(_REFUSALS) for key in unwanted) else Mistake.ANSWERED


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "im lặng"


def _short(text: str, length: int = 120) -> str:
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"
