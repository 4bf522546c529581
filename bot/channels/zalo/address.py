"""
Whom to answer: a citizen's id, or a guest's two ids as one word.

A guest writes without a Zalo identity and is answered at another endpoint by guest id and conversation id.
Both travel as `guest.<guest id>.<conversation id>`: nobody between webhook and client needs to know of guests.
"""

from __future__ import annotations

_GUEST = "guest"


def guest(anonymous_id: str, conversation_id: str) -> str:
    """Give the one word for a guest; empty when an id is missing. No Zalo id contains a dot."""
    return f"{_GUEST}.{anonymous_id}.{conversation_id}" if anonymous_id and conversation_id else ""


def is_guest(citizen_id: str) -> bool:
    """Tell whether this is a guest's word."""
    return citizen_id.startswith(f"{_GUEST}.")


def recipient(citizen_id: str) -> dict[str, str]:
    """Give the `recipient` object of a message."""
    if is_guest(citizen_id):
        _, anonymous_id, conversation_id = citizen_id.split(".")
        return {"anonymous_id": anonymous_id, "conversation_id": conversation_id}
    return {"user_id": citizen_id}
