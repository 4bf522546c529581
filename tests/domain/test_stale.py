"""When facts are old."""

from __future__ import annotations

from datetime import date

import pytest

from bot.domain.procedure import Source


@pytest.mark.parametrize(
    ("checked_on", "today", "months", "is_stale"),
    [
        pytest.param("2025-11-25", "2026-11-24", 12, False, id="the day before the year is over"),
        pytest.param("2025-11-25", "2026-11-25", 12, True, id="the day it is over"),
        pytest.param("2026-11-25", "2026-11-25", 1, False, id="the same day"),
        pytest.param("2026-12-25", "2026-11-25", 1, False, id="checked tomorrow, by a wrong clock"),
        pytest.param("2025-12-31", "2026-11-30", 11, False, id="a month without that day is not over"),
        pytest.param("2025-12-31", "2026-12-01", 11, True, id="the day after it"),
    ],
)
def test_facts_are_old_when_nobody_looked_for_whole_months(checked_on, today, months, is_stale):
    source = Source(title="Văn bản mẫu", checked_on=date.fromisoformat(checked_on))
    assert source.is_stale(date.fromisoformat(today), months) is is_stale
