"""Sample arrivals, letters and one worker's hold on a page; every name and number is made up."""

from dataclasses import replace

from bot.domain.conversation import Conversation
from bot.storage.commit import TurnWrite
from bot.storage.inbox import Arrival, Inbox
from bot.storage.keys import PARTITIONS, partition
from bot.storage.keys import lease as lease_key
from bot.storage.leases import Lease, Leases
from bot.storage.outbox import Letter

OA = "1000"


def arrival(event_id="e1", citizen_id="c1", body=b'{"sample": 1}', oa_id=OA):
    return Arrival(event_id=event_id, oa_id=oa_id, citizen_id=citizen_id, body=body, received_at_ms=1_000)


def letter(letter_id="e1:0", citizen_id="c1", text="Dạ, mẫu."):
    return Letter(
        letter_id=letter_id, citizen_id=citizen_id, text=text, key="sample.reply", created_at_ms=2_000
    )


def new(citizen_id="c1", **changes):
    return Conversation(citizen_id=citizen_id, **changes)


async def hold_all(redis, owner="worker") -> dict[int, Lease]:
    """Give one worker every partition of the sample page."""
    held = await Leases(redis, owner, 60_000).hold([OA])
    assert len(held) == PARTITIONS
    return {lease.partition: lease for lease in held}


async def hold_for(redis, citizen_id="c1") -> Lease:
    return (await hold_all(redis))[partition(citizen_id)]


async def pass_on(redis, lease, token="successor") -> Lease:
    """Let the lease run out and another worker take it."""
    successor = Lease(lease.oa_id, lease.partition, token)
    await redis.set(lease_key(lease.oa_id, lease.partition), successor.token, px=60_000)
    return successor


async def take_in(redis, lease, event_id="e1", citizen_id="c1", body=b"{}"):
    """Let one event arrive and hand it to the holder of the lease."""
    inbox = Inbox(redis)
    assert await inbox.append(arrival(event_id, citizen_id, body))
    while True:
        for entry in await inbox.read(lease):
            if entry.event_id == event_id:
                return entry


def turn(lease, entry, conversation=None, **changes):
    """A turn that answers one entry with one letter."""
    plain = TurnWrite(
        lease=lease,
        conversation=conversation or new(entry.citizen_id),
        entry_ids=(entry.entry_id,),
        letters=(letter(f"{entry.event_id}:0", entry.citizen_id),),
    )
    return replace(plain, **changes)
