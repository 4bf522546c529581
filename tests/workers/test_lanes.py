"""One lane per citizen."""

from __future__ import annotations

import asyncio

import pytest

from bot.workers.lanes import Lane, Lanes


async def until(condition):
    async with asyncio.timeout(5):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0)


async def test_one_citizen_is_served_in_order_while_another_is_served_at_the_same_time():
    gate = asyncio.Event()
    done = []

    async def work(lane: Lane[int]) -> None:
        item = lane.queue[0]
        if lane.citizen_id == "slow":
            await gate.wait()
        done.append((lane.citizen_id, item))
        lane.queue.popleft()

    lanes: Lanes[int] = Lanes(work, limit=10)
    for item in (1, 2):
        lanes.put("slow", item)
        lanes.put("quick", item)
    await until(lambda: len(done) == 2)
    assert done == [("quick", 1), ("quick", 2)]
    gate.set()
    await lanes.finish(5)
    assert done[2:] == [("slow", 1), ("slow", 2)]


async def test_reading_pauses_while_too_much_waits():
    gate = asyncio.Event()

    async def work(lane: Lane[int]) -> None:
        await gate.wait()
        lane.queue.popleft()

    lanes: Lanes[int] = Lanes(work, limit=2)
    lanes.put("a", 1)
    await asyncio.wait_for(lanes.room(), 5)
    lanes.put("b", 1)
    reader = asyncio.create_task(lanes.room())
    await asyncio.sleep(0)
    assert not reader.done()
    gate.set()
    await asyncio.wait_for(reader, 5)
    await lanes.finish(5)


async def test_what_ends_a_lane_reaches_the_reader():
    async def work(lane: Lane[int]) -> None:
        raise ValueError(lane.citizen_id)

    lanes: Lanes[int] = Lanes(work, limit=2)
    lanes.put("a", 1)
    await until(lambda: lanes.waiting == 0)
    with pytest.raises(ValueError, match="a"):
        await lanes.room()
    await lanes.finish(0)


async def test_a_lane_waits_for_its_next_item_no_longer_than_told():
    waited = []

    async def work(lane: Lane[int]) -> None:
        if len(lane.queue) < 2:
            await lane.more(5)
        waited.append(tuple(lane.queue))
        lane.queue.clear()

    lanes: Lanes[int] = Lanes(work, limit=5)
    lanes.put("a", 1)
    await asyncio.sleep(0)
    lanes.put("a", 2)
    await lanes.finish(5)
    assert waited == [(1, 2)]
