"""
How long checking takes and what it holds: our own catalogue, 5,000 procedures, and files made to hurt.

`python -m tests.load.checking`
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

from bot.content import check, guard
from bot.content.builder import MAX_WIDTH
from bot.errors import ContentError
from tests.content.good import lay_down

ROOT = Path(__file__).parents[2]
COUNT = 5_000


def entry(number: int, chance: random.Random) -> str:
    """Write one procedure of the size that ours have on average, but for its wordings."""
    papers = "".join(
        f"      - {{name: Giấy tờ số {each}, originals: 1}}\n" for each in range(chance.randint(1, 4))
    )
    return (
        f'  - code: "9.{number:06}"\n    name: Việc mẫu số {number}\n    field: lĩnh vực {number % 40}\n'
        f"    confidence: {chance.choice(['high', 'medium', 'low'])}\n    also_called: [việc {number}, cấp giấy {number}]\n"
        f"    submit:\n{papers}    fee: {{vnd: {chance.randint(1, 9) * 1000}}}\n    takes: {{working_days: {chance.randint(0, 30)}}}\n"
        f"    legal_basis: [Nghị định {number}/2025/NĐ-CP]\n"
        "    source: {title: Văn bản mẫu, checked_on: 2026-11-22}\n"
    )


def many(folder: Path) -> Path:
    """Lay down a right folder with 5,000 procedures, two communes beside them."""
    chance = random.Random(1)
    lay_down(folder)
    facts = folder / "procedures.yaml"
    facts.write_text(
        facts.read_text("utf-8") + "".join(entry(each, chance) for each in range(COUNT)), "utf-8"
    )
    return folder


def hostile() -> Iterator[tuple[str, bytes]]:
    """Give files made to hurt whoever reads them, each near the size that is still read."""
    size = guard.MAX_BYTES - 100
    yield "brackets", b"[" * size
    yield "groups in groups", b"{a: " * (size // 4)
    yield "dashes in dashes", b"- " * (size // 2)
    yield "question marks", b"? " * (size // 2)
    yield "colons", b": " * (size // 2)
    yield "a million numbers in one line", b"[" + b"1," * (size // 2) + b"]"
    yield "a million lines", b"- \n" * (size // 3)
    yield "a list just too long", b"- 1\n" * (MAX_WIDTH + 1)
    yield (
        "as many keys as may be, and one",
        b"".join(b"k%d: 1\n" % each for each in range(MAX_WIDTH + 1)),
    )
    yield "lists of lists", b"- [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]\n" * 10_001
    yield "the same key", b"k: 1\n" * 100_000
    yield (
        "a bomb of aliases",
        b"a: &a [x, x]\n" + b"".join(b"%c: &%c [*%c, *%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 121)),
    )
    yield "a merge of itself", b"a: &a\n  <<: *a\n"
    yield "an object to build", b"a: !!python/object/apply:os.system [exit]\n"
    yield "documents", b"---\n" * 100_000
    yield "directives", b"%YAML 1.1\n" * 100_000
    yield "one long word", b"a: " + b"x" * size
    yield "one long number", b"a: " + b"9" * size
    yield "escapes", b'a: "' + b"\\u0041" * (size // 6) + b'"'
    yield "letters piled on one", b"a: e" + "\u0301".encode() * (size // 2)
    yield "comments", b"#\n" * (size // 2)
    yield "zeros", b"\0" * size
    yield "a quote never closed", b'a: "' + b"x\n" * 50_000
    yield "50 MB", b"a: b\n" * 10_000_000


def timed(deed: Callable[[], object]) -> float:
    """Give the milliseconds of processor a deed takes, whatever else the machine does."""
    began = time.process_time()
    deed()
    return (time.process_time() - began) * 1000


def refuse(path: Path) -> None:
    """Read a file that may be refused, as the loader does."""
    try:
        guard.read(path, path.name)
    except ContentError:
        return


def main() -> None:
    """Print the figures."""
    for name, deed in (("our catalogue", lambda: check(ROOT)),):
        deed()
        sys.stdout.write(f"{name}: {min(timed(deed) for _ in range(3)):.0f} ms\n")
    with tempfile.TemporaryDirectory() as path:
        folder = many(Path(path))
        sys.stdout.write(
            f"{COUNT} procedures, 2 communes: {min(timed(lambda: check(folder)) for _ in range(3)):.0f} ms\n"
        )
        for overlay in folder.glob("procedures.*.yaml"):
            overlay.unlink()
        assert check(folder) == []
        sys.stdout.write(
            f"{COUNT} procedures: {min(timed(lambda: check(folder)) for _ in range(3)):.0f} ms\n"
        )
    slowest = 0.0
    with tempfile.TemporaryDirectory() as path:
        file = Path(path) / "hostile.yaml"
        for name, body in hostile():
            file.write_bytes(body)
            took = min(timed(lambda: refuse(file)) for _ in range(3))
            tracemalloc.start()
            refuse(file)
            held = tracemalloc.get_traced_memory()[1] / 1e6
            tracemalloc.stop()
            slowest = max(slowest, took)
            sys.stdout.write(f"  {name}: {took:.1f} ms, {held:.1f} MB\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(
        f"slowest hostile file: {slowest:.1f} ms; the whole process never held more than {peak:.0f} MB\n"
    )


if __name__ == "__main__":
    main()
