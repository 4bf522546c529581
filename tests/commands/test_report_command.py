"""`report`, `dossiers apology` and `dossiers receipt`, as an officer runs them."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from bot.commands.days import read_coming_day, read_past_day
from bot.commands.trial import trial_settings
from bot.domain.receipt_token import find_receipt_token
from bot.domain.turn_record import Rating, Score, TurnCount, TurnRecord, TurnResult
from bot.errors import SettingsError
from bot.records import open_records
from bot.records.turns import TurnLedger
from tests.commands.started import ROOT
from tests.connectors.sheets import as_csv
from tests.documents.sample import texts
from tests.reports.sample import as_rows, dossier, reference_case

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
CODE = "H15.93.20-261005-0001"


@pytest.fixture
def environ(folder):
    """The trial's settings: no Zalo is needed for a report."""
    return {"MOTCUA_VAR_DIR": str(folder), "MOTCUA_CONTENT_DIR": str(ROOT)}


@pytest.fixture
def motcua(run, environ):
    return lambda *words, typed=b"": run(*words, "--simulated", environ=environ, typed=typed)


def imported(motcua, folder, dossiers, as_of="25/11/2026 09:00"):
    file = folder / "mau.csv"
    file.write_bytes(as_csv(as_rows(dossiers)))
    code, out, _ = motcua("dossiers", "import", str(file), "--as-of", as_of)
    assert code == 0, out


@pytest.fixture
def with_one(motcua, folder):
    imported(motcua, folder, [dossier(state_text="Đang xử lý")])


def test_the_reference_case_goes_from_spreadsheet_to_signed_report(motcua, folder):
    imported(motcua, folder, reference_case(), "31/12/2023 17:00")
    period = ("--from", "1/1/2023", "--to", "31-12-2023")
    code, out, _ = motcua("report", *period)
    assert code == 0
    for line in ("Tiếp nhận trong kỳ 37.384", "Trực tiếp, bưu chính 24.879", "Trực tuyến một phần 5.090",
                 "Trực tuyến toàn trình 7.415", "Đã giải quyết 37.294", "Trước hạn 21.415", "Đúng hạn 15.879",
                 "Quá hạn 0", "Đang giải quyết 90", "Trong hạn 90"):  # fmt: skip
        assert any(" ".join(each.split()).startswith(line + " ") for each in out.splitlines()), line
    document = folder / "r.docx"
    code, out, _ = motcua("report", *period, "--format", "docx", "--out", str(document))
    assert (code, str(document) in out) == (0, True)
    assert "Đang giải quyết 90 hồ sơ" in " ".join(texts(document.read_bytes()))
    assert document.stat().st_mode & 0o077 == 0


def test_a_report_is_written_under_its_usual_name(motcua, folder, with_one, monkeypatch):
    monkeypatch.chdir(folder)
    for kind in ("csv", "xlsx"):
        code, out, _ = motcua("report", "--from", "01/10/2026", "--to", "31/10/2026", "--format", kind)
        assert (code, f"bao-cao-20261001-20261031.{kind}" in out) == (0, True)
    book = load_workbook(folder / "bao-cao-20261001-20261031.xlsx")
    assert book["Tổng hợp"]["B5"].value == 1


def test_a_public_report_of_one_dossier_tells_nothing_of_it(motcua, with_one):
    code, out, _ = motcua("report", "--from", "01/10/2026", "--to", "31/10/2026", "--public")
    assert code == 0
    assert "khai sinh" not in out
    assert "Phải giải quyết trong kỳ" in out
    assert "dưới 5 hồ sơ" in out


def test_an_empty_period_says_so_and_makes_no_file(motcua, folder, with_one):
    file = folder / "r.docx"
    words = ("--from", "1/1/2020", "--to", "31/1/2020", "--format", "docx", "--out", str(file))
    code, out, _ = motcua("report", *words)
    assert (code, "Không có hồ sơ, tin nhắn nào từ ngày 01/01/2020 đến ngày 31/01/2020" in out) == (0, True)
    assert not file.exists()


def test_before_any_import_the_report_says_what_to_do(motcua):
    code, out, _ = motcua("report")
    assert (code, "motcua dossiers import" in out) == (0, True)


@pytest.fixture
def with_turns(folder):
    """What the bot recorded of October: five messages of two people, one of them content."""
    settings = trial_settings({"MOTCUA_VAR_DIR": str(folder), "MOTCUA_CONTENT_DIR": str(ROOT)})

    async def record():
        count = TurnCount(
            result=TurnResult.ANSWERED,
            day=date(2026, 10, 5),
            is_outside_hours=False,
            intent="fee",
            procedure="1.001193",
        )
        turns = [
            TurnRecord(at=NOW, citizen=f"c{n % 2}", messages=(f"m{n}",), count=count, rating=rating)
            for n, rating in enumerate(
                [Rating(question="q"), Rating(question="q", score=Score.GOOD), None, None, None]
            )
        ]
        async with open_records(settings.records_url, settings.var_dir) as records:
            await TurnLedger(records).add(settings.zalo.oa_ids[0], turns)

    asyncio.run(record())


