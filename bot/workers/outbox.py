"""From the outbox stream to the citizen's phone, each letter ending in a named state."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels.zalo.client import Spoken
from bot.channels.zalo.errors import NeedsStaff, TokenDead, Uncertain, ZaloRejected
from bot.domain.message import Button, Template
from bot.errors import Rejected, Unavailable
from bot.storage.leases import Lease
from bot.storage.outbox import Letter, LetterState, Outbox, PendingLetter
from bot.workers.lanes import Lane, Lanes
from bot.workers.waker import Waker

log = logging.getLogger(__name__)

FREE_FOR = timedelta(hours=48)
OPEN_FOR = timedelta(days=7)
READ_AT_ONCE = 64
WAITING_AT_MOST = 512
SENDING_AT_ONCE = 32
FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 300.0
LOOKS_BACK = 6
STAFF_PAUSE_S = 60.0
CLOCKS_DIFFER_S = 60


class Channel(Protocol):
    """Where letters go."""

    async def send(self, oa_id: str, citizen_id: str, text: str, buttons: tuple[Button, ...]) -> str:
        """Send one letter; return the channel's id of it."""
        ...

    async def send_picture(self, oa_id: str, citizen_id: str, text: str, picture: bytes) -> str:
        """Send a picture with its words; return the channel's id of it."""
        ...

    async def send_template(self, oa_id: str, citizen_id: str, template: Template) -> str:
        """Send one approved template; return the channel's id of it."""
        ...

    async def send_template_by_phone(
        self, oa_id: str, phone: str, template: Template, tracking_id: str
    ) -> str:
        """Send one approved template to whoever has this number; return the channel's id of it."""
        ...

    async def recent(self, oa_id: str, citizen_id: str, count: int) -> list[Spoken]:
        """Read the last messages of a conversation back."""
        ...


