"""Who saved: as much as the machine can tell."""

from __future__ import annotations

import getpass
import pwd
from pathlib import Path

from bot.content.snapshot import names


def saver(folder: Path) -> str:
    """Name the owner of the content file saved last; empty when the machine does not know."""
    try:
        told = [(folder / name).stat() for name in names(folder)]
        return pwd.getpwuid(max(told, key=lambda each: each.st_mtime_ns).st_uid).pw_name
    except (OSError, KeyError, ValueError):
        return ""


def operator() -> str:
    """Name whoever typed the command; empty when the machine does not know."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""
