"""Twenty-odd damaged spreadsheets: the reason beside each row, or one sentence, and nothing half-imported."""

from __future__ import annotations

import random

import pytest

from bot.connectors.sheet_file import read_sheet
from bot.domain.dossier_news import NewsBatch
from bot.errors import ContentError
from tests.connectors import sheets
from tests.connectors.given import NOW, OA, copy_in, reader, take

GOOD = sheets.rows(20)


def with_row(**change: object) -> list[list[object]]:
    """Twenty good rows and a damaged one in row 12 of the file."""
    return [*GOOD[:11], sheets.row(500, **change), *GOOD[11:]]


ROWS = {
    "no code": (with_row(code=""), "mã hồ sơ còn trống"),
    "a name for a code": (with_row(code="khai sinh"), "chưa đúng dạng"),
    "two codes in a cell": (with_row(code="H15.93.20-260901-0900, H15.93.20-260901-0901"), "chưa đúng dạng"),
    "no such day in the code": (with_row(code="H15.93.20-261345-0001"), "không phải là ngày có thật"),
    "a code cut off": (with_row(code="H15.93.20-2609"), "chưa đúng dạng"),
    "a code given twice": (with_row(code=GOOD[1][0]), "đã có ở dòng 2"),
    "no state": (with_row(state=""), "trạng thái còn trống"),
    "a state nobody knows": (with_row(state="Đang nghĩ"), '"Đang nghĩ" chưa biết'),
    "no procedure": (with_row(procedure=""), "tên thủ tục còn trống"),
    "no such day of receipt": (with_row(received="31/02/2026"), "ngày nhận"),
    "no day of receipt": (with_row(received=""), "ngày nhận còn trống"),
    "received tomorrow": (with_row(received="01/01/2030"), "còn chưa tới"),
    "month before day": (with_row(received="09/25/2026"), "ngày nhận"),
    "due before receipt": (with_row(due="01/01/2026"), "trước cả ngày nhận"),
    "a word for a day": (with_row(due="hôm nào xong"), "ngày hẹn trả"),
    "a phone that lost a digit": (with_row(phone="821"), "kể cả số 0"),
    "a row shifted by a column": (with_row(code="12", procedure="H15.93.20-260901-0501"), "chưa đúng dạng"),
    "a row cut short": ([*GOOD[:11], ["H15.93.20-260901-0501"], *GOOD[11:]], "trạng thái còn trống"),
}
FORMS = {"csv": sheets.as_csv, "xlsx": sheets.as_xlsx, "ods": sheets.as_ods}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("damage", ROWS)
async def test_a_damaged_row_is_named_with_its_reason_and_nothing_is_taken(tmp_path, damage, form):
    table, reason = ROWS[damage]
    async with copy_in(tmp_path) as copy:
        imported = await take(copy, FORMS[form](table))
        assert [each.place for each in imported.intake.objections] == [12]
        assert reason in imported.intake.objections[0].reason
        back = read_sheet(imported.back, "back").rows
        assert len(back) == 2
        assert back[1][0] == "12"
        assert reason in back[1][1]
        assert not await copy.is_kept_for(OA)


def cut(body: bytes) -> bytes:
    return body[: len(body) // 2]


def scrambled(body: bytes) -> bytes:
    chance = random.Random(7)  # the same damage each time
    return bytes(byte ^ chance.randrange(256) if place > 60 else byte for place, byte in enumerate(body))


FILES = {
    "empty": b"",
    "blank lines": b"\r\n\r\n",
    "headings alone": sheets.as_csv(GOOD[:1]),
    "a needed column missing": sheets.as_csv([["Mã hồ sơ", "Thủ tục"], ["H15.93.20-260901-0001", "x"]]),
    "two columns that say the same": sheets.as_csv([[*sheets.HEAD, "Tình trạng"], [*GOOD[1], "Đang xử lý"]]),
    "a quote never closed": sheets.as_csv(GOOD) + b'"H15.93.20-260901-0900,x',
    "a workbook half copied": cut(sheets.as_xlsx(GOOD)),
    "an ODS half copied": cut(sheets.as_ods(GOOD)),
    "a workbook overwritten": scrambled(sheets.as_xlsx(GOOD)),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    "a page of a web site": b"<html><body>502 Bad Gateway</body></html>",
    "half of it UTF-16": sheets.as_csv(GOOD, "utf-16")[:-1],
}


@pytest.mark.parametrize("damage", FILES)
async def test_a_damaged_file_is_refused_in_a_sentence_that_says_what_to_do(tmp_path, damage):
    async with copy_in(tmp_path) as copy:
        with pytest.raises(ContentError) as refused:
            await take(copy, FILES[damage])
        assert str(refused.value).startswith("hồ sơ.csv: ")
        assert not await copy.is_kept_for(OA)


async def test_many_wrong_rows_are_all_named_at_once(tmp_path):
    table = [*GOOD, *(damaged[11] for damaged, _ in ROWS.values())]
    async with copy_in(tmp_path) as copy:
        imported = await take(copy, sheets.as_csv(table))
        assert len(imported.intake.objections) == len(ROWS)


async def test_an_import_that_takes_the_good_rows_alone_would_be_caught(tmp_path):
    """The broken twin: it leaves the wrong row out and goes on."""
    table, _ = ROWS["no state"]
    body = sheets.as_csv(table)
    read = reader().read(read_sheet(body, "a"), "a", as_of=NOW, now=NOW)
    assert read.objections
    half = NewsBatch(
        oa_id=OA, source="sheet", origin="a", digest="0", news=read.news, accepted_at=NOW, tells=read.tells
    )
    async with copy_in(tmp_path) as copy:
        await copy.accept(half)
        assert await copy.is_kept_for(OA)
