"""A page never loses its pair of tokens, whatever Zalo answers and whoever asks at the same time."""

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest

from bot.channels.zalo import http
from bot.channels.zalo.errors import TokenDead
from bot.channels.zalo.http import open_session
from bot.channels.zalo.tokens import TokenKeeper
from bot.domain.token import TokenPair
from bot.errors import Unavailable
from bot.storage.tokens import TokenStore, open_key
from tests.channels.scripted import OA_ID, Say, scripted, zalo_settings

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
FRESH = {"access_token": "access2", "refresh_token": "refresh2", "expires_in": "90000"}


def pair(access="access1", refresh="refresh1", issued=NOW):
    return TokenPair(
        access=access,
        refresh=refresh,
        access_expires_at=issued + timedelta(hours=25),
        refresh_issued_at=issued,
    )


class Shelf:
    """A store in memory, shared by the keepers of two make-believe processes."""

    def __init__(self):
        self.pairs, self.turn, self.away = {OA_ID: pair()}, asyncio.Lock(), False

    async def load(self, oa_id):
        return self.pairs.get(oa_id)

    async def save(self, oa_id, fresh):
        if self.away:
            raise Unavailable("away")
        self.pairs[oa_id] = fresh

    @asynccontextmanager
    async def lock(self, oa_id):
        async with self.turn:
            yield


class NoTurns(Shelf):
    """Broken twin: a store whose lock keeps nobody out."""

    @asynccontextmanager
    async def lock(self, oa_id):
        yield


@pytest.fixture
async def zalo():
    async with scripted() as script:
        yield script


@pytest.fixture
async def session():
    async with open_session(timeout_s=1.0) as session:
        yield session


def keeper_on(shelf, zalo, session):
    keeper = TokenKeeper(
        zalo_settings(zalo.url),
        shelf,
        session,
        alarm=lambda oa_id, reason: keeper.alarms.append(reason),
        clock=lambda: keeper.now,
    )
    keeper.alarms, keeper.now = [], NOW + timedelta(hours=1)
    return keeper


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def keeper(shelf, zalo, session):
    return keeper_on(shelf, zalo, session)


async def test_a_young_token_is_given_without_asking_zalo(keeper, zalo):
    assert await keeper.access(OA_ID) == "access1"
    assert zalo.asked == []


async def test_after_twenty_hours_the_pair_is_renewed_with_the_app_secret_and_stored(keeper, zalo, shelf):
    keeper.now = NOW + timedelta(hours=20)
    zalo.will(FRESH)
    assert await keeper.access(OA_ID) == "access2"
    [asked] = zalo.asked
    assert (asked.method, asked.path) == ("POST", "/v4/oa/access_token")
    assert asked.headers["secret_key"] == "khoaUngDungMau"
    assert parse_qs(asked.body.decode()) == {
        "refresh_token": ["refresh1"],
        "app_id": ["2784510936627718402"],
        "grant_type": ["refresh_token"],
    }
    assert shelf.pairs[OA_ID] == pair("access2", "refresh2", keeper.now)


async def test_however_many_ask_at_once_the_refresh_token_is_spent_once(keeper, zalo):
    zalo.will(FRESH)
    given = await asyncio.gather(*(keeper.refresh(OA_ID, spent="access1") for _ in range(20)))
    assert set(given) == {"access2"}
    assert len(zalo.asked) == 1


async def times_spent(shelf, zalo, session):
    """Let two processes meet the same dead token at the same moment; count the refreshes."""
    zalo.asked.clear()
    zalo.heard.clear()
    wait = asyncio.Event()
    zalo.will(Say(body=FRESH, wait=wait), FRESH)
    both = [
        asyncio.create_task(keeper_on(shelf, zalo, session).refresh(OA_ID, spent="access1")) for _ in range(2)
    ]
    await zalo.heard.wait()
    await asyncio.wait(both, timeout=0.05)  # time for the second to ask as well, if nothing holds it
    wait.set()
    assert set(await asyncio.gather(*both)) == {"access2"}
    return len(zalo.asked)


async def test_two_processes_spend_the_token_once_which_a_refresh_without_lock_fails(zalo, session):
    assert await times_spent(Shelf(), zalo, session) == 1
    assert await times_spent(NoTurns(), zalo, session) == 2


async def test_a_pair_that_another_process_stored_is_used_instead_of_refreshing(keeper, zalo, shelf):
    assert await keeper.access(OA_ID) == "access1"
    shelf.pairs[OA_ID] = pair("accessX", "refreshX")
    assert await keeper.refresh(OA_ID, spent="access1") == "accessX"
    assert await keeper.access(OA_ID) == "accessX"
    assert zalo.asked == []


