"""Sample arrivals, letters and one worker's hold on a page; every name and number is made up."""

from bot.domain.conversation import Conversation
from bot.storage.inbox import Arrival
from bot.storage.keys import PARTITIONS, partition
from bot.storage.leases import Lease, Leases
from bot.storage.outbox import Letter

OA = "1000"


def arrival(event_id="e1", citizen_id="c1", body=b'{"sample": 1}', oa_id=OA):
    return Arrival(event_id=event_id, oa_id=oa_id, citizen_id=citizen_id, body=body, received_at_ms=1_000)


def letter(letter_id="e1.0", citizen_id="c1", text="Dạ, mẫu."):
    return Letter(letter_id=letter_id, citizen_id=citizen_id, text=text, key="sample.reply", created_at_ms=2_000)


async def hold_all(redis, owner="worker", ttl_ms=60_000) -> dict[int, Lease]:
    """Give one worker every partition of the sample page."""
    held = await Leases(redis, owner, ttl_ms).hold([OA])
    assert len(held) == PARTITIONS
    return {lease.partition: lease for lease in held}


def lease_of(leases, citizen_id) -> Lease:
    return leases[partition(citizen_id)]


def new(citizen_id="c1", **changes):
    return Conversation(citizen_id=citizen_id, **changes)