def test_what_the_bot_did_is_reported_though_no_dossier_was_ever_imported(motcua, folder, with_turns):
    period = ("--from", "1/10/2026", "--to", "31/10/2026")
    code, out, _ = motcua("report", *period)
    lines = [" ".join(line.split()) for line in out.splitlines()]
    assert code == 0
    assert "Tin nhắn 5 – – –" in lines
    assert "Tỷ lệ hài lòng 100,0% – – –" in lines
    assert any(line.startswith("Đăng ký khai sinh (1.001193) 5") for line in lines)
    assert any("chưa nhập hồ sơ nào" in line for line in lines)
    document = folder / "r.docx"
    code, _, _ = motcua("report", *period, "--format", "docx", "--out", str(document))
    assert (code, "tin nhắn: 5" in " ".join(texts(document.read_bytes()))) == (0, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--from", "31/02/2026"), "không phải là một ngày có thật"),
        (("--from", "1/10/2026", "--to", "1/9/2026"), "đứng trước --from"),
        (("--to", "1/9/2026"), "Thiếu --from"),
        (("--from", "1/1/2099"), "chưa tới"),
        (("--from", "1/1/2020"), "dài hơn 3 năm"),
        (("--page", "12345"), "không có trong MOTCUA_ZALO_OA_IDS"),
    ],
)
def test_wrong_words_get_a_sentence_that_says_what_to_do(motcua, words, said):
    code, _, err = motcua("report", *words)
    assert (code, said in err) == (2, True)


@pytest.mark.parametrize(
    ("text", "past", "coming"),
    [
        ("01/10/2026", "2026-10-01", "2026-10-01"), ("1-10-2026", "2026-10-01", "2026-10-01"),
        ("2026-10-01", "2026-10-01", "2026-10-01"), ("1.10.26", "2026-10-01", "2026-10-01"),
        ("ngày 1 tháng 10 năm 2026", "2026-10-01", "2026-10-01"), ("1/10", "2026-10-01", "2027-10-01"),
        ("30/11", "2025-11-30", "2026-11-30"), ("hôm nay", "2026-11-25", "2026-11-25"),
        ("hôm qua", "2026-11-24", "2026-11-24"),
    ],
)  # fmt: skip
def test_days_are_read_as_officers_write_them(text, past, coming):
    assert read_past_day("--from", text, NOW).isoformat() == past
    assert read_coming_day("--new-date", text, NOW).isoformat() == coming


@pytest.mark.parametrize("text", ["", "tháng 10", "31/02/2026", "x"])
def test_what_is_no_day_is_refused_with_an_example(text):
    with pytest.raises(SettingsError, match="01/10/2026"):
        read_past_day("--from", text, NOW)


def test_the_letter_of_apology_is_made_for_signature(motcua, folder, with_one):
    file = folder / "thu.docx"
    words = ("--new-date", "15/12/2098", "--reason", "chờ xác minh ở xã cũ", "--out", str(file))
    code, out, _ = motcua("dossiers", "apology", CODE.lower(), *words)
    assert (code, "trình ký" in out) == (0, True)
    assert {CODE, "chờ xác minh ở xã cũ", "15/12/2098", "10/11/2026"} <= set(texts(file.read_bytes()))


def test_a_letter_with_a_wrong_date_says_why_and_makes_no_file(motcua, folder, with_one):
    file = folder / "thu.docx"
    code, out, err = motcua(
        "dossiers", "apology", CODE, "--new-date", "1/10/2026", "--reason", "x", "--out", str(file)
    )
    assert (code, out, "phải sau hôm nay" in err, file.exists()) == (1, "", True, False)


def test_each_receipt_has_a_token_of_its_own_that_is_said_nowhere_else(motcua, folder, with_one):
    made = []
    for name in ("a.pdf", "b.pdf"):
        code, out, err = motcua("dossiers", "receipt", CODE, "--out", str(folder / name))
        assert (code, find_receipt_token(out + err)) == (0, None)
        made.append((folder / name).read_bytes())
    assert made[0][:5] == b"%PDF-"
    assert made[0] != made[1]


def test_a_letter_that_was_never_made_cannot_be_marked_signed(motcua, folder, with_one):
    code, out, err = motcua("dossiers", "signed", CODE, "--new-date", "15/12/2098")
    assert (code, out, "chưa soạn phiếu xin lỗi nào" in err) == (1, "", True)
    assert f"motcua dossiers apology {CODE} --new-date 15/12/2098" in err
    apology(motcua, folder, "15/12/2098")
    code, out, err = motcua("dossiers", "signed", CODE, "--new-date", "16/12/2098")
    assert (code, out, "Phiếu đã soạn của hồ sơ này hẹn ngày: 15/12/2098." in err) == (1, "", True)


def apology(motcua, folder, day):
    words = ("--new-date", day, "--reason", "chờ xác minh ở xã cũ", "--out", str(folder / "thu.docx"))
    code, out, _ = motcua("dossiers", "apology", CODE, *words)
    assert (code, f"motcua dossiers signed {CODE} --new-date {day}" in out) == (0, True)


def test_a_signed_letter_is_noted_once_and_a_wrong_date_refused(motcua, folder, with_one):
    apology(motcua, folder, "15/12/2098")
    code, out, _ = motcua("dossiers", "signed", CODE, "--new-date", "15/12/2098")
    assert (code, "Người theo dõi sẽ được báo" in out) == (0, True)
    code, out, _ = motcua("dossiers", "signed", CODE, "--new-date", "15/12/2098")
    assert (code, "không báo lần nữa" in out) == (0, True)
    shown = motcua("dossiers", "show", CODE)[1]
    assert "phiếu xin lỗi đã ký" in shown
    assert "Hẹn lại, phiếu đã ký: 15/12/2098" in shown
    code, _, err = motcua("dossiers", "signed", CODE, "--new-date", "1/10/2026")
    assert (code, "phải sau hôm nay" in err) == (1, True)


def test_without_notices_the_list_says_so(motcua, with_one):
    code, out, _ = motcua("notices")
    assert (code, "Không có tin báo hồ sơ nào" in out) == (0, True)


def test_papers_of_an_unknown_dossier_say_so(motcua):
    code, out, _ = motcua("dossiers", "receipt", CODE)
    assert (code, f"Chưa có hồ sơ {CODE}" in out) == (1, True)
