"""From accepted changes of dossiers to letters for those who follow them, each told once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Protocol

from bot.channels.zalo.address import is_guest
from bot.channels.zalo.compose import pages
from bot.dialogue.dialogue import Dialogue
from bot.dialogue.flows.news import Told
from bot.domain.conversation import Conversation
from bot.domain.dossier import VIETNAM, Dossier
from bot.domain.dossier_states import state_name
from bot.domain.message import Template
from bot.records.apologies import APOLOGY, Apologies
from bot.records.changes import ChangeLog, DossierChange
from bot.storage.conversations import Conversations
from bot.storage.leases import Lease
from bot.storage.news import News, Notice, NoticeState
from bot.storage.outbox import Letter
from bot.workers.outbox import FREE_FOR, OPEN_FOR

log = logging.getLogger(__name__)

LOOK_EVERY_S = 2.0
KEPT_LOOK = timedelta(seconds=10)
READ_AT_ONCE = 200
TEMPLATE_LONGEST = 30
"""What a parameter of a template may hold. Source: zalo-platform reference, section 7."""


class Register(Protocol):
    """Where a dossier is read as it is now."""

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:
        """Read a dossier."""


class Phones(Protocol):
    """Where the phone number of a dossier is found."""

    async def find(self, oa_id: str, code: str) -> str | None:
        """Give it in 84 form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TellingParts:
    """
    What the worker works with.

    Args:
        quiet: From when till when nothing is told, by the clock on the wall; equal ends: told at any time.
        template_id: The approved template for those whose reply window is shut; empty: kept until they write.
        phone_template_id: Likewise to the phone number of the dossier, for who agreed to that.
        cards: Procedure code -> name of the card that goes with its result.
        charged_replies: Also tell by message from 48 hours to 7 days after the citizen's last word.

    """

    news: News
    changes: ChangeLog
    apologies: Apologies
    register: Register
    conversations: Conversations
    dialogue: Callable[[str], Dialogue]
    clock: Callable[[], datetime]
    quiet: tuple[time, time]
    template_id: str
    phone_template_id: str
    phones: Phones
    cards: Mapping[str, str]
    charged_replies: bool


