"""What is counted of a turn: how it ended and when, in no words and under no name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class TurnResult(StrEnum):
    """What became of a message; each message has exactly one."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    NOT_UNDERSTOOD = "not_understood"
    NO_ANSWER = "no_answer"  # understood, but neither the catalogue nor the register has anything to tell
    ELSEWHERE = "elsewhere"  # not the commune's: told where it is done
    HANDED_OVER = "handed_over"  # the citizen asked for a person
    WITH_STAFF = "with_staff"  # an officer is writing, the bot is silent
    COURTESY = "courtesy"  # greetings, thanks, an answer to our own question how it was


class Score(StrEnum):
    """How content a citizen says to be."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """
    A question how it was, or its answer.

    Args:
        question: Id of the turn that asked.
        score: None where it was asked in this very turn.

    """

    question: str
    score: Score | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCount:
    """
    How the messages of one turn are counted.

    Args:
        day: On which it was written, where the desk is.
        is_outside_hours: The desk was not certainly open at that moment.
        intent: What it was about; None where even that is nobody's to read.
        procedure: Code of the procedure it was about.

    """

    result: TurnResult
    day: date
    is_outside_hours: bool
    intent: str | None = None
    procedure: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnRecord:
    """
    One turn as it goes to the records.

    Args:
        at: When it was decided, aware; of two answers to one question the later counts.
        citizen: Who wrote, under a name that leads back to nobody.
        messages: A name for each message, made of its event's id; by them a record kept twice is known.
        count: None where nothing was written, but somebody must be forgotten.
        rating: Its question under a name as well.
        forgotten_as: The name that takes the place of `citizen` in all that was recorded before; None keeps it.

    """

    at: datetime
    citizen: str
    messages: tuple[str, ...] = ()
    count: TurnCount | None = None
    rating: Rating | None = None
    forgotten_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnSum:
    """So many messages that were alike in all that is counted of them; '' is none."""

    result: TurnResult
    is_outside_hours: bool
    intent: str
    procedure: str
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTally:
    """
    What was recorded of some days.

    Args:
        citizens: How many wrote; None where rows were summed up by months, and the days are not one such month.
        ratings: Score -> questions answered so; None -> not answered.

    """

    sums: tuple[TurnSum, ...] = ()
    citizens: int | None = 0
    ratings: Mapping[Score | None, int] = field(default_factory=dict)
