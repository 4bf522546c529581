"""Imports point down."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOORS = {
    "cli": 5, "__main__": 5, "commands": 5, "evaluate": 5,
    "app": 4,
    "web": 3, "workers": 3, "rehearsal": 3, "publishing": 3,
    "channels": 2, "storage": 2, "records": 2, "connectors": 2, "content": 2, "documents": 2,
    "dialogue": 1, "reports": 1,
    "domain": 0, "errors": 0, "settings": 0, "logs": 0,
}  # fmt: skip


def part_of(module: str) -> str:
    return module.split(".")[1] if module.count(".") else "bot"


def imports_of(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "bot":
            found |= {f"bot.{alias.name}" for alias in node.names} if node.module == "bot" else {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.split(".")[0] == "bot"}
    return found


def faults(module: str, source: str) -> list[str]:
    """Every import of this module that points up or sideways."""
    here = part_of(module)
    wrong = []
    for other in sorted(imports_of(source)):
        there = part_of(other)
        if here == there:
            continue
        if here == "simulator":
            wrong.append(f"{module} imports {other}: the simulator shares no code with the bot")
        elif there == "simulator":
            if FLOORS[here] < 5:
                wrong.append(f"{module} imports {other}: only the command line starts the simulator")
        elif FLOORS[there] >= FLOORS[here] and FLOORS[here] not in (0, 5):
            wrong.append(f"{module} imports {other}: floor {FLOORS[here]} may only import lower floors")
        elif FLOORS[here] == 0 and FLOORS[there] > 0:
            wrong.append(f"{module} imports {other}: floor 0 knows nothing above it")
    return wrong


MODULES = sorted(
    path for path in (ROOT / "bot").rglob("*.py") if path.parent != ROOT / "bot" or path.stem != "__init__"
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_import_points_to_a_lower_floor_or_the_own_package(path):
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    assert faults(module, path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        pytest.param(
            "bot.dialogue.router", "from bot.storage.keys import partition", id="a flow touching Redis"
        ),
        pytest.param("bot.web.webhook", "from bot.workers.inbox import InboxWorker", id="sideways"),
        pytest.param("bot.domain.message", "import bot.dialogue.router", id="the domain looking up"),
        pytest.param(
            "bot.simulator.server", "from bot.domain import message", id="the simulator sharing a type"
        ),
        pytest.param("bot.app", "from bot.simulator import create_app", id="the app knowing the simulator"),
    ],
)
def test_a_wrong_import_is_found(module, source):
    assert faults(module, source)
