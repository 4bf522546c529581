"""What a channel can tell us, already freed of the channel's own shapes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.message import Incoming


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """A citizen began to follow the page, or opened the chat for the first time."""

    by_chat: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed:
    """A citizen no longer follows: nothing unasked may be sent, nothing is erased."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsShared:
    """A citizen answered the channel's own card asking for name, phone and address."""

    name: str | None
    phone: str | None
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffWrote:
    """An officer wrote to the citizen by hand: the bot falls silent."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Messages of ours reached the citizen's phone."""

    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Messages of ours were read."""

    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reacted:
    """A citizen put a reaction on a message of ours; it opens no dialogue."""

    icon: str
    message_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked:
    """The channel passes on a citizen's demand to delete what is known about them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessRevoked:
    """The page withdrew our right to act for it: staff must know at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """
    An event known by name that asks nothing of us.

    Args:
        why: One sentence; shown by the event table, never to citizens.

    """

    name: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """An event or shape never heard of: acknowledged, counted, logged by name."""

    name: str


What = (
    Incoming
    | Followed
    | Unfollowed
    | DetailsShared
    | StaffWrote
    | Delivered
    | Seen
    | Reacted
    | ErasureAsked
    | AccessRevoked
    | Ignored
    | Unknown
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """
    One thing that happened on the channel.

    Args:
        event_id: The same for every delivery of the same happening, at most 100 characters.
        oa_id: The page it belongs to.
        citizen_id: Empty for events about the page itself.
        at: When it happened, aware, by the channel's clock.

    """

    event_id: str
    oa_id: str
    citizen_id: str
    at: datetime
    what: What