class TellingWorker:
    """Tells the followers of one partition for as long as its lease is held."""

    def __init__(self, parts: TellingParts, lease: Lease) -> None:
        self._parts = parts
        self._lease = lease

    async def run(self) -> None:
        """
        Look for changes until cancelled.

        Raises:
            Fenced: Another worker holds the partition now.
            Unavailable: Redis or the records are away; what was not told is told later.

        """
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY_S)

    async def finish(self, grace_s: float) -> None:
        """End; every step is whole by itself."""

    async def look(self) -> None:
        """Note who must hear of new changes, then tell what may be told now."""
        while await self._note_some():
            pass
        now = self._parts.clock()
        if is_quiet(self._parts.quiet, now):
            return
        for notice in await self._parts.news.due(self._lease, now):
            await self._tell(notice, now)

    async def _note_some(self) -> bool:
        parts, lease = self._parts, self._lease
        cursor = await parts.news.cursor(lease)
        if cursor is None:  # nobody can follow anything yet: what was before is no news
            await parts.news.note(lease, await parts.changes.newest(lease.oa_id), ())
            return False
        found = await parts.changes.after(lease.oa_id, cursor, READ_AT_ONCE)
        if found:
            told = [(change.change_id, change.code) for change in found if is_news(change)]
            await parts.news.note(lease, found[-1].change_id, told)
        return len(found) == READ_AT_ONCE

    async def _tell(self, notice: Notice, now: datetime) -> None:
        parts, lease = self._parts, self._lease
        change = await parts.changes.find(notice.change_id)
        dossier = await parts.register.read(notice.code, oa_id=lease.oa_id)
        conversation = await parts.conversations.load(lease.oa_id, notice.citizen_id)
        if change is None or dossier is None:
            await self._end(notice, NoticeState.GONE, now)
        elif conversation.revision == 0:
            await self._end(notice, NoticeState.FORGOTTEN, now)
        elif dossier.state is not change.state_after:
            await self._end(notice, NoticeState.OVERTAKEN, now)
        else:
            await self._send(notice, change, dossier, conversation, now)

    async def _send(
        self,
        notice: Notice,
        change: DossierChange,
        dossier: Dossier,
        conversation: Conversation,
        now: datetime,
    ) -> None:
        parts = self._parts
        letters = await self._letters(notice, change, dossier, conversation, now)
        open_for = OPEN_FOR if parts.charged_replies else FREE_FOR
        open_for_ms = int(open_for.total_seconds() * 1000)
        ended = await parts.news.end(
            self._lease, notice, NoticeState.MESSAGE, now, letters=letters, open_for_ms=open_for_ms
        )
        if ended != "CLOSED":
            _log(notice, ended)
        elif parts.template_id and not is_guest(notice.citizen_id):
            letter = _template_letter(dossier, letters[0], parts.template_id)
            await self._end(notice, NoticeState.TEMPLATE, now, letter)
        elif await self._may_go_by_phone(notice, conversation):
            letter = _template_letter(dossier, letters[0], parts.phone_template_id, phone_of=dossier.code)
            await self._end(notice, NoticeState.PHONE, now, letter)
        else:
            await parts.news.hold(self._lease, notice, NoticeState.KEPT, now, now + KEPT_LOOK)

    async def _may_go_by_phone(self, notice: Notice, conversation: Conversation) -> bool:
        """Tell whether this citizen agreed to it and there is a number; the number itself stays where it is."""
        parts = self._parts
        is_agreed = bool(parts.phone_template_id) and notice.code in conversation.by_phone
        return is_agreed and await parts.phones.find(self._lease.oa_id, notice.code) is not None

    async def _end(self, notice: Notice, state: NoticeState, now: datetime, *letters: Letter) -> None:
        _log(notice, await self._parts.news.end(self._lease, notice, state, now, letters=letters))

    async def _letters(
        self,
        notice: Notice,
        change: DossierChange,
        dossier: Dossier,
        conversation: Conversation,
        now: datetime,
    ) -> list[Letter]:
        parts = self._parts
        told = Told(
            dossier=dossier,
            new_due_on=await parts.apologies.promised(change.change_id),
            card=parts.cards.get(dossier.procedure_code or ""),
        )
        dialogue = parts.dialogue(self._lease.oa_id)
        reply = dialogue.tell_news(told, conversation, now, oa_id=self._lease.oa_id)
        card = dialogue.tell_card(told, conversation)
        created_at_ms = int(now.timestamp() * 1000)
        letters = [
            Letter(
                letter_id=notice.letter_id if number == 0 else f"{notice.letter_id}:{number}",
                citizen_id=notice.citizen_id,
                text=page.text,
                key=page.key,
                created_at_ms=created_at_ms,
            )
            for number, page in enumerate(pages(reply))
        ]
        if card is not None:
            letters.append(
                Letter(
                    letter_id=f"{notice.letter_id}:card",
                    citizen_id=notice.citizen_id,
                    text=card.text,
                    key=card.key,
                    created_at_ms=created_at_ms,
                    picture=told.card or "",
                )
            )
        return letters


def _template_letter(dossier: Dossier, letter: Letter, template_id: str, *, phone_of: str = "") -> Letter:
    """Make the paid form of a letter: the approved template tells code and state alone."""
    data = {"code": dossier.code, "status": state_name(dossier.state)}
    cut = {name: text[:TEMPLATE_LONGEST] for name, text in data.items()}
    template = Template(template_id=template_id, data=cut, phone_of=phone_of)
    return replace(letter, buttons=(), template=template)


def is_news(change: DossierChange) -> bool:
    """Tell whether followers hear of a change: another state, other papers missing, or an apology signed."""
    if change.state_before is None:
        return False
    is_told = change.state_before is not change.state_after
    return is_told or bool({"missing_papers", APOLOGY} & set(change.fields))


def is_quiet(quiet: tuple[time, time], now: datetime) -> bool:
    """Tell whether people may be asleep."""
    begins, ends = quiet
    local = now.astimezone(VIETNAM).time()
    return begins <= local < ends if begins <= ends else local >= begins or local < ends


def _log(notice: Notice, state: str) -> None:
    log.info("notice", extra={"fields": {"change": notice.change_id, "state": state}})
