"""A clock whose hands the test turns."""

import asyncio

START_MS = 1_795_137_337_000


class HandClock:
    def __init__(self, now_ms=START_MS):
        self._now_ms = now_ms
        self._sleepers = []
        self._lay_down = asyncio.Event()

    def now_ms(self):
        return self._now_ms

    async def sleep(self, seconds):
        waker = asyncio.get_running_loop().create_future()
        self._sleepers.append((self._now_ms + round(seconds * 1000), seconds, waker))
        self._lay_down.set()
        await waker

    async def someone_sleeps(self, seconds):
        """Wait until someone has lain down for exactly that long."""
        async with asyncio.timeout(10):
            while not any(asked == seconds and not waker.done() for _, asked, waker in self._sleepers):
                self._lay_down.clear()
                await self._lay_down.wait()

    def advance(self, seconds):
        self._now_ms += round(seconds * 1000)
        for due, _, waker in self._sleepers:
            if due <= self._now_ms and not waker.done():
                waker.set_result(None)
        self._sleepers = [each for each in self._sleepers if not each[2].done()]
