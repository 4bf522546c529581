"""A running commune for each test that asks for one."""

import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.browser import phone_page
from tests.journeys.commune import Commune, open_commune

__all__ = ["phone_page"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose path is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="mj") as path:
        yield Path(path)


@pytest.fixture
async def commune(folder: Path) -> AsyncIterator[Commune]:
    """Everything, joined and running."""
    async with open_commune(folder) as running:
        yield running
