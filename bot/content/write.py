"""Writes an entry of `procedures.yaml` the way staff write it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

# Long lists of short values on one line, as `channels: [counter, post]`.
_ON_ONE_LINE = frozenset(("channels", "other_codes"))
_QUOTED = frozenset(("code", "other_codes"))
_NEEDS_QUOTES = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@` ]|.*: |.*:$|.* #|.* $|-?[0-9]+$|(?:true|false|null|~)?$")


def write_entry(entry: Mapping[str, Any]) -> str:
    """Give the lines of one procedure, as an item of the list `procedures`."""
    lines = [line for key, value in entry.items() for line in _lines(key, value, 4)]
    return "\n".join(["  - " + lines[0].lstrip(), *lines[1:]]) + "\n"


def _lines(key: str, value: Any, indent: int) -> list[str]:
    pad = " " * indent
    if isinstance(value, Mapping):
        return [f"{pad}{key}:", *(line for each in value.items() for line in _lines(*each, indent + 2))]
    if isinstance(value, str) or not isinstance(value, Sequence):
        return [f"{pad}{key}: {_scalar(value, quoted=key in _QUOTED)}"]
    if key in _ON_ONE_LINE:
        return [f"{pad}{key}: [{', '.join(_scalar(each, quoted=key in _QUOTED) for each in value)}]"]
    return [f"{pad}{key}:", *(line for each in value for line in _item(each, indent + 2))]


def _item(value: Any, indent: int) -> list[str]:
    if not isinstance(value, Mapping):
        return [f"{' ' * indent}- {_scalar(value)}"]
    lines = [line for each in value.items() for line in _lines(*each, indent + 2)]
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def _scalar(value: Any, *, quoted: bool = False) -> str:
    text = str(value)
    if not quoted and (isinstance(value, int) or _NEEDS_QUOTES.match(text) is None):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
