"""
Several files replaced as one: after a crash at any moment they are all old or, once looked at, all new.

The new files are made ready in a folder beside the old ones. One rename gives that folder its name, and from
then on the change counts: whoever comes next finishes it.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

READY = ".motcua-change"
"""Stands in the content folder only while a change is being finished."""
MAKING = ".motcua-making-"
DONE = ".motcua-done-"
PLAN = "plan.json"


def replace_files(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """
    Put these bytes into these files, durably and as one change; None removes a file.

    Args:
        files: By name relative to the folder.

    Raises:
        OSError: The folder does not let itself be written; all files are as they were.

    """
    with _alone(folder):
        _go_on(folder)
        _refuse_what_must_fail(folder, files)
        for left in folder.glob(f"{MAKING}*"):  # of one that died before its change counted
            shutil.rmtree(left, ignore_errors=True)
        making = Path(tempfile.mkdtemp(prefix=MAKING, dir=folder))
        try:
            plan = dict.fromkeys(files, "") | _made_ready(making, folder, files)
            _write(making / PLAN, json.dumps(plan).encode())
            _sync(making)
            making.rename(folder / READY)
        except BaseException:
            shutil.rmtree(making, ignore_errors=True)
            raise
        _sync(folder)
        _go_on(folder)


def finish(folder: Path) -> None:
    """
    Finish a change that somebody began; wait for one that is under way.

    Raises:
        OSError: The folder does not let itself be written.

    """
    if (folder / READY).exists():
        with _alone(folder):
            _go_on(folder)


def _refuse_what_must_fail(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """Look before the change counts: after that there is only forward."""
    for name in files:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        if not os.access(target.parent, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target.parent))


def _made_ready(making: Path, folder: Path, files: Mapping[str, bytes | None]) -> dict[str, str]:
    """Write the new files under numbers; give for each name its number."""
    numbered = {}
    for number, (name, body) in enumerate(files.items()):
        if body is not None:
            ready = making / str(number)
            _write(ready, body)
            if (folder / name).exists():
                shutil.copymode(folder / name, ready)
            numbered[name] = ready.name
    return numbered


def _go_on(folder: Path) -> None:
    ready = folder / READY
    if not ready.exists():
        return
    plan = json.loads((ready / PLAN).read_bytes())
    for name, number in plan.items():
        target = folder / name
        if not number:
            target.unlink(missing_ok=True)
        elif (ready / number).exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            (ready / number).replace(target)
    for parent in {(folder / name).parent for name in plan}:
        if parent.exists():
            _sync(parent)
    done = Path(tempfile.mkdtemp(prefix=DONE, dir=folder))
    ready.rename(done)
    _sync(folder)
    for left in folder.glob(f"{DONE}*"):
        shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep others from changing this folder; the lock is the folder itself and ends with its holder."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def _write(path: Path, body: bytes) -> None:
    with path.open("xb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    path.chmod(0o644)


def _sync(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
