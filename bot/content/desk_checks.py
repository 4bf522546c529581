"""What must hold for the desk: hours that can be, days in order, closures that are still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from bot.content.draft import Draft
from bot.content.labels import WEEKDAYS
from bot.content.problem import Problem
from bot.domain.desk import Desk, OfficeHours

_SIGN_CODE = re.compile(r"[A-ZĐ0-9]+(?:[-.][A-ZĐ0-9]+)*")
_TITLE = re.compile(r"[^\W\d_]+(?:[ ,.]+[^\W\d_]+)*")
LONGEST_SIGN, LONGEST_TITLE = 20, 60


def check_desk(draft: Draft, today: date | None) -> Iterator[Problem]:
    """Give what is wrong with the desk; what is over by today is warned of."""
    if draft.desk is None:
        return
    try:
        ZoneInfo(draft.desk.timezone)
    except (ValueError, OSError, LookupError):
        message = f"'{draft.desk.timezone}' không có thật. Ở Việt Nam ghi Asia/Ho_Chi_Minh."
        yield draft.facts.problem(("desk", "timezone"), message)
    yield from _check_signing(draft, draft.desk)
    hours = draft.desk.hours
    yield from _check_week(draft, hours)
    yield from _check_days(draft, hours)
    if today is not None:
        yield from _check_past(draft, hours, today)


def _check_signing(draft: Draft, desk: Desk) -> Iterator[Problem]:
    """Look at what officers' documents are signed with; a desk that is real should tell both."""
    code, title = desk.sign_code, desk.signer_title
    if code is not None and (len(code) > LONGEST_SIGN or not _SIGN_CODE.fullmatch(code)):
        message = (
            f"'{code[:40]}' không phải chữ viết tắt: chỉ chữ in hoa không dấu, số, gạch nối. Ví dụ: TTPVHCC."
        )
        yield draft.facts.problem(("desk", "sign_code"), message)
    if title is not None and (len(title) > LONGEST_TITLE or not _TITLE.fullmatch(title)):
        message = f"'{title[:40]}' không phải chức danh: chỉ chữ, không ghi họ tên hay số. Ví dụ: Giám đốc."
        yield draft.facts.problem(("desk", "signer_title"), message)
    if not desk.is_sample and (code is None or title is None):
        message = "Chưa ghi signer_title, sign_code: báo cáo và phiếu xin lỗi sẽ để dòng chấm ở chỗ ấy."
        yield draft.facts.problem(("desk", "is_sample"), message, is_warning=True)


def _check_week(draft: Draft, hours: OfficeHours) -> Iterator[Problem]:
    if draft.is_whole and not any(hours.weekly):
        yield draft.facts.problem(("desk", "hours", "weekly"), "Chưa có ngày làm việc nào trong tuần.")
    for name, spans in zip(WEEKDAYS, hours.weekly, strict=True):
        for index, span in enumerate(spans):
            place = ("desk", "hours", "weekly", name, index)
            if span.closes <= span.opens:
                yield draft.facts.problem(place, "Giờ đóng cửa phải sau giờ mở cửa.")
            elif index and span.opens < spans[index - 1].closes:
                yield draft.facts.problem(place, "Khoảng giờ này chồng lên khoảng giờ trước nó.")


def _check_days(draft: Draft, hours: OfficeHours) -> Iterator[Problem]:
    for part in ("holidays", "closures"):
        for index, days in enumerate(getattr(hours, part)):
            if days.last < days.first:
                place = ("desk", "hours", part, index, "last")
                yield draft.facts.problem(place, f"Ngày cuối {days.last} đứng trước ngày đầu {days.first}.")
    seen: set[date] = set()
    for index, make_up in enumerate(hours.make_up_days):
        path = ("desk", "hours", "make_up_days", index)
        if not 0 <= make_up.like < len(hours.weekly) or not hours.weekly[make_up.like]:
            yield draft.facts.problem((*path, "like"), "Ngày làm bù phải theo giờ của một ngày có làm việc.")
        if make_up.day in seen:
            yield draft.facts.problem((*path, "day"), f"Ngày làm bù {make_up.day} ghi hai lần.")
        seen.add(make_up.day)


def _check_past(draft: Draft, hours: OfficeHours, today: date) -> Iterator[Problem]:
    for index, closure in enumerate(hours.closures):
        if closure.last < today:
            place = ("desk", "hours", "closures", index)
            message = f"Đợt nghỉ này đã qua từ ngày {closure.last}. Bỏ dòng này được rồi."
            yield draft.facts.problem(place, message, is_warning=True)
    last = max((holiday.last for holiday in hours.holidays), default=None)
    if last is not None and last < today:
        message = f"Ngày lễ cuối cùng ghi ở đây đã qua từ {last}. Hãy thêm lịch nghỉ của năm nay."
        yield draft.facts.problem(("desk", "hours", "holidays"), message, is_warning=True)
