"""Several files replaced as one, whatever moment the process dies at."""

from __future__ import annotations

import fcntl
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.content.replacing import READY, finish, replace_files
from bot.content.snapshot import difference, take
from bot.errors import ContentError
from tests.load.replacing import ONE, TWO

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "intents").mkdir()
    ONE.lay_down(tmp_path)
    return tmp_path


def change(folder, wanted):
    replace_files(folder, difference(folder, wanted))


def test_files_are_replaced_added_and_removed_and_nothing_else_is_left(folder):
    change(folder, TWO)
    assert take(folder) == TWO
    change(folder, ONE)
    assert take(folder) == ONE
    assert sorted(path.name for path in folder.iterdir()) == ["intents", "procedures.yaml"]


def test_the_mode_of_a_file_stays(folder):
    (folder / "procedures.yaml").chmod(0o640)
    change(folder, TWO)
    assert (folder / "procedures.yaml").stat().st_mode & 0o777 == 0o640


def test_what_cannot_be_written_leaves_everything_as_it_was(folder):
    (folder / "intents" / "c.yaml").mkdir()
    with pytest.raises(IsADirectoryError):
        replace_files(folder, TWO.files)
    (folder / "intents" / "c.yaml").rmdir()
    assert take(folder) == ONE


def test_whoever_reads_waits_for_a_change_that_is_under_way(folder):
    held = os.open(folder, os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    (folder / READY).mkdir()
    reader = subprocess.Popen(
        [sys.executable, "-c", f"from pathlib import Path; from bot.content.replacing import finish; print(1, flush=True); finish(Path({str(folder)!r})); print(2, flush=True)"],
        stdout=subprocess.PIPE,
    )  # fmt: skip
    assert reader.stdout.readline() == b"1\n"
    (folder / READY / "plan.json").write_text("{}")
    assert reader.poll() is None
    os.close(held)
    assert reader.communicate(timeout=20)[0] == b"2\n"
    assert not (folder / READY).exists()


def killed(*words):
    """Run the killing in a process of its own, for it forks."""
    command = [sys.executable, "-m", "tests.load.replacing", *words]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return {
        name: int(number) for name, number in re.findall(r"(\w+)=(\d+)[,)]", ended.stdout)
    } or ended.stderr


def test_after_two_hundred_kills_the_files_are_always_all_old_or_all_new():
    report = killed("--kills", "200")
    assert report["halves"] == 0
    assert report["old"]
    assert report["new"]


def test_writing_one_file_after_the_other_is_caught():
    assert killed("--kills", "200", "--broken")["halves"] > 0


def test_a_change_that_cannot_be_finished_is_told_and_read_by_nobody(folder):
    (folder / READY).mkdir()
    with pytest.raises((ContentError, OSError)):
        take(folder)
    (folder / READY).rmdir()
    finish(folder)
    assert take(folder) == ONE
