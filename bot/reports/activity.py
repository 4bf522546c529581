"""What the bot did in a period, as far as it is recorded; what is not recorded is named, never guessed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.dossier import VIETNAM
from bot.reports.period import Period

NOT_RECORDED = (
    "số người dân đã nhắn",
    "số tin nhắn",
    "số câu đã trả lời, phải hỏi lại, chưa hiểu",
    "số lượt chuyển cán bộ",
    "số lượt ngoài giờ làm việc",
    "mức độ hài lòng",
)
"""Asked of a report, and written down nowhere for as long as a period lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """
    One line of the audit.

    Args:
        at: Aware.
        action: Such as `erasure`.

    """

    at: datetime
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """
    What the bot did.

    Args:
        erasures: Citizens' wishes to have their data deleted, carried out in the period; None where hidden.

    """

    erasures: int | None


def activity_in(period: Period, done: Iterable[Done]) -> Activity:
    """Count the audit lines of a period, by Vietnamese days."""
    return Activity(
        erasures=sum(
            each.action == "erasure" and each.at.astimezone(VIETNAM).date() in period for each in done
        )
    )
