"""A watched folder: whole files are imported once, half-copied ones wait, and a crash repeats nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.connectors.sheet_file import read_sheet
from bot.errors import Unavailable
from bot.workers.dossier_folder import DossierFolder
from tests.connectors import sheets
from tests.connectors.given import NOW, OA, copy_in, importing, log_of


@pytest.fixture
async def copy(tmp_path):
    async with copy_in(tmp_path / "var") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "hồ sơ"
    place.mkdir()
    return place


def watch(folder: Path, copy, pages=(OA,)) -> DossierFolder:
    return DossierFolder(folder, pages, importing(copy), lambda: NOW)


def names(folder: Path) -> list[str]:
    return sorted(
        str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file() and file.name != ".lock"
    )


async def test_a_file_that_appears_is_imported_and_put_away(folder, copy):
    (folder / "thang9.xlsx").write_bytes(sheets.as_xlsx(sheets.rows(5)))
    watching = watch(folder, copy)
    assert [await watching.look() for _ in range(3)] == [0, 1, 0]
    assert names(folder) == ["done/20261125-100000-thang9.xlsx"]
    assert len(await log_of(copy).after(OA, 0)) == 5


async def test_a_file_still_growing_waits(folder, copy):
    body = sheets.as_csv(sheets.rows(50))
    file = folder / "a.csv"
    watching = watch(folder, copy)
    for end in (1000, 2000, len(body)):
        file.write_bytes(body[:end])
        assert await watching.look() == 0
    assert await watching.look() == 1
    assert len(await log_of(copy).after(OA, 0)) == 50


@pytest.mark.parametrize("name", [".a.csv", "~$a.xlsx", "a.csv.part", "a.xlsx.crdownload", "a.tmp"])
async def test_files_of_programs_still_at_work_are_left_alone(folder, copy, name):
    (folder / name).write_bytes(sheets.as_csv(sheets.rows(1)))
    watching = watch(folder, copy)
    assert [await watching.look() for _ in range(3)] == [0, 0, 0]
    assert names(folder) == [name]


async def test_a_wrong_file_is_put_aside_with_its_reasons_beside_it(folder, copy):
    (folder / "a.xlsx").write_bytes(sheets.as_xlsx([*sheets.rows(2), sheets.row(9, state="?")]))
    (folder / "b.csv").write_bytes(b"not a sheet of dossiers")
    watching = watch(folder, copy)
    assert [await watching.look() for _ in range(2)] == [0, 2]
    stamp = "wrong/20261125-100000-"
    assert names(folder) == [f"{stamp}{name}" for name in ("a.ly-do.xlsx", "a.xlsx", "b.csv", "b.ly-do.txt")]
    reasons = folder / f"{stamp}a.ly-do.xlsx"
    assert read_sheet(reasons.read_bytes(), "a").rows[1][0] == "4"
    assert reasons.stat().st_mode & 0o077 == 0
    assert not await copy.is_kept_for(OA)


async def test_each_page_has_a_folder_of_its_own(folder, copy):
    watching = watch(folder, copy, pages=("1", "2"))
    await watching.look()
    (folder / "2" / "a.csv").write_bytes(sheets.as_csv(sheets.rows(1)))
    (folder / "a.csv").write_bytes(sheets.as_csv(sheets.rows(1)))
    assert [await watching.look() for _ in range(2)] == [0, 1]
    assert (await copy.is_kept_for("1"), await copy.is_kept_for("2")) == (False, True)
    assert "a.csv" in names(folder)


class Crash(BaseException):
    """The process ends here."""


async def test_a_crash_between_import_and_putting_away_imports_nothing_twice(folder, copy):
    class Dies:
        async def run(self, sheet_in):
            await importing(copy).run(sheet_in)
            raise Crash

    (folder / "a.csv").write_bytes(sheets.as_csv(sheets.rows(5)))
    dying = DossierFolder(folder, (OA,), Dies(), lambda: NOW)
    await dying.look()
    with pytest.raises(Crash):
        await dying.look()
    assert names(folder) == ["a.csv"]
    again = watch(folder, copy)
    assert [await again.look() for _ in range(2)] == [0, 1]
    assert len(await log_of(copy).after(OA, 0)) == 5


async def test_a_file_waits_while_the_records_are_away(folder, copy):
    class Away:
        async def run(self, sheet_in):
            raise Unavailable("sample")

    (folder / "a.csv").write_bytes(sheets.as_csv(sheets.rows(5)))
    watching = DossierFolder(folder, (OA,), Away(), lambda: NOW)
    assert [await watching.look() for _ in range(3)] == [0, 0, 0]
    assert names(folder) == ["a.csv"]


async def test_the_older_file_is_imported_first(folder, copy):
    new, old = sheets.rows(1), [list(sheets.HEAD), sheets.row(0, desk="nơi cũ")]
    for name, table, age_s in (("a.csv", new, 60), ("b.csv", old, 3600)):
        (folder / name).write_bytes(sheets.as_csv(table))
        os.utime(folder / name, (NOW.timestamp() - age_s,) * 2)
    watching = watch(folder, copy)
    assert [await watching.look() for _ in range(2)] == [0, 2]
    assert len(await log_of(copy).after(OA, 0)) == 2
    assert (await copy.read("H15.93.20-260901-0001", oa_id=OA)).desk == "Tư pháp - Hộ tịch"


async def test_exports_put_away_are_deleted_after_a_month(folder, copy):
    (folder / "done").mkdir()
    for name in ("20261020-100000-a.csv", "20261120-100000-b.csv", "ghi-chu.txt"):
        (folder / "done" / name).write_bytes(b"x")
    await watch(folder, copy).look()
    assert names(folder) == ["done/20261120-100000-b.csv", "done/ghi-chu.txt"]
