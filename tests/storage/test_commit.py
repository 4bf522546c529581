import asyncio

import pytest

from bot.errors import Conflict, Fenced, Unavailable
from bot.storage import keys
from bot.storage.commit import Committer
from bot.storage.conversations import Conversations, encode
from bot.storage.inbox import Inbox
from bot.storage.leases import Lease
from bot.storage.outbox import Outbox, encode_letter
from tests.storage.samples import OA, arrival, hold_all, hold_for, letter, new, take_in, turn


async def test_a_turn_stores_conversation_letters_and_acknowledgement_together(redis):
    lease = await hold_for(redis)
    entry = await take_in(redis, lease)
    said = (letter("e1:0", text="Một"), letter("e1:1", text="Hai"))
    await Committer(redis).commit(turn(lease, entry, new(procedure="1.001193"), letters=said))
    stored = await Conversations(redis).load(OA, "c1")
    assert (stored.procedure, stored.revision) == ("1.001193", 1)
    assert tuple(pending.letter for pending in await Outbox(redis).read(lease)) == said
    assert await redis.xlen(keys.inbox(OA, lease.partition)) == 0
    assert (await redis.xpending(keys.inbox(OA, lease.partition), "workers"))["pending"] == 0


class PlainAcknowledge:
    """The broken twin: store, then acknowledge, each by itself, and look at nothing."""

    def __init__(self, redis):
        self._redis = redis

    async def commit(self, write):
        place = (write.lease.oa_id, write.lease.partition)
        revision, body = write.conversation.revision + 1, encode(write.conversation)
        await self._redis.set(keys.talk(OA, write.conversation.citizen_id), b"%d 0 %s" % (revision, body))
        for one in write.letters:
            await self._redis.xadd(keys.outbox(*place), {"l": encode_letter(one)})
        await self._redis.xack(keys.inbox(*place), "workers", *write.entry_ids)
        await self._redis.xdel(keys.inbox(*place), *write.entry_ids)


@pytest.mark.parametrize(("kind", "letters"), [(Committer, 1), (PlainAcknowledge, 2)])
async def test_a_turn_committed_again_after_a_lost_answer_says_nothing_twice(redis, kind, letters):
    """The second row is the twin that this must catch."""
    lease, committer = await hold_for(redis), kind(redis)
    write = turn(lease, await take_in(redis, lease))
    await committer.commit(write)
    await committer.commit(write)
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == letters


async def test_a_turn_decided_on_an_outdated_conversation_is_refused_whole(redis):
    lease, committer = await hold_for(redis), Committer(redis)
    first, second = await take_in(redis, lease, "e1"), await take_in(redis, lease, "e2")
    await committer.commit(turn(lease, first))
    with pytest.raises(Conflict):
        await committer.commit(turn(lease, second))
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == 1
    stored = await Conversations(redis).load(OA, "c1")
    await committer.commit(turn(lease, second, stored))
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == 2


async def test_two_turns_of_one_citizen_in_one_batch_cannot_both_win(redis):
    lease, committer = await hold_for(redis), Committer(redis)
    entries = [await take_in(redis, lease, f"e{n}") for n in range(2)]
    results = await asyncio.gather(
        *(committer.commit(turn(lease, entry)) for entry in entries), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), Conflict]
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == 1


async def test_a_turn_of_which_one_entry_was_answered_elsewhere_is_refused_whole(redis):
    lease, committer = await hold_for(redis), Committer(redis)
    entries = [await take_in(redis, lease, f"e{n}") for n in range(2)]
    await committer.commit(turn(lease, entries[0]))
    stored = await Conversations(redis).load(OA, "c1")
    both = turn(lease, entries[1], stored, entry_ids=tuple(entry.entry_id for entry in entries))
    with pytest.raises(Conflict):
        await committer.commit(both)
    assert await redis.xlen(keys.inbox(OA, lease.partition)) == 1


