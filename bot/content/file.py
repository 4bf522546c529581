"""One content file as read, able to say where in it something is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.problem import Problem
from bot.content.tree import Node, Path, Plain, locate


@dataclass(frozen=True, slots=True)
class File:
    """
    A file's nodes and their plain values.

    Args:
        name: Relative to the content folder, such as `intents/fee.yaml`.

    """

    name: str
    node: Node
    value: Plain

    def problem(self, path: Path, message: str, *, is_warning: bool = False) -> Problem:
        """Tell what is wrong at a path; a path that is not in the file leads to its last part that is."""
        line, column = locate(self.node, path)
        return Problem(
            file=self.name,
            line=line,
            column=column,
            path=show_path(path, self.value),
            message=message,
            is_warning=is_warning,
        )


def show_path(path: Path, value: Plain) -> str:
    """Write a path as people read it; an entry of a list is called by its code or name where it has one."""
    words = []
    for step in path:
        value, word = _step(value, step)
        words.append(word)
    return ".".join(words)


def _step(value: Plain, step: int | str) -> tuple[Plain, str]:
    if isinstance(value, dict):
        return value.get(str(step)), str(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        item = value[step]
        called = (item.get("code") or item.get("name")) if isinstance(item, dict) else None
        return item, called if isinstance(called, str) else str(step + 1)
    return None, str(step + 1) if isinstance(step, int) else step
