"""One turn: understand, decide, phrase."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.dialogue.composer import Composer
from bot.dialogue.flows import (
    attachments,
    contact,
    delete_data,
    following,
    handover,
    language,
    life_events,
    office_hours,
    plain,
    procedure,
    satisfaction,
    status_lookup,
)
from bot.dialogue.flows.dossier_words import FLOW
from bot.dialogue.flows.news import Told, say_card, say_news
from bot.dialogue.flows.status_lookup import StatusSource, TryLimit
from bot.dialogue.language import detect, english_of
from bot.dialogue.matcher import Matcher
from bot.dialogue.parts import Part, parts
from bot.dialogue.reply_keys import missing_replies
from bot.dialogue.results import result_of
from bot.dialogue.router import SMALL_TALK, Router, Said
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Request, Scene
from bot.dialogue.verdict import Verdict
from bot.dialogue.wordings import wordings_of
from bot.domain.catalogue import Content
from bot.domain.conversation import Conversation, Question
from bot.domain.event import ErasureAsked, Followed, StaffWrote
from bot.domain.masking import has_identity_number, mask
from bot.domain.message import Heard, Kind, Reply
from bot.domain.office_hours import is_open
from bot.domain.procedure import STALE_MONTHS
from bot.domain.turn import AuditLine, Outcome, Turn
from bot.domain.turn_record import Rating, Score, TurnCount, TurnResult
from bot.errors import ContentError

ANSWERED_KEPT = 32
UNMUTE = "#bot"
ASKED_AGAIN_DAYS = 30
PRIVATE = "private"
AWAITS_FOR = timedelta(hours=6)

_FLOWS = {
    "office_hours": office_hours.answer,
    "contact": contact.answer,
    "talk_to_human": handover.answer,
    "delete_data": delete_data.answer,
    "stop_notices": following.stop,
    "language": language.answer,
    satisfaction.INTENT: satisfaction.answer,
    life_events.INTENT: life_events.answer,
    **dict.fromkeys(procedure.ASPECTS, procedure.answer),
    **dict.fromkeys(plain.INTENTS, plain.answer),
}
_IN_PASSING = SMALL_TALK | {satisfaction.INTENT}


@dataclass(slots=True)
class _Decided:
    """What a turn has decided so far."""

    conversation: Conversation
    say: list[Say]
    intents: list[str]
    audit: list[AuditLine]
    why: list[str]
    erase: bool = False
    procedure: str | None = None
    rating: Rating | None = None


class Dialogue:
    """Answers turns with one version of the content."""

    def __init__(
        self,
        content: Content,
        source: StatusSource,
        tries: TryLimit,
        *,
        mute_s: int,
        stale_months: int = STALE_MONTHS,
        rating_days: int = ASKED_AGAIN_DAYS,
        matcher: Matcher | None = None,
        pictures: attachments.Pictures | None = None,
        tells_by_phone: bool = False,
    ) -> None:
        """
        Build matcher, router and composer.

        Args:
            mute_s: Seconds of silence after an officer wrote.
            stale_months: Facts that nobody looked at for so long are told with a caution.
            rating_days: A citizen is asked at most once in so many days how it was; 0 never.
            pictures: Where the code of a receipt is read off a photograph; None: no picture is looked at.
            tells_by_phone: Whether who follows a dossier may agree to be told by phone number too.
            matcher: One of a dialogue that `hears` this content, for building one takes half a second.

        Raises:
            ContentError: A reply that some flow speaks is missing.

        """
        missing = missing_replies(content)
        if missing:
            raise ContentError(f"Thiếu câu trả lời trong intents/: {', '.join(missing)}.")
        self._content = content
        self._source = source
        self._tries = tries
        self._pictures = pictures
        self._tells_by_phone = tells_by_phone
        self._mute_for = timedelta(seconds=mute_s)
        self._stale_months = stale_months
        self._asked_every = timedelta(days=rating_days)
        self._composer = Composer(content)
        self._heard = wordings_of(content)
        self.matcher = matcher or Matcher(self._heard)
        self._router = Router(content, self.matcher)
        self._english = english_of(content)
        self._zone = ZoneInfo(content.catalogue.desk.timezone)

    def hears(self, content: Content) -> bool:
        """Tell whether a content is understood just as ours is: only facts or replies differ."""
        return wordings_of(content) == self._heard

    def is_unfinished(self, text: str, conversation: Conversation) -> bool:
        """Tell whether more of the same thought may follow: a greeting, a fragment, not understood."""
        return self._router.is_unfinished(mask(text), conversation)

    def verdict(self, text: str, earlier: str | None = None) -> Verdict:
        """Tell how a sentence is understood, after an earlier one, outside any conversation."""
        return self._router.sentence(mask(text), earlier)

    def tell_news(self, told: Told, conversation: Conversation, now: datetime, *, oa_id: str) -> Reply:
        """Phrase news of a dossier for who follows it; a notice has no buttons, for it follows no question."""
        scene = self._telling(conversation, now, oa_id)
        return self._composer.reply(say_news(scene, told), conversation.language, with_choices=False)

    def tell_card(self, told: Told, conversation: Conversation) -> Reply | None:
        """Phrase the card that goes with news; None when none does."""
        say = say_card(told)
        return None if say is None else self._composer.reply(say, conversation.language, with_choices=False)

    def _telling(self, conversation: Conversation, now: datetime, oa_id: str) -> Scene:
        return Scene(
            content=self._content,
            composer=self._composer,
            request=Request(intent=FLOW),
            conversation=conversation,
            now=now.astimezone(self._zone),
            oa_id=oa_id,
            event_id="",
            stale_months=self._stale_months,
        )

    async def answer(self, turn: Turn) -> Outcome:
        """Decide one turn; nothing is written, the outcome says what is to be."""
        if turn.what is not None and not turn.heard:
            return self._happened(turn)
        known = frozenset(turn.conversation.answered)
        fresh = tuple(heard for heard in turn.heard if heard.event_id not in known)
        if not fresh:
            return Outcome(conversation=turn.conversation, intent="repeated")
        conversation = _heard(turn.conversation, fresh, turn.now)
        if conversation.muted_until is not None:
            count = self._count(fresh[0].sent_at, TurnResult.WITH_STAFF)
            return Outcome(conversation=conversation, intent="muted", count=count)
        decided = _Decided(conversation=conversation, say=[], intents=[], audit=[], why=[])
        for part in parts(fresh):
            if not decided.erase:
                await self._answer_part(turn, part, decided)
        self._ask_how_it_was(turn, decided)
        count = self._count(fresh[0].sent_at, result_of(say.key for say in decided.say))
        if PRIVATE not in decided.intents:
            about = next(iter(decided.intents), None)
            count = replace(count, intent=about, procedure=decided.procedure)
        return replace(self._outcome(decided), count=count, rating=decided.rating)

    def _count(self, sent_at: datetime, result: TurnResult) -> TurnCount:
        local = sent_at.astimezone(self._zone)
        is_outside = not is_open(self._content.catalogue.desk.hours, local)
        return TurnCount(result=result, day=local.date(), is_outside_hours=is_outside)

    def _ask_how_it_was(self, turn: Turn, decided: _Decided) -> None:
        conversation = decided.conversation
        keys = [say.key for say in decided.say]
        if decided.erase or conversation.awaiting is not None:
            return
        if not satisfaction.is_moment(keys, turn.conversation, turn.now) or not satisfaction.is_due(
            conversation, turn.now, self._asked_every
        ):
            return
        spoken_in = conversation.language
        titles = {each: self._composer.words(f"satisfaction.button_{each}", spoken_in) for each in Score}
        question = self._composer.words("satisfaction.ask", spoken_in)
        decided.say[-1] = satisfaction.ask(decided.say[-1], question, titles)
        decided.conversation = replace(conversation, question=Question(turn_id=turn.turn_id, at=turn.now))
        decided.rating = Rating(question=turn.turn_id)

    def _happened(self, turn: Turn) -> Outcome:
        what, conversation = turn.what, turn.conversation
        if turn.turn_id in conversation.answered:
            return Outcome(conversation=conversation, intent="repeated")
        if isinstance(what, ErasureAsked):
            line = AuditLine(action="erasure", detail="asked through the channel")
            return Outcome(conversation=conversation, intent="erasure", erase=True, audit=(line,))
        answered = (*conversation.answered, turn.turn_id)[-ANSWERED_KEPT:]
        if isinstance(what, StaffWrote):
            wants_bot = what.text.strip().lower() == UNMUTE
            muted_until = None if wants_bot or not self._mute_for else turn.now + self._mute_for
            muted = replace(conversation, muted_until=muted_until, answered=answered)
            return Outcome(conversation=muted, intent="staff_wrote")
        if isinstance(what, Followed):
            welcomed = replace(conversation, answered=answered, last_heard_at=turn.now)
            if welcomed.muted_until is not None and welcomed.muted_until > turn.now:
                return Outcome(conversation=welcomed, intent="muted")
            key = "welcome.first" if what.by_chat else "welcome.followed"
            decided = _Decided(
                conversation=welcomed, say=[Say(key=key)], intents=["followed"], audit=[], why=[]
            )
            return self._outcome(decided)
        return Outcome(conversation=conversation, intent=type(what).__name__.lower())

    async def _answer_part(self, turn: Turn, part: Part, decided: _Decided) -> None:
        part = await self._read_off(part, decided)
        say = attachments.reply_to(part.kind)
        if say is not None:
            decided.say.append(say)
            decided.intents.append("attachments")
            decided.why.append(f"rule: an attachment ({part.kind})")
            return
        said = Said(text=mask(part.text), spoken=part.text)
        conversation = self._in_language(said, decided.conversation)
        awaited = conversation.awaiting
        requests = self._router.route(said, conversation, turn.now.astimezone(self._zone))
        conversation = replace(conversation, awaiting=None)
        is_secret = any(request.is_secret for request in requests)
        decided.why.append("text: (not kept)" if is_secret else f"text: {said.text}")
        for request in requests:
            scene = Scene(
                content=self._content,
                composer=self._composer,
                request=request,
                conversation=conversation,
                now=turn.now.astimezone(self._zone),
                oa_id=turn.oa_id,
                event_id=part.event_id,
                text=said.text,
                spoken=said.spoken,
                awaited=awaited,
                stale_months=self._stale_months,
                tells_by_phone=self._tells_by_phone,
            )
            answer = await self._run(scene)
            conversation = _talked_of(request, answer.conversation)
            decided.say += answer.say
            decided.audit += answer.audit
            decided.erase = decided.erase or answer.erase
            decided.rating = answer.rating or decided.rating
            decided.procedure = decided.procedure or next(iter(request.procedures), None)
            # Even that somebody spoke of a denunciation is nobody's to read in a log.
            decided.intents.append(PRIVATE if request.is_secret else request.intent)
            explained = () if request.is_secret else request.why
            decided.why += [f"rule: {request.rule} -> {request.intent}", *explained]
        if has_identity_number(said.spoken) and not is_secret:
            decided.say.append(Say(key="privacy.id_number"))
        decided.conversation = conversation

    async def _read_off(self, part: Part, decided: _Decided) -> Part:
        """Take a photographed token for what it is: the same as a typed one."""
        if part.kind is not Kind.IMAGE or self._pictures is None:
            return part
        token = await attachments.photographed_token(self._pictures, part.urls)
        if token is None:
            return part
        decided.why.append("rule: the code of a receipt on a picture is read as if it were typed")
        return Part(kind=Kind.TEXT, text=token, event_id=part.event_id)

    async def _run(self, scene: Scene) -> Answer:
        if scene.request.intent == FLOW:
            return await status_lookup.answer(scene, self._source, self._tries)
        return _FLOWS[scene.request.intent](scene)

    def _in_language(self, said: Said, conversation: Conversation) -> Conversation:
        if self._router.command(said.spoken) is not None:
            return conversation
        return replace(conversation, language=detect(said.text, conversation.language, self._english))

    def _outcome(self, decided: _Decided) -> Outcome:
        conversation = decided.conversation
        spoken_in = conversation.language
        offered = [self._composer.choices(say, spoken_in) for say in decided.say]
        last = max((place for place, choices in enumerate(offered) if choices), default=len(decided.say) - 1)
        replies = tuple(
            self._composer.reply(say, spoken_in, with_choices=place == last)
            for place, say in enumerate(decided.say)
        )
        if offered and (offered[last] or not _keeps_choices(decided.intents)):
            conversation = replace(conversation, choices=offered[last])
        return Outcome(
            conversation=conversation,
            replies=_distinct(replies),
            intent="+".join(dict.fromkeys(decided.intents)),
            erase=decided.erase,
            audit=tuple(decided.audit),
            why=(*decided.why, f"catalogue: {self._content.version}"),
        )


def _heard(conversation: Conversation, fresh: tuple[Heard, ...], now: datetime) -> Conversation:
    latest = max(heard.sent_at for heard in fresh)
    before = conversation.last_heard_at
    is_stale = before is not None and now - before > AWAITS_FOR
    is_muted = conversation.muted_until is not None and conversation.muted_until > now
    return replace(
        conversation,
        answered=(*conversation.answered, *(heard.event_id for heard in fresh))[-ANSWERED_KEPT:],
        last_heard_at=latest if before is None else max(before, latest),
        awaiting=None if is_stale else conversation.awaiting,
        muted_until=conversation.muted_until if is_muted else None,
    )


def _talked_of(request: Request, conversation: Conversation) -> Conversation:
    is_passing = request.intent in _IN_PASSING or request.is_secret
    return conversation if is_passing else replace(conversation, intent=request.intent)


def _keeps_choices(intents: list[str]) -> bool:
    return all(intent in _IN_PASSING or intent == "attachments" for intent in intents)


def _distinct(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    return tuple({reply.text: reply for reply in replies}.values())
