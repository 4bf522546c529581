"""Every key we keep in Redis: its name, the slot it lives in, and how long it may live."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from zlib import crc32

PARTITIONS = 8
"""Parts of one page's traffic. All that a turn touches is in one part, so in one cluster slot."""

DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """How long a kind of key may live: at most `seconds`, or for the reason why it has no end."""

    seconds: int | None
    reason: str


LIVES = {
    "inbox": Life(seconds=None, reason="an event stays until it is answered or parked, then it is deleted"),
    "outbox": Life(seconds=None, reason="a letter stays until it is sent or refused, then it is deleted"),
    "seen": Life(seconds=7 * DAY_S, reason="the channel may deliver again for days"),
    "talk": Life(seconds=90 * DAY_S, reason="a conversation ends 90 days after its last turn"),
    "heard": Life(seconds=30 * DAY_S, reason="MOTCUA_HEARD_DAYS, at most a month: masked texts to try a change on"),
    "turns": Life(seconds=None, reason="a record stays until it is in the database, then it is deleted"),
    "lease": Life(seconds=60, reason="a dead worker's partitions must pass on"),
    "workers": Life(seconds=600, reason="a dead worker must not be counted"),
    "sending": Life(seconds=None, reason="stands only while its letter is in the outbox; settling removes it"),
    "settled": Life(seconds=7 * DAY_S, reason="what became of a letter; staff ask within days"),
    "undelivered": Life(seconds=7 * DAY_S, reason="index of settled letters that did not arrive"),
    "sent": Life(seconds=7 * DAY_S, reason="message ids of confirmed letters, to settle a doubtful one"),
    "parked": Life(seconds=90 * DAY_S, reason="what could not be handled is no longer kept than a conversation"),
    "attempts": Life(seconds=7 * DAY_S, reason="how often a suspected event was begun; parking removes its field"),
    "tries": Life(seconds=DAY_S, reason="wrong proofs are counted for a day"),
    "followers": Life(seconds=None, reason="a member stands as long as its citizen follows and is not forgotten"),
    "news": Life(seconds=None, reason="a notice is removed when another ends a week after it did"),
    "news-waiting": Life(seconds=None, reason="a notice waits here until it ends"),
    "news-ended": Life(seconds=None, reason="goes with the notice it names"),
    "news-cursor": Life(seconds=None, reason="without it every change would be told again; replaced in place"),
    "counts": Life(seconds=30 * DAY_S, reason="a webhook silent for a month has nothing left to tell"),
    "current": Life(seconds=None, reason="the number of the catalogue's version that counts; replaced in place"),
    "publishing": Life(seconds=120, reason="a publisher that died must let the next one"),
    "running": Life(seconds=60, reason="a dead process must not be listed"),
    "refused": Life(seconds=None, reason="a field stands as long as its folder holds a change that was refused"),
    "folders": Life(seconds=None, reason="what each content folder held when last looked at; one field a folder"),
    "told": Life(seconds=7 * DAY_S, reason="an officer hears of a problem once; after a week it may be news again"),
    "token": Life(seconds=None, reason="losing the pair needs an admin's new consent; replaced in place"),
    "token-lock": Life(seconds=60, reason="a refresh ends or dies within its time-out"),
}  # fmt: skip

NEWS_KEPT_S = 7 * DAY_S
"""How long staff see a notice that ended."""


def partition(citizen_id: str) -> int:
    """Tell which part of the traffic a citizen belongs to; it never changes."""
    return crc32(citizen_id.encode()) % PARTITIONS


def _slot(oa_id: str, part: int) -> str:
    return f"{{{oa_id}:{part}}}"


def inbox(oa_id: str, part: int) -> str:
    """Stream of events not yet answered."""
    return f"{_slot(oa_id, part)}:inbox"


def outbox(oa_id: str, part: int) -> str:
    """Stream of letters not yet settled."""
    return f"{_slot(oa_id, part)}:outbox"


def turns(oa_id: str, part: int) -> str:
    """Stream of what is counted of turns and not yet in the records."""
    return f"{_slot(oa_id, part)}:turns"


def lease(oa_id: str, part: int) -> str:
    """Token of the worker that may handle this part now."""
    return f"{_slot(oa_id, part)}:lease"


def parked(oa_id: str, part: int) -> str:
    """Hash of events that could not be handled; a field is `<entry id> <citizen id>`."""
    return f"{_slot(oa_id, part)}:parked"


