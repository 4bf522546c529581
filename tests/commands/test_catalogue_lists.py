"""`catalogue stale` and `catalogue gaps`."""

from __future__ import annotations

import re

import pytest

from tests.content.folder import change
from tests.content.good import lay_down


@pytest.fixture
def catalogue(run, folder):
    """Run one action of `catalogue` on a small folder."""
    lay_down(folder)
    return lambda *words, **environ: run(
        "catalogue", *words, environ={"MOTCUA_CONTENT_DIR": str(folder), **environ}
    )


def test_gaps_counts_each_kind_and_lists_the_procedures_by_field(catalogue):
    code, out, err = catalogue("gaps")
    assert (code, err) == (0, "")
    assert "3 trong 3 thủ tục còn thiếu" in out
    assert re.search(r"^  lệ phí: 2$", out, re.MULTILINE)
    assert re.search(r"^mẫu \(3\)$", out, re.MULTILINE)
    assert "1.000001 Việc thứ nhất (procedures.yaml:20): thiếu giấy tờ, thời hạn, trang chính thức" in out


def test_gaps_of_one_kind_leaves_the_others_out(catalogue):
    _, out, _ = catalogue("gaps", "--only", "lệ phí")
    assert "2 trong 3 thủ tục còn thiếu" in out
    assert "1.000001" not in out


def test_nothing_stale_says_so_and_when_the_oldest_was_checked(catalogue):
    assert catalogue("stale", MOTCUA_STALE_MONTHS="120")[:2] == (
        0,
        "Không có dữ kiện nào quá 120 tháng chưa xem lại; cũ nhất xem ngày 22/11/2026.\n",
    )


def test_stale_lists_what_nobody_checked_for_long_with_its_source(catalogue, folder):
    change(folder / "procedures.yaml", "checked_on: 2026-11-22", "checked_on: 2015-11-22")
    code, out, _ = catalogue("stale", MOTCUA_STALE_MONTHS="120")
    assert code == 0
    assert "22/11/2015  1.000001 Việc thứ nhất (procedures.yaml:20)  nguồn: Văn bản mẫu" in out


def test_a_number_of_months_that_is_none_is_refused_by_name(catalogue):
    code, _, err = catalogue("stale", MOTCUA_STALE_MONTHS="một năm")
    assert code == 2
    assert "MOTCUA_STALE_MONTHS" in err


def test_lists_of_broken_content_say_what_is_broken(catalogue, folder):
    change(folder / "procedures.yaml", "vnd: 8000", "vnd: tám nghìn")
    code, out, err = catalogue("gaps")
    assert (code, out) == (2, "")
    assert "procedures.yaml:27:16" in err


def test_check_counts_the_communes_that_have_facts_of_their_own(run, folder):
    lay_down(folder)
    code, out, _ = run("check", environ={"MOTCUA_CONTENT_DIR": str(folder)})
    assert code == 0
    assert "2 xã có phần riêng" in out
