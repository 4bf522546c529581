"""Numbers are kept sealed, while a follower may be told by them, and no longer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.domain.dossier import DossierState
from bot.domain.phone import mobile_in_84
from bot.records import tables
from bot.records.phones import Phones
from tests.records.test_dossier_records import CODE, DOSSIER, OA, batch
from tests.records.test_records import postgres_url, records, url  # noqa: F401 - fixtures

NUMBER, KEY = "84912345678", Fernet.generate_key()


def told(state=DossierState.PROCESSING, phone=NUMBER):
    made = batch(replace(DOSSIER, state=state))
    return replace(made, news=(replace(made.news[0], phone=phone),))


@pytest.fixture
def phones(records):  # noqa: F811 - the fixture
    return Phones(records, KEY, is_wanted=True)


async def rows(records):  # noqa: F811 - no fixture here
    return await records.read(lambda connection: connection.execute(select(tables.dossier_phones)).all())


async def test_a_number_is_given_back_and_lies_sealed(phones, records):  # noqa: F811
    await phones.keep(told())
    await phones.keep(told())
    assert await phones.find(OA, CODE) == NUMBER
    assert await phones.find(OA, "H15.93.20-261120-0019") is None
    (row,) = await rows(records)
    assert NUMBER[2:].encode() not in bytes(row.sealed)


async def test_another_key_opens_nothing(phones, records):  # noqa: F811
    await phones.keep(told())
    assert await Phones(records, Fernet.generate_key(), is_wanted=True).find(OA, CODE) is None


@pytest.mark.parametrize("state", [DossierState.RETURNED, DossierState.WITHDRAWN, DossierState.REFUSED])
async def test_with_the_dossier_over_its_number_is_gone(phones, records, state):  # noqa: F811
    await phones.keep(told())
    await phones.keep(told(state))
    assert await rows(records) == []


async def test_a_ready_result_keeps_it_and_a_sheet_without_numbers_takes_none_away(phones):
    await phones.keep(told(DossierState.RESULT_READY))
    await phones.keep(told(phone=None))
    assert await phones.find(OA, CODE) == NUMBER


async def test_where_nobody_is_told_by_phone_none_is_kept_and_what_was_kept_goes(phones, records):  # noqa: F811
    await phones.keep(told())
    unwanted = Phones(records, KEY, is_wanted=False)
    assert await unwanted.find(OA, CODE) is None
    await unwanted.keep(told())
    assert await rows(records) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0912 345 678", NUMBER), ("+84 912-345-678", NUMBER), ("84912345678", NUMBER), ("912345678", NUMBER),
        ("0262 381 2345", None), ("09xxxx5678", None), ("5678", None), ("", None), ("0912345678 0987654321", None),
        ("０912345678", None),
    ],
)  # fmt: skip
def test_only_a_whole_mobile_number_is_one(text, number):
    assert mobile_in_84(text) == number
