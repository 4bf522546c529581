"""Days and hours as people say them: "mai", "thứ 7", "30/4", "chiều nay", "tuần sau", "tomorrow"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.desk import Holiday
from bot.domain.vietnamese import fold


class Part(StrEnum):
    """A part of the day."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """
    The days meant, first and last included.

    Args:
        clock: A time of day, where one was said.

    """

    first: date
    last: date
    part: Part | None = None
    clock: time | None = None

    @property
    def is_one_day(self) -> bool:
        """Whether a single day is meant."""
        return self.first == self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """A text in the two forms that the rules read: as written, and without accents."""

    toned: str
    folded: str

    def has(self, pattern: str) -> re.Match[str] | None:
        """Search a pattern of whole words among the words without accents."""
        return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", self.folded)


_Days = tuple[date, date]

WEEKDAYS = {
    "hai": 0, "2": 0, "ba": 1, "3": 1, "tu": 2, "4": 2, "nam": 3, "5": 3, "sau": 4, "6": 4, "bay": 5, "7": 5,
    "monday": 0, "tuesday": 1, "wednesday": 2, "thursday": 3, "friday": 4, "saturday": 5, "sunday": 6,
    "mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_ENGLISH_DAYS = "|".join(name for name in WEEKDAYS if name.endswith("day"))

# What people call a holiday -> a word that stands in its name in the desk's table (without accents).
HOLIDAY_NAMES = (
    (r"tet (?:duong(?: lich)?|tay)|new year'?s?(?: day| eve)?|nam moi", "duong lich"),
    (r"gio to(?: hung vuong)?|hung kings?", "gio to"),
    (r"quoc khanh|national day|independence day", "quoc khanh"),
    (r"giai phong|reunification|liberation day", "30/4"),
    (r"quoc te lao dong|labou?r day|may day", "lao dong"),
    (r"van hoa viet nam|culture day", "van hoa"),
    (r"tet(?: am(?: lich)?| nguyen dan| ta)?|lunar new year|mung (?:\d{1,2}|mot|hai|ba|bon|nam) tet", "tet"),
)


def understand(text: str, now: datetime, holidays: Iterable[Holiday] = ()) -> When | None:
    """
    Read the day, days or part of a day that a text asks about; None when it names none.

    Args:
        now: In the desk's own time zone; a day without a year is the next one from here.
        holidays: The desk's table, where "tết" and "quốc khánh" are looked up.

    """
    toned = unicodedata.normalize("NFC", text).lower()
    said = _Said(toned=toned, folded=fold(text))
    days = _days(said, now.date(), tuple(holidays))
    part = _part(said)
    clock = _clock(said, part)
    if days is None and (clock is not None or said.has("bay gio|luc nay|gio nay|now|right now|currently")):
        days = (now.date(), now.date())
        clock = clock or now.time().replace(second=0, microsecond=0)
    if days is None and part is not None:
        days = (now.date(), now.date())
    return When(first=days[0], last=days[1], part=part, clock=clock) if days else None


def _days(said: _Said, today: date, holidays: tuple[Holiday, ...]) -> _Days | None:
    readers: tuple[Callable[[], _Days | None], ...] = (
        lambda: _written_date(said, today),
        lambda: _holiday(said, today, holidays),
        lambda: _weekday(said, today),
        lambda: _week(said, today),
        lambda: _near_day(said, today),
    )
    for read in readers:
        days = read()
        if days is not None:
            return days
    return None


def _written_date(said: _Said, today: date) -> _Days | None:
    numbers = said.has(
        r"(\d{1,2})\s?[/.-]\s?(\d{1,2})(?:\s?[/.-]\s?(\d{4}|\d{2}))?(?![\d/])(?!\s*(?:h|gio)\b)"
    )
    words = said.has(r"(?:ngay |mung |mong )?(\d{1,2}) (?:thang|thg) (\d{1,2})(?:(?: nam)? (\d{4}))?")
    for found in (words, numbers):
        if found:
            return _one(_next_date(today, int(found[1]), int(found[2]), found[3]))
    english = said.has(
        rf"(?:(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({_MONTH})|({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?)"
    )
    if english:
        month = MONTHS.index((english[2] or english[3])[:3]) + 1
        return _one(_next_date(today, int(english[1] or english[4]), month, None))
    alone = said.has(r"ngay (?:mung |mong )?(\d{1,2})(?! ?(?:ngay|gio|h\b|tieng))")
    return _one(_day_of_month(today, int(alone[1]))) if alone else None


def _next_date(today: date, day: int, month: int, year: str | None) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if int(year) < 100 else 0), month, day)  # noqa: PLR2004 - two digits
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:
        return None


def _day_of_month(today: date, day: int) -> date | None:
    month_start = today.replace(day=1)
    for _ in range(3):
        try:
            found = month_start.replace(day=day)
        except ValueError:
            found = None
        if found is not None and found >= today:
            return found
        month_start = (month_start + timedelta(days=31)).replace(day=1)
    return None


def _holiday(said: _Said, today: date, holidays: tuple[Holiday, ...]) -> _Days | None:
    for pattern, name in HOLIDAY_NAMES:
        if said.has(pattern):
            coming = [
                holiday
                for holiday in holidays
                if holiday.last >= today and name in fold(holiday.name) and _is_that(name, holiday)
            ]
            first = min(coming, key=lambda holiday: holiday.first, default=None)
            if first is not None:
                return first.first, first.last
    return None


def _is_that(name: str, holiday: Holiday) -> bool:
    return name != "tet" or "duong lich" not in fold(holiday.name)


def _weekday(said: _Said, today: date) -> _Days | None:
    number = _weekday_number(said)
    if number is None:
        return None
    ahead = (number - today.weekday()) % 7
    if said.has("tuan (?:sau|toi|ke)|next week") or said.has(rf"next (?:{_ENGLISH_DAYS})"):
        ahead = 7 - today.weekday() + number
    elif ahead == 0 and said.has("(?:toi|sau|next)"):
        ahead = 7
    return _one(today + timedelta(days=ahead))


def _weekday_number(said: _Said) -> int | None:
    if said.has("chu nhat|cn|chua nhat|sunday"):
        return 6
    english = said.has(rf"({_ENGLISH_DAYS}|(?:on|this|next) (?:mon|tue|wed|thu|fri|sat|sun))s?")
    if english:
        return WEEKDAYS[english[1].split()[-1]]
    found = said.has(r"(?:thu|t)\s?([2-7])") or said.has("thu (hai|ba|tu|nam|sau|bay)")
    if found is None or "thứ tự" in said.toned:
        return None
    return WEEKDAYS[found[1]]


def _week(said: _Said, today: date) -> _Days | None:
    monday = today - timedelta(days=today.weekday())
    if said.has("tuan (?:sau|toi|ke(?: tiep)?)|next week"):
        monday += timedelta(days=7)
        weekend = said.has("cuoi tuan|weekend")
        return (monday + timedelta(days=5 if weekend else 0), monday + timedelta(days=6))
    if said.has("cuoi tuan|(?:the |at |this )?weekends?"):
        return (max(today, monday + timedelta(days=5)), monday + timedelta(days=6))
    if said.has("tuan nay|this week"):
        return (today, monday + timedelta(days=6))
    return None


def _near_day(said: _Said, today: date) -> _Days | None:
    # "mốt" without its accent is "một" (one), "kia" stands in many places: both need a word before them.
    if said.has("(?:ngay|bua|hom|sang|chieu|trua) (?:mot|kia)|day after tomorrow") or re.search(
        r"(?<!\w)mốt(?!\w)", said.toned
    ):
        return _one(today + timedelta(days=2))
    if said.has("mai|tomorrow|tmr|tmrw"):
        return _one(today + timedelta(days=1))
    if said.has("hom qua|yesterday"):
        return _one(today - timedelta(days=1))
    if said.has("(?:hom|bua|ngay|sang|trua|chieu|toi|dem) (?:nay|ni)|today|tonight|bua ni|hnay|hum nay"):
        return _one(today)
    return None


def _part(said: _Said) -> Part | None:
    # Without accents "sang" and "toi" are also "to go over" and "I": they need a day after them.
    day = r"(?:nay|ni|mai|mot|thu|t\s?[2-7]|chu nhat|cn|ngay|som|hom)"
    if re.search(r"(?<!\w)sáng(?!\w)", said.toned) or said.has(rf"sang {day}|buoi sang|mornings?"):
        return Part.MORNING
    if said.has("trua|noon|lunch(?: ?time| break)?|nghi trua"):
        return Part.NOON
    if said.has("chieu|afternoons?"):
        return Part.AFTERNOON
    if re.search(r"(?<!\w)tối(?!\w)", said.toned) or said.has(
        rf"toi {day}|buoi toi|ban dem|evenings?|tonight|night"
    ):
        return Part.EVENING
    return None


def _clock(said: _Said, part: Part | None) -> time | None:
    found = said.has(r"(\d{1,2})\s?(?:h|gio|:)\s?(\d{2}|ruoi)?(?: ?(sang|chieu|toi|am|pm))?") or said.has(
        r"(\d{1,2})()\s?(am|pm)"
    )
    if found is None:
        return None
    hour, minutes = int(found[1]), 30 if found[2] == "ruoi" else int(found[2] or 0)
    is_late = found[3] in {"chieu", "toi", "pm"} or part in {Part.AFTERNOON, Part.EVENING}
    hour += 12 if is_late and hour < 12 else 0  # noqa: PLR2004 - the twelve-hour clock
    return time(hour, minutes) if hour < 24 and minutes < 60 else None  # noqa: PLR2004


def _one(day: date | None) -> _Days | None:
    return (day, day) if day else None
