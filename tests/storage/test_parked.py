from datetime import UTC, datetime

import pytest

from bot.storage import keys
from bot.storage.inbox import Inbox
from bot.storage.parked import Parked
from tests.storage.samples import OA, hold_all, take_in


@pytest.fixture
async def park(redis):
    """Give a way to park one event; it answers with the lease of the partition."""
    leases = await hold_all(redis)

    async def park_one(event_id="bad", citizen_id="c1", body=b"\xff not JSON"):
        lease = leases[keys.partition(citizen_id)]
        entry = await take_in(redis, lease, event_id, citizen_id, body)
        await Inbox(redis).park(lease, entry, "cannot be read")
        return lease

    return park_one


async def test_staff_see_what_was_parked_and_why(redis, park):
    lease = await park()
    (entry,) = await Parked(redis).list_all(OA)
    assert entry.parked_id.startswith(f"{lease.partition}/")
    assert (entry.event_id, entry.citizen_id, entry.reason) == ("bad", "c1", "cannot be read")
    assert (entry.body, entry.deliveries) == (b"\xff not JSON", 1)
    assert entry.received_at == datetime.fromtimestamp(1, UTC)


async def test_a_replayed_event_is_handled_once_more_as_it_was(redis, park):
    lease, parked = await park(), Parked(redis)
    (entry,) = await parked.list_all(OA)
    assert await parked.replay(OA, entry.parked_id) is True
    assert await parked.replay(OA, entry.parked_id) is False
    inbox = Inbox(redis)
    (again,) = await inbox.read(lease)
    assert (again.event_id, again.citizen_id, again.body) == ("bad", "c1", b"\xff not JSON")
    assert (again.deliveries, again.received_at_ms) == (1, 1_000)
    assert await parked.list_all(OA) == []


async def test_a_discarded_event_is_gone(redis, park):
    await park()
    parked = Parked(redis)
    (entry,) = await parked.list_all(OA)
    assert await parked.discard(OA, entry.parked_id) is True
    assert await parked.discard(OA, entry.parked_id) is False
    assert await parked.list_all(OA) == []


async def test_an_id_that_names_nothing_changes_nothing(redis, park):
    await park()
    for wrong in ("", "9/1-0", "x", "1/", "-1/1-0"):
        assert await Parked(redis).discard(OA, wrong) is False
        assert await Parked(redis).replay(OA, wrong) is False
    assert len(await Parked(redis).list_all(OA)) == 1


async def test_what_is_older_than_its_retention_goes_and_the_rest_stays(redis, park):
    await park("bad1", "c1")
    await park("bad2", "c2")
    parked = Parked(redis)
    assert await parked.discard_before(OA, datetime.fromtimestamp(1, UTC)) == 0
    assert await parked.discard_before(OA, datetime.fromtimestamp(2, UTC)) == 2
