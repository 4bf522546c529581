"""Scripts and how they travel: a whole batch in one pipeline, one script for each partition."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import hiredis
from redis.asyncio import Redis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import NoScriptError, RedisError, ResponseError

from bot.errors import Unavailable

WAIT_MS = 1_000

Item = TypeVar("Item")
Place = tuple[str, int]
"""A page and one of its partitions: what one call of a script may touch."""


class Script:
    """A Lua script, known to the server by the hash of its text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sha = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True)
class Call:
    """One script with its keys, all in one slot, and its arguments."""

    script: Script
    keys: Sequence[str]
    args: Sequence[str | bytes | int]

    def words(self, *, by_hash: bool) -> tuple[str | bytes | int, ...]:
        """Give the command as it travels; by its text it is also remembered by the server."""
        command, script = ("EVALSHA", self.script.sha) if by_hash else ("EVAL", self.script.text)
        return (command, script, len(self.keys), *self.keys, *self.args)


async def _send(redis: Redis, calls: Sequence[Call], replicas: int, *, by_hash: bool) -> list[Any]:
    commands = [call.words(by_hash=by_hash) for call in calls]
    if replicas:
        commands.append(("WAIT", replicas, WAIT_MS))
    answers = await _exchange(redis, commands)
    if replicas:
        reached = answers.pop()
        if not isinstance(reached, int) or reached < replicas:
            raise Unavailable(f"Redis: {reached} of {replicas} replicas have the write")
    return answers


async def _exchange(redis: Redis, commands: Sequence[tuple[str | bytes | int, ...]]) -> list[Any]:
    """
    Send commands together and read an answer, or the error it is, for each.

    The client's own pipeline does the same at twice the cost: it packs in Python, hiredis in C.
    """
    pool = redis.connection_pool
    connection: AbstractConnection = await pool.get_connection()  # type: ignore[no-untyped-call]
    try:
        packed = [hiredis.pack_command(command) for command in commands]  # type: ignore[arg-type] # any length
        await connection.send_packed_command(packed, check_health=False)
        return [await _answer(connection) for _ in commands]
    except BaseException:
        # An answer left unread would be taken for the next command's.
        await connection.disconnect(nowait=True)
        raise
    finally:
        await pool.release(connection)


async def _answer(connection: AbstractConnection) -> Any:
    try:
        return await connection.read_response()
    except ResponseError as error:
        return error


async def run_all(redis: Redis, calls: Sequence[Call], *, replicas: int = 0) -> list[Any]:
    """
    Run calls in one pipeline, each whole or not at all.

    Args:
        replicas: How many replicas must have the writes too.

    Returns:
        For each call its answer, or the error it ended with.

    Raises:
        Unavailable: No answer, or too few replicas; nobody knows what was done.

    """
    if not calls:
        return []
    try:
        answers = await _send(redis, calls, replicas, by_hash=True)
        unknown = [n for n, answer in enumerate(answers) if isinstance(answer, NoScriptError)]
        if unknown:  # a fresh server: nothing of these calls was done, so sending them again is safe
            again = await _send(redis, [calls[n] for n in unknown], replicas, by_hash=False)
            for n, answer in zip(unknown, again, strict=True):
                answers[n] = answer
    except (RedisError, OSError) as error:
        raise Unavailable(f"Redis: {error}") from error
    return answers


async def run(redis: Redis, script: Script, keys: Sequence[str], args: Sequence[str | bytes | int]) -> Any:
    """
    Run one script.

    Raises:
        Unavailable: No answer, or an error; for the latter nothing was done.

    """
    (answer,) = await run_all(redis, [Call(script, keys, args)])
    if isinstance(answer, Exception):
        raise Unavailable(f"Redis: {answer}") from answer
    return answer


async def run_by_place(
    redis: Redis,
    items: Sequence[Item],
    place: Callable[[Item], Place],
    call: Callable[[Place, list[Item]], Call],
    *,
    replicas: int = 0,
) -> list[Any]:
    """
    Run one call for all items of a place; the script answers with a list, one answer an item.

    Returns:
        An answer or an `Unavailable` for each item, in the order of `items`.

    """
    places: dict[Place, list[int]] = {}
    for n, item in enumerate(items):
        places.setdefault(place(item), []).append(n)
    calls = [call(where, [items[n] for n in numbers]) for where, numbers in places.items()]
    results: list[Any] = [None] * len(items)
    answers = await run_all(redis, calls, replicas=replicas)
    for numbers, answer in zip(places.values(), answers, strict=True):
        for nth, n in enumerate(numbers):
            results[n] = Unavailable(f"Redis: {answer}") if isinstance(answer, Exception) else answer[nth]
    return results
