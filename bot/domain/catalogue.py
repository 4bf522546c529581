"""Everything the bot knows of facts, and everything it knows of words, as one version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.conversation import Language
from bot.domain.desk import Desk
from bot.domain.procedure import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """
    The facts.

    Args:
        procedures: By code; `Procedure.other_codes` are not keys here.

    """

    desk: Desk
    procedures: Mapping[str, Procedure]


class IntentKind(StrEnum):
    """What an intent is about."""

    ASPECT = "aspect"  # a side of a procedure: its fee, its papers
    SERVICE = "service"  # something the bot does without a procedure: hours, greeting
    REFUSAL = "refusal"  # something it must not take, or that is not ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """
    A neighbour topic that the commune does not handle (passports, coffee prices).

    Args:
        phrases: How people ask for it, per language.
        answer: Who does it and where, per language; None for idle topics.

    """

    name: str
    phrases: Mapping[Language, tuple[str, ...]]
    answer: Mapping[Language, str] | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """
    One intent: its words and its replies.

    Args:
        phrases: What citizens say, per language, without test sentences.
        replies: Reply key (without the intent's name) -> language -> text with {placeholders}.
        flow: The flow that answers it; None when the reply `default` is all there is.
        topics: Only in out_of_scope.
        buttons: Reply key -> payloads of the buttons under it, such as `#fee:{code}` or `#office_hours`.

    """

    name: str
    about: str
    kind: IntentKind
    phrases: Mapping[Language, tuple[str, ...]]
    replies: Mapping[str, Mapping[Language, str]]
    flow: str | None = None
    topics: tuple[Topic, ...] = ()
    buttons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


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

    """

    version: str
    catalogue: Catalogue
    intents: Mapping[str, Intent]
    words: Words
