"""A command in its own process, read line by line."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PATIENCE_S = 40.0


class Started:
    """`python -m bot WORDS` with these settings and no other `MOTCUA_` value."""

    def __init__(self, words: list[str], environ: Mapping[str, str]) -> None:
        usual = {name: text for name, text in os.environ.items() if not name.startswith("MOTCUA_")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", *words],
            cwd=ROOT, env={**usual, "MOTCUA_CONTENT_DIR": str(ROOT), **environ},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.out: list[str] = []
        self.err: list[str] = []
        self._said: queue.Queue[str | None] = queue.Queue()
        self._logged: queue.Queue[str | None] = queue.Queue()
        self._threads = [
            threading.Thread(target=self._read, args=(self.process.stdout, self.out, self._said.put)),
            threading.Thread(target=self._read, args=(self.process.stderr, self.err, self._logged.put)),
        ]
        for thread in self._threads:
            thread.start()

    @staticmethod
    def _read(file, kept, tell) -> None:
        for line in file:
            kept.append(line.decode())
            tell(kept[-1])
        tell(None)

    def line(self, pattern: str) -> re.Match[str]:
        """Wait for a line of standard output that has this in it."""
        return self._wait(self._said, pattern)

    def log_line(self, pattern: str) -> re.Match[str]:
        """Wait for a line of standard error that has this in it."""
        return self._wait(self._logged, pattern)

    def _wait(self, lines: queue.Queue[str | None], pattern: str) -> re.Match[str]:
        while (line := lines.get(timeout=PATIENCE_S)) is not None:
            if found := re.search(pattern, line):
                return found
        raise AssertionError(f"no line with {pattern!r}: {self.out} {self.err}")

    def write(self, words: bytes) -> None:
        """Type something."""
        self.process.stdin.write(words)
        self.process.stdin.flush()

    def end(self, number: int | None = None, within_s: float = 10.0) -> int:
        """Send a signal, or close the input; give the exit code, which must come in time."""
        if number is None:
            self.process.stdin.close()
        else:
            self.process.send_signal(number)
        code = self.process.wait(within_s)
        for thread in self._threads:
            thread.join()
        return code


@contextlib.contextmanager
def started(*words: str, environ: Mapping[str, str]) -> Iterator[Started]:
    """Start a command; nothing of it outlives the block."""
    command = Started(list(words), environ)
    try:
        yield command
    finally:
        if command.process.poll() is None:
            command.process.kill()
        command.process.wait()
        for thread in command._threads:
            thread.join()
        for file in (command.process.stdin, command.process.stdout, command.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                file.close()
