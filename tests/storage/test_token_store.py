import asyncio
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from cryptography.fernet import Fernet

from bot.domain.token import TokenPair
from bot.errors import Rejected, SettingsError, Unavailable
from bot.storage import keys
from bot.storage.tokens import TokenStore, open_key
from tests.storage.samples import OA

PAIR = TokenPair(
    access="sample-access",
    refresh="sample-refresh",
    access_expires_at=datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC),
    refresh_issued_at=datetime(2026, 11, 22, tzinfo=UTC),
)


@pytest.fixture
def store(redis):
    return TokenStore(redis, Fernet.generate_key(), lock_s=1)


async def test_a_pair_is_read_as_it_was_saved(store):
    assert await store.load(OA) is None
    await store.save(OA, PAIR)
    assert await store.load(OA) == PAIR
    assert await store.load("2000") is None


async def test_neither_token_can_be_read_in_redis(store, redis):
    await store.save(OA, PAIR)
    stored = await redis.get(keys.token(OA))
    assert b"sample" not in stored


async def test_a_pair_of_another_key_is_a_clear_no(store, redis):
    await store.save(OA, PAIR)
    with pytest.raises(Rejected, match=r"token\.key"):
        await TokenStore(redis, Fernet.generate_key()).load(OA)


async def test_only_one_refreshes_at_a_time(store):
    inside, most = 0, 0

    async def refresh():
        nonlocal inside, most
        async with store.lock(OA):
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(refresh() for _ in range(3)))
    assert most == 1


async def test_a_dead_refreshers_lock_passes_on_and_it_cannot_open_its_successors(store, redis):
    async with store.lock(OA):
        await redis.set(keys.token_lock(OA), "successor")  # as if ours had run out
    assert await redis.get(keys.token_lock(OA)) == b"successor"


async def test_whoever_never_gets_the_lock_hears_of_it(redis):
    await redis.set(keys.token_lock(OA), "for ever")
    store = TokenStore(redis, Fernet.generate_key(), lock_s=-4.9)
    with pytest.raises(Unavailable):
        async with store.lock(OA):
            pytest.fail("the lock was held by another")


def test_the_key_is_made_once_for_its_owner_only_however_many_start_together(tmp_path):
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(open_key, [tmp_path] * 8))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["token.key"]
    assert stat.S_IMODE((tmp_path / "token.key").stat().st_mode) == 0o600


def test_a_broken_key_file_is_named(tmp_path):
    (tmp_path / "token.key").write_text("not a key")
    with pytest.raises(SettingsError, match=r"token\.key"):
        open_key(tmp_path)
