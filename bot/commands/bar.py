"""A bar on the terminal while something long goes on; nothing anywhere else."""

from __future__ import annotations

from typing import TextIO

WIDTH = 40


class Bar:
    """
    Shows how far a piece of work is.

    Args:
        terminal: Standard error; where it is no terminal nothing is written.

    """

    def __init__(self, title: str, terminal: TextIO) -> None:
        self._title, self._terminal = title, terminal
        self._is_shown = terminal.isatty()

    def show(self, done: int, count: int) -> None:
        """Draw it anew."""
        if self._is_shown:
            filled = WIDTH * done // max(count, 1)
            self._terminal.write(f"\r{self._title} [{'█' * filled:<{WIDTH}}] {done}/{count}")
            self._terminal.flush()

    def end(self) -> None:
        """Wipe it away."""
        if self._is_shown:
            self._terminal.write("\r\033[K")
            self._terminal.flush()
