"""What a rehearsal tells: how much was tried, and each sentence or step that went otherwise."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Mistake(StrEnum):
    """In which way a citizen would have been let down."""

    ANSWERED = "answered"
    REFUSED = "refused"
    ASKED = "asked"


SAID = {
    Mistake.ANSWERED: "trả lời sai",
    Mistake.REFUSED: "từ chối oan",
    Mistake.ASKED: "hỏi lại không cần",
}
"""How each mistake is called before officers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """
    One thing that came otherwise than a test wants.

    Args:
        file: Relative to the content folder; `line` counts from 1.
        said: What the citizen said or did.
        expected: In Vietnamese, as `came`.
        taken_by: The wording that took the sentence, and whose it is; empty when no wording did.

    """

    file: str
    line: int
    mistake: Mistake
    said: str
    expected: str
    came: str
    taken_by: str = ""

    def __str__(self) -> str:
        """One line: file:line, the mistake, what was said, what was wanted, what came, who took it."""
        taken = f" (do cách gọi {self.taken_by})" if self.taken_by else ""
        return (
            f"{self.file}:{self.line}: {SAID[self.mistake]}: «{self.said}»: "
            f"cần {self.expected}; nhận được {self.came}{taken}."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """
    The outcome of trying every test.

    Args:
        reached: The reply keys that some dialogue made the bot say.

    """

    sentences: int
    dialogues: int
    steps: int
    failures: tuple[Failure, ...] = ()
    reached: frozenset[str] = frozenset()

    def count(self, mistake: Mistake) -> int:
        """Count the failures of one kind."""
        return sum(failure.mistake is mistake for failure in self.failures)

    def as_plain(self) -> dict[str, object]:
        """Give everything as JSON knows it; each failure also as the line officers read."""
        failures = [{**asdict(failure), "line_told": str(failure)} for failure in self.failures]
        return {
            "sentences": self.sentences,
            "dialogues": self.dialogues,
            "steps": self.steps,
            "counts": {mistake.value: self.count(mistake) for mistake in Mistake},
            "failures": failures,
        }
