"""The period of a report, its name as officers say it, and the one before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 12
_QUARTERS = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def __contains__(self, day: date | None) -> bool:
        """Tell whether a day lies in it; an unknown day does not."""
        return day is not None and self.first <= day <= self.last

    @property
    def months(self) -> int:
        """How many whole calendar months it is; 0 when it is not made of whole ones."""
        if self.first.day != 1 or (self.last + timedelta(days=1)).day != 1:
            return 0
        return (self.last.year - self.first.year) * MONTHS + self.last.month - self.first.month + 1

    @property
    def title(self) -> str:
        """Its name, such as `tháng 10 năm 2026`."""
        year, month = self.first.year, self.first.month
        names = {
            (1, month): f"tháng {month:02d} năm {year}" if month < 3 else f"tháng {month} năm {year}",  # noqa: PLR2004 - Decree 30/2020: a nought before 1 and 2
            (3, month): f"quý {_QUARTERS[month // 3]} năm {year}" if month % 3 == 1 else "",
            (6, 1): f"6 tháng đầu năm {year}",
            (6, 7): f"6 tháng cuối năm {year}",
            (9, 1): f"9 tháng đầu năm {year}",
            (MONTHS, 1): f"năm {year}",
        }
        return names.get((self.months, month)) or self.days

    @property
    def days(self) -> str:
        """Its days written out."""
        if self.first == self.last:
            return f"ngày {self.first:%d/%m/%Y}"
        return f"từ ngày {self.first:%d/%m/%Y} đến ngày {self.last:%d/%m/%Y}"

    def before(self) -> Period:
        """Give the period just before: as many whole months, or else as many days."""
        last = self.first - timedelta(days=1)
        if not self.months:
            return Period(first=last - (self.last - self.first), last=last)
        index = self.first.year * MONTHS + self.first.month - 1 - self.months
        return Period(first=date(index // MONTHS, index % MONTHS + 1, 1), last=last)


def month_before(today: date) -> Period:
    """Give the last whole month."""
    this = Period(first=today.replace(day=1), last=today.replace(day=1) + timedelta(days=31))
    last = this.first - timedelta(days=1)
    return Period(first=last.replace(day=1), last=last)
