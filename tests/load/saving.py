"""
From saving a content file to the new answer on the phone, through webhook and worker; and to the word that it is bad.

`python -m tests.load.saving --times 10`
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot import logs
from tests.journeys.commune import ANNA, ROOT, Commune, open_commune

OFFICER = "7100000000000000002"
FEE = "#fee:1.001193"


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def copied(folder: Path) -> Path:
    """Copy the content to where it may be changed."""
    content = folder / "content"
    shutil.copytree(ROOT / "intents", content / "intents")
    shutil.copy(ROOT / "procedures.yaml", content)
    for tried in ("intents", "conversations"):
        shutil.copytree(ROOT / "tests" / tried, content / "tests" / tried)
    return content


@asynccontextmanager
async def changeable(folder: Path) -> AsyncIterator[tuple[Commune, Path]]:
    """Open a commune on a copy of the content, with an officer to be told."""
    content = copied(folder)
    environ = {"MOTCUA_CONTENT_DIR": str(content), "MOTCUA_OFFICERS": OFFICER}
    async with open_commune(folder, environ=environ) as commune:
        for citizen in (ANNA, OFFICER):
            commune.zalo.citizen_says(citizen, "#contact")
            await commune.zalo.wait_sent(citizen, 1)
        while await commune.parts.versions.newest() is None:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        yield commune, content


class Lags:
    """How late the loop comes round, in ms, while it is watched."""

    def __init__(self) -> None:
        self.longest_ms = 0.0

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        async def tick() -> None:
            while True:
                begun = time.perf_counter()
                await asyncio.sleep(0.002)
                self.longest_ms = max(self.longest_ms, (time.perf_counter() - begun - 0.002) * 1000)

        task = asyncio.create_task(tick())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def until_said(commune: Commune, citizen: str, wanted: str, question: str = "") -> float:
    """Ask again and again until an answer has this in it; give the moment it came."""
    while True:
        before = len(commune.zalo.sent_to(citizen))
        if question:
            commune.zalo.citizen_says(citizen, question)
        answers = await commune.zalo.wait_sent(citizen, before + 1, 30)
        if wanted in answers[-1].text:
            return time.perf_counter()
        await asyncio.sleep(0.02)


def new_fee(content: Path, number: int) -> str:
    """Save another fee; give the words it must be answered with."""
    file = content / "procedures.yaml"
    text = file.read_text("utf-8")
    head, code, rest = text.partition('code: "1.001193"')
    before, found, after = rest.partition("    fee:\n")
    assert found
    tail = after.partition("\n")[2]
    fee = f"{number}.000 đồng mẫu"
    file.write_text(f"{head}{code}{before}{found}      text: {fee}\n{tail}", "utf-8")
    return fee


def new_wording(content: Path, number: int) -> str:
    """Save another way to ask, so that the matcher is built anew; give the question."""
    file = content / "intents" / "contact.yaml"
    text = file.read_text("utf-8")
    wording = f"mẫu gọi thử kênh {number}"
    file.write_text(text.replace("  vi:\n", f"  vi:\n    - {wording}\n", 1), "utf-8")
    return wording


async def measure(times: int) -> None:
    """Save good and bad files in turn, and time each."""
    with tempfile.TemporaryDirectory(prefix="ml") as folder:
        async with changeable(Path(folder)) as (commune, content):
            lags = Lags()
            async with lags.watched():
                fees = [await _fee(commune, content, number) for number in range(11, 11 + times)]
            tell("fee saved -> new answer on the phone", fees)
            say(f"    longest the answering loop stood still: {lags.longest_ms:.0f} ms")
            lags = Lags()
            async with lags.watched():
                words = [await _wording(commune, content, number) for number in range(times)]
            tell("wording saved -> understood (matcher built anew)", words)
            say(f"    longest the answering loop stood still: {lags.longest_ms:.0f} ms")
            bad = [await _bad(commune, content, number) for number in range(times)]
            tell("bad file saved -> message on the officer's phone", bad)


async def _fee(commune: Commune, content: Path, number: int) -> float:
    begun = time.perf_counter()
    return await until_said(commune, ANNA, new_fee(content, number), FEE) - begun


async def _wording(commune: Commune, content: Path, number: int) -> float:
    newest = await commune.parts.versions.newest()
    assert newest is not None
    begun = time.perf_counter()
    new_wording(content, number)
    while commune.parts.live.edition.number == newest.number:  # noqa: ASYNC110
        await asyncio.sleep(0.005)
    return time.perf_counter() - begun


async def _bad(commune: Commune, content: Path, number: int) -> float:
    file = content / "procedures.yaml"
    good = file.read_bytes()
    begun = time.perf_counter()
    file.write_bytes(good + b"#\n" * number + b"x: [\n")  # each time another line, for the same is told once
    took = await until_said(commune, OFFICER, "chưa đúng") - begun
    file.write_bytes(good)
    while await commune.parts.catalogue.refusals():  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    return took


def tell(what: str, took_s: list[float]) -> None:
    """Print the figures bare."""
    ordered = sorted(took_s)
    say(
        f"{what}: median {ordered[len(ordered) // 2]:.2f} s, longest {ordered[-1]:.2f} s, {len(ordered)} times"
    )


def main() -> int:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=10)
    logs.configure(stream_factory=lambda: logging.FileHandler(os.devnull))
    asyncio.run(measure(parser.parse_args().times))
    return 0


if __name__ == "__main__":
    sys.exit(main())
