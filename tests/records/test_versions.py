"""Accepted versions of the catalogue."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from bot.errors import Conflict
from bot.records import Version, Versions, open_records

NOW = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)
FILES = {"procedures.yaml": b"# m\xe1\xbb\x99t\r\n\n", "intents/fee.yaml": b"\xef\xbb\xbfa: 1"}


def version(number, **changed):
    told = {
        "number": number, "hash": "a1b2c3d4e5f6", "fingerprint": f"{number:064}", "at": NOW, "who": "mẫu",
        "why": "sửa lệ phí", "forced": None, "changes": ("một", "hai"),
    }  # fmt: skip
    return Version(**(told | changed))


@pytest.fixture
async def versions(tmp_path):
    async with open_records("", tmp_path) as records:
        yield Versions(records)


async def test_a_version_is_given_back_as_it_was_kept_and_its_files_byte_for_byte(versions):
    assert await versions.newest() is None
    kept = version(1, forced="gấp")
    await versions.add(kept, FILES)
    assert await versions.newest() == await versions.find(1) == kept
    assert await versions.files(1) == FILES


async def test_versions_are_listed_newest_first_and_known_by_their_bytes(versions):
    for number in (1, 2, 3):
        await versions.add(version(number), FILES | {"procedures.yaml": b"%d" % number})
    assert [each.number for each in await versions.latest(2)] == [3, 2]
    assert await versions.is_known(f"{2:064}")
    assert not await versions.is_known("f" * 64)
    assert (await versions.files(2))["procedures.yaml"] == b"2"


@pytest.mark.parametrize("number", [1, 3])
async def test_a_number_that_is_not_the_next_one_is_refused_and_nothing_of_it_is_kept(versions, number):
    await versions.add(version(1), FILES)
    with pytest.raises(Conflict):
        await versions.add(version(number), {"procedures.yaml": b"other"})
    assert [each.number for each in await versions.latest(9)] == [1]
    assert await versions.files(1) == FILES


async def test_of_many_who_add_the_same_number_at_once_one_succeeds(versions):
    adding = (versions.add(version(1, who=str(n)), FILES) for n in range(6))
    ended = await asyncio.gather(*adding, return_exceptions=True)
    assert [type(one) for one in ended if one is not None] == [Conflict] * 5
