"""A bar on the terminal while something long goes on; nothing where nobody watches."""

from __future__ import annotations

from typing import TextIO

BAR = 24
LONG = 100
STEPS = 100


class Progress:
    """Shows how far a long work is."""

    def __init__(self, name: str, terminal: TextIO) -> None:
        self._name, self._terminal = name, terminal
        self._is_watched = terminal.isatty()
        self._is_shown = False

    def tell(self, done: int, total: int) -> None:
        """Draw the bar anew, a hundred times in all; a short work shows none."""
        if not self._is_watched or total < LONG or (done % max(1, total // STEPS) and done != total):
            return
        self._is_shown = True
        filled = BAR * done // total
        self._terminal.write(f"\r{self._name} [{'█' * filled:<{BAR}}] {done}/{total}")
        self._terminal.flush()

    def end(self) -> None:
        """Wipe the bar away."""
        if self._is_shown:
            self._terminal.write("\r\033[K")
            self._terminal.flush()
