"""From a decided turn to what the records keep of it: names that lead back to nobody, no words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from bot.domain.turn import Outcome, Turn
from bot.domain.turn_record import TurnRecord
from bot.logs import pseudonym


@dataclass(frozen=True, slots=True)
class Counting:
    """
    Names citizens, messages and questions for the records.

    Each kind of name is made with words of its own, so that neither leads to another, nor to those of log lines.

    Args:
        key: Without it nobody can tell which citizen a name stands for.
        new_name: Gives a name that stands for nobody, never the same twice.

    """

    key: bytes
    new_name: Callable[[], str]

    def record(self, turn: Turn, outcome: Outcome, event_ids: Iterable[str]) -> TurnRecord | None:
        """
        Give what is recorded of a turn; None when there is nothing.

        Args:
            event_ids: The events it answers; those answered before count no second time.

        """
        if outcome.count is None and not outcome.erase:
            return None
        before = frozenset(turn.conversation.answered)
        heard = frozenset(heard.event_id for heard in turn.heard)
        messages = tuple(each for each in event_ids if each in heard and each not in before)
        rating = outcome.rating
        if rating is not None:
            rating = replace(rating, question=self._name(turn.oa_id, "question", rating.question))
        return TurnRecord(
            at=turn.now,
            citizen=self._name(turn.oa_id, "citizen", turn.conversation.citizen_id),
            messages=tuple(self._name(turn.oa_id, "message", each) for each in messages),
            count=outcome.count,
            rating=rating,
            forgotten_as=self.new_name() if outcome.erase else None,
        )

    def _name(self, oa_id: str, kind: str, of: str) -> str:
        return pseudonym(self.key, f"{oa_id}\nrecorded {kind}", of)
