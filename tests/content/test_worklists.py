"""What staff have to look at: what is old, and what is missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.content import Commune, read
from bot.content.worklists import LACKS, gaps, stale
from tests.content.folder import change
from tests.content.good import lay_down


def base(folder: Path) -> Commune:
    return read(folder).demanded()[0]


def test_each_procedure_is_listed_with_what_it_lacks_and_where_it_stands(tmp_path: Path):
    first, second, third = gaps(base(lay_down(tmp_path)))
    assert (first.procedure.code, first.place) == ("1.000001", "procedures.yaml:20")
    assert first.lacks == ("giấy tờ", "thời hạn", "trang chính thức")
    assert second.lacks == tuple(LACKS)
    assert third.lacks == ("giấy tờ", "lệ phí", "thời hạn", "trang chính thức", "căn cứ pháp lý")


@pytest.mark.parametrize(
    ("lack", "fact"),
    [
        ("giấy tờ", "show: [{name: Căn cước}]"),
        ("lệ phí", "fee: {vnd: 0}"),
        ("thời hạn", "takes: {working_days: 0}"),
        ("trang chính thức", "official: https://dichvucong.gov.vn"),
        ("căn cứ pháp lý", "legal_basis: [Luật Mẫu]"),
    ],
)
def test_what_is_filled_in_is_no_longer_listed(tmp_path: Path, lack: str, fact: str):
    folder = lay_down(tmp_path)
    change(folder / "procedures.yaml", "    confidence: medium\n", f"    confidence: medium\n    {fact}\n")
    third = gaps(base(folder))[2]
    assert lack not in third.lacks
    assert len(third.lacks) == 4


def test_the_oldest_source_stands_first_and_fresh_ones_not_at_all(tmp_path: Path):
    folder = lay_down(tmp_path)
    change(
        folder / "procedures.yaml", '2026-11-22}\n  - code: "1.000002"', '2025-03-01}\n  - code: "1.000002"'
    )
    change(
        folder / "procedures.yaml", '2026-11-22}\n  - code: "1.000003"', '2025-01-01}\n  - code: "1.000003"'
    )
    tasks = stale(base(folder), date(2026, 11, 25), 12)
    assert [task.procedure.code for task in tasks] == ["1.000002", "1.000001"]
    assert stale(base(folder), date(2026, 11, 25), 48) == ()
