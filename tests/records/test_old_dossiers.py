"""Dossiers that ended long ago go with all that names them; the figures of their time stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import orjson
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, text

from bot.domain.dossier import VIETNAM, DossierState
from bot.records import tables
from bot.records.apologies import Apologies
from bot.records.changes import ChangeLog
from bot.records.dossiers import DossierRecords
from bot.records.old_dossiers import OldDossiers
from bot.records.phones import Phones
from bot.records.receipts import ReceiptTokens
from bot.reports import Period, make_report
from bot.reports.activity import Recorded
from tests.records.test_dossier_records import CODE, DOSSIER, NOW, OA, batch
from tests.records.test_records import postgres_url, records, url  # noqa: F401 - fixtures
from tests.reports.sample import HOURS

KEY = b"sample key"
DAY = date(2026, 11, 1)
OCTOBER = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))
DONE = replace(
    DOSSIER,
    state=DossierState.RETURNED,
    received_at=datetime(2026, 10, 5, 9, 15, tzinfo=VIETNAM),
    due_on=date(2026, 10, 12),
    finished_on=date(2026, 10, 9),
    returned_on=date(2026, 10, 12),
    missing_papers=(),
)
OPEN = replace(DOSSIER, code="H15.93.20-261005-0002", received_at=DONE.received_at)


class Office:
    """The copy of the dossiers with what removes old ones from it."""

    def __init__(self, kept) -> None:
        self.copy, self.old = DossierRecords(kept, KEY), OldDossiers(kept, KEY)
        self.records = kept

    async def remove(self, day: date = DAY) -> int:
        return await self.old.remove(OA, await self.old.ended_before(OA, day), day)

    async def report(self):
        dossiers = await self.copy.of_period(OA, OCTOBER.before().first, OCTOBER.last)
        return make_report(dossiers, OCTOBER, HOURS, Recorded())


@pytest.fixture
def office(records):  # noqa: F811 - the fixture
    return Office(records)


async def everything(kept) -> str:
    """All that the database holds, as text."""
    with kept._engine.connect() as connection:
        names = [table.name for table in tables.metadata.sorted_tables]
        return "\n".join(
            repr([tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))]) for name in names
        )


async def test_the_figures_of_a_period_stay_as_they_were_when_its_dossiers_are_removed(office):
    await office.copy.accept(batch(DONE, OPEN))
    before = await office.report()
    assert await office.remove() == 1
    assert await office.remove() == 0
    assert await office.copy.read(CODE, oa_id=OA) is None
    after = await office.report()
    assert before.total.of["processed_ahead"] == 1
    assert after == before


@pytest.mark.parametrize(
    ("changes", "is_old"),
    [
        ({}, True),
        ({"returned_on": date(2026, 11, 1)}, False),
        ({"state": DossierState.RESULT_READY, "returned_on": None}, True),
        ({"state": DossierState.PROCESSING, "finished_on": None, "returned_on": None}, False),
        ({"finished_on": None, "returned_on": None}, True),
        ({"finished_on": None, "returned_on": None, "received_at": DOSSIER.received_at}, False),
        ({"state": DossierState.WITHDRAWN, "returned_on": None}, True),
    ],
    ids=[
        "handed over",
        "handed over since",
        "not fetched",
        "in work",
        "of no known day",
        "so, but new",
        "withdrawn",
    ],
)
async def test_only_what_ended_long_enough_ago_is_old(office, changes, is_old):
    await office.copy.accept(batch(replace(DONE, **changes)))
    assert bool(await office.old.ended_before(OA, DAY)) is is_old


async def test_nothing_that_names_a_removed_dossier_stays(office, records):  # noqa: F811
    await office.copy.accept(batch(DONE))
    await Apologies(records).note_made(OA, CODE, date(2026, 10, 20), NOW)
    await Apologies(records).sign(OA, CODE, DONE.state, date(2026, 10, 20), NOW)
    open_once = batch(replace(DONE, state=DossierState.PROCESSING))
    numbered = replace(open_once, news=(replace(open_once.news[0], phone="84912345678"),))
    await Phones(records, Fernet.generate_key(), is_wanted=True).keep(numbered)
    await ReceiptTokens(records, KEY).add("a sample token", oa_id=OA, code=CODE, at=NOW)
    await office.copy.accept(batch(OPEN))
    assert CODE in await everything(records)
    await office.remove()
    assert CODE not in await everything(records)
    assert await ReceiptTokens(records, KEY).code_of("a sample token", oa_id=OA) is None


async def test_how_often_papers_were_demanded_still_counts_when_the_dossier_is_removed(office):
    asked, again = DossierState.AWAITING_PAPERS, DossierState.PROCESSING
    for hours, state in enumerate((again, asked, again, asked, again), start=1):
        moment = DONE.news_at - timedelta(hours=10 - hours)
        await office.copy.accept(
            batch(replace(DONE, state=state, finished_on=None, returned_on=None, news_at=moment))
        )
    await office.copy.accept(batch(DONE))
    before = (await office.report()).total.of
    assert before["processed_late"] == 1
    await office.remove()
    assert (await office.report()).total.of == before


async def test_an_old_file_does_not_bring_a_removed_dossier_back(office):
    await office.copy.accept(batch(DONE))
    await office.remove()
    again = await office.copy.accept(batch(replace(DONE, news_at=NOW), OPEN))
    assert (again.added, again.older) == (1, 1)
    assert (await office.report()).total.of["processed"] == 1


async def test_a_key_lost_lets_an_old_file_count_a_dossier_twice(office, records):  # noqa: F811
    """The broken twin: without the hash of the code nobody knows the dossier again."""
    await office.copy.accept(batch(DONE))
    await office.remove()
    await DossierRecords(records, b"another key").accept(batch(replace(DONE, news_at=NOW)))
    assert (await office.report()).total.of["processed"] == 2


async def test_changes_that_come_after_a_removal_have_numbers_after_those_told(office, records):  # noqa: F811
    """SQLite gives the highest number again when its row is gone: followers would never hear of that change."""
    log = ChangeLog(records)
    await office.copy.accept(batch(DONE))
    told = await log.newest(OA)
    await office.remove()
    await office.copy.accept(batch(OPEN))
    (change,) = await log.after(OA, told, 10)
    assert change.code == OPEN.code


async def test_a_page_whose_dossiers_are_all_removed_still_has_its_own(office):
    await office.copy.accept(batch(DONE))
    await office.remove()
    assert await office.copy.is_kept_for(OA)
    assert not await office.copy.is_kept_for("2000")


async def test_a_dossier_of_another_page_with_the_same_code_stays(office):
    await office.copy.accept(batch(DONE))
    await office.copy.accept(batch(DONE, oa_id="2000"))
    await office.remove()
    assert await office.copy.read(CODE, oa_id="2000") is not None


async def test_one_that_came_to_life_between_the_look_and_the_removal_stays(office):
    await office.copy.accept(batch(DONE))
    codes = await office.old.ended_before(OA, DAY)
    later = replace(DONE, returned_on=DAY + timedelta(days=3), news_at=NOW)
    await office.copy.accept(batch(later))
    assert await office.old.remove(OA, codes, DAY) == 0


async def test_a_removed_dossier_cannot_be_looked_up_by_its_remains(office, records):  # noqa: F811
    await office.copy.accept(batch(DONE))
    await office.remove()
    with records._engine.connect() as connection:
        (row,) = connection.execute(select(tables.old_dossiers)).all()
    assert set(orjson.loads(row.facts)) == {
        "code", "desk", "procedure_name", "procedure_code", "field", "channel", "state", "received_at", "due_on",
        "finished_on", "returned_on",
    }  # fmt: skip
    assert [orjson.loads(row.facts)[name] for name in ("code", "desk")] == ["", ""]
    assert await office.copy.find(CODE, oa_id=OA, phone_end="4821") is None
