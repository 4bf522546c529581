"""A spreadsheet is taken in whole or not at all, and only what is new in it changes anything."""

from __future__ import annotations

import io
import time
from datetime import date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from bot.connectors.sheet_cells import read_channel, read_moment, read_phone_cell
from bot.connectors.sheet_columns import SheetMap
from bot.domain.dossier import VIETNAM, DossierState, ReceiptChannel
from bot.errors import ContentError
from bot.workers.dossier_import import SheetIn
from tests.connectors import sheets
from tests.connectors.given import NOW, OA, copy_in, importing, log_of, take

CODE = "H15.93.20-260901-0002"


@pytest.fixture
async def copy(tmp_path):
    async with copy_in(tmp_path) as opened:
        yield opened


FORMS = {
    "UTF-8": sheets.as_csv,
    "UTF-8 with its mark": lambda table: sheets.as_csv(table, "utf-8-sig"),
    "Windows-1258": lambda table: sheets.as_csv(table, "cp1258"),
    "UTF-16 as Excel writes it": lambda table: sheets.as_csv(table, "utf-16", "\t"),
    "UTF-16 without mark": lambda table: sheets.as_csv(table, "utf-16-le", "\t"),
    "semicolons": lambda table: sheets.as_csv(table, "utf-8-sig", ";"),
    "TSV": lambda table: sheets.as_csv(table, "utf-8", "\t"),
    "sep= line": lambda table: b"sep=;\r\n" + sheets.as_csv(table, "utf-8", ";"),
    "XLSX": sheets.as_xlsx,
    "ODS": sheets.as_ods,
}


@pytest.mark.parametrize("form", FORMS)
async def test_every_form_of_file_gives_the_same_dossiers(copy, form):
    imported = await take(copy, FORMS[form](sheets.rows(30)))
    assert (imported.intake.added, imported.intake.objections) == (30, ())
    dossier = await copy.find(CODE, oa_id=OA, phone_end="0001")
    assert dossier is not None
    assert (dossier.procedure_name, dossier.desk) == ("Đăng ký khai sinh", "Tư pháp - Hộ tịch")
    assert dossier.received_at == datetime(2026, 9, 1, 9, 15, tzinfo=VIETNAM)
    assert (dossier.state, dossier.state_text) == (DossierState.PROCESSING, "Đang xử lý")
    assert (dossier.procedure_code, dossier.field, dossier.due_on) == (
        "1.001193",
        "Hộ tịch",
        date(2026, 9, 6),
    )


async def test_the_same_file_twice_changes_nothing(copy):
    body = sheets.as_xlsx(sheets.rows(40))
    await take(copy, body)
    before = await log_of(copy).after(OA, 0)
    again = (await take(copy, body)).intake
    assert (again.added, again.changed, again.unchanged) == (0, 0, 40)
    assert await log_of(copy).after(OA, 0) == before


async def test_a_newer_file_changes_only_what_changed(copy):
    table = sheets.rows(40)
    await take(copy, sheets.as_csv(table), hours_ago=3)
    table[2] = sheets.row(1, state="Đã xử lý xong")
    intake = (await take(copy, sheets.as_csv(table), hours_ago=1)).intake
    assert (intake.added, intake.changed, intake.unchanged) == (0, 1, 39)
    first, second = await log_of(copy).of(OA, CODE)
    assert (first.state_before, second.state_before, second.state_after) == (
        None, DossierState.PROCESSING, DossierState.RESULT_READY,
    )  # fmt: skip
    assert second.fields == ("state", "state_text")
    assert second.news_at == NOW - timedelta(hours=1)


async def test_later_news_is_never_undone_by_older(copy):
    old, new = sheets.rows(3), sheets.rows(3)
    new[2] = sheets.row(1, state="Đã xử lý xong")
    await take(copy, sheets.as_csv(new), hours_ago=1)
    intake = (await take(copy, sheets.as_csv(old), hours_ago=5)).intake
    assert (intake.changed, intake.older, intake.objections) == (0, 3, ())
    assert (await copy.read(CODE, oa_id=OA)).state is DossierState.RESULT_READY


async def test_news_that_only_confirms_makes_what_lies_between_old(copy):
    """Known at 1, confirmed at 3: news of 2 says something else and is late."""
    await take(copy, sheets.as_csv(sheets.rows(2)), hours_ago=9)
    await take(copy, sheets.as_csv(sheets.rows(2)), hours_ago=3)
    between = [list(sheets.HEAD), sheets.row(1, desk="nơi khác")]
    assert (await take(copy, sheets.as_csv(between), hours_ago=6)).intake.older == 1


async def test_a_row_may_say_itself_when_it_was_true(copy):
    table = [[*sheets.HEAD, "Ngày cập nhật"], [*sheets.row(1), "20/11/2026 08:00"]]
    await take(copy, sheets.as_csv(table))
    assert (await copy.read(CODE, oa_id=OA)).news_at == datetime(2026, 11, 20, 8, tzinfo=VIETNAM)


