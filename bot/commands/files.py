"""Files a command makes: whole or not at all, and never a place that nobody can find again."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

STDOUT = "-"


def deliver(body: bytes, out: str, usual_name: str) -> Path | None:
    """
    Write a file where the officer asked, else here under its usual name; `-` is standard output.

    A file of that name is replaced in one step. Nobody else on the machine may read it.

    Returns:
        Where it is; None on standard output.

    """
    if out == STDOUT:
        sys.stdout.buffer.write(body)
        return None
    file = Path(out or usual_name)
    handle, beside = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as written:
            written.write(body)
            written.flush()
            os.fsync(written.fileno())
        Path(beside).replace(file)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise
    return file
