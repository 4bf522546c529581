"""A webhook with a real inbox behind it."""

import pytest

from tests.web.door import open_door


@pytest.fixture
async def door(redis, tmp_path):
    async with open_door(redis, tmp_path / "spool") as door:
        yield door