async def test_a_move_no_dossier_makes_is_refused_unless_the_office_corrects_itself(copy):
    done, back = sheets.row(1, state="Đã trả kết quả"), sheets.row(1, state="Đang xử lý")
    await take(copy, sheets.as_csv([list(sheets.HEAD), done]), hours_ago=3)
    body = sheets.as_csv([list(sheets.HEAD), sheets.row(7), back])
    refused = (await take(copy, body)).intake
    assert [each.place for each in refused.objections] == [3]
    assert "--corrections" in refused.objections[0].reason
    assert await copy.read("H15.93.20-260901-0008", oa_id=OA) is None
    taken = (await take(copy, body, takes_corrections=True)).intake
    assert (taken.added, taken.changed) == (1, 1)


async def test_a_sheet_with_fewer_columns_forgets_nothing(copy):
    await take(copy, sheets.as_csv(sheets.rows(2)), hours_ago=3)
    short = [["Mã hồ sơ", "Thủ tục", "Trạng thái"], [CODE, "Đăng ký khai sinh", "Đã xử lý xong"]]
    await take(copy, sheets.as_csv(short))
    dossier = await copy.find(CODE, oa_id=OA, phone_end="0001")
    assert dossier is not None
    assert (dossier.state, dossier.desk, dossier.due_on) == (
        DossierState.RESULT_READY, "Tư pháp - Hộ tịch", date(2026, 9, 6),
    )  # fmt: skip


async def test_a_due_date_nobody_told_is_counted_once_and_is_unknown_after_a_wait(copy):
    """The sample catalogue gives this procedure two working days: Tue 10 in, Thu 12 due."""
    head = ["Mã hồ sơ", "Thủ tục", "Trạng thái", "Ngày nhận"]
    name = "Chứng thực bản sao từ bản chính"
    code = "H15.93.20-261110-0001"

    async def see(state, hours_ago):
        await take(copy, sheets.as_csv([head, [code, name, state, "10/11/2026 09:00"]]), hours_ago=hours_ago)
        return (await copy.read(code, oa_id=OA)).due_on

    assert await see("Được tiếp nhận", 9) == date(2026, 11, 12)
    assert await see("Yêu cầu bổ sung giấy tờ", 8) == date(2026, 11, 12)
    assert await see("Đang xử lý", 7) is None


async def test_pages_never_see_each_others_dossiers(copy):
    await take(copy, sheets.as_csv(sheets.rows(3)), oa_id="1")
    await take(copy, sheets.as_csv([list(sheets.HEAD), sheets.row(1, desk="xã khác")]), oa_id="2")
    assert (await copy.read(CODE, oa_id="2")).desk == "xã khác"
    assert (await copy.read(CODE, oa_id="1")).desk == "Tư pháp - Hộ tịch"
    assert await copy.find(CODE, oa_id="3", phone_end="0001") is None
    assert len(await copy.of_period("1", date(2026, 9, 1), date(2026, 9, 30))) == 3


async def test_headings_are_known_by_any_usual_name_accents_case_and_spacing_aside(copy):
    table = [
        ["UBND xã Mẫu"],
        ["DANH SÁCH HỒ SƠ từ 01/09/2026"],
        [],
        ["STT", "SỐ  BIÊN NHẬN", "ten tthc", "Tình_trạng", "Hạn giải quyết", "SĐT", "Hình thức nộp"],
        ["1", CODE, "Đăng ký khai sinh", "2", "05-09-26", "09xxxx4821", "Trực tuyến"],
    ]
    imported = await take(copy, sheets.as_xlsx(table))
    assert (imported.intake.added, imported.ignored) == (1, ("STT",))
    dossier = await copy.find(CODE, oa_id=OA, phone_end="4821")
    assert (dossier.state, dossier.due_on) == (DossierState.RECEIVED, date(2026, 9, 5))
    assert dossier.channel is ReceiptChannel.ONLINE_FULL  # as the catalogue has it
    assert dossier.received_on == date(2026, 9, 1)  # from the code


async def test_a_map_names_the_columns_and_states_of_one_office(copy):
    sheet_map = SheetMap(
        columns={"state": "Bước hiện tại"}, states={"Chờ trưởng phòng xem": DossierState.PROCESSING}
    )
    table = [
        ["Mã hồ sơ", "Thủ tục", "Trạng thái", "Bước hiện tại"],
        [CODE, "Đăng ký khai sinh", "x", "CHO TRUONG PHONG XEM"],
    ]
    sheet_in = SheetIn(oa_id=OA, name="a.csv", body=sheets.as_csv(table), as_of=NOW)
    assert (await importing(copy, sheet_map).run(sheet_in)).intake.added == 1
    assert (await copy.read(CODE, oa_id=OA)).state is DossierState.PROCESSING


async def test_a_preview_tells_the_same_and_stores_nothing(copy):
    sheet_in = SheetIn(oa_id=OA, name="a.csv", body=sheets.as_csv(sheets.rows(5)), as_of=NOW)
    assert (await importing(copy).preview(sheet_in)).intake.added == 5
    assert not await copy.is_kept_for(OA)


