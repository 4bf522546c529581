"""What was said + where the conversation stands -> which flow answers, and about what."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

from bot.dialogue import signs
from bot.dialogue.choices import numbers_said, pick
from bot.dialogue.clauses import clauses
from bot.dialogue.command import Command, read_command
from bot.dialogue.flows import (
    delete_data,
    following,
    language,
    life_events,
    plain,
    satisfaction,
    status_lookup,
)
from bot.dialogue.flows.procedure import AGAIN, ASPECTS
from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Ambiguous, Context, Match, Matcher, NoMatch, Verdict
from bot.dialogue.questions import OVERVIEW
from bot.dialogue.scene import Request
from bot.dialogue.understand import context_of
from bot.domain.catalogue import Content
from bot.domain.conversation import Conversation
from bot.domain.dossier_code import find_codes, find_procedure_code, is_attempt
from bot.domain.receipt_token import find_receipt_token
from bot.domain.when import understand

FLOWS = frozenset(
    (
        "office_hours",
        "contact",
        "status_lookup",
        "talk_to_human",
        "delete_data",
        "stop_notices",
        "language",
        satisfaction.INTENT,
    )
)
ANSWERED = ASPECTS | FLOWS | plain.INTENTS
SMALL_TALK = frozenset(("greeting", "thanks", "goodbye"))
FALLBACK = "fallback"
LONGEST_TEXT = 2_000
CLEARLY = 0.5
SURELY = 0.7
MOST_REQUESTS = 3
FEW_WORDS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    A text to route.

    Args:
        text: With numbers about people masked.
        spoken: As it was written.

    """

    text: str
    spoken: str


