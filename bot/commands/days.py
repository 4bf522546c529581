"""Days as officers type them on the command line."""

from __future__ import annotations

import re
from datetime import date, datetime

from bot.connectors.sheet_cells import read_moment
from bot.domain.dossier import VIETNAM
from bot.domain.when import understand
from bot.errors import SettingsError


def read_past_day(option: str, text: str, now: datetime) -> date:
    """
    Read a day; one without a year is the latest that is not ahead.

    Raises:
        SettingsError: It is no day, or no such day exists; the sentence shows how to write one.

    """
    day = _read(option, text, now)
    if day > now.astimezone(VIETNAM).date() and not re.search(r"\d{4}|\d[/.\-]\d{1,2}[/.\-]\d", text):
        return _year_before(day)
    return day


def read_coming_day(option: str, text: str, now: datetime) -> date:
    """
    Read a day; one without a year is the next.

    Raises:
        SettingsError: It is no day, or no such day exists; the sentence shows how to write one.

    """
    return _read(option, text, now)


def _read(option: str, text: str, now: datetime) -> date:
    try:
        moment = read_moment(text)
    except ValueError:
        found = understand(text, now.astimezone(VIETNAM))
        if found is not None and found.is_one_day:
            return found.first
    else:
        if moment is not None:
            return moment.date()
    raise SettingsError(
        f'{option} "{text}" không phải là một ngày có thật. Viết như 01/10/2026, 1-10-2026, "ngày 1 tháng 10 năm 2026".'
    )


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