async def test_names_and_phones_are_kept_nowhere(copy, tmp_path):
    table = [
        [*sheets.HEAD, "Lý do gia hạn"],
        [*sheets.row(1, phone="0900004821"), "gọi 0900 004 821 hỏi lại"],
    ]
    await take(copy, sheets.as_csv(table))
    kept = b"".join(file.read_bytes() for file in tmp_path.glob("records.sqlite3*"))
    assert CODE.encode() in kept
    for secret in (sheets.NAME, "0900004821", "0900 004 821", "4821"):
        assert secret.encode() not in kept


async def test_wrong_rows_come_back_in_the_kind_of_file_they_came_in_with_formulas_as_text(copy):
    table = [*sheets.rows(2), sheets.row(5, code="=1+1", name="=cmd|' /C calc'!A0")]
    back = load_workbook(io.BytesIO((await take(copy, sheets.as_xlsx(table))).back)).active
    assert [cell.value for cell in back[1]][:3] == ["Dòng", "Lý do", "Mã hồ sơ"]
    assert back["A2"].value == "4"
    assert "mã hồ sơ" in back["B2"].value
    assert back["C2"].value == "=1+1"
    assert "f" not in {cell.data_type for cell in back[2]}
    imported = await take(copy, sheets.as_csv(table, delimiter=";"))
    assert imported.back_kind == "csv"
    assert imported.back.startswith(b"\xef\xbb\xbf")
    assert b"4;" in imported.back
    assert ";'=1+1;" in imported.back.decode()
    assert not await copy.is_kept_for(OA)


async def test_forty_thousand_rows_take_less_than_twenty_seconds_of_work(copy):
    body, steps = sheets.as_xlsx(sheets.rows(40_000)), []
    sheet_in = SheetIn(oa_id=OA, name="a.xlsx", body=body, as_of=NOW)
    began = time.process_time()
    imported = await importing(copy).run(sheet_in, lambda done, count: steps.append((done, count)))
    assert time.process_time() - began < 20
    assert imported.intake.added == 40_000
    assert len(steps) > 50
    assert steps[-1] == (40_001, 40_001)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("18/10/2023", "2023-10-18 00:00"),
        ("18-10-23", "2023-10-18 00:00"),
        ("18.10.2023", "2023-10-18 00:00"),
        ("8/1/2023", "2023-01-08 00:00"),
        ("18/10/2023 09:15", "2023-10-18 09:15"),
        ("18/10/2023 09:15:30", "2023-10-18 09:15:30"),
        ("09:15 18/10/2023", "2023-10-18 09:15"),
        ("9h15 ngày 18/10/2023", "2023-10-18 09:15"),
        ("2023-10-18", "2023-10-18 00:00"),
        ("2023-10-18T09:15:00", "2023-10-18 09:15"),
        (45217.0, "2023-10-18 00:00"),
        (45217.5, "2023-10-18 12:00"),
        ("45217", "2023-10-18 00:00"),
        (datetime(2023, 10, 18, 9, 15), "2023-10-18 09:15"),  # noqa: DTZ001 - as the library gives it
        (date(2023, 10, 18), "2023-10-18 00:00"),
    ],
)
def test_days_are_read_as_vietnamese_write_them(cell, moment):
    assert read_moment(cell) == datetime.fromisoformat(moment).replace(tzinfo=VIETNAM)


@pytest.mark.parametrize(
    "cell", ["31/02/2026", "10/18/2023", "mai", "1/1/1026", 1e300, "18/10", True, "99999999"]
)
def test_what_is_no_day_is_none(cell):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever it says
        read_moment(cell)


@pytest.mark.parametrize(
    ("cell", "end"),
    [
        ("0905 004 821", "4821"), (905004821.0, "4821"), ("4821", "4821"), ("+84 905.004.821", "4821"),
        ("09xxxx4821", "4821"), ("", None), ("không có", None), ("0905004821 - 0914555123", None),
    ],
)  # fmt: skip
def test_the_end_of_a_phone_number_is_read_or_unknown(cell, end):
    assert read_phone_cell(cell) == end


@pytest.mark.parametrize("cell", [821.0, "821", "48211", "4821x"])
def test_an_end_with_a_digit_lost_is_refused(cell):
    with pytest.raises(ValueError, match=r"\d"):
        read_phone_cell(cell)


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Trực tiếp", ReceiptChannel.COUNTER), ("Bưu chính công ích", ReceiptChannel.COUNTER),
        ("Trực tuyến một phần", ReceiptChannel.ONLINE_PART), ("DVC mức độ 3", ReceiptChannel.ONLINE_PART),
        ("TRỰC TUYẾN TOÀN TRÌNH", ReceiptChannel.ONLINE_FULL), ("Mức độ 4", ReceiptChannel.ONLINE_FULL),
        ("Trực tuyến", None), ("", None),
    ],
)  # fmt: skip
def test_the_way_in_is_read_and_never_guessed(text, channel):
    assert read_channel(text) is channel


async def test_an_unreadable_file_is_refused_in_one_sentence(copy):
    with pytest.raises(ContentError, match=r"hồ sơ\.csv: .*Hãy"):
        await take(copy, b"\x00" * 50)