class Router:
    """Decides which flows answer a text: the awaited question first, then buttons, choices, the matcher."""

    def __init__(self, content: Content, matcher: Matcher) -> None:
        """Take a matcher of this content; understanding the same text again in the same place costs nothing."""
        self._content = content
        self._events = LifeEvents(content)
        self._matcher = matcher
        self._match = lru_cache(maxsize=256)(self._settled)

    def route(self, said: Said, conversation: Conversation, now: datetime) -> tuple[Request, ...]:
        """Give the requests of a text, at least one, at most three."""
        command = self.command(said.spoken)
        if command is not None:
            return (self._commanded(command, conversation),)
        request = self._urgent(said) or self._awaited(said, conversation, now)
        if request is not None:
            return (request,)
        return (
            self._chosen(said, conversation)
            or self._codes(said, conversation)
            or self._understood(said, conversation, now)
        )

    def command(self, text: str) -> Command | None:
        """Read a payload of ours; a text that only looks like one is ordinary text."""
        command = read_command(text)
        return command if command is not None and command.intent in ANSWERED - {FALLBACK, "privacy"} else None

    def verdict(self, text: str, conversation: Conversation) -> Verdict:
        """
        Ask the matcher, in the place where the conversation stands.

        What says nothing by itself does not follow on either: otherwise "ok em" would be answered with
        the last answer once more. Nor does what surely asks for a service: "tết nghỉ mấy ngày".
        """
        alone = self._match(text, Context())
        is_service = (
            isinstance(alone, Match)
            and not alone.procedures
            and (
                alone.score >= SURELY or (alone.intent == "office_hours" and signs.asks_whether_worked(text))
            )
        )
        if conversation.procedure is None or isinstance(alone, NoMatch) or is_service:
            return alone
        aspect = conversation.intent if conversation.intent in ASPECTS else None
        return self._match(text, Context(procedure=conversation.procedure, intent=aspect))

    def sentence(self, text: str, earlier: str | None) -> Verdict:
        """Understand a sentence said after another, outside any conversation."""
        return self._settled(text, context_of(self._matcher, earlier, self._events))

    def _settled(self, text: str, context: Context) -> Verdict:
        if signs.is_noise(text):
            return signs.NOISE
        return self._events.settle(text, self._matcher.match(text, context))

    def is_unfinished(self, text: str, conversation: Conversation) -> bool:
        """Tell whether a text is only a greeting, a fragment, or not understood, so that more may follow."""
        if self.command(text) is not None or pick(text, conversation.choices):
            return False
        if conversation.awaiting is not None or find_codes(text) or language.wanted(text):
            return False
        _, verdict = self._beyond_small_talk(text, conversation)
        if isinstance(verdict, NoMatch):
            return verdict.topic is None
        if isinstance(verdict, Ambiguous):
            return not verdict.candidates
        return verdict.intent == "greeting" or (verdict.intent in ASPECTS and not verdict.procedures)

    def _urgent(self, said: Said) -> Request | None:
        if len(said.spoken) > LONGEST_TEXT:
            return Request(intent=FALLBACK, argument="too_long", rule="too long to read")
        if signs.is_denunciation(said.spoken):
            return Request(intent="denunciation", rule="a denunciation is not taken by chat", is_secret=True)
        if signs.gives_a_secret(said.spoken):
            rule = "a password or one-time code was sent"
            return Request(intent="privacy", argument="refused", rule=rule, is_secret=True)
        if language.wanted(said.spoken) is not None:
            return Request(intent="language", rule="names a language")
        return None

    def _commanded(self, command: Command, conversation: Conversation) -> Request:
        rule = f"button {command.payload}"
        if command.intent not in ASPECTS:
            return Request(intent=command.intent, argument=command.argument, rule=rule)
        code = command.argument or conversation.procedure
        if code is None:
            return Request(intent=command.intent, rule=rule)
        if not self._is_listed(code):
            return Request(intent=FALLBACK, argument="not_listed", rule=rule)
        return Request(intent=command.intent, procedures=(code,), rule=rule)

    def _awaited(self, said: Said, conversation: Conversation, now: datetime) -> Request | None:
        awaiting = conversation.awaiting
        if awaiting is None or _picks_offered(said, conversation):
            return None
        if awaiting.flow == delete_data.FLOW and delete_data.understands(said.text):
            return Request(intent="delete_data", rule="answers the question asked")
        if awaiting.flow == following.FLOW and self._stays(said, conversation, now):
            return Request(intent="status_lookup", rule="answers the question asked")
        return None

    def _stays(self, said: Said, conversation: Conversation, now: datetime) -> bool:
        awaiting = conversation.awaiting
        if awaiting is None or status_lookup.understands(said.spoken, awaiting):
            return True
        if (
            awaiting.step == following.STEP
            or awaiting.step.endswith(status_lookup.AGAIN)
            or self._asks_hours(said.text, now)
        ):
            return False
        verdict = self.verdict(said.text, conversation)
        is_other = (
            isinstance(verdict, Match) and verdict.intent != "status_lookup" and verdict.score >= CLEARLY
        )
        return (
            not is_other
            and not isinstance(verdict, Ambiguous)
            and not (isinstance(verdict, NoMatch) and verdict.topic is not None)
        )

    def _chosen(self, said: Said, conversation: Conversation) -> tuple[Request, ...]:
        chosen = pick(said.spoken, conversation.choices)
        commands = [command for choice in chosen if (command := self.command(choice.value)) is not None]
        if commands:
            requests = (self._commanded(command, conversation) for command in commands[:MOST_REQUESTS])
            return tuple(replace(each, rule=f"chosen: {each.rule}") for each in requests)
        if signs.acknowledges(said.text):
            return (Request(intent="thanks", rule="acknowledges"),)
        if numbers_said(said.spoken) or signs.is_bare_answer(said.text):
            return (Request(intent=FALLBACK, argument="nothing_open", rule="answers nothing that was asked"),)
        return ()

    def _codes(self, said: Said, conversation: Conversation) -> tuple[Request, ...]:
        if find_receipt_token(said.spoken):
            return (Request(intent="status_lookup", rule="a receipt's token"),)
        if find_codes(said.spoken) or is_attempt(said.spoken):
            return (Request(intent="status_lookup", rule="a dossier code"),)
        code = find_procedure_code(said.spoken)
        if code is None:
            return ()
        elsewhere = self._content.catalogue.done_elsewhere(code)
        if elsewhere is not None:
            return (
                Request(
                    intent="out_of_scope", topic=elsewhere.name, rule="a procedure code of another office"
                ),
            )
        if not self._is_listed(code):
            return (Request(intent=FALLBACK, argument="not_listed", rule="a procedure code not in the list"),)
        verdict = self.verdict(said.text.replace(code, " "), conversation)
        aspect = (
            verdict.intent
            if isinstance(verdict, Match) and verdict.intent in ASPECTS
            else "procedure_overview"
        )
        return (Request(intent=aspect, procedures=(code,), rule="a procedure code"),)

    def _understood(self, said: Said, conversation: Conversation, now: datetime) -> tuple[Request, ...]:
        text, verdict = self._beyond_small_talk(said.text, conversation)
        is_about_hours = conversation.intent == "office_hours" and self._names_a_day(text, now)
        asks_hours = self._asks_hours(text, now)
        if (_is_weak(verdict) and (is_about_hours or asks_hours)) or (asks_hours and not self._names(text)):
            return (Request(intent="office_hours", rule="a day, and whether it is worked", why=verdict.why),)
        if isinstance(verdict, NoMatch):
            return (_not_understood(verdict, conversation),)
        if isinstance(verdict, Ambiguous):
            aspect = _kept_aspect(verdict.intent, conversation)
            return (
                Request(intent=aspect, candidates=verdict.candidates, rule="close: ask", why=verdict.why),
            )
        matches = self._without_events((*self._in_clauses(text, verdict, now), *verdict.also))
        requests = [self._matched(each, conversation) for each in matches]
        requests = [self._without_repeating(each, text, conversation) for each in requests]
        weighty = [each for each in requests if each.intent not in SMALL_TALK] or requests[:1]
        distinct = {(each.intent, each.procedures): each for each in reversed(weighty)}
        return tuple(reversed(distinct.values()))[:MOST_REQUESTS]

    def _without_events(self, matches: tuple[Match, ...]) -> tuple[Match, ...]:
        """Leave life events out where a procedure is named: "chồng tôi mất, khai tử cần gì" asks for that one."""
        if not any(each.procedures for each in matches):
            return matches
        return tuple(each for each in matches if each.intent not in self._events.by_name)

    def _beyond_small_talk(self, text: str, conversation: Conversation) -> tuple[str, Verdict]:
        """Understand a text; where a greeting or thanks outshines the rest, understand the rest."""
        verdict = self.verdict(text, conversation)
        if not _says_little(verdict):
            return text, verdict
        parts = clauses(text)
        weighty = [part for part in parts if not self._is_small_talk(part)]
        if 0 < len(weighty) < len(parts):
            rest = "\n".join(weighty)
            beyond = self.verdict(rest, conversation)
            if not _says_little(beyond):
                return rest, beyond
        return text, verdict

    def _is_small_talk(self, clause: str) -> bool:
        alone = self._match(clause, Context())
        return isinstance(alone, Match) and alone.intent in SMALL_TALK and alone.score >= SURELY

    def _in_clauses(self, text: str, verdict: Match, now: datetime) -> tuple[Match, ...]:
        """Find, in the order they are asked, a service in a clause of its own and a procedure in another."""
        found: list[Match] = []
        parts = clauses(text)
        for part in parts if len(parts) > 1 else ():
            alone = self._match(part, Context())
            if _is_weak(alone) and self._asks_hours(part, now):
                alone = Match(intent="office_hours", procedures=(), score=SURELY)
            if not isinstance(alone, Match) or alone.score < SURELY or not self._has_answer(alone):
                continue
            if alone.intent == verdict.intent:
                found.append(verdict)
            elif bool(alone.procedures) != bool(verdict.procedures):
                found.append(alone)
        return tuple(found) if verdict in found else (verdict, *found)

    def _has_answer(self, match: Match) -> bool:
        return match.intent in ANSWERED or match.intent in self._events.by_name

    def _matched(self, match: Match, conversation: Conversation) -> Request:
        if match.intent in self._events.by_name:
            return Request(
                intent=life_events.INTENT, argument=match.intent, rule="a life event", why=match.why
            )
        if match.intent not in ANSWERED:
            return Request(intent=FALLBACK, rule=f"nothing answers {match.intent}", why=match.why)
        aspect = _kept_aspect(match.intent, conversation) if match.procedures else match.intent
        is_secret = match.intent == "denunciation"
        return Request(
            intent=aspect, procedures=match.procedures, rule="understood", why=match.why, is_secret=is_secret
        )

    def _without_repeating(self, request: Request, text: str, conversation: Conversation) -> Request:
        """Give the side that answers a yes or no about the procedure in hand, or own up; never its overview again."""
        is_same = request.procedures[:1] == (conversation.procedure,) and conversation.intent in ASPECTS
        if request.intent != OVERVIEW or not is_same or not signs.asks_yes_or_no(text):
            return request
        alone = self._match(text, Context())
        is_named = isinstance(alone, Match) and alone.procedures[:1] == request.procedures[:1]
        if is_named:
            return request
        side = signs.side_that_answers(text)
        return replace(request, intent=side) if side else replace(request, argument=AGAIN)

    def _names(self, text: str) -> bool:
        """Tell whether a text itself names a procedure, or what else is ours or not."""
        alone = self._match(text, Context())
        if isinstance(alone, Ambiguous):
            return bool(alone.candidates)
        return isinstance(alone, Match) or alone.topic is not None

    def _names_a_day(self, text: str, now: datetime) -> bool:
        holidays = self._content.catalogue.desk.hours.holidays
        return len(text.split()) <= FEW_WORDS and understand(text, now, holidays) is not None

    def _asks_hours(self, text: str, now: datetime) -> bool:
        """Tell whether a short text asks if a day is worked; the words of any day would be too many to list."""
        return signs.asks_whether_worked(text) and self._names_a_day(text, now)

    def _is_listed(self, code: str) -> bool:
        procedures = self._content.catalogue.procedures
        return code in procedures or any(code in each.other_codes for each in procedures.values())


