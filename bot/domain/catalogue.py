"""Everything the bot knows of facts, and everything it knows of words, as one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.conversation import Language
from bot.domain.desk import Desk
from bot.domain.elsewhere import Elsewhere
from bot.domain.procedure import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """
    The facts.

    Args:
        procedures: By code; `Procedure.other_codes` are not keys here.
        elsewhere: What another office does, by name.

    """

    desk: Desk
    procedures: Mapping[str, Procedure]
    elsewhere: Mapping[str, Elsewhere] = field(default_factory=dict)

    def done_elsewhere(self, code: str) -> Elsewhere | None:
        """Give the matter of another office that has this code among its own."""
        return next((matter for matter in self.elsewhere.values() if code in matter.codes), None)


class IntentKind(StrEnum):
    """What an intent is about."""

    ASPECT = "aspect"  # a side of a procedure: its fee, its papers
    SERVICE = "service"  # something the bot does without a procedure: hours, greeting
    REFUSAL = "refusal"  # something it must not take, or that is not ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """
    An idle topic that no office answers for us (coffee prices, football); what an office does is `Elsewhere`.

    Args:
        phrases: How people ask for it, per language.
        answer: What is said instead of the usual refusal, per language.

    """

    name: str
    phrases: Mapping[Language, tuple[str, ...]]
    answer: Mapping[Language, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One procedure that a life event leads to.

    Args:
        procedure: Its code.
        why: What it is for in this event, a few words per language; they stand on its button.
        for_all: False when only some citizens need it, and `why` says which.

    """

    procedure: str
    why: Mapping[Language, str]
    for_all: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    """
    Something that happens in a family (a death, a birth), and the procedures that follow from it.

    Args:
        phrases: How people tell of it, per language; each is matched as an intent's.
        opening: What is said first, per language: condolence, congratulation.
        steps: In the order in which they are usually done.

    """

    name: str
    phrases: Mapping[Language, tuple[str, ...]]
    opening: Mapping[Language, str]
    steps: tuple[Step, ...]

    @property
    def begins_clearly(self) -> bool:
        """Whether everybody begins with the first step."""
        return self.steps[0].for_all

    @property
    def codes(self) -> tuple[str, ...]:
        """The procedures, those that everybody needs first."""
        ordered = sorted(self.steps, key=lambda step: not step.for_all)
        return tuple(step.procedure for step in ordered)

    def as_intent(self) -> Intent:
        """Give the intent by which the matcher knows the event."""
        return Intent(
            name=self.name,
            about=self.opening[Language.VI],
            kind=IntentKind.SERVICE,
            phrases=self.phrases,
            replies={},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """
    One intent: its words and its replies.

    Args:
        phrases: What citizens say, per language, without test sentences.
        replies: Reply key (without the intent's name) -> language -> text with {placeholders}.
        flow: The flow that answers it; None when the reply `default` is all there is.
        topics: Only in out_of_scope.
        events: Only in life_events.
        buttons: Reply key -> payloads of the buttons under it, such as `#fee:{code}` or `#office_hours`.
        signs: List name -> what, said with a sign of another list, shows this intent whatever else is named.

    """

    name: str
    about: str
    kind: IntentKind
    phrases: Mapping[Language, tuple[str, ...]]
    replies: Mapping[str, Mapping[Language, str]]
    flow: str | None = None
    topics: tuple[Topic, ...] = ()
    events: tuple[LifeEvent, ...] = ()
    buttons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signs: Mapping[str, Mapping[Language, tuple[str, ...]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """
    Words shared by all intents, from `intents/_words.yaml`.

    Args:
        fillers: Words that carry little (dạ, cho, em, hỏi).
        abbreviations: Short form -> full words (gks -> giấy khai sinh), whole words only.
        chat: Chat spelling -> the usual word (ko -> không, dc -> được).
        synonyms: Groups of wordings that mean the same.
        places: Names of places around here; no evidence for a procedure.

    """

    fillers: frozenset[str] = frozenset()
    abbreviations: Mapping[str, str]
    chat: Mapping[str, str]
    synonyms: tuple[tuple[str, ...], ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """
    One checked version of facts and words.

    Args:
        version: Short hash of every file it was read from.
        intents: By name; each life event is one too.

    """

    version: str
    catalogue: Catalogue
    intents: Mapping[str, Intent]
    words: Words

    @property
    def life_events(self) -> Mapping[str, LifeEvent]:
        """The life events by name."""
        return {event.name: event for intent in self.intents.values() for event in intent.events}
