"""A proxy before the server that loses answers: the command is done, its caller never hears of it."""

import asyncio
import contextlib
from contextlib import asynccontextmanager


class Proxy:
    def __init__(self, server, command):
        self._server = server
        self._command = command
        self.losses = 0  # how many answers to the command are still to be lost
        self._tasks = set()

    async def serve(self, reader, writer):
        up_reader, up_writer = await asyncio.open_unix_connection(self._server)
        armed = asyncio.Event()

        async def up():
            while data := await reader.read(1 << 16):
                if self._command in data and self.losses:
                    armed.set()
                up_writer.write(data)

        async def down():
            while data := await up_reader.read(1 << 16):
                if armed.is_set():
                    self.losses -= 1
                    return
                writer.write(data)

        tasks = {asyncio.create_task(up()), asyncio.create_task(down())}
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        writer.close()
        up_writer.close()


@asynccontextmanager
async def losing_answers(server, path, command, losses):
    """Serve at `path` what `server` serves, losing the first answers to a command."""
    proxy = Proxy(server, command)
    proxy.losses = losses
    async with await asyncio.start_unix_server(proxy.serve, path):
        yield proxy
