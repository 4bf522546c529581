"""Checking a folder in the process beside: the pages it makes, or every reason why it makes none."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot import content
from bot.content.snapshot import Snapshot
from bot.errors import ContentError
from bot.publishing.live import Pages

TESTS = "tests"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What came of checking: pages, or lines that each name file and line."""

    pages: Pages
    lines: tuple[str, ...] = ()


def examine(folder: Path) -> Examined:
    """Check a folder and read it."""
    try:
        return Examined(pages=read_pages(folder))
    except ContentError as error:
        return Examined(pages={}, lines=tuple(str(error).splitlines()))


def read_pages(folder: Path) -> Pages:
    """Read a folder: what each page answers with; raises ContentError."""
    return content.load_communes(folder)


def read_snapshot(snapshot: Snapshot) -> Pages:
    """Read files that were accepted before; raises ContentError when today's checks refuse them."""
    with laid_down(snapshot) as folder:
        return read_pages(folder)


@contextmanager
def laid_down(snapshot: Snapshot, beside: Path | None = None) -> Iterator[Path]:
    """
    Give a folder of ours that holds these files for as long as the block.

    Args:
        beside: The content folder, whose conversation tests are put beside the files.

    """
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        folder = snapshot.lay_down(Path(name))
        if beside is not None and (beside / TESTS).is_dir():
            (folder / TESTS).symlink_to((beside / TESTS).resolve())
        yield folder
