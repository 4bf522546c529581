import asyncio
import contextlib
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.schema import CreateTable

from bot.domain.turn import AuditLine
from bot.errors import SettingsError, Unavailable
from bot.records import open_records, tables
from bot.storage import keys
from bot.storage.commit import Committer
from bot.storage.outbox import Outbox
from tests.storage.samples import OA, hold_for, letter, take_in, turn

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
ERASURE = (AuditLine(action="erasure", detail="sample"),)


@pytest.fixture(scope="module")
def postgres_url():
    """A real PostgreSQL of our own on a Unix socket, or a skip that says so aloud."""
    psycopg = pytest.importorskip("psycopg", reason="NO PSYCOPG: records are not tested on PostgreSQL")
    assert psycopg
    if not (shutil.which("initdb") and shutil.which("postgres")):
        pytest.skip("NO POSTGRES ON THIS MACHINE: records are not tested on PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="mcpg"))
    as_owner = {}
    if os.geteuid() == 0:  # it refuses to run as root
        as_owner = {"user": "nobody", "group": pwd.getpwnam("nobody").pw_gid}
        shutil.chown(folder, "nobody")
    subprocess.run(
        ["initdb", "-D", folder / "data", "-U", "sample", "-A", "trust", "--no-sync"],
        check=True, capture_output=True, cwd=folder, **as_owner,
    )  # fmt: skip
    server = subprocess.Popen(
        ["postgres", "-D", folder / "data", "-k", folder, "-h", ""],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder, **as_owner,
    )  # fmt: skip
    yield f"postgresql://sample@/postgres?host={folder}"
    server.terminate()
    server.wait()
    shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    if request.param == "sqlite":
        return ""
    found = request.getfixturevalue("postgres_url")
    deadline = datetime.now(UTC) + timedelta(seconds=30)
    while True:  # it takes a moment to answer
        engine = create_engine(found.replace("postgresql:", "postgresql+psycopg:"))
        try:
            with engine.begin() as connection:
                known = [table.name for table in reversed(tables.metadata.sorted_tables)]
                for name in (*known, "alembic_version"):
                    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
        except OperationalError:
            assert datetime.now(UTC) < deadline, "PostgreSQL does not start"
        else:
            return found
        finally:
            engine.dispose()


@pytest.fixture
async def records(url, tmp_path):
    async with open_records(url, tmp_path) as opened:
        yield opened


async def audit_of(records):
    with records._engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(tables.audit))]


async def test_a_turn_run_again_gets_back_what_it_decided_first_and_is_audited_once(records):
    assert await records.decide("e1", OA, b"first", ERASURE, at=NOW) == b"first"
    assert await records.decide("e1", OA, b"second", ERASURE, at=NOW + timedelta(hours=1)) == b"first"
    assert await audit_of(records) == [(1, "e1", OA, NOW, "bot", "erasure", "sample")]


async def test_two_pages_with_the_same_event_id_do_not_see_each_others_outcome(records):
    assert await records.decide("e1", "1", b"one", (), at=NOW) == b"one"
    assert await records.decide("e1", "2", b"two", (), at=NOW) == b"two"


async def test_workers_deciding_the_same_turn_at_once_all_get_the_same_outcome(records):
    decided = await asyncio.gather(*(records.decide("e1", OA, b"%d" % n, ERASURE, at=NOW) for n in range(8)))
    assert len(set(decided)) == 1
    assert len(await audit_of(records)) == 1


async def test_old_outcomes_are_forgotten_and_the_audit_stays(records):
    await records.decide("old", OA, b"old", ERASURE, at=NOW - timedelta(days=8))
    await records.decide("new", OA, b"new", (), at=NOW)
    assert await records.forget_outcomes(NOW - timedelta(days=7)) == 1
    assert await records.decide("new", OA, b"again", (), at=NOW) == b"new"
    assert len(await audit_of(records)) == 1


async def test_a_moment_without_time_zone_is_refused(records):
    with pytest.raises(Exception, match="time zone"):
        await records.decide("e1", OA, b"{}", (), at=NOW.replace(tzinfo=None))


