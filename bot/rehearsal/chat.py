"""One citizen in one process: a dialogue over a register that a test lays down, and a clock told what time it is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.dialogue import Dialogue
from bot.domain.conversation import Conversation
from bot.domain.dossier import Dossier
from bot.domain.event import What
from bot.domain.message import Heard, Incoming, Kind
from bot.domain.proof import Try
from bot.domain.turn import Outcome, Turn
from bot.errors import Unavailable

MUTE_S = 1800
MOST_OF_A_CITIZEN, MOST_OF_A_DOSSIER = 5, 10


@dataclass
class Register:
    """A source of dossiers that lists what it was asked for; it may be away."""

    dossiers: dict[str, tuple[Dossier, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    tokens: dict[str, Dossier] = field(default_factory=dict)
    is_away: bool = False

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:
        """Give a dossier to whom knows the end of its phone number."""
        del oa_id  # one page is rehearsed
        self.asked.append(code)
        if self.is_away:
            raise Unavailable("the register is away, as the test wants")
        dossier, end = self.dossiers.get(code, (None, ""))
        return dossier if end == phone_end else None

    async def find_by_token(self, token: str, *, oa_id: str) -> Dossier | None:
        """Give the dossier on whose receipt a token stands."""
        del oa_id
        self.asked.append(token)
        if self.is_away:
            raise Unavailable("the register is away, as the test wants")
        return self.tokens.get(token)

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:
        """Give a dossier without any proof."""
        del oa_id
        return self.dossiers[code][0] if code in self.dossiers else None


@dataclass
class Tries:
    """The day's wrong proofs, as the real limit counts them."""

    taken: dict[str, set[str]] = field(default_factory=dict)

    async def take(self, attempt: Try) -> bool:
        """Count a try before it is looked at; False when there were too many."""
        of_citizen, of_dossier = self._counted(attempt)
        if attempt.event_id in of_citizen:
            return True
        if len(of_citizen) >= MOST_OF_A_CITIZEN or len(of_dossier) >= MOST_OF_A_DOSSIER:
            return False
        of_citizen.add(attempt.event_id)
        of_dossier.add(attempt.event_id)
        return True

    async def give_back(self, attempt: Try) -> None:
        """Count a try no longer."""
        for events in self._counted(attempt):
            events.discard(attempt.event_id)

    def _counted(self, attempt: Try) -> tuple[set[str], set[str]]:
        names = (f"{attempt.day} citizen {attempt.citizen_id}", f"{attempt.day} dossier {attempt.dossier}")
        citizen, dossier = (self.taken.setdefault(name, set()) for name in names)
        return citizen, dossier


class Chat:
    """One citizen's conversation; its clock only moves when told."""

    def __init__(self, dialogue: Dialogue, now: datetime, name: str) -> None:
        self.dialogue = dialogue
        self.conversation = Conversation(citizen_id=name)
        self.now = now
        self.events = 0

    async def say(self, *texts: str) -> Outcome:
        """Write one or more lines that belong together."""
        return await self.send(*(Incoming(kind=Kind.TEXT, text=text) for text in texts))

    async def send(self, *messages: Incoming) -> Outcome:
        """Send messages that belong together."""
        heard = []
        for message in messages:
            self.events += 1
            event_id = f"{self.conversation.citizen_id}-{self.events}"
            heard.append(Heard(event_id=event_id, sent_at=self.now, message=message))
        return await self.turn(heard=tuple(heard))

    async def happen(self, what: What) -> Outcome:
        """Let something happen that is no message."""
        return await self.turn(what=what)

    async def turn(self, *, heard: tuple[Heard, ...] = (), what: What | None = None) -> Outcome:
        """Let one turn be decided and keep what it leaves of the conversation."""
        self.events += 1
        citizen_id, revision = self.conversation.citizen_id, self.conversation.revision
        outcome = await self.dialogue.answer(
            Turn(
                turn_id=heard[0].event_id if heard else f"{citizen_id}-{self.events}",
                oa_id="1",
                now=self.now.astimezone(UTC),
                conversation=self.conversation,
                heard=heard,
                what=what,
            )
        )
        kept = Conversation(citizen_id=citizen_id) if outcome.erase else outcome.conversation
        self.conversation = replace(kept, revision=revision + 1)
        return outcome
