"""`dossiers import` and `dossiers show`, as an officer runs them."""

from __future__ import annotations

import os
import pty
import sys

import pytest

from tests.commands.started import started
from tests.connectors import sheets

CODE = "H15.93.20-260901-0002"


@pytest.fixture
def environ(folder):
    """The trial's settings: no Zalo is needed for a spreadsheet."""
    return {"MOTCUA_VAR_DIR": str(folder)}


@pytest.fixture
def dossiers(run, environ):
    return lambda *words, **more: run("dossiers", *words, "--simulated", environ=environ | more)


def test_a_sheet_is_previewed_imported_and_shown(dossiers, folder):
    file = folder / "thang9.xlsx"
    file.write_bytes(sheets.as_xlsx(sheets.rows(12)))
    code, out, err = dossiers("import", str(file), "--preview")
    assert (code, "Nếu nhập: 12 hồ sơ mới" in out, err) == (0, True, "")
    assert "Không đọc, không giữ các cột: Họ và tên." in out
    code, out, _ = dossiers("show", CODE)
    assert (code, "Chưa có hồ sơ" in out) == (1, True)
    assert "Đã nhập: 12 hồ sơ mới" in dossiers("import", str(file))[1]
    assert "0 hồ sơ mới, 0 thay đổi, 12 như cũ" in dossiers("import", str(file))[1]
    code, out, _ = dossiers("show", CODE.lower().replace("-", " – "))
    assert code == 0
    for words in ("Đang xử lý (QUÁ HẠN)", "06/09/2026", "1.001193 Đăng ký khai sinh", "mới có: Đang xử lý"):
        assert words in out
    assert sheets.NAME not in out
    assert "0001" not in out.replace(CODE, "")  # not even the end of the phone


def test_a_wrong_row_stops_all_and_comes_back_beside_the_file(dossiers, folder):
    file = folder / "a.csv"
    file.write_bytes(sheets.as_csv([*sheets.rows(3), sheets.row(9, state="?")]))
    code, out, err = dossiers("import", str(file))
    assert (code, err) == (1, "")
    assert "a.csv:5: trạng thái" in out
    assert "chưa nhập dòng nào" in out
    assert (folder / "a.dong-sai.csv").stat().st_mode & 0o077 == 0
    assert dossiers("show", CODE)[0] == 1


def test_a_correction_of_the_office_is_taken_when_asked(dossiers, folder):
    file = folder / "a.csv"
    for state, words, code in (
        ("Đã trả kết quả", (), 0), ("Đang xử lý", (), 1), ("Đang xử lý", ("--corrections",), 0),
    ):  # fmt: skip
        file.write_bytes(sheets.as_csv([list(sheets.HEAD), sheets.row(1, state=state)]))
        assert dossiers("import", str(file), *words)[0] == code
    assert "Đã trả kết quả -> Đang xử lý" in dossiers("show", CODE)[1]


def test_a_map_gives_the_headings_and_states_of_one_office(dossiers, folder):
    file, described = folder / "a.csv", folder / "map.yaml"
    described.write_text("columns: {state: Bước}\nstates: {Chờ xem: processing}\n", "utf-8")
    table = [["Mã hồ sơ", "Thủ tục", "Bước"], [CODE, "Đăng ký khai sinh", "chờ xem"]]
    file.write_bytes(sheets.as_csv(table))
    code, _, err = dossiers("import", str(file))
    assert (code, "không thấy cột" in err, "--map" in err) == (2, True, True)
    assert dossiers("import", str(file), "--map", str(described))[0] == 0
    described.write_text("colums: {state: Bước}\n", "utf-8")
    code, _, err = dossiers("import", str(file), "--map", str(described))
    assert (code, "map.yaml:1" in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "khong-co.xlsx"), "không mở được tệp"),
        (("import", __file__, "--as-of", "hôm qua"), "--as-of"),
        (("import", __file__, "--page", "999"), "MOTCUA_ZALO_OA_IDS"),
        (("import", __file__), "không thấy cột"),
        (("show", "khai sinh"), "H15.93.20-261120-0018"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(dossiers, words, said):
    code, out, err = dossiers(*words)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_bar_is_drawn_on_a_terminal_alone(folder):
    file = folder / "a.csv"
    file.write_bytes(sheets.as_csv(sheets.rows(1200)))
    words = [sys.executable, "-m", "bot", "dossiers", "import", str(file), "--preview", "--simulated"]
    usual = {name: text for name, text in os.environ.items() if not name.startswith("MOTCUA_")}
    environ = usual | {"MOTCUA_VAR_DIR": str(folder)}
    child, terminal = pty.fork()
    if child == 0:  # the new process, on a terminal of its own
        os.execve(sys.executable, words, environ)
    seen = b""
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other end has closed
            break
        if not piece:
            break
        seen += piece
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert "1201/1201" in seen.decode()
    with started(
        "dossiers", "import", str(file), "--preview", "--simulated", environ={"MOTCUA_VAR_DIR": str(folder)}
    ) as quiet:
        assert quiet.end() == 0
        assert "█" not in "".join(quiet.err)


def test_a_file_in_the_watched_folder_is_imported_by_the_running_bot(folder):
    watched = folder / "vao"
    watched.mkdir()
    (watched / "a.csv").write_bytes(sheets.as_csv(sheets.rows(3)))
    environ = {
        "MOTCUA_VAR_DIR": str(folder), "MOTCUA_DOSSIERS_DIR": str(watched), "MOTCUA_PORT": "0",
        "MOTCUA_ADMIN_PORT": "0",
    }  # fmt: skip
    with started("run", "--simulated", "--page-port", "0", environ=environ) as bot:
        bot.log_line("dossiers imported")
        assert bot.end(15) == 0
    assert [file.name.partition("-a")[2] for file in (watched / "done").iterdir()] == [".csv"]
