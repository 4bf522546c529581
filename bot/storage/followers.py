"""Who follows dossiers that are kept no longer: forgotten with them."""

from __future__ import annotations

from collections.abc import Sequence

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.errors import Unavailable
from bot.storage import keys


class Followers:
    """The followers of every page; a turn's commit adds and removes single ones."""

    def __init__(self, redis: Redis) -> None:
        self._redis = redis

    async def forget(self, oa_id: str, codes: Sequence[str]) -> None:
        """
        Let nobody follow these dossiers any more.

        Raises:
            Unavailable: Redis does not answer; some may be followed still, repeat.

        """
        try:
            async with self._redis.pipeline(transaction=False) as pipe:
                for part in range(keys.PARTITIONS):
                    for code in codes:
                        pipe.zremrangebylex(keys.followers(oa_id, part), f"[{code} ", f"({code}!")
                await pipe.execute()
        except (RedisError, OSError) as error:
            raise Unavailable(f"Redis: {error}") from error
