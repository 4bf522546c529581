"""Days as people say them, on Monday 23 November 2026, 9:15."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from bot.domain.desk import Holiday
from bot.domain.when import Part, understand

NOW = datetime.fromisoformat("2026-11-23 09:15")
HOLIDAYS = (
    Holiday(name="Tết Dương lịch", first=date(2027, 1, 1), last=date(2027, 1, 1)),
    Holiday(name="Tết Nguyên đán Đinh Mùi", first=date(2027, 2, 5), last=date(2027, 2, 11)),
    Holiday(name="Quốc khánh", first=date(2027, 9, 1), last=date(2027, 9, 2)),
)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("hôm nay có làm việc không", date(2026, 11, 23)),
        ("bua nay lam ko", date(2026, 11, 23)),
        ("hum nay xa co lm k", date(2026, 11, 23)),
        ("mai có làm không", date(2026, 11, 24)),
        ("sáng mai mấy giờ mở cửa", date(2026, 11, 24)),
        ("ngày mốt", date(2026, 11, 25)),
        ("mốt có làm hông", date(2026, 11, 25)),
        ("thứ 7 có làm không", date(2026, 11, 28)),
        ("thu bay lam ko", date(2026, 11, 28)),
        ("chieu t6 xa lv toi may h", date(2026, 11, 27)),
        ("chủ nhật", date(2026, 11, 29)),
        ("cn co lam k", date(2026, 11, 29)),
        ("thứ 2", date(2026, 11, 23)),
        ("thứ 2 tuần sau", date(2026, 11, 30)),
        ("thứ hai tới", date(2026, 11, 30)),
        ("30/4 có làm không", date(2027, 4, 30)),
        ("2/9", date(2027, 9, 2)),
        ("ngày 24 tháng 11", date(2026, 11, 24)),
        ("mùng 2 tháng 9", date(2027, 9, 2)),
        ("25/12/2026", date(2026, 12, 25)),
        ("ngày 25", date(2026, 11, 25)),
        ("ngày 3", date(2026, 12, 3)),
        ("tết dương", date(2027, 1, 1)),
        ("hôm qua", date(2026, 11, 22)),
        ("are you open tomorrow?", date(2026, 11, 24)),
        ("on Saturday", date(2026, 11, 28)),
        ("next Saturday", date(2026, 12, 5)),
        ("April 30", date(2027, 4, 30)),
        ("30th of April", date(2027, 4, 30)),
        ("day after tomorrow", date(2026, 11, 25)),
        ("８/１２", date(2026, 12, 8)),
    ],
)
def test_a_day_is_understood_relative_to_now(text, day):
    when = understand(text, NOW, HOLIDAYS)
    assert when is not None
    assert (when.first, when.last) == (day, day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("tuần sau", date(2026, 11, 30), date(2026, 12, 6)),
        ("tuần này", date(2026, 11, 23), date(2026, 11, 29)),
        ("cuối tuần", date(2026, 11, 28), date(2026, 11, 29)),
        ("tết nghỉ mấy ngày", date(2027, 2, 5), date(2027, 2, 11)),
        ("quốc khánh", date(2027, 9, 1), date(2027, 9, 2)),
        ("next week", date(2026, 11, 30), date(2026, 12, 6)),
    ],
)
def test_several_days_are_understood_by_first_and_last(text, first, last):
    when = understand(text, NOW, HOLIDAYS)
    assert when is not None
    assert (when.first, when.last) == (first, last)


@pytest.mark.parametrize(
    ("text", "part", "clock"),
    [
        ("chiều nay", Part.AFTERNOON, None),
        ("sang mai", Part.MORNING, None),
        ("trưa mai", Part.NOON, None),
        ("trưa có ai trực không", Part.NOON, None),
        ("tối nay", Part.EVENING, None),
        ("5h chiều mai", Part.AFTERNOON, time(17)),
        ("8h30 sáng thứ 4", Part.MORNING, time(8, 30)),
        ("8 giờ rưỡi mai", None, time(8, 30)),
        ("bây giờ còn làm không", None, time(9, 15)),
        ("tomorrow at 3 pm", None, time(15)),
    ],
)
def test_a_part_of_the_day_and_an_hour_are_understood(text, part, clock):
    when = understand(text, NOW, HOLIDAYS)
    assert when is not None
    assert (when.part, when.clock) == (part, clock)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("mấy giờ làm việc", id="no day at all"),
        pytest.param("sang ten so do", id="sang is to hand over, not the morning"),
        pytest.param("toi muon hoi", id="toi is I, not the evening"),
        pytest.param("mot cua mo khong", id="mot is one, not the day after tomorrow"),
        pytest.param("theo thứ tự", id="thứ tự is order, not Wednesday"),
        pytest.param("31/2", id="no such date"),
        pytest.param("giỗ tổ nghỉ mấy ngày", id="a holiday that the table does not hold is not guessed"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_names_no_day_is_not_made_one(text):
    assert understand(text, NOW, HOLIDAYS) is None
