"""Workers of several processes share the partitions and pass them on."""

from __future__ import annotations

import asyncio

from bot.storage import keys
from bot.storage.leases import Leases
from bot.workers.runner import Runner

OA = "4100000000000000001"


class Sitter:
    """A worker that only notes whose partition it sits on."""

    def __init__(self, seats, lease):
        self._seats, self._lease = seats, lease

    async def run(self):
        self._seats.add(self._lease.partition)
        await asyncio.Event().wait()

    async def finish(self, _grace_s):
        self._seats.discard(self._lease.partition)


class Stumbler(Sitter):
    """Falls over once on each partition, then sits."""

    fallen: set[int]

    async def run(self):
        if self._lease.partition not in self.fallen:
            self.fallen.add(self._lease.partition)
            raise ValueError("bug")
        await super().run()


def open_runner(redis, name, seats, kind=Sitter):
    leases = Leases(redis, name, ttl_ms=600)
    return asyncio.create_task(
        Runner(leases, (OA,), (lambda lease: kind(seats, lease),), renew_s=0.1, grace_s=1.5).run()
    )


async def until(condition):
    async with asyncio.timeout(15):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)


async def end(*runners):
    for runner in runners:
        runner.cancel()
    await asyncio.gather(*runners, return_exceptions=True)


async def test_one_process_takes_every_partition_and_hands_all_back_at_its_end(redis):
    seats = set()
    runner = open_runner(redis, "a", seats)
    await until(lambda: len(seats) == keys.PARTITIONS)
    await end(runner)
    assert seats == set()
    assert not any([await redis.exists(keys.lease(OA, part)) for part in range(keys.PARTITIONS)])


async def test_two_processes_come_to_share_the_partitions_evenly_and_never_sit_on_the_same(redis):
    one, two = set(), set()
    first = open_runner(redis, "a", one)
    await until(lambda: len(one) == keys.PARTITIONS)
    second = open_runner(redis, "b", two)
    await until(lambda: len(one) == len(two) == keys.PARTITIONS // 2)
    assert not one & two
    await end(first)
    await until(lambda: len(two) == keys.PARTITIONS)
    await end(second)


async def test_a_worker_that_falls_over_is_made_anew(redis):
    seats = set()
    Stumbler.fallen = set()
    runner = open_runner(redis, "a", seats, Stumbler)
    await until(lambda: len(seats) == keys.PARTITIONS)
    assert len(Stumbler.fallen) == keys.PARTITIONS
    await end(runner)


class Lingerer(Sitter):
    """Takes its time to finish."""

    async def finish(self, grace_s):
        if grace_s:
            await asyncio.sleep(grace_s)
        await super().finish(grace_s)


async def test_a_worker_that_lingers_over_a_lost_partition_lets_no_other_lease_run_out(redis):
    one, two = set(), set()
    first = open_runner(redis, "a", one, Lingerer)
    await until(lambda: len(one) == keys.PARTITIONS)
    kept = {part: await redis.get(keys.lease(OA, part)) for part in range(keys.PARTITIONS)}
    second = open_runner(redis, "b", two)
    await until(lambda: two)
    async with asyncio.timeout(15):
        while len(one) > keys.PARTITIONS // 2:
            await asyncio.sleep(0.05)
            held = {part: await redis.get(keys.lease(OA, part)) for part in range(keys.PARTITIONS)}
            assert sum(held[part] == kept[part] for part in held) == keys.PARTITIONS // 2
    await end(second, first)
