"""Writes values of content files the way staff write them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

# Long lists of short values on one line, as `channels: [counter, post]`.
_ON_ONE_LINE = frozenset(("channels", "other_codes"))
_QUOTED = frozenset(("code", "other_codes"))
_NEEDS_QUOTES = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@` ]|.*: |.*:$|.* #|.* $|-?[0-9]+$|(?:true|false|null|~)?$")
_ENDS_IN_FLOW = re.compile(r"[,\[\]{}]|:\S")  # what would end a value between brackets
_UNSEEN = re.compile("[\x00-\x1f\x7f-\xa0\u2028\u2029\ufeff\ufffe\uffff]")


def write_entry(entry: Mapping[str, Any]) -> str:
    """Give the lines of one procedure, as an item of the list `procedures`."""
    return "\n".join(item_lines(entry, 2)) + "\n"


def entry_lines(key: str, value: Any, indent: int) -> list[str]:
    """Give the lines of one key and its value, `indent` columns in."""
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        return [f"{pad}{key}:", *(line for each in value.items() for line in entry_lines(*each, indent + 2))]
    if isinstance(value, str) and _reads_as_block(value):
        return [f"{pad}{key}: |-", *(f"{pad}  {line}".rstrip() for line in value.split("\n"))]
    if isinstance(value, str | Mapping) or not isinstance(value, Sequence):
        return [f"{pad}{key}: {write_scalar(value, quoted=key in _QUOTED)}"]
    if is_on_one_line(key) or not value:
        return [f"{pad}{key}: {write_flow(value, quoted=key in _QUOTED)}"]
    return [f"{pad}{key}:", *(line for each in value for line in item_lines(each, indent + 2))]


def item_lines(value: Any, indent: int) -> list[str]:
    """Give the lines of one item of a list, whose dash stands `indent` columns in."""
    if not isinstance(value, Mapping) or not value:
        return [f"{' ' * indent}- {write_flow(value)}"]
    lines = [line for each in value.items() for line in entry_lines(*each, indent + 2)]
    return [f"{' ' * indent}- {lines[0].lstrip()}", *lines[1:]]


def is_on_one_line(key: str) -> bool:
    """Tell whether staff write the list under this key between brackets."""
    return key in _ON_ONE_LINE


def write_flow(value: Any, *, quoted: bool = False) -> str:
    """Give a value on one line, lists and mappings between brackets."""
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(f"{key}: {_inside(each, quoted=key in _QUOTED)}" for key, each in value.items())
            + "}"
        )
    if isinstance(value, str) or not isinstance(value, Sequence):
        return write_scalar(value, quoted=quoted)
    return "[" + ", ".join(_inside(each, quoted=quoted) for each in value) + "]"


def write_scalar(value: Any, *, quoted: bool = False) -> str:
    """Give one value outside of brackets; quotes only where it would be read as something else."""
    if isinstance(value, Mapping):
        return write_flow(value)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    text = str(value)
    if isinstance(value, int) or not (quoted or _NEEDS_QUOTES.match(text) or _UNSEEN.search(text)):
        return text
    # JSON's escapes are YAML's too; what cannot be seen is escaped, or reading would change it.
    shown = json.dumps(text, ensure_ascii=False)
    return _UNSEEN.sub(lambda match: f"\\u{ord(match[0]):04x}", shown)


def _inside(value: Any, *, quoted: bool) -> str:
    ends = isinstance(value, str) and _ENDS_IN_FLOW.search(value) is not None
    return write_flow(value, quoted=quoted or ends)


def _reads_as_block(text: str) -> bool:
    lines = text.split("\n")
    plain = not _UNSEEN.search("".join(lines)) and text == text.strip()
    return len(lines) > 1 and plain and all(line == line.rstrip() for line in lines)
