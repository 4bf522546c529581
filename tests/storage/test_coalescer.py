import asyncio

import pytest

from bot.errors import Unavailable
from bot.storage.coalescer import Coalescer


class Disk:
    """Does batches when told to, and lists them."""

    def __init__(self):
        self.batches = []
        self.may_go = asyncio.Semaphore(0)
        self.arrived = asyncio.Condition()

    async def flush(self, items):
        self.batches.append(items)
        async with self.arrived:
            self.arrived.notify_all()
        await self.may_go.acquire()
        return [ValueError(item) if item == "bad" else item.upper() for item in items]

    async def see(self, count):
        async with self.arrived:
            await self.arrived.wait_for(lambda: len(self.batches) >= count)


async def start(coalescer, *items):
    tasks = [asyncio.create_task(coalescer.submit(item)) for item in items]
    await asyncio.sleep(0)
    return tasks


async def test_what_arrives_during_a_write_goes_together_in_the_next():
    disk = Disk()
    coalescer = Coalescer(disk.flush, limit=10)
    first = await start(coalescer, "a")
    await disk.see(1)
    others = await start(coalescer, "b", "c", "d")
    disk.may_go.release()
    disk.may_go.release()
    assert await asyncio.gather(*first, *others) == ["A", "B", "C", "D"]
    assert disk.batches == [["a"], ["b", "c", "d"]]


async def test_one_items_failure_is_not_its_neighbours():
    disk = Disk()
    tasks = await start(Coalescer(disk.flush, limit=10), "a", "bad", "c")
    disk.may_go.release()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert results[0] == "A"
    assert isinstance(results[1], ValueError)
    assert results[2] == "C"


async def test_a_failed_batch_fails_each_caller_with_an_error_of_its_own_and_the_next_batch_goes():
    outage = True

    async def flush(items):
        if outage:
            raise Unavailable("away", retry_after_s=3)
        return items

    coalescer = Coalescer(flush, limit=10)
    errors = await asyncio.gather(*(coalescer.submit(n) for n in range(2)), return_exceptions=True)
    assert [type(error) for error in errors] == [Unavailable, Unavailable]
    assert errors[0] is not errors[1]
    assert errors[0].retry_after_s == 3
    outage = False
    assert await coalescer.submit(7) == 7


async def test_whoever_comes_when_the_queue_is_full_is_turned_away_at_once():
    disk = Disk()
    coalescer = Coalescer(disk.flush, limit=2)
    flying = await start(coalescer, "a")
    await disk.see(1)
    waiting = await start(coalescer, "b", "c")
    with pytest.raises(Unavailable):
        await coalescer.submit("d")
    for _ in range(2):
        disk.may_go.release()
    assert await asyncio.gather(*flying, *waiting) == ["A", "B", "C"]


async def test_a_caller_who_gives_up_leaves_the_others_alone_and_is_not_written_when_still_waiting():
    disk = Disk()
    coalescer = Coalescer(disk.flush, limit=10)
    flying = await start(coalescer, "a", "b")
    await disk.see(1)
    waiting = await start(coalescer, "c", "d")
    flying[0].cancel()
    waiting[0].cancel()
    for _ in range(2):
        disk.may_go.release()
    assert await asyncio.gather(flying[1], waiting[1]) == ["B", "D"]
    assert disk.batches == [["a", "b"], ["d"]]


async def test_a_batch_is_never_larger_than_allowed():
    disk = Disk()
    tasks = await start(Coalescer(disk.flush, limit=10, batch=2), "a", "b", "c", "d", "e")
    for _ in range(3):
        disk.may_go.release()
    await asyncio.gather(*tasks)
    assert [len(batch) for batch in disk.batches] == [2, 2, 1]