def attempts(oa_id: str, part: int) -> str:
    """Hash of how often a turn was begun for events handed out too often; a field is an entry id."""
    return f"{_slot(oa_id, part)}:attempts"


def undelivered(oa_id: str, part: int) -> str:
    """Sorted set of letters refused or in doubt, by the moment it was settled."""
    return f"{_slot(oa_id, part)}:undelivered"


def seen(oa_id: str, part: int, event_id: str) -> str:
    """Mark that an event was taken in."""
    return f"{_slot(oa_id, part)}:seen:{event_id}"


def talk(oa_id: str, citizen_id: str) -> str:
    """One citizen's conversation: `<revision> <last heard, ms> <json>`."""
    return f"{_slot(oa_id, partition(citizen_id))}:talk:{citizen_id}"


def heard(oa_id: str, part: int) -> str:
    """Sorted set of masked messages, by the moment of their turn; a member is `<alias> <json>`."""
    return f"{_slot(oa_id, part)}:heard"


def sent(oa_id: str, citizen_id: str) -> str:
    """Sorted set of the channel's ids of letters this citizen certainly got."""
    return f"{_slot(oa_id, partition(citizen_id))}:sent:{citizen_id}"


def sending(oa_id: str, part: int, letter_id: str) -> str:
    """Moment at which an attempt to send a letter began."""
    return f"{_slot(oa_id, part)}:sending:{letter_id}"


def settled(oa_id: str, part: int, letter_id: str) -> str:
    """Hash of what became of a letter."""
    return f"{_slot(oa_id, part)}:settled:{letter_id}"


def workers(oa_id: str) -> str:
    """Sorted set of live workers of a page, by the moment they count as dead."""
    return f"{{{oa_id}}}:workers"


def followers(oa_id: str, part: int) -> str:
    """Sorted set of who follows what; a member is `<dossier code> <citizen id>`, all of one score."""
    return f"{_slot(oa_id, part)}:followers"


def news(oa_id: str, part: int) -> str:
    """Hash of notices; a field is `<change id> <citizen id>`, its value `<state> <at, ms> <dossier code>`."""
    return f"{_slot(oa_id, part)}:news"


def news_waiting(oa_id: str, part: int) -> str:
    """Sorted set of the notices not ended, by the moment to look at them again."""
    return f"{_slot(oa_id, part)}:news-waiting"


def news_ended(oa_id: str, part: int) -> str:
    """Sorted set of the notices that ended, by the moment."""
    return f"{_slot(oa_id, part)}:news-ended"


def news_cursor(oa_id: str, part: int) -> str:
    """Count up to the last change whose followers were noted."""
    return f"{_slot(oa_id, part)}:news-cursor"


def tries(oa_id: str, counted: str) -> str:
    """Set of events that gave a wrong proof, of one citizen or for one dossier on one day; who and which is hashed."""
    return f"{{{oa_id}}}:tries:{hashlib.sha256(counted.encode()).hexdigest()[:32]}"


def token(oa_id: str) -> str:
    """Token pair of the page, encrypted."""
    return f"{{{oa_id}}}:token"


def token_lock(oa_id: str) -> str:
    """Who is refreshing the page's token now."""
    return f"{{{oa_id}}}:token-lock"


def counts() -> str:
    """Hash of what all webhooks counted, for `doctor`; names and numbers only."""
    return "motcua:counts"


def told(oa_id: str, officer_id: str, problem: str) -> str:
    """Mark that an officer was told of a problem; beside their conversation."""
    return f"{_slot(oa_id, partition(officer_id))}:told:{officer_id}:{problem}"


_CATALOGUE = "{catalogue}"


def current() -> str:
    """Version of the catalogue that counts, by its number."""
    return f"{_CATALOGUE}:current"


def publishing() -> str:
    """Token of whoever publishes a change of the catalogue now."""
    return f"{_CATALOGUE}:publishing"


def running() -> str:
    """Hash of processes and the version each answers with."""
    return f"{_CATALOGUE}:running"


def refused() -> str:
    """Hash of content folders and why what each holds was refused."""
    return f"{_CATALOGUE}:refused"


def folders() -> str:
    """Hash of content folders and the fingerprint of what each held last."""
    return f"{_CATALOGUE}:folders"