def _picks_offered(said: Said, conversation: Conversation) -> bool:
    """Tell whether a text is the number of a choice on the screen; four digits never are."""
    numbers = numbers_said(said.spoken)
    return bool(numbers) and all(number <= len(conversation.choices) for number in numbers)


def _says_little(verdict: Verdict) -> bool:
    if isinstance(verdict, NoMatch):
        return verdict.topic is None
    return isinstance(verdict, Match) and verdict.intent in SMALL_TALK


def _is_weak(verdict: Verdict) -> bool:
    return not isinstance(verdict, Match) or verdict.score < CLEARLY


def _kept_aspect(intent: str, conversation: Conversation) -> str:
    """Keep the side that was asked for while we asked which procedure: "lệ phí?", "thủ tục nào?", "khai sinh"."""
    awaiting = conversation.awaiting
    if intent == "procedure_overview" and awaiting is not None and awaiting.flow == "procedure":
        return awaiting.values["intent"]
    return intent


def _not_understood(verdict: NoMatch, conversation: Conversation) -> Request:
    if verdict.topic is not None or verdict.score >= CLEARLY:
        return Request(intent="out_of_scope", topic=verdict.topic, rule="not ours", why=verdict.why)
    if conversation.intent in ASPECTS and conversation.procedure is not None:
        key = "ask_aspect"
    else:
        key = "not_understood_again" if conversation.intent == FALLBACK else "not_understood"
    codes = (conversation.procedure,) if key == "ask_aspect" and conversation.procedure else ()
    return Request(intent=FALLBACK, argument=key, procedures=codes, rule="not understood", why=verdict.why)