async def test_the_migrated_tables_are_those_the_code_knows(records):
    found = inspect(records._engine)
    for table in tables.metadata.sorted_tables:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}, CreateTable(table)
        assert set(found.get_pk_constraint(table.name)["constrained_columns"]) == {
            column.name for column in table.primary_key
        }
        assert {index["name"] for index in found.get_indexes(table.name)} >= {
            index.name for index in table.indexes
        }


async def test_what_was_decided_is_there_after_the_process_was_killed(tmp_path):
    program = (
        "import asyncio, os, sys\nfrom datetime import datetime, UTC\nfrom pathlib import Path\n"
        "from bot.records import open_records\n"
        "async def main():\n"
        "    async with open_records('', Path(sys.argv[1])) as records:\n"
        "        await records.decide('e1', '1000', b'first', (), at=datetime.now(UTC))\n"
        "        os.kill(os.getpid(), 9)\n"
        "asyncio.run(main())\n"
    )
    ended = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", program, str(tmp_path)], check=False
    )
    assert ended.returncode == -9
    async with open_records("", tmp_path) as records:
        assert await records.decide("e1", OA, b"second", (), at=NOW) == b"first"


async def test_four_processes_starting_at_once_migrate_once(url, tmp_path):
    program = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom bot.records import open_records\n"
        "async def main():\n"
        "    async with open_records(sys.argv[1], Path(sys.argv[2])) as records:\n"
        "        assert await records.is_answering()\n"
        "asyncio.run(main())\n"
    )
    started = [
        subprocess.Popen(  # noqa: ASYNC220 - it is only begun here
            [sys.executable, "-W", "error", "-c", program, url, str(tmp_path)]
        )
        for _ in range(4)
    ]
    assert [await asyncio.to_thread(one.wait) for one in started] == [0] * 4


async def test_sqlite_flushes_every_transaction_to_disk(tmp_path):
    async with open_records("", tmp_path) as records:
        with records._engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2  # FULL
    with contextlib.closing(sqlite3.connect(tmp_path / "records.sqlite3")) as file:
        assert file.execute("PRAGMA journal_mode").fetchone() == ("wal",)


async def test_nobody_else_may_read_the_files(tmp_path):
    async with open_records("", tmp_path) as records:
        await records.decide("e1", OA, b"{}", (), at=NOW)
        modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.glob("records.sqlite3*")}
    assert modes == dict.fromkeys(("records.sqlite3", "records.sqlite3-wal", "records.sqlite3-shm"), 0o600)


async def test_a_database_that_is_locked_for_too_long_is_unavailable_and_not_a_crash(tmp_path):
    async with open_records("", tmp_path) as records:
        with records._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA busy_timeout=1")
        other = sqlite3.connect(tmp_path / "records.sqlite3", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Unavailable):
            await records.decide("e1", OA, b"{}", (), at=NOW)
        other.execute("ROLLBACK")
        other.close()
        assert await records.decide("e1", OA, b"{}", (), at=NOW) == b"{}"


@pytest.mark.parametrize("wrong", ["nonsense", "mysql+nothing://x/y", "oracle_of_delphi://x"])
async def test_a_url_that_names_no_database_is_told_by_the_setting(wrong, tmp_path):
    with pytest.raises(SettingsError, match="MOTCUA_RECORDS_URL"):
        async with open_records(wrong, tmp_path):
            pytest.fail("opened")


@pytest.mark.parametrize("dies_after", ["records", "commit"])
async def test_a_crash_between_records_and_commit_repeats_nothing(records, redis, dies_after):
    """The turn is run again and decides otherwise: the citizen still hears the first decision, once."""
    lease = await hold_for(redis)
    entry = await take_in(redis, lease)

    async def run(said, *, dies):
        decided = await records.decide("e1", OA, said, ERASURE, at=NOW)
        if not dies:
            write = turn(lease, entry, letters=(letter(text=decided.decode()),))
            await Committer(redis).commit(write)

    await run(b"first", dies=dies_after == "records")
    await run(b"second", dies=False)
    assert [pending.letter.text for pending in await Outbox(redis).read(lease)] == ["first"]
    assert await redis.xlen(keys.inbox(OA, lease.partition)) == 0
    assert len(await audit_of(records)) == 1
