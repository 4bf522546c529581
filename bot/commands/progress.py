"""A bar on the terminal while something long goes on."""

from __future__ import annotations

from typing import TextIO

WIDTH = 30
EVERY = 20


class Progress:
    """A bar of `count` steps; nothing is shown where nobody looks on."""

    def __init__(self, name: str, count: int, terminal: TextIO) -> None:
        self._name, self._count, self._terminal = name, count, terminal
        self._done = 0

    def step(self) -> None:
        """Go one step on."""
        self._done += 1
        if self._terminal.isatty() and (self._done % EVERY == 0 or self._done == self._count):
            filled = WIDTH * self._done // self._count
            self._terminal.write(f"\r{self._name} [{'█' * filled:<{WIDTH}}] {self._done}/{self._count}")
            self._terminal.flush()

    def end(self) -> None:
        """Take the bar away."""
        if self._terminal.isatty():
            self._terminal.write("\r\033[K")
            self._terminal.flush()
