"""A YAML file that describes something of one commune (a sheet's columns, a service), read as strictly as content."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.content import guard
from bot.content.bind import bind
from bot.content.file import File
from bot.content.tree import plain
from bot.errors import ContentError


def read_description(path: Path, shape: Any) -> Any:
    """
    Make a `shape` (a dataclass) of a YAML file.

    Raises:
        ContentError: It cannot be read, or is wrong; every mistake is a line with file, line and key.

    """
    node = guard.read(path, path.name)
    file = File(path.name, node, plain(node))
    made, problems = bind(shape, file.value, file)
    if problems:
        raise ContentError("\n".join(map(str, problems)))
    return made
