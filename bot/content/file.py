"""One content file as read, able to say where in it something is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bot.content.labels import called, describe, inside
from bot.content.problem import Problem
from bot.content.tree import Node, Path, Plain, locate


class Located(Protocol):
    """Content that knows where each of its parts was written."""

    @property
    def value(self) -> Plain:
        """What it says, as plain values."""

    def problem(self, path: Path, message: str, *, is_warning: bool = False) -> Problem:
        """Tell what is wrong at a path."""

    def origin(self, path: Path) -> tuple[File, Path]:
        """Find the file a part came from, and the path that leads to it there."""


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
            place=describe(path, self.value),
            message=message,
            is_warning=is_warning,
        )

    def origin(self, path: Path) -> tuple[File, Path]:
        """Give this file: all of it was written here."""
        return self, path


def show_path(path: Path, value: Plain) -> str:
    """Write a path as people read it; an entry of a list is called by its code or name where it has one."""
    words = []
    for step in path:
        value = inside(value, step)
        words.append(step if isinstance(step, str) else called(value) or str(step + 1))
    return ".".join(words)