async def test_a_neighbours_failure_in_the_batch_is_not_ours(redis):
    leases, committer = await hold_all(redis), Committer(redis)
    mine, broken, fenced = [name for name in map(str, range(99)) if keys.partition(name) == 0][:3]
    entries = {name: await take_in(redis, leases[0], f"e{name}", name) for name in (mine, broken, fenced)}
    await redis.hset(keys.talk(OA, broken), "not", "a string")
    results = await asyncio.gather(
        committer.commit(turn(leases[0], entries[broken])),
        committer.commit(turn(Lease(OA, 0, "not ours"), entries[fenced])),
        committer.commit(turn(leases[0], entries[mine])),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [Unavailable, Fenced, type(None)]
    assert await redis.xlen(keys.outbox(OA, 0)) == 1
    assert await redis.xlen(keys.inbox(OA, 0)) == 2


@pytest.mark.parametrize("spoilt", [keys.outbox, keys.parked])
async def test_an_error_while_running_leaves_no_half_turn(redis, spoilt):
    lease = await hold_for(redis)
    entry = await take_in(redis, lease)
    await redis.delete(spoilt(OA, lease.partition))
    await redis.set(spoilt(OA, lease.partition), "of the wrong type")
    with pytest.raises(Unavailable):
        await Committer(redis).commit(turn(lease, entry))
    assert not await redis.exists(keys.talk(OA, "c1"))
    assert (await redis.xpending(keys.inbox(OA, lease.partition), "workers"))["pending"] == 1


async def test_when_memory_is_full_a_turn_is_not_half_written(redis):
    lease = await hold_for(redis)
    write = turn(lease, await take_in(redis, lease))
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(Unavailable):
            await Committer(redis).commit(write)
    finally:
        await redis.config_set("maxmemory", 0)
    assert (await redis.xpending(keys.inbox(OA, lease.partition), "workers"))["pending"] == 1
    await Committer(redis).commit(write)
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == 1


async def test_erasing_forgets_conversation_confirmed_ids_and_parked_events_of_this_citizen_only(redis):
    lease, inbox, committer = await hold_for(redis), Inbox(redis), Committer(redis)
    twin = next(str(n) for n in range(99) if keys.partition(str(n)) == lease.partition)
    for number, citizen in enumerate(("c1", twin)):
        await inbox.park(lease, await take_in(redis, lease, f"bad{number}", citizen), "poison")
        entry = await take_in(redis, lease, f"good{number}", citizen)
        await committer.commit(turn(lease, entry))
        (pending,) = await Outbox(redis).read(lease)
        await Outbox(redis).settle(lease, pending, state="sent", message_id=f"m{number}")

    entry = await take_in(redis, lease, "erase")
    conversation = await Conversations(redis).load(OA, "c1")
    await committer.commit(turn(lease, entry, conversation, erase=True))
    assert not await redis.exists(keys.talk(OA, "c1"), keys.sent(OA, "c1"))
    assert await redis.exists(keys.talk(OA, twin), keys.sent(OA, twin)) == 2
    (left,) = await redis.hkeys(keys.parked(OA, lease.partition))
    assert left.decode().endswith(f" {twin}")
    assert len(await Outbox(redis).read(lease)) == 1  # the letter that says so


async def test_a_conversation_lives_ninety_days_from_its_last_turn(redis):
    lease = await hold_for(redis)
    await Committer(redis).commit(turn(lease, await take_in(redis, lease)))
    assert 90 * 86_400 - 60 < await redis.ttl(keys.talk(OA, "c1")) <= 90 * 86_400


async def test_a_turn_must_answer_something_under_the_lease_of_its_own_partition(redis):
    leases = await hold_all(redis)
    lease = leases[keys.partition("c1")]
    entry = await take_in(redis, lease)
    with pytest.raises(ValueError, match="at least one entry"):
        await Committer(redis).commit(turn(lease, entry, entry_ids=()))
    other = leases[(lease.partition + 1) % keys.PARTITIONS]
    with pytest.raises(ValueError, match="partition"):
        await Committer(redis).commit(turn(other, entry))


async def test_hundreds_of_turns_at_once_are_each_committed_once(redis):
    leases, inbox, committer = await hold_all(redis), Inbox(redis), Committer(redis)
    await asyncio.gather(*(inbox.append(arrival(f"e{n}", f"c{n}")) for n in range(600)))
    entries = [(lease, entry) for lease in leases.values() for entry in await inbox.read(lease, count=600)]
    await asyncio.gather(*(committer.commit(turn(lease, entry)) for lease, entry in entries))
    assert sum([await redis.xlen(keys.outbox(OA, part)) for part in range(keys.PARTITIONS)]) == 600
    assert sum([await redis.xlen(keys.inbox(OA, part)) for part in range(keys.PARTITIONS)]) == 0
