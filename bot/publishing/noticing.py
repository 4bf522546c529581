"""Noticing that content files were saved: the kernel tells at once, and a look every second makes sure."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from watchfiles import awatch

from bot.content.snapshot import FOLDERS, Stamp, stamp

SETTLES_S = 0.1
LONGEST_S = 2.0
LOOKS_EVERY_MS = 1_000
"""Folders from another machine, or made anew, tell nothing by themselves."""


async def saves(folder: Path, known: Stamp, touched: Callable[[], None]) -> AsyncIterator[None]:
    """
    Go on each time content files of a folder have changed and then been left alone for a moment.

    Args:
        known: How the files stood before they were last read.
        touched: Called as soon as the first of them has changed.

    """
    while True:
        while stamp(folder) == known:
            await _until_touched(folder, known)
        touched()
        known = await settled(folder)
        yield


async def settled(folder: Path, quiet_s: float = SETTLES_S) -> Stamp:
    """Wait until nobody has written for a moment, at most two seconds; give how the files stand then."""
    stands = stamp(folder)
    try:
        async with asyncio.timeout(LONGEST_S):
            while True:
                before = stands
                await asyncio.sleep(quiet_s)
                stands = stamp(folder)
                if stands == before:
                    break
    except TimeoutError:
        pass
    return stands


async def _until_touched(folder: Path, known: Stamp) -> None:
    parts = [path for path in (folder, *(folder / part for part in FOLDERS)) if path.is_dir()]
    if not parts:
        await asyncio.sleep(LOOKS_EVERY_MS / 1000)
        return
    watching = awatch(
        *parts,
        watch_filter=None,
        recursive=False,  # the folder may hold `var`, where every message is written down
        debounce=50,
        step=20,
        rust_timeout=LOOKS_EVERY_MS,
        yield_on_timeout=True,
    )
    try:
        async for _ in watching:
            if stamp(folder) != known:
                return
    except OSError:  # a folder that went away, or no more watches to be had
        await asyncio.sleep(LOOKS_EVERY_MS / 1000)
