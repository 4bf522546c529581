"""The rehearsal in processes of its own: a running bot neither waits for it nor falls with it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

TIMEOUT_S = 60.0
PROCESSES = 2
REFUSED = 2
"""Exit code of a process that cannot read the content or its tests."""


@dataclass(slots=True)
class ChildRehearsal:
    """
    Rehearses one folder after another; what passed before and did not change is not tried again.

    Args:
        timeout_s: After so long the rehearsal counts as failed.

    """

    timeout_s: float = TIMEOUT_S
    _passed: str = ""

    async def rehearse_in_child(self, folder: Path) -> Sequence[str]:
        """Try the tests of a folder; give one Vietnamese line for each thing that went otherwise, none when all is well."""
        shares = [f"{number}/{PROCESSES}" for number in range(1, PROCESSES + 1)]
        try:
            async with asyncio.timeout(self.timeout_s), asyncio.TaskGroup() as group:
                asked = [group.create_task(self._ask(folder, share)) for share in shares]
        except TimeoutError:
            return (
                f"Thử lời chưa xong sau {self.timeout_s:g} giây nên đã dừng. Hãy chạy `motcua rehearse` để xem.",
            )
        told = [task.result() for task in asked]
        failures = [line for _, lines in told for line in lines]
        if not failures:
            self._passed = told[0][0]
        return list(dict.fromkeys(failures))

    async def _ask(self, folder: Path, share: str) -> tuple[str, list[str]]:
        """Run one process; give the hash of the wordings it tried, and its lines."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.rehearsal", str(folder), share, self._passed,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            out, notes = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode == 0:
            told: dict[str, Any] = orjson.loads(out)
            return told["wordings"], [failure["line_told"] for failure in told["failures"]]
        lines = notes.decode(errors="replace").strip().splitlines() or [f"mã {process.returncode}"]
        return "", lines if process.returncode == REFUSED else [f"Thử lời dừng giữa chừng: {lines[-1]}"]
