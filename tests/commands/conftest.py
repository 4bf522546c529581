"""A short folder, one make-believe Zalo in its own process, and commands run in this one."""

from __future__ import annotations

import io
import logging
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main
from tests.commands.started import ROOT, Started, started


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="mc") as path:
        yield Path(path)


@pytest.fixture(autouse=True)
def log_lines() -> Iterator[None]:
    """Each command takes the root logger over; give it back."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture(scope="module")
def zalo() -> Iterator[Started]:
    """`motcua simulate` on a free port."""
    with started("simulate", "--port", "0", "--webhook", "", environ={}) as process:
        process.line("refresh:")
        yield process


@pytest.fixture
def environ(zalo: Started, folder: Path) -> dict[str, str]:
    """The settings that `simulate` prints, and free ports."""
    printed = dict(re.findall(r"(MOTCUA_\w+)=(\S+)", "".join(zalo.out)))
    return printed | {
        "MOTCUA_VAR_DIR": str(folder),
        "MOTCUA_CONTENT_DIR": str(ROOT),
        "MOTCUA_PORT": "0",
        "MOTCUA_ADMIN_PORT": "0",
    }


@pytest.fixture
def run(capsys, monkeypatch):
    """Run one command here; gives exit code, output, errors."""

    def run_one(*words, environ, typed=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed), encoding="utf-8"))
        code = main(words, environ)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run_one
