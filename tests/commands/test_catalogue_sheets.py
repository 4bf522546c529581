"""`catalogue export` and `catalogue import`, as an officer runs them."""

from __future__ import annotations

import os
import pty

import pytest
from openpyxl import load_workbook

from bot.commands.progress import Progress
from bot.content import check
from tests.content.folder import change, make


@pytest.fixture
def content(folder):
    return make(folder / "content")


@pytest.fixture
def catalogue(run, content):
    """Run one `catalogue` command on the folder; gives exit code, output, errors."""
    return lambda *words, typed=b"": run(
        "catalogue", *map(str, words), environ={"MOTCUA_CONTENT_DIR": str(content)}, typed=typed
    )


@pytest.fixture
def book(catalogue, folder):
    """An exported workbook."""
    path = folder / "thủ tục.xlsx"
    assert catalogue("export", path)[0] == 0
    return path


def set_fee(path, value):
    """Write into the fee of the first procedure."""
    workbook = load_workbook(path)
    workbook["Thủ tục"]["H2"].value = value
    workbook.save(path)


CHANGE = "Việc thứ nhất: lệ phí 8.000 đồng -> 9.000 đồng\n"


def test_an_export_tells_how_many_and_what_to_do_next(catalogue, folder):
    code, out, err = catalogue("export", folder / "a.xlsx")
    assert (code, err) == (0, "")
    assert out == f"Đã xuất 2 thủ tục ra {folder}/a.xlsx. Sửa xong: motcua catalogue import {folder}/a.xlsx\n"


def test_an_export_writes_over_a_file_only_when_told_so(catalogue, book):
    before = book.read_bytes()
    code, _, err = catalogue("export", book)
    assert (code, book.read_bytes()) == (1, before)
    assert "--force" in err
    set_fee(book, 1)
    assert catalogue("export", book, "--force")[0] == 0
    assert load_workbook(book)["Thủ tục"]["H2"].value == 8000


def test_an_export_under_another_ending_is_refused_with_the_right_one(catalogue, folder):
    code, _, err = catalogue("export", folder / "a.xls")
    assert code == 1
    assert "export a.xlsx" in err
    assert not (folder / "a.xls").exists()


def test_an_untouched_workbook_changes_nothing(catalogue, content, book):
    before = (content / "procedures.yaml").stat()
    code, out, err = catalogue("import", book)
    assert (code, out, err) == (0, "Tệp không thay đổi gì. procedures.yaml giữ nguyên.\n", "")
    assert (content / "procedures.yaml").stat() == before


@pytest.mark.parametrize("answer", ["có", "c", "CÓ", "yes"])
def test_an_import_shows_the_change_asks_and_writes_it(catalogue, content, book, answer):
    set_fee(book, 9000)
    code, out, _ = catalogue("import", book, typed=f"{answer}\n".encode())
    assert code == 0
    assert out.startswith(CHANGE)
    assert "fee: {vnd: 9000}" in (content / "procedures.yaml").read_text("utf-8")
    assert check(content) == []
    assert [path.name for path in content.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("words", "ended"),
    [
        pytest.param((b"kh\xc3\xb4ng\n",), 1, id="no"),
        pytest.param((b"",), 1, id="nobody answers"),
        pytest.param((b"c\n", "--dry-run"), 0, id="only to see"),
    ],
)
def test_an_import_that_is_not_agreed_to_shows_the_change_and_writes_nothing(
    catalogue, content, book, words, ended
):
    set_fee(book, 9000)
    before = (content / "procedures.yaml").read_bytes()
    typed, *flags = words
    code, out, _ = catalogue("import", book, *flags, typed=typed)
    assert (code, (content / "procedures.yaml").read_bytes()) == (ended, before)
    assert out.startswith(CHANGE)


def test_an_import_with_yes_asks_nothing(catalogue, content, book):
    set_fee(book, 9000)
    code, out, _ = catalogue("import", book, "--yes")
    assert (code, "(có/không)" in out) == (0, False)
    assert "vnd: 9000" in (content / "procedures.yaml").read_text("utf-8")


def test_wrong_cells_are_listed_and_marked_in_a_workbook_beside_and_nothing_is_written(
    catalogue, content, book
):
    set_fee(book, "tám nghìn")
    before = (content / "procedures.yaml").read_bytes()
    code, out, _ = catalogue("import", book, "--yes")
    marked = book.with_name("thủ tục-loi.xlsx")
    assert (code, (content / "procedures.yaml").read_bytes()) == (1, before)
    assert "bảng Thủ tục, ô H2: 'tám nghìn' không phải là số" in out
    assert "1 ô phải sửa; chưa có gì thay đổi" in out
    assert "tám nghìn" in load_workbook(marked)["Thủ tục"]["H2"].comment.text


def test_a_workbook_of_an_older_version_says_so_before_the_changes(catalogue, content, book):
    change(content / "procedures.yaml", "Việc thứ hai", "Việc thứ nhì")
    code, out, _ = catalogue("import", book, "--dry-run")
    assert code == 0
    assert out.startswith("Chú ý: tệp này xuất từ phiên bản ")
    assert "Việc thứ nhì: tên “Việc thứ nhì” -> “Việc thứ hai”" in out


def test_a_file_that_is_no_workbook_is_refused_with_a_sentence_and_exit_code_2(catalogue, content, folder):
    (folder / "a.xlsx").write_text("mã;tên\n", "utf-8")
    code, out, err = catalogue("import", folder / "a.xlsx")
    assert (code, out) == (2, "")
    assert "đây không phải tệp .xlsx" in err
    assert "Traceback" not in err


def test_the_bar_is_shown_on_a_terminal_and_taken_away():
    master, slave = pty.openpty()
    with os.fdopen(slave, "w", encoding="utf-8") as terminal:
        progress = Progress("Xuất", 40, terminal)
        for _ in range(40):
            progress.step()
        progress.end()
        shown = b""
        while not shown.endswith(b"\x1b[K"):
            shown += os.read(master, 10_000)
    os.close(master)
    assert b"20/40" in shown
    assert shown.endswith(b"40/40\r\x1b[K")
