"""A whole bot as its own process, to be killed."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from redis.exceptions import RedisError

from bot.storage.client import connect
from tests.journeys.commune import environment, free_port

ROOT = Path(__file__).parent.parent.parent


class BotProcess:
    """
    `python -m MODULE run`, started again after each kill, on the same folder.

    Args:
        module: `bot`, or a broken twin of it.
    """

    def __init__(
        self, zalo, folder: Path, *, module: str = "bot", extra: Mapping[str, str] | None = None
    ) -> None:
        self._folder = folder
        self._module = module
        port = free_port()
        self._environ = {
            **{name: text for name, text in os.environ.items() if not name.startswith("MOTCUA_")},
            **environment(zalo, folder),
            "MOTCUA_PORT": str(port),
            "MOTCUA_GATHER_S": "0",
            "MOTCUA_LEASE_S": "1",
            "MOTCUA_SETTLE_S": "2",
            "MOTCUA_RATING_DAYS": "0",  # the same question is answered in the same words each time
            **(extra or {}),
        }
        self.webhook_url = f"http://127.0.0.1:{port}/webhook"
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and wait until it says that it runs."""
        with (self._folder / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", self._module, "run",
                cwd=ROOT, env=self._environ, stdout=asyncio.subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self._process.stdout is not None
        async with asyncio.timeout(60):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError((self._folder / "bot.log").read_text()[-2000:])

    async def kill(self) -> None:
        """Kill it as a power cut would, between any two instructions."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """Ask it to end."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: signal.Signals) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(number)
        await self._process.wait()

    async def kill_valkey(self) -> None:
        """Kill the embedded server; the bot, or its next start, must bring it back."""
        redis = connect(f"unix://{self._folder / 'var' / 'valkey' / 'valkey.sock'}")
        try:
            found = await redis.info("server")
            os.kill(int(found["process_id"]), signal.SIGKILL)
        except (RedisError, OSError):
            pass  # it is down already
        finally:
            await redis.aclose()
