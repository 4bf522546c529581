"""
Kill, again and again, a process that replaces content files: they must always be all old or all new.

`python -m tests.load.replacing --kills 200`, and with `--broken` the twin that writes one file after the other.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.replacing import replace_files
from bot.content.snapshot import Snapshot, difference, take

NAMES = ("procedures.yaml", "intents/a.yaml", "intents/b.yaml", "intents/c.yaml")
Write = Callable[[Path, Mapping[str, bytes | None]], None]


def version(word: str) -> Snapshot:
    """Give four files of one version; the last is only in one of the two."""
    bodies = {name: f"{name} {word}\n".encode() * 400 for name in NAMES}
    if word == "one":
        del bodies["intents/c.yaml"]
    return Snapshot(bodies)


ONE, TWO = version("one"), version("two")


def one_after_the_other(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Write each file whole but by itself: the broken twin."""
    for name, body in files.items():
        if body is None:
            (folder / name).unlink(missing_ok=True)
        else:
            beside = (folder / name).with_suffix(".new")
            beside.write_bytes(body)
            beside.replace(folder / name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What stood there after each kill."""

    kills: int
    old: int
    new: int
    halves: int
    took_s: float


def run(folder: Path, *, kills: int, write: Write, seed_number: int = 1) -> Report:
    """Kill so often; look at the files after most kills, after the others let the next process find them."""
    dice, stands, started = random.Random(seed_number), [], time.monotonic()
    (folder / "intents").mkdir()
    ONE.lay_down(folder)
    begun = time.monotonic()
    for each in (TWO, ONE):
        write(folder, difference(folder, each))
    longest_s = time.monotonic() - begun
    for number in range(kills):
        _start_and_kill(folder, write, dice.uniform(0, longest_s))
        if dice.random() < 0.7 or number == kills - 1:
            stands.append(take(folder))
    old, new = stands.count(ONE), stands.count(TWO)
    return Report(
        kills=kills, old=old, new=new, halves=len(stands) - old - new, took_s=time.monotonic() - started
    )


def _start_and_kill(folder: Path, write: Write, after_s: float) -> None:
    told, tells = os.pipe()
    child = os.fork()
    if not child:
        os.write(tells, b"!")
        while True:
            for each in (TWO, ONE):
                write(folder, difference(folder, each))
    os.close(tells)
    os.read(told, 1)
    os.close(told)
    time.sleep(after_s)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main() -> int:
    """Run once and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--broken", action="store_true", help="the twin that must be caught")
    arguments = parser.parse_args()
    write = one_after_the_other if arguments.broken else replace_files
    with tempfile.TemporaryDirectory(prefix="mr") as folder:
        report = run(Path(folder), kills=arguments.kills, write=write)
    sys.stdout.write(f"{report}\n")
    return 1 if report.halves else 0


if __name__ == "__main__":
    sys.exit(main())
