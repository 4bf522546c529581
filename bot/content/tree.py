"""A YAML document as plain nodes that remember where they stand."""

from __future__ import annotations

import re
from dataclasses import dataclass

_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})", re.ASCII)
_NOTHING = frozenset(("", "~", "null"))
_TRUTH = {"true": True, "false": False}


@dataclass(slots=True)
class Text:
    """A scalar; `is_plain` when it was written without quotes."""

    line: int
    column: int
    text: str
    is_plain: bool


@dataclass(slots=True)
class Many:
    """A sequence."""

    line: int
    column: int
    items: list[Node]


@dataclass(slots=True)
class Keyed:
    """A mapping; `places` holds where each key stands."""

    line: int
    column: int
    items: dict[str, Node]
    places: dict[str, tuple[int, int]]


Node = Text | Many | Keyed
Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]
Path = tuple[int | str, ...]


def plain(node: Node) -> Plain:
    """
    Give the node as Python values.

    Only what cannot be misread becomes more than text: whole numbers, true, false and null, written
    without quotes. `12:30`, `no`, `0123`, `1_000`, `1.001193` and dates stay the text that was written.
    """
    if isinstance(node, Text):
        return _scalar(node)
    if isinstance(node, Many):
        return [plain(item) for item in node.items]
    return {key: plain(item) for key, item in node.items.items()}


def _scalar(node: Text) -> Plain:
    text = node.text
    if not node.is_plain:
        return text
    if text in _NOTHING:
        return None
    if text in _TRUTH:
        return _TRUTH[text]
    return int(text) if _INTEGER.fullmatch(text) else text


def locate(node: Node, path: Path) -> tuple[int, int]:
    """Give line and column of the deepest node on the path that exists in the file."""
    place = (node.line, node.column)
    for step in path:
        if isinstance(node, Keyed) and str(step) in node.items:
            place = node.places[str(step)]
            node = node.items[str(step)]
        elif isinstance(node, Many) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            place = (node.line, node.column)
        else:
            break
    if isinstance(node, Text) and place != (node.line, node.column):
        return node.line, node.column
    return place
