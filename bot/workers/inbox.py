"""From the inbox stream to a committed outcome."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from bot.channels.zalo.compose import pages
from bot.channels.zalo.events import parse
from bot.dialogue.dialogue import PRIVATE
from bot.dialogue.signs import is_denunciation
from bot.domain.conversation import Conversation
from bot.domain.event import Event
from bot.domain.message import Heard, Incoming
from bot.domain.turn import Outcome, Turn
from bot.errors import Conflict, Fenced, Rejected, Unavailable
from bot.logs import pseudonym
from bot.records import Records
from bot.storage.commit import Committer, TurnWrite
from bot.storage.conversations import Conversations
from bot.storage.inbox import Entry, Inbox
from bot.storage.leases import Lease
from bot.storage.outbox import Letter
from bot.workers import thought
from bot.workers.counted import Counting
from bot.workers.decided import Decided, decode, encode
from bot.workers.kept import Keeper
from bot.workers.lanes import Lane, Lanes
from bot.workers.waker import Waker

log = logging.getLogger(__name__)

READ_AT_ONCE = 128
WAITING_AT_MOST = 512
MAX_FAILURES = 5
SUSPECTED_AFTER = 5
"""An event handed out more often than this may be what ends the worker each time; from then on its turns are counted."""
MAX_ATTEMPTS = 3
"""Turns begun for a suspected event before it is parked."""
FIRST_PAUSE_S = 0.1
LONGEST_PAUSE_S = 30.0


class Answers(Protocol):
    """The dialogue, as the worker needs it."""

    async def answer(self, turn: Turn) -> Outcome:
        """Decide one turn."""
        ...

    def is_unfinished(self, text: str, conversation: Conversation) -> bool:
        """Tell whether it is worth waiting for the next line."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An entry of the stream with what it says."""

    entry: Entry
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxParts:
    """
    What the worker works with.

    Args:
        dialogue: Called anew for each turn with its page, so that a changed catalogue takes effect between two turns.
        clock: The present moment, aware.
        gather_s: How long an unfinished thought waits for its next line; 0 answers each line by itself.
        log_key: Key of the pseudonyms in log lines.
        keeper: Says what of a citizen's words may be kept.
        counting: Says what of a turn is recorded.

    """

    inbox: Inbox
    waker: Waker
    conversations: Conversations
    committer: Committer
    records: Records
    dialogue: Callable[[str], Answers]
    clock: Callable[[], datetime]
    gather_s: float
    log_key: bytes
    keeper: Keeper
    counting: Counting


