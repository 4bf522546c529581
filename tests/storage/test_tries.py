from dataclasses import replace
from datetime import date, timedelta

from bot.domain.proof import Try
from bot.storage import keys
from bot.storage.limits import Tries
from tests.storage.samples import OA

ANY = Try(oa_id=OA, citizen_id="c1", dossier="H12-1", day=date(2026, 11, 23), event_id="e1")


async def take(redis, *attempts):
    return [await Tries(redis).take(attempt) for attempt in attempts]


def of_one_citizen(count, first=0, **changes):
    return [
        replace(ANY, dossier=f"H12-{n}", event_id=f"e{n}", **changes) for n in range(first, first + count)
    ]


def of_many_citizens(count, **changes):
    return [replace(ANY, citizen_id=f"c{n}", event_id=f"e{n}", **changes) for n in range(count)]


async def test_a_citizen_has_five_tries_a_day_and_no_more(redis):
    assert await take(redis, *of_one_citizen(7)) == [True] * 5 + [False] * 2
    assert await take(redis, *of_one_citizen(1, day=ANY.day + timedelta(days=1))) == [True]


async def test_a_dossier_has_ten_tries_a_day_by_anybody_and_no_more(redis):
    assert await take(redis, *of_many_citizens(12)) == [True] * 10 + [False] * 2
    assert await take(redis, replace(ANY, citizen_id="other", dossier="H12-2", event_id="f1")) == [True]


async def test_who_has_no_try_left_uses_up_none_of_a_dossier(redis):
    await take(redis, *of_one_citizen(5))
    spent = [replace(ANY, dossier="H12-9", event_id=f"f{n}") for n in range(10)]
    assert await take(redis, *spent) == [False] * 10
    others = [
        replace(each, citizen_id=f"other {each.citizen_id}") for each in of_many_citizens(11, dossier="H12-9")
    ]
    assert await take(redis, *others) == [True] * 10 + [False]
    assert await redis.scard(next(iter(_names("dossier H12-9")))) == 10


def _names(counted):
    yield keys.tries(OA, f"{ANY.day.isoformat()} {counted}")


async def test_the_same_event_takes_only_one_try_even_when_none_is_left(redis):
    assert await take(redis, *[ANY] * 20) == [True] * 20
    await take(redis, *of_one_citizen(4, first=10))
    assert await take(redis, replace(ANY, event_id="new"), ANY) == [False, True]


async def test_a_right_proof_uses_up_nothing(redis):
    for attempt in of_one_citizen(20):
        assert await take(redis, attempt) == [True]
        await Tries(redis).give_back(attempt)