class Phones(Protocol):
    """Where the phone number of a dossier is found; no letter holds one."""

    async def find(self, oa_id: str, code: str) -> str | None:
        """Give it in 84 form."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxParts:
    """
    What the worker works with.

    Args:
        settle_after_s: How long after an attempt of unknown end the conversation is read back; longer than
            the channel's own time-out, so that a late arrival is seen.
        picture: Gives the picture of a card; None when there is none, and its words go alone.
        charged_replies: Also send from 48 hours to 7 days after the citizen's last word.

    """

    outbox: Outbox
    waker: Waker
    channel: Channel
    phones: Phones
    picture: Callable[[str], bytes | None]
    clock: Callable[[], datetime]
    charged_replies: bool
    settle_after_s: float = 12.0


class OutboxWorker:
    """Sends the letters of one partition for as long as its lease is held."""

    def __init__(self, parts: OutboxParts, lease: Lease) -> None:
        self._parts = parts
        self._lease = lease
        self._pauses: dict[str, float] = {}
        self._looks: dict[str, int] = {}
        self._slots = asyncio.Semaphore(SENDING_AT_ONCE)
        self._lanes: Lanes[PendingLetter] = Lanes(self._send_front, limit=WAITING_AT_MOST)

    async def run(self) -> None:
        """
        Read and send until cancelled.

        Raises:
            Fenced: Another worker holds the partition now.
            Unavailable: Redis is away; what was read is still pending there.

        """
        outbox, lease = self._parts.outbox, self._lease
        outbox.rewind(lease)
        async for letters in self._parts.waker.batches(lease, lambda: outbox.read(lease, READ_AT_ONCE)):
            for pending in letters:
                self._lanes.put(pending.letter.citizen_id, pending)
            await self._lanes.room()

    async def finish(self, grace_s: float) -> None:
        """Finish the sending under way, at most so long; the rest stays pending."""
        self._parts.waker.take_down(self._lease)
        await self._lanes.finish(grace_s)

    async def _send_front(self, lane: Lane[PendingLetter]) -> None:
        pending = lane.queue[0]
        try:
            async with self._slots:
                settled = await self._attempt(pending)
        except Unavailable as error:
            await self._pause(pending, error)
            return
        if settled:
            self._pauses.pop(pending.letter.letter_id, None)
            self._looks.pop(pending.letter.letter_id, None)
            lane.queue.popleft()
        else:
            await asyncio.sleep(self._parts.settle_after_s)

    async def _pause(self, pending: PendingLetter, error: Unavailable) -> None:
        letter_id = pending.letter.letter_id
        pause_s = self._pauses.get(letter_id, FIRST_PAUSE_S)
        self._pauses[letter_id] = min(pause_s * 2, LONGEST_PAUSE_S)
        log.warning(
            "sending waits", extra={"fields": {"letter": letter_id, "reason": str(error), "pause_s": pause_s}}
        )
        await asyncio.sleep(max(pause_s, error.retry_after_s or 0.0))

    async def _attempt(self, pending: PendingLetter) -> bool:
        """Try once; True when the letter reached a final state, False when it must be looked at again later."""
        parts, letter = self._parts, pending.letter
        begun = await parts.outbox.begin(self._lease, pending)
        if begun is None:  # settled by the holder before us
            return True
        if begun.sending_since_ms is not None:
            return await self._look_back(pending, begun.sending_since_ms)
        phone = await self._phone(letter)
        reason = self._why_not(letter, phone, begun.last_heard_at)
        if reason:
            return await self._settle(pending, LetterState.REFUSED, reason)
        try:
            message_id = await self._send(letter, phone)
        except Uncertain:
            return False
        except (TokenDead, NeedsStaff) as error:
            await parts.outbox.put_back(self._lease, pending)
            raise Unavailable(f"a person must act first: {error}", retry_after_s=STAFF_PAUSE_S) from error
        except ZaloRejected as error:
            return await self._settle(pending, LetterState.REFUSED, error.state_reason)
        except Unavailable:
            await parts.outbox.put_back(self._lease, pending)
            raise
        return await self._settle(pending, LetterState.SENT, message_id=message_id)

    async def _phone(self, letter: Letter) -> str | None:
        if letter.template is None or not letter.template.phone_of:
            return None
        return await self._parts.phones.find(self._lease.oa_id, letter.template.phone_of)

    def _why_not(self, letter: Letter, phone: str | None, heard_at: datetime | None) -> str:
        """Name why a letter cannot go; empty when it can."""
        if letter.template is None:
            return self._closed(heard_at)
        return "no_phone" if letter.template.phone_of and phone is None else ""

    async def _send(self, letter: Letter, phone: str | None) -> str:
        channel, oa_id = self._parts.channel, self._lease.oa_id
        if letter.template is not None and phone is not None:
            return await channel.send_template_by_phone(oa_id, phone, letter.template, letter.letter_id)
        if letter.template is not None:
            return await channel.send_template(oa_id, letter.citizen_id, letter.template)
        picture = self._parts.picture(letter.picture) if letter.picture else None
        if picture is not None:
            return await channel.send_picture(oa_id, letter.citizen_id, letter.text, picture)
        return await channel.send(oa_id, letter.citizen_id, letter.text, letter.buttons)

    def _closed(self, heard_at: datetime | None) -> str:
        """Name why the reply window does not let this letter go; empty when it is open."""
        # An erased citizen has no conversation any more; what is still to be said was written just before.
        silent = self._parts.clock() - heard_at if heard_at else timedelta(0)
        if silent > OPEN_FOR:
            return "window_closed"
        if silent > FREE_FOR and not self._parts.charged_replies:
            return "window_charged"
        return ""

    async def _look_back(self, pending: PendingLetter, since_ms: int) -> bool:
        """Settle an attempt of unknown end by what the conversation shows; send again only when it is not there."""
        parts, letter = self._parts, pending.letter
        if letter.template is not None or letter.picture:  # how it reads when read back, nobody can tell
            return await self._settle(pending, LetterState.UNKNOWN, "no_answer_and_no_read_back")
        wait_s = since_ms / 1000 + parts.settle_after_s - parts.clock().timestamp()
        if wait_s > 0:
            await asyncio.sleep(wait_s)
        try:
            spoken = await parts.channel.recent(self._lease.oa_id, letter.citizen_id, 10)
        except (Unavailable, Uncertain, Rejected) as error:
            return await self._could_not_look(pending, error)
        known = await parts.outbox.sent_ids(self._lease.oa_id, letter.citizen_id)
        for message in spoken:
            recent = message.at_ms >= since_ms - CLOCKS_DIFFER_S * 1000
            if message.from_oa and message.text == letter.text and recent and message.message_id not in known:
                return await self._settle(pending, LetterState.SENT, "read_back", message.message_id)
        await parts.outbox.put_back(self._lease, pending)
        return await self._attempt(pending)

    async def _could_not_look(self, pending: PendingLetter, error: Exception) -> bool:
        letter_id = pending.letter.letter_id
        self._looks[letter_id] = self._looks.get(letter_id, 0) + 1
        if isinstance(error, Rejected) or self._looks[letter_id] >= LOOKS_BACK:
            return await self._settle(pending, LetterState.UNKNOWN, "no_answer_and_no_read_back")
        raise Unavailable(f"the conversation could not be read back: {error}")

    async def _settle(
        self, pending: PendingLetter, state: LetterState, reason: str = "", message_id: str = ""
    ) -> bool:
        await self._parts.outbox.settle(self._lease, pending, state, reason, message_id)
        level = logging.INFO if state is LetterState.SENT else logging.WARNING
        fields = {
            "letter": pending.letter.letter_id,
            "key": pending.letter.key,
            "state": state,
            "reason": reason,
        }
        log.log(level, "letter", extra={"fields": fields})
        return True
