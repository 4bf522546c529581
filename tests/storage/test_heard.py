"""Kept messages: written with their turn, for a short life, capped, and gone with their citizen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.domain.conversation import Awaiting, Language
from bot.logs import pseudonym
from bot.storage import heard, keys
from bot.storage.commit import Committer
from bot.storage.heard import HeardMessages, Keeping, KeptMessage
from tests.storage.samples import OA, hold_for, take_in, turn

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
WEEK_S = 7 * 86_400
LONG_AGO = datetime.fromtimestamp(0, UTC)


def message(text="lam khai sinh can gi", alias="mau1", at=NOW, **more):
    return KeptMessage(alias=alias, at=at, text=text, **more)


async def keep(redis, lease, event_id, one, *, life_s=WEEK_S, **more):
    entry = await take_in(redis, lease, event_id, event_id)
    keeping = Keeping(alias=one.alias, message=one, life_s=life_s)
    await Committer(redis).commit(turn(lease, entry, **{"keeping": keeping, **more}))


def citizens(lease):
    return (str(n) for n in range(99_999) if keys.partition(str(n)) == lease.partition)


async def test_a_message_comes_back_with_all_that_the_router_needs(redis):
    lease = await hold_for(redis)
    whole = message(
        language=Language.EN, procedure="1.001193", intent="fee", replies=("fee.answer",),
        awaiting=Awaiting(flow="procedure", step="which", values={"intent": "fee"}),
    )  # fmt: skip
    await keep(redis, lease, next(citizens(lease)), whole)
    assert await HeardMessages(redis).since(OA, LONG_AGO) == [whole]


async def test_a_message_older_than_its_life_goes_when_the_next_one_is_kept(redis):
    lease = await hold_for(redis)
    ids = citizens(lease)
    await keep(redis, lease, next(ids), message("cũ", at=NOW - timedelta(days=7, seconds=1)))
    await keep(redis, lease, next(ids), message("vừa", at=NOW - timedelta(days=7)))
    await keep(redis, lease, next(ids), message("mới"))
    found = await HeardMessages(redis).since(OA, LONG_AGO)
    assert [one.text for one in found] == ["vừa", "mới"]
    assert 0 < await redis.ttl(keys.heard(OA, lease.partition)) <= WEEK_S


async def test_a_silent_page_forgets_too(redis):
    lease = await hold_for(redis)
    await keep(redis, lease, next(citizens(lease)), message())
    assert await HeardMessages(redis).forget_before(OA, NOW) == 0
    assert await HeardMessages(redis).forget_before(OA, NOW + timedelta(seconds=1)) == 1
    assert await HeardMessages(redis).since(OA, LONG_AGO) == []


async def test_no_days_keep_nothing(redis):
    lease = await hold_for(redis)
    await keep(redis, lease, next(citizens(lease)), message(), life_s=0)
    assert not await redis.exists(keys.heard(OA, lease.partition))


async def test_a_partition_keeps_no_more_than_its_share_and_the_oldest_go_first(redis):
    lease = await hold_for(redis)
    key = keys.heard(OA, lease.partition)
    filled = {b"mau0 " + b"%d" % n: int(NOW.timestamp() * 1000) + n for n in range(heard.MOST_KEPT)}
    await redis.zadd(key, filled)
    await keep(redis, lease, next(citizens(lease)), message(at=NOW + timedelta(hours=1)))
    assert await redis.zcard(key) == heard.MOST_KEPT
    assert await redis.zscore(key, b"mau0 0") is None
    assert await redis.zscore(key, b"mau0 1") is not None


async def test_erasing_a_citizen_takes_their_messages_and_nobody_elses(redis):
    lease = await hold_for(redis)
    ids = citizens(lease)
    for alias in ("mau1", "mau12"):
        await keep(redis, lease, next(ids), message(alias=alias))
    await keep(redis, lease, next(ids), message("quên tôi đi"), erase=True)
    assert [one.alias for one in await HeardMessages(redis).since(OA, LONG_AGO)] == ["mau12"]


async def test_a_denunciation_takes_what_was_kept_before_it(redis):
    lease = await hold_for(redis)
    ids = citizens(lease)
    await keep(redis, lease, next(ids), message())
    await keep(redis, lease, next(ids), message(), keeping=Keeping(alias="mau1", forgets=True))
    assert await HeardMessages(redis).since(OA, LONG_AGO) == []


async def test_a_turn_committed_again_keeps_its_message_once(redis):
    lease = await hold_for(redis)
    entry = await take_in(redis, lease)
    write = turn(lease, entry, keeping=Keeping(alias="mau1", message=message(), life_s=WEEK_S))
    for _ in range(2):
        await Committer(redis).commit(write)
    assert len(await HeardMessages(redis).since(OA, LONG_AGO)) == 1


async def test_messages_are_forgotten_one_by_one(redis):
    lease = await hold_for(redis)
    ids = citizens(lease)
    await keep(redis, lease, next(ids), message("một"))
    await keep(redis, lease, next(ids), message("hai"))
    store = HeardMessages(redis)
    first, second = await store.since(OA, LONG_AGO)
    assert await store.forget(OA, [first]) == 1
    assert await store.since(OA, LONG_AGO) == [second]


def test_the_alias_of_a_citizen_is_not_the_one_of_log_lines():
    assert heard.alias_of(b"k", OA, "c1") != pseudonym(b"k", OA, "c1")
    assert heard.alias_of(b"k", OA, "c1") == heard.alias_of(b"k", OA, "c1") != heard.alias_of(b"k", "2", "c1")