class InboxWorker:
    """Answers the messages of one partition for as long as its lease is held."""

    def __init__(self, parts: InboxParts, lease: Lease) -> None:
        self._parts = parts
        self._lease = lease
        self._failures: dict[str, int] = {}
        self._begun: set[str] = set()
        self._one_suspect = asyncio.Lock()
        self._lanes: Lanes[Waiting] = Lanes(self._answer_front, limit=WAITING_AT_MOST)

    async def run(self) -> None:
        """
        Read and answer until cancelled.

        Raises:
            Fenced: Another worker holds the partition now.
            Unavailable: Redis is away; what was read is still pending there.

        """
        inbox, lease = self._parts.inbox, self._lease
        inbox.rewind(lease)
        async for entries in self._parts.waker.batches(lease, lambda: inbox.read(lease, READ_AT_ONCE)):
            for entry in entries:
                await self._take(entry)
            await self._lanes.room()

    async def finish(self, grace_s: float) -> None:
        """Answer what was read, at most so long; the rest stays pending."""
        self._parts.waker.take_down(self._lease)
        await self._lanes.finish(grace_s)

    async def _take(self, entry: Entry) -> None:
        try:
            event = parse(entry.body)
        except Rejected as error:
            await self._park(entry, f"unreadable: {error}")
            return
        self._lanes.put(entry.citizen_id, Waiting(entry=entry, event=event))

    async def _park(self, entry: Entry, reason: str, event: Event | None = None) -> None:
        """Put an event aside for staff; one that denounces somebody is not kept for anybody to read."""
        if event is not None and is_denunciation(thought.text([event])):
            entry, reason = replace(entry, body=b""), f"{reason}; its content is not kept"
        await self._parts.inbox.park(self._lease, entry, reason)
        log.error("parked", extra={"fields": {"turn": entry.event_id, "reason": reason}})

    async def _answer_front(self, lane: Lane[Waiting]) -> None:
        """
        Answer the thought at the front of a lane.

        What was handed out too often goes alone, one at a time, so that the one that ends the worker is found out
        and none that merely waited beside it is parked for it.
        """
        front = lane.queue[0]
        if front.entry.deliveries <= SUSPECTED_AFTER:
            await self._try_front(lane, front, alone=False)
            return
        async with self._one_suspect:
            if await self._is_spent(front):
                await self._park(
                    front.entry, "taken up too often: something ended the worker each time", front.event
                )
                lane.queue.popleft()
            else:
                await self._try_suspect(lane, front)

    async def _try_suspect(self, lane: Lane[Waiting], front: Waiting) -> None:
        try:
            await self._try_front(lane, front, alone=True)
        except Fenced:
            await self._parts.inbox.outlived(front.entry)
            raise

    async def _is_spent(self, front: Waiting) -> bool:
        """Note that a turn is begun for a suspect, once in our life; tell whether it had enough of them."""
        entry_id = front.entry.entry_id
        if entry_id in self._begun:
            return False
        attempts = await self._parts.inbox.attempt(self._lease, front.entry)
        self._begun.add(entry_id)
        return attempts > MAX_ATTEMPTS

    async def _try_front(self, lane: Lane[Waiting], front: Waiting, *, alone: bool) -> None:
        """Run one turn; when it fails, the first message goes alone, until it is parked."""
        failures = self._failures.get(front.entry.entry_id, 0)
        try:
            answered = await self._turn(lane, alone=alone or failures > 0)
        except Fenced:
            raise
        except Unavailable as error:
            await asyncio.sleep(min(error.retry_after_s or FIRST_PAUSE_S, LONGEST_PAUSE_S))
            return
        except Conflict:
            await self._failed(lane, front, failures + 1)
            return
        except Exception:  # one of the two catch-alls: a bug must not stop the others' messages
            log.exception(
                "turn failed", extra={"fields": {"turn": front.event.event_id, "times": failures + 1}}
            )
            await self._failed(lane, front, failures + 1)
            return
        self._failures.pop(front.entry.entry_id, None)
        for _ in range(answered):
            lane.queue.popleft()

    async def _failed(self, lane: Lane[Waiting], front: Waiting, failures: int) -> None:
        if failures < MAX_FAILURES:
            self._failures[front.entry.entry_id] = failures
            await asyncio.sleep(min(FIRST_PAUSE_S * 2**failures, LONGEST_PAUSE_S))
            return
        self._failures.pop(front.entry.entry_id, None)
        await self._park(front.entry, "failed too often; see the log line of the same turn", front.event)
        lane.queue.popleft()

    async def _turn(self, lane: Lane[Waiting], *, alone: bool) -> int:
        """Decide and commit one turn; return how many entries of the lane it answered."""
        parts = self._parts
        conversation = await parts.conversations.load(self._lease.oa_id, lane.citizen_id)
        dialogue = parts.dialogue(self._lease.oa_id)
        gathered = [lane.queue[0]] if alone else await self._gather(lane, conversation, dialogue)
        started = time.perf_counter()
        turn = self._as_turn(gathered, conversation)
        outcome = await dialogue.answer(turn)
        if outcome.audit:
            gathered, outcome = await self._decide(turn, gathered, outcome)
        await parts.committer.commit(self._as_write(gathered, outcome, turn))
        self._log(turn, outcome, len(gathered), time.perf_counter() - started)
        return len(gathered)

    async def _gather(
        self, lane: Lane[Waiting], conversation: Conversation, dialogue: Answers
    ) -> list[Waiting]:
        """Take the whole thought at the front of the lane, waiting for its end when it seems unfinished."""
        parts = self._parts
        while True:
            events = [waiting.event for waiting in lane.queue]
            count = thought.length(events) if parts.gather_s else 1
            gathered = list(lane.queue)[:count]
            if not parts.gather_s or count < len(events):
                return gathered
            if not _may_go_on(events[:count], conversation, dialogue):
                return gathered
            left_s = parts.gather_s - (parts.clock().timestamp() - gathered[-1].entry.received_at_ms / 1000)
            if left_s <= 0:
                return gathered
            await lane.more(left_s)

    def _as_turn(self, gathered: Sequence[Waiting], conversation: Conversation) -> Turn:
        first = gathered[0].event
        heard = tuple(
            Heard(event_id=waiting.event.event_id, sent_at=waiting.event.at, message=waiting.event.what)
            for waiting in gathered
            if isinstance(waiting.event.what, Incoming)
        )
        return Turn(
            turn_id=first.event_id,
            oa_id=first.oa_id,
            now=self._parts.clock(),
            conversation=conversation,
            heard=heard,
            what=None if heard else first.what,
        )

    async def _decide(
        self, turn: Turn, gathered: list[Waiting], outcome: Outcome
    ) -> tuple[list[Waiting], Outcome]:
        """Store records and decision first; a decision stored before a crash wins over the one just made."""
        # Of somebody who is to be forgotten the records keep nothing, not even who it was.
        kept_of = Conversation(citizen_id="") if outcome.erase else outcome.conversation
        decided = Decided(
            event_ids=tuple(waiting.event.event_id for waiting in gathered),
            outcome=replace(outcome, conversation=kept_of),
        )
        stored = decode(
            await self._parts.records.decide(
                turn.turn_id, turn.oa_id, encode(decided), outcome.audit, at=turn.now
            )
        )
        kept = [waiting for waiting in gathered if waiting.event.event_id in stored.event_ids]
        if stored.outcome.erase:
            return kept, replace(stored.outcome, conversation=turn.conversation)
        return kept, stored.outcome

    def _as_write(self, gathered: Sequence[Waiting], outcome: Outcome, turn: Turn) -> TurnWrite:
        created_at_ms = int(turn.now.timestamp() * 1000)
        letters = [page for reply in outcome.replies for page in pages(reply)]
        heard_at = outcome.conversation.last_heard_at
        return TurnWrite(
            lease=self._lease,
            conversation=outcome.conversation,
            erase=outcome.erase,
            entry_ids=tuple(waiting.entry.entry_id for waiting in gathered),
            letters=tuple(
                Letter(
                    letter_id=f"{turn.turn_id}:{number}",
                    citizen_id=outcome.conversation.citizen_id,
                    text=page.text,
                    buttons=page.buttons,
                    key=_loggable(outcome, page.key),
                    created_at_ms=created_at_ms,
                )
                for number, page in enumerate(letters)
            ),
            heard_at_ms=int(heard_at.timestamp() * 1000) if heard_at else None,
            keeping=self._parts.keeper.keeping(turn, outcome),
            followed_before=turn.conversation.follows,
            record=self._parts.counting.record(
                turn, outcome, [waiting.event.event_id for waiting in gathered]
            ),
        )

    def _log(self, turn: Turn, outcome: Outcome, entries: int, took_s: float) -> None:
        citizen = pseudonym(self._parts.log_key, turn.oa_id, turn.conversation.citizen_id)
        fields: dict[str, object] = {"turn": turn.turn_id, "oa": turn.oa_id, "citizen": citizen}
        fields |= {"intent": outcome.intent, "entries": entries, "ms": round(took_s * 1000, 1)}
        fields["replies"] = [_loggable(outcome, reply.key) for reply in outcome.replies]
        log.info("turn", extra={"fields": fields})


def _may_go_on(events: Sequence[Event], conversation: Conversation, dialogue: Answers) -> bool:
    if not thought.may_grow(events):
        return False
    return thought.is_media(events) or dialogue.is_unfinished(thought.text(events), conversation)


def _loggable(outcome: Outcome, key: str) -> str:
    """Keep out of logs and letters that somebody came to denounce: the reply's name would tell."""
    return PRIVATE if outcome.intent == PRIVATE else key
