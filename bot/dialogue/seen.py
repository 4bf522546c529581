"""What the matcher weighs: its limits, and all that one message shows before it decides."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.aspects import Found
from bot.dialogue.complaints import Complaint
from bot.dialogue.reading import Reading
from bot.dialogue.search import Candidate, Weighing


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """
    Where verdicts change; chosen on the development questions.

    Args:
        answer: From this score on a procedure is answered; from `ask` on it is asked back; a question or a story that names
            none is offered what reaches `offer`.
        whole_phrase: What a service's wording is worth that stands in the message word by word.
        story: A message of more words tells so much beside its procedure that being `ahead` of the next is enough.
        alone: From here on a message names its procedure so well that the context has no say.
        bare_words: A message of at most so many telling words and no question is a bare name.
        even: Two procedures as near as this are equally likely.
        half: An alternative ("tạm trú hay thường trú") may be named by so much of a wording.
        level: Three procedures as near as this in a message of at most `level_words` words leave open which is meant.
        lead: A topic that is not said word by word must lead a procedure by so much.
        courtesy: A message of more words is about something else than its greeting or thanks.
        place: What a word counts in the name of a place.
        in_passing: What a topic is worth that a long story only speaks of before its question.

    """

    answer: float = 0.5
    story: int = 25
    ahead: float = 1.2
    ask: float = 0.42
    offer: float = 0.25
    service: float = 0.5
    topic: float = 0.45
    whole_phrase: float = 0.85
    alone: float = 0.85
    fits: float = 0.9
    nearly: float = 0.75
    least_fit: float = 0.4
    strength: float = 0.3
    phrase_worth: float = 0.2
    context_trust: float = 0.45
    bare_words: int = 6
    half: float = 0.5
    even: float = 0.93
    level: float = 0.9
    level_words: int = 16
    lead: float = 1.15
    in_passing: float = 0.6
    place: float = 0.2
    courtesy: int = 18
    most: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """
    Everything found in one message before deciding.

    Args:
        asked: Turns of phrase of the aspects.
        framed: Phrases of services around what they are about.
        complaint: What the signs of complaints show, whatever procedure the words name.

    """

    reading: Reading
    asked: list[Found]
    framed: list[Found]
    complaint: Complaint | None
    weighing: Weighing
    ranked: list[Candidate]
    procedures: list[Candidate]

    @property
    def best(self) -> Candidate | None:
        """The best procedure."""
        return self.procedures[0] if self.procedures else None

    @property
    def score(self) -> float:
        """The best procedure's score."""
        return self.procedures[0].score if self.procedures else 0.0
