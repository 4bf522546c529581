"""Token pairs, encrypted at rest: who copies Redis or its files without the key file gets nothing."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import orjson
from cryptography.fernet import Fernet, InvalidToken
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.domain.token import TokenPair
from bot.errors import Rejected, SettingsError, Unavailable
from bot.storage import keys
from bot.storage.scripts import Script, run

POLL_S = 0.1

_UNLOCK = Script("""
-- KEYS: token lock. ARGV: who holds it.
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
""")


def open_key(var_dir: Path) -> bytes:
    """
    Read the key that encrypts tokens, made at first use; it lies in `token.key`, mode 600.

    Raises:
        SettingsError: The file holds no key.

    """
    path = var_dir / "token.key"
    var_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was first: its key counts
            os.link(draft, path)
        draft.unlink()
    key = path.read_bytes().strip()
    try:
        Fernet(key)
    except ValueError as error:
        raise SettingsError(
            f"{path}: tệp khoá mã hoá token bị hỏng. Hãy khôi phục tệp này từ bản sao lưu; nếu không còn, "
            "xoá tệp và nạp lại cặp token."
        ) from error
    return key


class TokenStore:
    """
    The token pairs of every page.

    Args:
        key: From `open_key`.
        lock_s: How long a refresh may take; must outlive the HTTP time-out.

    """

    def __init__(self, redis: Redis, key: bytes, lock_s: int = 60) -> None:
        self._redis = redis
        self._cipher = Fernet(key)
        self._lock_s = lock_s

    async def load(self, oa_id: str) -> TokenPair | None:
        """
        Give the pair saved last.

        Raises:
            Unavailable: Redis does not answer.
            Rejected: The pair was encrypted with another key; a new pair must be put in by hand.

        """
        try:
            sealed = await self._redis.get(keys.token(oa_id))
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error
        if sealed is None:
            return None
        try:
            value = orjson.loads(self._cipher.decrypt(sealed))
        except InvalidToken as error:
            raise Rejected(
                "Cặp token được mã hoá bằng khoá khác với tệp token.key. Hãy nạp lại cặp token."
            ) from error
        return TokenPair(
            access=value["access"],
            refresh=value["refresh"],
            access_expires_at=datetime.fromisoformat(value["access_expires_at"]),
            refresh_issued_at=datetime.fromisoformat(value["refresh_issued_at"]),
        )

    async def save(self, oa_id: str, pair: TokenPair) -> None:
        """
        Store a pair in place of the last one, on disk when this returns.

        Raises:
            Unavailable: It may or may not be stored.

        """
        sealed = self._cipher.encrypt(orjson.dumps(pair))
        try:
            await self._redis.set(keys.token(oa_id), sealed)
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error

    @asynccontextmanager
    async def lock(self, oa_id: str) -> AsyncIterator[None]:
        """
        Keep everyone else from refreshing this page's pair; waits its turn.

        Raises:
            Unavailable: Redis does not answer, or the turn never came.

        """
        name, mine = keys.token_lock(oa_id), secrets.token_hex(16)
        try:
            async with asyncio.timeout(self._lock_s + 5):
                while not await self._redis.set(name, mine, nx=True, px=self._lock_s * 1000):  # noqa: ASYNC110 - other processes set no event
                    await asyncio.sleep(POLL_S)
        except (RedisError, OSError) as error:  # TimeoutError is an OSError
            raise Unavailable(f"the token lock of {oa_id} is not to be had: {error}") from error
        try:
            yield
        finally:
            with contextlib.suppress(Unavailable):  # it runs out by itself
                await run(self._redis, _UNLOCK, [name], [mine])
