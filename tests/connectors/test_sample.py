"""Dossiers from a CSV file: shown to who knows code and number, and every other case alike."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.connectors.sample import SAMPLES, CsvDossiers
from bot.connectors.sheet import SheetReader
from bot.domain.dossier import DossierState
from bot.domain.dossier_facts import DossierFacts
from bot.errors import ContentError, SettingsError
from tests.dialogue.sample import sample_content

READER = SheetReader(DossierFacts(sample_content().catalogue))
HEADER = "mã hồ sơ,thủ tục,trạng thái,nơi đang giải quyết,ngày nhận,ngày hẹn trả,4 số cuối điện thoại"
ROW = "H15.93.20-261120-0018,Đăng ký khai sinh,Đang xử lý,Một cửa,20/11/2026,23/11/2026,0821"


def written(folder: Path, *lines: str) -> Path:
    path = folder / "ho-so.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8-sig")
    return path


async def test_code_and_number_together_show_the_dossier():
    dossier = await CsvDossiers("", READER).find("H15.93.20-261120-0018", oa_id="1", phone_end="4821")
    assert dossier is not None
    assert (dossier.procedure_name, dossier.state) == ("Đăng ký khai sinh", DossierState.PROCESSING)
    assert (dossier.received_on, dossier.due_on) == (date(2026, 11, 20), date(2026, 11, 23))


async def test_the_code_may_be_written_in_any_way():
    dossier = await CsvDossiers("", READER).find("h15.93.20 – 261120 – 0018", oa_id="1", phone_end="4821")
    assert dossier is not None


@pytest.mark.parametrize(
    ("code", "phone_end"),
    [
        pytest.param("H15.93.20-261120-0018", "4822", id="wrong number"),
        pytest.param("H15.93.20-261120-0018", "", id="no number"),
        pytest.param("H15.93.20-261120-0018", "48210", id="too long a number"),
        pytest.param("H15.93.20-261120-9999", "4821", id="unknown code"),
        pytest.param("H15.93.20-261120-9999", "    ", id="unknown code, the number nobody has"),
        pytest.param("", "4821", id="no code"),
        pytest.param("H15.93.20-261120-0018", "４８２１", id="digits of another alphabet"),
    ],
)
async def test_everything_else_shows_nothing(code: str, phone_end: str):
    assert await CsvDossiers("", READER).find(code, oa_id="1", phone_end=phone_end) is None


async def test_a_dossier_proved_before_is_read_by_its_code_alone():
    source = CsvDossiers("", READER)
    dossier = await source.read("H15.93.20-261119-0007", oa_id="1")
    assert dossier is not None
    assert dossier.state is DossierState.RESULT_READY
    assert await source.read("H15.93.20-261119-9999", oa_id="1") is None


async def test_the_samples_show_every_state_and_say_that_they_are_samples():
    lines = SAMPLES.read_text("utf-8").splitlines()[1:]
    assert all("HỒ SƠ MẪU" in line for line in lines)
    source = CsvDossiers("", READER)
    found = [await source.read(line.split(",")[0], oa_id="1") for line in lines]
    assert {dossier.state for dossier in found if dossier} == set(DossierState)


async def test_a_file_saved_by_a_vietnamese_excel_is_read(tmp_path: Path):
    path = written(tmp_path, HEADER.replace(",", ";"), ROW.replace(",", ";"))
    assert await CsvDossiers(path, READER).find("H15.93.20-261120-0018", oa_id="1", phone_end="0821")


@pytest.mark.parametrize(
    ("row", "part"),
    [
        pytest.param(ROW.replace("H15.93.20-261120-0018", "khai sinh"), "mã hồ sơ chưa đúng", id="code"),
        pytest.param(ROW.replace("Đang xử lý", "Đang làm"), "chưa biết", id="state"),
        pytest.param(ROW.replace("0821", "821"), "kể cả số 0 ở đầu", id="a zero that the spreadsheet ate"),
        pytest.param(ROW.replace("20/11/2026", "20/13/2026"), "ngày nhận", id="date"),
        pytest.param(ROW.replace("20/11/2026", ""), "ngày nhận còn trống", id="no date"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, row: str, part: str):
    with pytest.raises(ContentError, match=r"ho-so.csv:3: .*" + part):
        CsvDossiers(written(tmp_path, HEADER, ROW.replace("0018", "0019"), row), READER)


def test_a_code_twice_and_a_missing_column_are_named(tmp_path: Path):
    with pytest.raises(ContentError, match="đã có ở dòng 2"):
        CsvDossiers(written(tmp_path, HEADER, ROW, ROW), READER)
    with pytest.raises(ContentError, match='không thấy cột "trạng thái"'):
        CsvDossiers(written(tmp_path, HEADER.replace("trạng thái,", ""), ROW), READER)


def test_a_file_that_cannot_be_opened_names_the_setting(tmp_path: Path):
    with pytest.raises(SettingsError, match="MOTCUA_DOSSIERS_CSV"):
        CsvDossiers(tmp_path / "none.csv", READER)
