"""
A process beside ours for work that would hold up those who answer: checking and trying content.

Started at first need and kept, for starting takes longer than most of its work; `python -m bot.publishing.child`.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import struct
import sys
import traceback
from collections.abc import Callable
from typing import BinaryIO, TypeVar, cast

from bot.errors import Unavailable

T = TypeVar("T")

LIMIT_S = 120.0
_LENGTH = struct.Struct(">I")


class Child:
    """Runs functions of modules in one other process, one after the other."""

    def __init__(self, limit_s: float = LIMIT_S) -> None:
        self._limit_s = limit_s
        self._process: asyncio.subprocess.Process | None = None
        self._turns = asyncio.Lock()

    async def run(self, function: Callable[..., T], *given: object) -> T:
        """
        Call a function that a module holds by name; what goes in and comes out is pickled.

        Raises:
            Unavailable: It failed, took too long, or its process ended.

        """
        async with self._turns:
            try:
                async with asyncio.timeout(self._limit_s):
                    is_well, answer = await self._exchange(pickle.dumps((function, given)))
            except (TimeoutError, EOFError, OSError) as error:
                await self._end()
                raise Unavailable(f"{function.__name__}: {type(error).__name__}") from error
            except BaseException:  # an answer left unread would be taken for the next one's
                await self._end()
                raise
        if not is_well:
            raise Unavailable(f"{function.__name__} failed: {answer}")
        return cast("T", answer)

    async def warm_up(self) -> None:
        """Start the process if it does not run, so that the next call need not wait for it."""
        await self.run(os.getpid)

    async def close(self) -> None:
        """End the process."""
        async with self._turns:
            await self._end()

    async def _exchange(self, body: bytes) -> tuple[bool, object]:
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", __spec__.name,
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
            )  # fmt: skip
        asked, answered = self._process.stdin, self._process.stdout
        assert asked is not None
        assert answered is not None
        asked.write(_LENGTH.pack(len(body)) + body)
        await asked.drain()
        (length,) = _LENGTH.unpack(await answered.readexactly(_LENGTH.size))
        is_well, answer = pickle.loads(await answered.readexactly(length))  # noqa: S301 - our own process
        return is_well, answer

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001 - else its pipes outlive the loop


def main(asked: BinaryIO, answered: BinaryIO) -> None:
    """Answer until the other side closes."""
    while head := asked.read(_LENGTH.size):
        body = asked.read(_LENGTH.unpack(head)[0])
        try:
            function, given = pickle.loads(body)  # noqa: S301 - from the process that started us
            answer = pickle.dumps((True, function(*given)))
        except Exception as error:  # noqa: BLE001 - whatever it is, the other side must hear of it
            told = "".join(traceback.format_exception_only(error)).strip()
            answer = pickle.dumps((False, told))
        answered.write(_LENGTH.pack(len(answer)) + answer)
        answered.flush()


if __name__ == "__main__":
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what somebody prints must not come between our answers
    main(sys.stdin.buffer, out)
