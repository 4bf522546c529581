"""The make-believe Zalo as tests and its page drive it."""

from __future__ import annotations

import asyncio
import time

from bot.simulator.book import Book
from bot.simulator.delivery import DELIVERED, LOST, Delivery, Webhook
from bot.simulator.events import Envelope
from bot.simulator.faults import Faults
from bot.simulator.feed import Feed
from bot.simulator.history import Lines
from bot.simulator.letters import Letter, Letters
from bot.simulator.media import Media
from bot.simulator.samples import attachment_of
from bot.simulator.settings import SimulatorSettings
from bot.simulator.tokens import Tokens
from bot.simulator.world import HOUR_MS, Citizen, Json, Message, plain

HISTORY = "zalo-gia-lap.jsonl"
OFFICER = "8100000000000000001"


class Simulator:
    """
    Citizens, the page, its tokens and its webhook.

    Whatever a citizen or an officer does is called here, returns at once, and goes out as a signed event.
    """

    def __init__(self, settings: SimulatorSettings) -> None:
        self.settings = settings
        self.feed = Feed()
        self.journal = Lines(settings.journal)
        self._lines = Lines(settings.state_dir / HISTORY if settings.state_dir else None)
        self.book = Book(self._lines, self.feed)
        self.tokens = Tokens(settings.clock, settings.random, self._lines.append)
        self.faults = Faults(self._tell_faults, self.tokens.expire)
        self.webhook = Webhook(settings, self.faults, self._on_delivery, self._tell_webhook)
        self.letters = Letters()
        self.media = Media(settings.state_dir)
        self.url = ""
        self.package_used = 0
        self._envelope = Envelope(settings.app_id, settings.oa_id)

    # ---- life

    async def open(self) -> None:
        """Remember the earlier run and go on posting what it left."""
        await self.webhook.open()
        left = self._remember()
        for sample in self.settings.samples:
            if sample.citizen_id not in self.book.citizens:
                self.book.put_citizen(Citizen(citizen_id=sample.citizen_id, name=sample.name))
        self.faults.change(dict(self.settings.faults))
        for record in left:
            self.webhook.resume(record)

    async def close(self) -> None:
        """Stop posting, let every page go, close the files."""
        self.feed.close()
        await self.webhook.close()
        self._lines.close()
        self.journal.close()

    # ---- what tests read

    def sent_to(self, citizen_id: str) -> list[Message]:
        """Give what the bot sent this citizen through the API, oldest first."""
        return [word for word in self.book.thread(citizen_id) if word.from_oa and not word.admin_id]

    def history(self, citizen_id: str) -> list[Message]:
        """Give the whole conversation, oldest first."""
        return list(self.book.thread(citizen_id))

    async def wait_sent(self, citizen_id: str, count: int, timeout_s: float = 10.0) -> list[Message]:
        """
        Wait until the bot has sent this citizen at least so many messages, and give them.

        Raises:
            TimeoutError: It has not, within that time.

        """
        until = time.monotonic() + timeout_s
        while len(sent := self.sent_to(citizen_id)) < count:
            with self.feed.listen() as changes:
                try:
                    await asyncio.wait_for(changes.get(), until - time.monotonic())
                except TimeoutError:
                    raise TimeoutError(f"{len(sent)} of {count} messages to {citizen_id}") from None
        return sent

    # ---- what citizens do

    def citizen(self, citizen_id: str) -> Citizen:
        """Give this citizen, making one (who does not follow the page) when unknown."""
        if citizen_id not in self.book.citizens:
            self.book.put_citizen(Citizen(citizen_id=citizen_id, name=f"Công dân mẫu …{citizen_id[-4:]}"))
        return self.book.citizens[citizen_id]

    def citizen_says(self, citizen_id: str, text: str, *, quotes: str = "", hidden: bool = False) -> str:
        """Write a text; gives its message id."""
        return self._said(citizen_id, Message(
            message_id=self._new_id(), citizen_id=citizen_id, from_oa=False, at_ms=self._tick(citizen_id),
            text=plain(text), quotes=quotes, hidden=hidden, state="posting",
        ))  # fmt: skip

    def citizen_sends(self, citizen_id: str, kind: str, payload: Json | None = None, text: str = "") -> str:
        """
        Send an image, gif, sticker, location, voice, file, link or video; gives its message id.

        The payload is as in Zalo's attachments; None takes a sample of that kind.

        """
        return self._said(citizen_id, Message(
            message_id=self._new_id(), citizen_id=citizen_id, from_oa=False, at_ms=self._tick(citizen_id),
            kind=kind, text=plain(text), attachments=[attachment_of(kind, payload)], state="posting",
        ))  # fmt: skip

    def citizen_taps(self, citizen_id: str, message_id: str, button: int) -> str:
        """
        Tap a button (counted from 0); gives the message id it caused, "" for links and calls.

        Raises:
            LookupError: There is no such button.

        """
        tapped = self.book.messages[message_id].buttons[button]
        if not str(tapped["type"]).startswith("oa.query."):
            return ""
        return self.citizen_says(citizen_id, tapped["payload"], hidden=tapped["type"] == "oa.query.hide")

    def citizen_follows(self, citizen_id: str, *, follows: bool = True, source: str = "oa_profile") -> None:
        """Press Quan tâm, or take it back."""
        citizen = self.citizen(citizen_id)
        citizen.follows = follows
        at_ms = self._tick(citizen_id)
        if follows:
            citizen.last_interaction_ms = at_ms
        self.book.put_citizen(citizen)
        self.webhook.post(citizen_id, self._envelope.follow(citizen, at_ms, source=source))

    def citizen_opens_chat(self, citizen_id: str) -> bool:
        """Press Nhắn tin on the page's profile; Zalo tells it once, and only before a first chat."""
        citizen = self.citizen(citizen_id)
        if citizen.last_interaction_ms or self.book.thread(citizen_id):
            return False
        citizen.last_interaction_ms = self._tick(citizen_id)
        self.book.put_citizen(citizen)
        event = self._envelope.flat("user_click_chatnow", citizen, citizen.last_interaction_ms)
        self.webhook.post(citizen_id, event)
        return True

    def citizen_shares(self, citizen_id: str, info: Json) -> None:
        """Answer the card that asks for name and phone; `info` as in `user_submit_info`."""
        citizen = self.citizen(citizen_id)
        citizen.shared_info = info
        citizen.last_interaction_ms = self._tick(citizen_id)
        self.book.put_citizen(citizen)
        self.webhook.post(citizen_id, self._envelope.submitted(citizen, citizen.last_interaction_ms))

    def citizen_withdraws(self, citizen_id: str) -> None:
        """Ask, through Zalo, that everything about them be deleted."""
        event = self._envelope.flat("user_withdraw", self.citizen(citizen_id), self._tick(citizen_id))
        self.webhook.post(citizen_id, event)

    def citizen_sees(self, citizen_id: str) -> list[str]:
        """Read all there is; gives the ids that were new to them."""
        fresh = [word for word in self.book.thread(citizen_id) if word.from_oa and word.state != "seen"]
        for word in fresh:
            word.state = "seen"
            self.book.put_message(word)
        ids = [word.message_id for word in fresh]
        if ids and self.settings.receipts:
            event = self._envelope.seen(self.citizen(citizen_id), ids, self._tick(citizen_id))
            self.webhook.post(citizen_id, event)
        return ids

    def citizen_reacts(self, citizen_id: str, message_id: str, icon: str = "/-heart") -> None:
        """Put a sign on a message."""
        word = self.book.messages[message_id]
        word.reaction = icon
        self.book.put_message(word)
        citizen = self.citizen(citizen_id)
        event = self._envelope.reacted(citizen, message_id, icon, self._tick(citizen_id), by_oa=False)
        self.webhook.post(citizen_id, event)

    def guest_says(self, guest_id: str, text: str) -> str:
        """Write without a Zalo identity; gives the message id."""
        if guest_id not in self.book.citizens:
            self.book.put_citizen(
                Citizen(
                    citizen_id=guest_id,
                    name="Khách (mẫu)",
                    guest_of=f"{self.settings.random.getrandbits(80):020x}",
                )
            )
        return self.citizen_says(guest_id, text)

    # ---- what officers and time do

    def officer_says(self, citizen_id: str, text: str, officer_id: str = OFFICER) -> str:
        """Write to a citizen in Zalo's own chat tool; gives the message id."""
        message = Message(
            message_id=self._new_id(), citizen_id=citizen_id, from_oa=True, at_ms=self._tick(citizen_id),
            text=plain(text), admin_id=officer_id,
        )  # fmt: skip
        return self._reach(self.citizen(citizen_id), message)

    def pretend_silence(self, citizen_id: str, hours: float) -> None:
        """Make the citizen's last interaction lie so many hours back."""
        citizen = self.citizen(citizen_id)
        citizen.last_interaction_ms = max(1, self.settings.clock.now_ms() - round(hours * HOUR_MS))
        self.book.put_citizen(citizen)

    def set_state(self, citizen_id: str, state: str) -> None:
        """Make a citizen "locked", "restricts", "blocked", or "" for reachable."""
        citizen = self.citizen(citizen_id)
        citizen.state = state
        self.book.put_citizen(citizen)

    # ---- what the OpenAPI does

    def deliver(self, citizen: Citizen, letter: Letter, quota: str) -> Message:
        """Show an API message on the phone; echo and receipt follow."""
        message = Message(
            message_id=self._new_id(), citizen_id=citizen.citizen_id, from_oa=True, quota=quota,
            at_ms=self._tick(citizen.citizen_id), kind=letter.kind, text=plain(letter.text),
            buttons=letter.buttons, attachments=letter.attachments, quotes=letter.quotes,
        )  # fmt: skip
        self._reach(citizen, message)
        return message

    def react(self, citizen: Citizen, message_id: str, icon: str) -> None:
        """Let the page put a sign on a message; `/-remove` takes it back."""
        word = self.book.messages[message_id]
        word.reaction = "" if icon == "/-remove" else icon
        self.book.put_message(word)
        at_ms = self._tick(citizen.citizen_id)
        event = self._envelope.reacted(citizen, message_id, icon, at_ms, by_oa=True)
        self.webhook.post(citizen.citizen_id, event)

    # ---- inside

    def _said(self, citizen_id: str, message: Message) -> str:
        citizen = self.citizen(citizen_id)
        citizen.last_interaction_ms = message.at_ms
        self.book.put_citizen(citizen)
        self.book.put_message(message)
        self.webhook.post(citizen_id, self._envelope.said(citizen, message), key=message.message_id)
        return message.message_id

    def _reach(self, citizen: Citizen, message: Message) -> str:
        self.book.put_message(message)
        self.webhook.post(citizen.citizen_id, self._envelope.echo(citizen, message))
        if self.settings.receipts and not citizen.guest_of:
            message.state = "received"
            self.book.put_message(message)
            event = self._envelope.received(citizen, message.message_id, self._tick(citizen.citizen_id))
            self.webhook.post(citizen.citizen_id, event)
        return message.message_id

    def _new_id(self) -> str:
        return f"{self.settings.random.getrandbits(80):020x}"

    def _tick(self, citizen_id: str) -> int:
        thread = self.book.thread(citizen_id)
        return max(self.settings.clock.now_ms(), thread[-1].at_ms + 1 if thread else 0)

    def _tell_faults(self) -> None:
        self.feed.tell("faults", self.faults.as_json())

    def _tell_webhook(self) -> None:
        self.feed.tell("webhook", self.webhook.as_json())

    def _on_delivery(self, delivery: Delivery) -> None:
        self.book.put_exchange(
            {
                "key": f"w{delivery.number}",
                "way": "out",
                "at_ms": int(delivery.timestamp),
                **delivery.as_json(),
            }
        )
        if not delivery.tries:
            self._lines.append(delivery.as_record())
        elif delivery.state in {DELIVERED, LOST}:
            self._lines.append({"kind": "ended", "number": delivery.number})
        word = self.book.messages.get(delivery.key)
        if word is not None and delivery.tries and word.state != delivery.state:
            word.state = delivery.state
            self.book.put_message(word)

    def _remember(self) -> list[Json]:
        left: dict[int, Json] = {}
        tokens: Json | None = None
        for record in self._lines.read():
            kind = record.get("kind")
            if kind == "event":
                left[record["number"]] = record
            elif kind == "ended":
                left.pop(record["number"], None)
            elif kind == "tokens":
                tokens = record
            else:
                self.book.restore(record)
        self._lines.rewrite(self.book.as_records())
        if tokens is not None:
            self.tokens.restore(tokens)
            self._lines.append(tokens)
        else:
            self.tokens.begin(self.settings.access_token, self.settings.refresh_token)
        return list(left.values())
