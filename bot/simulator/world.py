"""Who writes to the page and what was said: the simulator's nouns."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

HOUR_MS = 3_600_000
FREE_MS = 48 * HOUR_MS
CLOSED_MS = 7 * 24 * HOUR_MS


@dataclass(slots=True, kw_only=True)
class Citizen:
    """
    One person with Zalo, as the page knows them.

    Args:
        last_interaction_ms: When they last did something that opens the window; 0 for never.
        welcomes_left: Messages a follower who never wrote may still be sent.
        state: "", or "locked" (45 days offline), "restricts" (no consultation messages), "blocked".
        guest_of: Conversation id of someone who writes without a Zalo identity.

    """

    citizen_id: str
    name: str
    follows: bool = False
    last_interaction_ms: int = 0
    welcomes_left: int = 3
    state: str = ""
    guest_of: str = ""
    shared_info: Json = field(default_factory=dict)

    @property
    def id_by_app(self) -> str:
        """Their id in the app's own name space: another number, never to be written to."""
        digest = hashlib.sha256(b"by app " + self.citizen_id.encode()).hexdigest()
        return str(5 * 10**18 + int(digest, 16) % 10**18)

    def as_json(self) -> Json:
        """Give everything, for the page and the history file."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(slots=True, kw_only=True)
class Message:
    """
    One bubble.

    Args:
        kind: text, image, gif, sticker, location, voice, file, link or form.
        admin_id: The officer who wrote it in Zalo's own chat tool; empty for the API and for citizens.
        hidden: A hidden button's payload: the bot gets it, the phone does not show it.
        state: For the page's messages sent, received or seen; for a citizen's posting, delivered, waiting or lost.
        quota: What the message was counted as; "charged" when money was taken.

    """

    message_id: str
    citizen_id: str
    from_oa: bool
    at_ms: int
    kind: str = "text"
    text: str = ""
    buttons: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    admin_id: str = ""
    hidden: bool = False
    quotes: str = ""
    state: str = "sent"
    reaction: str = ""
    quota: str = ""

    def as_json(self) -> Json:
        """Give everything, for the page and the history file."""
        return {name: getattr(self, name) for name in self.__slots__}


def plain(text: str) -> str:
    """Replace halves of characters, which no UTF-8 body can carry."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
