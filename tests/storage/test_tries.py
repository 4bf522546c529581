from bot.storage import keys
from bot.storage.limits import TRIES_A_DAY, Tries
from tests.storage.samples import OA


async def take(redis, dossier="H12-1", events=range(TRIES_A_DAY)):
    return [await Tries(redis).take(oa_id=OA, dossier=dossier, event_id=f"e{n}") for n in events]


async def test_a_dossier_can_be_tried_ten_times_and_no_more(redis):
    assert await take(redis) == [True] * 10
    assert await take(redis, events=[10, 11]) == [False, False]
    assert await take(redis, dossier="H12-2", events=[10]) == [True]


async def test_the_same_event_takes_only_one_try_even_when_none_is_left(redis):
    assert await take(redis, events=[1] * 20) == [True] * 20
    await take(redis)
    assert await take(redis, events=[3]) == [True]


async def test_the_day_begins_with_the_first_try_and_later_ones_do_not_prolong_it(redis):
    await take(redis, events=[1])
    await redis.expire(keys.tries(OA, "H12-1"), 100)
    await take(redis, events=[2])
    assert await redis.ttl(keys.tries(OA, "H12-1")) <= 100
