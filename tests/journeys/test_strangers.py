"""Strangers who ask for every code of a month learn nothing; the long run is `python -m tests.load.strangers`."""

from __future__ import annotations

import asyncio

import pytest

from tests.dialogue.sample import sample_content
from tests.load import strangers

MOST_MS = 5


@pytest.mark.parametrize("accounts", [1, 50])
async def test_every_code_without_proof_gets_the_same_answer_in_the_same_time(redis, folder, accounts):
    report = await strangers.run(redis, folder, sample_content(), codes=300, accounts=accounts)
    assert (report.answers, report.asked) == (1, 1)
    assert set(report.medians_ms) == {strangers.UNKNOWN, strangers.WRONG_DIGITS, strangers.LOCKED}
    assert report.difference_ms <= MOST_MS


class Slower:
    """The broken twin of the register: it looks longer where there is something."""

    def __init__(self, source) -> None:
        self._source = source

    async def find(self, code, *, oa_id, phone_end):
        if await self._source.read(code, oa_id=oa_id) is not None:
            await asyncio.sleep(0.012)
        return await self._source.find(code, oa_id=oa_id, phone_end=phone_end)


async def test_a_register_that_takes_longer_where_there_is_a_dossier_is_noticed(redis, folder):
    report = await strangers.run(redis, folder, sample_content(), codes=100, accounts=50, around=Slower)
    assert report.difference_ms > MOST_MS
