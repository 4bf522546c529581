import pytest

from bot.errors import Fenced
from bot.storage import keys
from bot.storage.commit import Committer
from bot.storage.inbox import Inbox
from bot.storage.leases import Leases
from tests.storage.samples import OA, hold_for, pass_on, take_in, turn


async def hold(leases, oa_ids=(OA,)):
    return {(lease.oa_id, lease.partition) for lease in await leases.hold(oa_ids)}


async def test_a_worker_alone_holds_every_partition_of_every_page(redis):
    held = await hold(Leases(redis, "one"), ["1", "2"])
    assert held == {(oa, part) for oa in ("1", "2") for part in range(keys.PARTITIONS)}


async def test_holding_again_renews_the_same_leases(redis):
    leases = Leases(redis, "one", ttl_ms=60_000)
    held = await leases.hold([OA])
    await redis.pexpire(keys.lease(OA, 0), 100)
    assert await leases.hold([OA]) == held
    assert await redis.pttl(keys.lease(OA, 0)) > 1_000


async def test_no_partition_ever_has_two_holders_and_none_is_left_over(redis):
    workers = [Leases(redis, f"worker{n}") for n in range(3)]
    for _ in range(4):  # the late comers' share is handed over within a few beats
        shares = [await hold(worker) for worker in workers]
        assert sum(map(len, shares)) == len(set().union(*shares))
    assert set().union(*shares) == {(OA, part) for part in range(keys.PARTITIONS)}
    assert max(map(len, shares)) <= 3


async def test_what_is_above_our_share_is_kept_for_one_more_beat_so_that_its_turns_can_end(redis):
    old, late = Leases(redis, "old"), Leases(redis, "late")
    assert len(await hold(old)) == 8
    assert await hold(late) == set()
    kept = await hold(old)
    assert len(kept) == 4
    assert await redis.exists(*(keys.lease(OA, part) for part in range(8))) == 8
    assert await hold(old) == kept
    assert len(await hold(late)) == 4


async def test_a_dead_workers_partitions_pass_on_when_its_leases_run_out(redis):
    await hold(Leases(redis, "dead"))
    other = Leases(redis, "other")
    assert await hold(other) == set()
    for part in range(keys.PARTITIONS):
        await redis.delete(keys.lease(OA, part))  # as if their time had run out
    await redis.delete(keys.workers(OA))
    assert len(await hold(other)) == 8


async def test_who_leaves_gives_everything_back_at_once(redis):
    leaving, other = Leases(redis, "leaving"), Leases(redis, "other")
    await hold(leaving)
    await leaving.release_all()
    assert len(await hold(other)) == 8


async def test_a_lease_taken_over_meanwhile_is_no_longer_in_the_answer(redis):
    leases = Leases(redis, "one")
    await hold(leases)
    await redis.set(keys.lease(OA, 3), "another")
    assert (OA, 3) not in await hold(leases)
    await leases.release_all()
    assert await redis.get(keys.lease(OA, 3)) == b"another"


async def test_what_another_left_pending_while_our_lease_had_run_out_is_read(redis):
    """After a pause longer than its lease a worker begins anew, with a token that nobody has used."""
    leases, inbox = Leases(redis, "paused"), Inbox(redis)
    before = {lease.partition: lease for lease in await leases.hold([OA])}
    part = keys.partition("c1")
    assert await inbox.read(before[part]) == []
    await redis.delete(keys.lease(OA, part))  # it runs out,
    other = await pass_on(redis, before[part])  # another takes it, reads an entry,
    await take_in(redis, other)
    await redis.delete(keys.lease(OA, part))  # and dies
    after = {lease.partition: lease for lease in await leases.hold([OA])}
    assert after[part].token != before[part].token
    assert [entry.event_id for entry in await inbox.read(after[part])] == ["e1"]


async def test_a_late_worker_commits_nothing_once_its_lease_passed_on(redis):
    lost = await hold_for(redis)
    entry = await take_in(redis, lost)
    lease = await pass_on(redis, lost)
    with pytest.raises(Fenced):
        await Committer(redis).commit(turn(lost, entry))
    assert await redis.xlen(keys.outbox(OA, lost.partition)) == 0
    (again,) = await Inbox(redis).read(lease)
    await Committer(redis).commit(turn(lease, again))
    assert await redis.xlen(keys.outbox(OA, lost.partition)) == 1