@pytest.mark.parametrize(
    ("say", "error"),
    [
        pytest.param({"access_token": "access2"}, Unavailable, id="no refresh token"),
        pytest.param({"access_token": "access2", "refresh_token": ""}, Unavailable, id="empty refresh token"),
        pytest.param({"access_token": None, "refresh_token": "r"}, Unavailable, id="null"),
        pytest.param({"error": -14014, "error_name": "Invalid refresh token"}, TokenDead, id="Zalo's no"),
        pytest.param({"error_name": "Invalid"}, TokenDead, id="a no without number"),
        pytest.param(Say(body="<html>", status=502), Unavailable, id="a gateway"),
        pytest.param(Say(body="[]"), Unavailable, id="a list"),
        pytest.param(Say(cut=True), Unavailable, id="cut"),
    ],
)
async def test_on_anything_but_two_tokens_the_old_pair_stays_and_the_alarm_rings(
    keeper, zalo, shelf, say, error
):
    zalo.will(say)
    with pytest.raises(error):
        await keeper.refresh(OA_ID, spent="access1")
    assert shelf.pairs[OA_ID] == pair()
    assert len(keeper.alarms) == 1
    assert "refresh1" not in keeper.alarms[0]


async def test_a_failed_refresh_is_not_repeated_at_once_but_later_or_with_a_new_pair(keeper, zalo, shelf):
    zalo.will({"error": -14014})
    for _ in range(3):
        with pytest.raises(TokenDead):
            await keeper.refresh(OA_ID, spent="access1")
    assert (len(zalo.asked), len(keeper.alarms)) == (1, 1)
    keeper.now += timedelta(seconds=31)
    zalo.will(FRESH)
    assert await keeper.refresh(OA_ID, spent="access1") == "access2"


async def test_when_the_early_renewal_fails_the_old_token_serves_to_its_end(keeper, zalo):
    zalo.will(Say(body="", status=500))
    keeper.now = NOW + timedelta(hours=21)
    assert await keeper.access(OA_ID) == "access1"
    keeper.now = NOW + timedelta(hours=26)
    with pytest.raises(Unavailable):
        await keeper.access(OA_ID)


async def test_a_new_pair_is_not_used_before_it_is_stored_and_not_lost_meanwhile(keeper, zalo, shelf):
    zalo.will(FRESH)
    shelf.away = True
    with pytest.raises(Unavailable):
        await keeper.refresh(OA_ID, spent="access1")
    with pytest.raises(Unavailable):
        await keeper.access(OA_ID)
    assert keeper.alarms
    shelf.away = False
    assert await keeper.access(OA_ID) == "access2"
    assert shelf.pairs[OA_ID].refresh == "refresh2"
    assert len(zalo.asked) == 1


async def test_a_pair_under_way_is_stored_even_when_whoever_asked_is_cancelled(keeper, zalo, shelf):
    wait = asyncio.Event()
    zalo.will(Say(body=FRESH, wait=wait))
    asking = asyncio.create_task(keeper.refresh(OA_ID, spent="access1"))
    await zalo.heard.wait()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    wait.set()
    await keeper.close()
    assert shelf.pairs[OA_ID].access == "access2"


async def test_a_page_without_a_pair_asks_for_a_person(keeper, shelf):
    shelf.pairs.clear()
    with pytest.raises(TokenDead):
        await keeper.access(OA_ID)
    assert await keeper.age_s(OA_ID) is None


async def test_the_age_of_a_pair_is_counted_from_its_issue(keeper):
    assert await keeper.age_s(OA_ID) == 3600


async def test_one_pass_renews_what_is_due_and_survives_what_fails(keeper, zalo, shelf):
    keeper.now = NOW + timedelta(hours=20)
    zalo.will(FRESH)
    await keeper.refresh_due()
    assert shelf.pairs[OA_ID].access == "access2"
    shelf.pairs.clear()
    keeper._pairs.clear()
    await keeper.refresh_due()


def test_an_odd_lifetime_counts_as_25_hours(keeper):
    answer = http.Answer(status=200, headers={}, fields={**FRESH, "expires_in": "-1"}, body=b"")
    made = keeper._both_or_nothing(answer, pair(), NOW)
    assert made.access_expires_at == NOW + timedelta(hours=25)


async def test_the_real_store_keeps_the_pair_and_its_lock_outlives_the_http_time_out(
    redis, zalo, session, tmp_path
):
    store = TokenStore(redis, open_key(tmp_path))
    await store.save(OA_ID, pair())
    zalo.will(FRESH)
    keeper = keeper_on(store, zalo, session)
    assert await keeper.refresh(OA_ID, spent="access1") == "access2"
    assert (await store.load(OA_ID)).refresh == "refresh2"
    async with store.lock(OA_ID):
        [name] = [key async for key in redis.scan_iter("*lock*")]
        assert await redis.pttl(name) > 2 * http.TIMEOUT_S * 1000
