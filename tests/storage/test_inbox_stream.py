import asyncio

import pytest

from bot.errors import Fenced, Unavailable
from bot.storage import keys
from bot.storage.inbox import Inbox
from bot.storage.leases import Lease
from tests.storage.samples import OA, arrival, hold_all, hold_for, pass_on


async def test_an_event_delivered_twice_is_stored_once(redis):
    inbox, lease = Inbox(redis), await hold_for(redis)
    assert await inbox.append(arrival()) is True
    assert await inbox.append(arrival()) is False
    assert [entry.event_id for entry in await inbox.read(lease)] == ["e1"]


async def test_the_same_event_twice_in_one_batch_is_stored_once(redis):
    inbox = Inbox(redis)
    assert sorted(await asyncio.gather(*(inbox.append(arrival()) for _ in range(5)))) == [False] * 4 + [True]


async def test_an_event_comes_out_as_it_went_in(redis):
    inbox, body = Inbox(redis), bytes(range(256))
    lease = await hold_for(redis, "người-dân")
    await inbox.append(arrival("é/1", "người-dân", body))
    (entry,) = await inbox.read(lease)
    assert (entry.event_id, entry.citizen_id, entry.body) == ("é/1", "người-dân", body)
    assert (entry.oa_id, entry.partition, entry.deliveries, entry.received_at_ms) == (
        OA,
        lease.partition,
        1,
        1_000,
    )


async def test_events_of_several_pages_and_citizens_each_find_their_partition(redis):
    inbox = Inbox(redis)
    await asyncio.gather(*(inbox.append(arrival(f"e{n}", f"c{n}", oa_id=str(n % 3))) for n in range(100)))
    lengths = [await redis.xlen(keys.inbox(str(oa), part)) for oa in range(3) for part in range(8)]
    assert sum(lengths) == 100
    assert await redis.xlen(keys.inbox("1", keys.partition("c1"))) >= 1


async def test_events_of_a_citizen_come_in_the_order_they_were_taken_in(redis):
    inbox, lease = Inbox(redis), await hold_for(redis)
    await asyncio.gather(*(inbox.append(arrival(f"e{n}")) for n in range(300)))
    found = [entry.event_id for _ in range(3) for entry in await inbox.read(lease, count=128)]
    assert found == [f"e{n}" for n in range(300)]


async def test_what_a_dead_worker_left_pending_is_the_first_its_successor_gets(redis):
    dead = await hold_for(redis)
    for number in range(3):
        await Inbox(redis).append(arrival(f"e{number}"))
    assert len(await Inbox(redis).read(dead, count=2)) == 2

    lease, inbox = await pass_on(redis, dead), Inbox(redis)
    first = await inbox.read(lease, count=1)
    assert [(entry.event_id, entry.deliveries) for entry in first] == [("e0", 2)]
    assert [(entry.event_id, entry.deliveries) for entry in await inbox.read(lease)] == [("e1", 2)]
    assert [(entry.event_id, entry.deliveries) for entry in await inbox.read(lease)] == [("e2", 1)]
    assert await inbox.read(lease) == []


async def test_rewinding_hands_out_what_is_pending_once_more(redis):
    inbox, lease = Inbox(redis), await hold_for(redis)
    await inbox.append(arrival())
    await inbox.read(lease)
    inbox.rewind(lease)
    assert [entry.deliveries for entry in await inbox.read(lease)] == [2]


async def test_whoever_lost_the_lease_reads_nothing(redis):
    """An entry handed to a fenced reader would lie pending where its successor no longer looks."""
    inbox, lost = Inbox(redis), await hold_for(redis)
    await inbox.append(arrival())
    lease = await pass_on(redis, lost)
    with pytest.raises(Fenced):
        await inbox.read(lost)
    assert [entry.deliveries for entry in await inbox.read(lease)] == [1]


async def test_an_entry_deleted_by_hand_is_passed_over(redis):
    lease = await hold_for(redis)
    for number in range(3):
        await Inbox(redis).append(arrival(f"e{number}"))
    entries = await Inbox(redis).read(lease)
    await redis.xdel(keys.inbox(OA, lease.partition), entries[0].entry_id, entries[1].entry_id)
    inbox = Inbox(redis)
    assert [entry.event_id for entry in await inbox.read(lease, count=1)] == ["e2"]
    assert (await redis.xpending(keys.inbox(OA, lease.partition), "workers"))["pending"] == 1


async def test_a_waiting_reader_wakes_when_something_comes(redis):
    inbox, lease = Inbox(redis), await hold_for(redis)
    assert await inbox.read(lease) == []
    reading = asyncio.create_task(inbox.read(lease, block_ms=5_000))
    await inbox.append(arrival())
    async with asyncio.timeout(2):
        assert [entry.event_id for entry in await reading] == ["e1"]


async def test_waiting_for_many_partitions_names_those_with_something_new(redis):
    inbox, leases = Inbox(redis), await hold_all(redis)
    for lease in leases.values():
        assert await inbox.read(lease) == []
    waiting = asyncio.create_task(inbox.wait(leases.values(), 5_000))
    await inbox.append(arrival())
    async with asyncio.timeout(2):
        assert await waiting == {leases[keys.partition("c1")]}
    assert len(await inbox.read(leases[keys.partition("c1")])) == 1
    assert await inbox.wait(leases.values(), 1) == frozenset()  # in hand is not new


async def test_a_server_that_forgot_the_scripts_is_taught_them_again(redis):
    inbox, lease = Inbox(redis), await hold_for(redis)
    await inbox.append(arrival("e1"))
    await redis.script_flush()
    assert await inbox.append(arrival("e2")) is True
    await redis.script_flush()
    assert len(await inbox.read(lease)) == 2


async def test_without_a_replica_that_has_it_an_event_does_not_count_as_stored(redis):
    with pytest.raises(Unavailable, match="replicas"):
        await Inbox(redis, replicas=1).append(arrival())


async def test_when_memory_is_full_nothing_is_marked_as_seen_that_is_not_stored(redis):
    """A mark without its event would make us drop every later delivery of it."""
    await redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(Unavailable):
            await Inbox(redis).append(arrival())
    finally:
        await redis.config_set("maxmemory", 0)
    assert await Inbox(redis).append(arrival()) is True


async def test_a_parked_event_leaves_the_inbox_and_parking_it_again_does_nothing(redis):
    inbox, lease = Inbox(redis), await hold_for(redis)
    await inbox.append(arrival())
    (entry,) = await inbox.read(lease)
    for _ in range(2):
        await inbox.park(lease, entry, "cannot be read")
    assert await redis.xlen(keys.inbox(OA, lease.partition)) == 0
    assert await redis.hlen(keys.parked(OA, lease.partition)) == 1
    with pytest.raises(Fenced):
        await inbox.park(Lease(OA, lease.partition, "another"), entry, "cannot be read")
