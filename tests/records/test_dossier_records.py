"""The copy of the dossiers, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.domain.dossier import MOVES, VIETNAM, Dossier, DossierState, ReceiptChannel, Waits, may_follow
from bot.domain.dossier_news import DossierNews, NewsBatch
from bot.records import open_records, tables
from bot.records.apologies import Apologies
from bot.records.changes import ChangeLog
from bot.records.dossiers import DossierRecords
from tests.records.test_records import postgres_url, records, url  # noqa: F401 - fixtures

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
OA, CODE = "1000", "H15.93.20-261120-0018"
DOSSIER = Dossier(
    code=CODE,
    procedure_code="1.001193",
    procedure_name="Đăng ký khai sinh",
    field="Hộ tịch",
    channel=ReceiptChannel.ONLINE_PART,
    state=DossierState.AWAITING_PAPERS,
    state_text="Chờ bổ sung",
    desk="Tư pháp - Hộ tịch",
    received_at=datetime(2026, 11, 20, 9, 15, tzinfo=VIETNAM),
    due_on=date(2026, 11, 27),
    missing_papers=("Giấy chứng sinh", "Tờ khai"),
    locker="12",
    extension_reason="xác minh",
    news_at=NOW - timedelta(hours=1),
)
EVERYTHING = frozenset(Dossier.__slots__) | {"phone_end"}


def batch(*dossiers: Dossier, phone_end: str | None = "4821", **more) -> NewsBatch:
    news = tuple(
        DossierNews(dossier=dossier, phone_end=phone_end, place=place)
        for place, dossier in enumerate(dossiers, 2)
    )
    values = {"oa_id": OA, "source": "sheet", "origin": "a.csv", "digest": "0" * 64, "accepted_at": NOW}
    return NewsBatch(**values | {"tells": EVERYTHING} | more, news=news)


@pytest.fixture
def copy(records):  # noqa: F811 - the fixture
    return DossierRecords(records, b"sample key")


async def test_a_dossier_is_given_back_as_it_was_taken_in(copy):
    assert (await copy.accept(batch(DOSSIER))).added == 1
    assert await copy.read(CODE, oa_id=OA) == DOSSIER
    assert await copy.find(CODE, oa_id=OA, phone_end="4821") == DOSSIER


async def test_each_accepted_change_is_one_line_with_its_source_and_moment(copy, records):  # noqa: F811
    await copy.accept(batch(DOSSIER))
    later = replace(DOSSIER, state=DossierState.PROCESSING, missing_papers=(), news_at=NOW)
    await copy.accept(batch(later))
    await copy.accept(batch(later))
    new, changed = await ChangeLog(records).after(OA, 0)
    assert (new.state_before, new.state_after, new.source) == (None, DossierState.AWAITING_PAPERS, "sheet")
    assert (changed.state_before, changed.state_after, changed.news_at, changed.accepted_at) == (
        DossierState.AWAITING_PAPERS, DossierState.PROCESSING, NOW, NOW,
    )  # fmt: skip
    assert set(changed.fields) == {"state", "missing_papers"}
    assert await ChangeLog(records).after(OA, new.change_id) == (changed,)


async def test_a_signed_letter_is_read_with_its_dossier_and_no_import_takes_it_away(copy, records):  # noqa: F811
    apologies = Apologies(records)
    await copy.accept(batch(DOSSIER))
    assert (await copy.read(CODE, oa_id=OA)).promised_on is None
    for day in (2, 7):
        await apologies.note_made(OA, CODE, date(2026, 12, day), NOW + timedelta(minutes=day))
        await apologies.sign(OA, CODE, DOSSIER.state, date(2026, 12, day), NOW)
    assert await apologies.made(OA, CODE) == (date(2026, 12, 7), date(2026, 12, 2))
    await copy.accept(batch(replace(DOSSIER, state=DossierState.PROCESSING, news_at=NOW)))
    for read in (await copy.read(CODE, oa_id=OA), await copy.find(CODE, oa_id=OA, phone_end="4821")):
        assert (read.promised_on, read.promise, read.due_on) == (
            date(2026, 12, 7), date(2026, 12, 7), DOSSIER.due_on,
        )  # fmt: skip


async def test_a_report_is_given_how_often_and_how_long_a_dossier_waited(copy):
    states = (DossierState.PROCESSING, DossierState.AWAITING_PAPERS, DossierState.PROCESSING)
    await copy.accept(batch(DOSSIER, replace(DOSSIER, code="H15.93.20-261120-0019", state=states[0])))
    for hours, state in enumerate(states, 1):
        later = replace(DOSSIER, state=state, news_at=NOW + timedelta(hours=hours))
        await copy.accept(batch(later))
    first, second = await copy.of_period(OA, date(2026, 11, 1), date(2026, 11, 30))
    assert (first.waits.papers_asked, len(first.waits.pauses)) == (2, 2)
    assert second.waits == Waits()


async def test_the_last_four_digits_are_kept_as_a_hash_that_tells_nothing_without_its_key(copy, records):  # noqa: F811
    other = replace(DOSSIER, code="H15.93.20-261120-0019")
    await copy.accept(batch(DOSSIER, other))
    with records._engine.connect() as connection:
        proofs = [bytes(row[0]) for row in connection.execute(select(tables.dossiers.c.phone_proof))]
    assert len(set(proofs)) == 2  # the same digits on two dossiers do not look the same
    assert await DossierRecords(records, b"another key").find(CODE, oa_id=OA, phone_end="4821") is None


async def test_the_age_of_the_copy_is_known(copy):
    assert await copy.newest_news(OA) is None
    await copy.accept(batch(DOSSIER, replace(DOSSIER, code="H15.93.20-261120-0019", news_at=NOW)))
    assert await copy.newest_news(OA) == NOW


async def test_a_dossier_without_a_phone_is_proved_by_no_digits(copy):
    await copy.accept(batch(DOSSIER, phone_end=None))
    for end in ("", "    ", "0000", "None"):
        assert await copy.find(CODE, oa_id=OA, phone_end=end) is None
    assert await copy.read(CODE, oa_id=OA) == DOSSIER


async def test_one_objection_keeps_the_whole_batch_out(copy, records):  # noqa: F811
    returned = replace(DOSSIER, state=DossierState.RETURNED)
    await copy.accept(batch(returned))
    fresh = replace(DOSSIER, code="H15.93.20-261120-0020", news_at=NOW)
    back = replace(DOSSIER, news_at=NOW)
    intake = await copy.accept(batch(fresh, back))
    assert [each.place for each in intake.objections] == [3]
    assert await copy.read(fresh.code, oa_id=OA) is None
    assert len(await ChangeLog(records).after(OA, 0)) == 1


@pytest.mark.parametrize(
    ("received", "finished", "returned", "is_given"),
    [
        pytest.param("2026-09-30 23:59", None, None, True, id="carried over, still in work"),
        pytest.param("2026-09-10 08:00", "2026-09-30", None, False, id="ended the day before"),
        pytest.param("2026-09-10 08:00", "2026-09-30", "2026-10-01", True, id="handed over in the period"),
        pytest.param("2026-09-10 08:00", "2026-10-01", None, True, id="ended on the first day"),
        pytest.param("2026-10-31 23:59", None, None, True, id="came in the last minute, by Vietnamese time"),
        pytest.param("2026-11-01 00:00", None, None, False, id="came in a minute later"),
    ],
)
async def test_a_period_holds_what_came_in_or_was_in_work(copy, received, finished, returned, is_given):
    dossier = replace(
        DOSSIER,
        received_at=datetime.fromisoformat(received).replace(tzinfo=VIETNAM),
        finished_on=date.fromisoformat(finished) if finished else None,
        returned_on=date.fromisoformat(returned) if returned else None,
    )
    await copy.accept(batch(dossier))
    found = await copy.of_period(OA, date(2026, 10, 1), date(2026, 10, 31))
    asked_once = replace(dossier, waits=Waits(papers_asked=1))
    assert found == ((asked_once,) if is_given else ())
    assert await copy.of_period("2", date(2026, 10, 1), date(2026, 10, 31)) == ()


async def test_a_citizen_is_answered_while_an_import_holds_the_write_lock(tmp_path):
    async with open_records("", tmp_path) as opened:
        copy = DossierRecords(opened, b"sample key")
        await copy.accept(batch(DOSSIER))
        loop = asyncio.get_running_loop()
        begun, may_end = asyncio.Event(), asyncio.Event()

        def long_import(_connection):
            loop.call_soon_threadsafe(begun.set)
            asyncio.run_coroutine_threadsafe(may_end.wait(), loop).result(30)

        importing = asyncio.create_task(opened.write(long_import))
        await begun.wait()
        assert await asyncio.wait_for(copy.find(CODE, oa_id=OA, phone_end="4821"), 5)
        may_end.set()
        await importing


async def test_an_import_killed_in_the_middle_leaves_nothing_and_is_whole_when_repeated(tmp_path):
    program = (
        "import asyncio, os, sys\nfrom pathlib import Path\n"
        "import bot.records.dossiers as module\n"
        "from bot.records import open_records\n"
        "from tests.records.test_dossier_records import batch, DOSSIER\n"
        "async def main():\n"
        "    async with open_records('', Path(sys.argv[1])) as records:\n"
        "        def work(connection):\n"
        "            copy = module.DossierRecords(records, b'sample key')\n"
        "            intake, changes, confirmed = copy._compare(connection, batch(DOSSIER))\n"
        "            module.store(connection, batch(DOSSIER), intake, changes)\n"
        "            os.kill(os.getpid(), 9)\n"
        "        await records.write(work)\n"
        "asyncio.run(main())\n"
    )
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", program, str(tmp_path), cwd=ROOT)
    assert await child.wait() == -9
    async with open_records("", tmp_path) as opened:
        copy = DossierRecords(opened, b"sample key")
        assert not await copy.is_kept_for(OA)
        assert (await copy.accept(batch(DOSSIER))).added == 1


def test_ends_are_ends_and_every_state_can_be_reached():
    reached = {after for before in DossierState for after in MOVES[before]}
    assert reached == set(DossierState) - {DossierState.REGISTERED}
    assert {state for state in DossierState if not MOVES[state]} == {
        DossierState.RETURNED, DossierState.WITHDRAWN, DossierState.REFUSED, DossierState.STOPPED,
    }  # fmt: skip
    assert may_follow(DossierState.REGISTERED, DossierState.RETURNED)
    assert not may_follow(DossierState.RESULT_READY, DossierState.PROCESSING)
    assert not may_follow(DossierState.PROCESSING, DossierState.REGISTERED)


@pytest.mark.parametrize(
    ("state", "due", "finished", "today", "is_late"),
    [
        ("processing", "2026-11-20", None, "2026-11-20", False),
        ("processing", "2026-11-20", None, "2026-11-21", True),
        ("processing", None, None, "2026-11-21", False),
        ("awaiting_papers", "2026-11-20", None, "2026-11-25", False),
        ("result_ready", "2026-11-20", "2026-11-20", "2026-11-25", False),
        ("result_ready", "2026-11-20", "2026-11-21", "2026-11-25", True),
        ("returned", "2026-11-20", None, "2026-11-25", False),
    ],
)
def test_lateness_is_computed_from_the_day_work_ended(state, due, finished, today, is_late):
    day = {
        name: date.fromisoformat(text) if text else None for name, text in (("due", due), ("fin", finished))
    }
    dossier = replace(DOSSIER, state=DossierState(state), due_on=day["due"], finished_on=day["fin"])
    assert dossier.is_late(date.fromisoformat(today)) is is_late
