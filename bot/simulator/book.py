"""Every citizen and every bubble, remembered."""

from __future__ import annotations

from bot.simulator.feed import Feed
from bot.simulator.history import Lines
from bot.simulator.world import Citizen, Json, Message

KEPT = 500
"""Bubbles of one conversation that outlive a restart."""
EXCHANGES = 200


class Book:
    """The simulator's memory; each change is written to the history file and told to the pages."""

    def __init__(self, lines: Lines, feed: Feed) -> None:
        self._lines = lines
        self._feed = feed
        self.citizens: dict[str, Citizen] = {}
        self.threads: dict[str, list[Message]] = {}
        self.messages: dict[str, Message] = {}
        self.exchanges: dict[str, Json] = {}

    def put_citizen(self, citizen: Citizen) -> None:
        """Store a citizen, new or changed."""
        self.citizens[citizen.citizen_id] = citizen
        self._lines.append({"kind": "citizen", **citizen.as_json()})
        self._feed.tell("citizen", citizen.as_json())

    def put_message(self, message: Message) -> None:
        """Store a bubble, new or changed."""
        self._place(message)
        self._lines.append({"kind": "message", "message": message.as_json()})
        self._feed.tell("message", message.as_json())

    def put_exchange(self, exchange: Json) -> None:
        """Show one request of either direction in the raw view; the same key takes the earlier one's place."""
        self.exchanges[exchange["key"]] = exchange
        if len(self.exchanges) > EXCHANGES:
            del self.exchanges[next(iter(self.exchanges))]
        self._feed.tell("exchange", exchange)

    def thread(self, citizen_id: str) -> list[Message]:
        """Give what was said, oldest first."""
        return self.threads.get(citizen_id, [])

    def restore(self, record: Json) -> None:
        """Take up one line of an earlier run."""
        if record["kind"] == "citizen":
            citizen = Citizen(**{name: value for name, value in record.items() if name != "kind"})
            self.citizens[citizen.citizen_id] = citizen
        elif record["kind"] == "message":
            self._place(Message(**record["message"]))

    def as_records(self) -> list[Json]:
        """Give what an earlier run should have written, without what is no longer of use."""
        records: list[Json] = [{"kind": "citizen", **citizen.as_json()} for citizen in self.citizens.values()]
        for thread in self.threads.values():
            records += [{"kind": "message", "message": message.as_json()} for message in thread[-KEPT:]]
        return records

    def _place(self, message: Message) -> None:
        known = self.messages.get(message.message_id)
        self.messages[message.message_id] = message
        thread = self.threads.setdefault(message.citizen_id, [])
        if known is None:
            thread.append(message)
        elif known is not message:
            thread[thread.index(known)] = message
