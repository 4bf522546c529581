"""The letter of apology that a late dossier owes its citizen, and when one cannot be written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.desk import OfficeHours
from bot.domain.dossier import ENDED, Dossier
from bot.domain.office_hours import add_working_days, is_working_day

LONGEST_REASON = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Apology:
    """
    What the letter tells.

    Args:
        new_due_on: The day promised now.
        reason: Why the dossier is late, in the office's words.

    Source: public-service facts 6.

    """

    dossier: Dossier
    new_due_on: date
    reason: str


def objection(apology: Apology, hours: OfficeHours, today: date) -> str | None:
    """Say why this letter cannot be sent as it is, and what to do; None when it can."""
    return next(_objections(apology, hours, today), None)


def _objections(apology: Apology, hours: OfficeHours, today: date) -> Iterator[str]:
    dossier, day = apology.dossier, apology.new_due_on
    if dossier.state in ENDED:
        yield f"Hồ sơ {dossier.code} đã kết thúc nên không có ngày hẹn lại. Xem: motcua dossiers show {dossier.code}."
    if day <= today:
        yield f"Ngày hẹn mới {day:%d/%m/%Y} phải sau hôm nay ({today:%d/%m/%Y})."
    if dossier.due_on is not None and day <= dossier.due_on:
        yield f"Ngày hẹn mới {day:%d/%m/%Y} phải sau ngày hẹn cũ ({dossier.due_on:%d/%m/%Y})."
    if not is_working_day(hours, day):
        better = add_working_days(hours, day, 1)
        yield f"Ngày {day:%d/%m/%Y} không phải ngày làm việc. Ngày làm việc kế tiếp: {better:%d/%m/%Y}."
    if not apology.reason.strip():
        yield 'Thư xin lỗi phải nêu lý do chậm. Ghi sau --reason, như --reason "chờ xác minh ở xã cũ".'
    if len(apology.reason) > LONGEST_REASON:
        yield f"Lý do dài quá {LONGEST_REASON} chữ. Viết ngắn lại."


def doubts(apology: Apology, today: date) -> tuple[str, ...]:
    """
    Say what the officer should look at before the letter is signed.

    Source: public-service facts 6 (a new date at most once, where provinces wrote it down).
    """
    dossier = apology.dossier
    found = []
    if dossier.extension_reason or dossier.promised_on:
        found.append("Hồ sơ này đã được hẹn lại một lần; nhiều nơi quy định chỉ hẹn lại không quá một lần.")
    if dossier.due_on is None:
        found.append("Chưa biết ngày hẹn cũ: phiếu để dòng chấm, ghi tay trước khi ký.")
    elif dossier.due_on >= today:
        found.append(f"Hồ sơ chưa quá hạn (hẹn {dossier.due_on:%d/%m/%Y}); phiếu viết là sẽ không kịp hẹn.")
    return tuple(found)
