"""
Every figure of a report and its one definition.

A dossier is *accepted* unless it was only sent online and taken in by nobody, or was refused at the desk.
It *ended* on the day work was done, else on the day the result was handed over (`Dossier.ended_on`).

Its due date is the register's, moved by the working days that the office waited for the citizen where the source
did not move it itself (`with_waits_counted`). A new date promised with an apology moves nothing. Papers demanded
more than once make it late. Waits and demands are those that were seen: a source that is imported once a week
may hide one.

Source: public-service facts 4.1 (states) and 4.3 (in time: Decision 766/QĐ-TTg).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bot.domain.dossier import (
    ENDED,
    WAITING_FOR_CITIZEN,
    WITH_RESULT,
    Dossier,
    DossierState,
    ReceiptChannel,
)
from bot.reports.period import Period

Counted = Callable[[Dossier, Period], bool]
_OUTSIDE = frozenset((DossierState.REGISTERED, DossierState.REFUSED))
_BY_OFFICE = WITH_RESULT | {DossierState.STOPPED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    One number of dossiers.

    Args:
        name: As it is called in code and in CSV.
        title: As officers call it.
        meaning: Its definition in one sentence for officers.
        counts: Whether a dossier belongs to it in a period.

    """

    name: str
    title: str
    meaning: str
    counts: Counted


def is_accepted(dossier: Dossier) -> bool:
    """Tell whether the desk took it in."""
    return dossier.state not in _OUTSIDE


def _is_end_unknown(dossier: Dossier) -> bool:
    return dossier.state in ENDED and dossier.ended_on is None


def _received(dossier: Dossier, period: Period) -> bool:
    return is_accepted(dossier) and dossier.received_on in period


def _received_by(channel: ReceiptChannel | None) -> Counted:
    return lambda dossier, period: dossier.channel is channel and _received(dossier, period)


def _carried_over(dossier: Dossier, period: Period) -> bool:
    if not is_accepted(dossier) or _is_end_unknown(dossier) or dossier.received_on >= period.first:
        return False
    return dossier.ended_on is None or dossier.ended_on >= period.first


def _handled(dossier: Dossier, period: Period) -> bool:
    return _received(dossier, period) or _carried_over(dossier, period)


def _processed(dossier: Dossier, period: Period) -> bool:
    return dossier.state in _BY_OFFICE and dossier.ended_on in period


def _processed_when(is_so: Callable[[date, date], bool]) -> Counted:
    """Count processed dossiers by their day of ending and their due date; one asked for papers twice has none."""

    def counts(dossier: Dossier, period: Period) -> bool:
        ended, due = dossier.ended_on, None if _asked_again(dossier) else dossier.due_on
        return ended is not None and due is not None and is_so(ended, due) and _processed(dossier, period)

    return counts


def _asked_again(dossier: Dossier) -> bool:
    return dossier.waits.papers_asked > 1


_ended_late = _processed_when(lambda ended, due: ended > due)


def _processed_late(dossier: Dossier, period: Period) -> bool:
    return _ended_late(dossier, period) or (_asked_again(dossier) and _processed(dossier, period))


def _processed_without_due(dossier: Dossier, period: Period) -> bool:
    return dossier.due_on is None and not _asked_again(dossier) and _processed(dossier, period)


def _in_process(dossier: Dossier, period: Period) -> bool:
    if not is_accepted(dossier) or _is_end_unknown(dossier) or dossier.received_on > period.last:
        return False
    return dossier.ended_on is None or dossier.ended_on > period.last


def _is_waiting(dossier: Dossier) -> bool:
    return dossier.state in WAITING_FOR_CITIZEN


def _within(dossier: Dossier, period: Period) -> bool:
    is_in_time = dossier.due_on is not None and dossier.due_on >= period.last
    return (is_in_time or _is_waiting(dossier)) and _in_process(dossier, period)


def _past(dossier: Dossier, period: Period) -> bool:
    is_past = dossier.due_on is not None and dossier.due_on < period.last
    return is_past and not _is_waiting(dossier) and _in_process(dossier, period)


def _in_process_without_due(dossier: Dossier, period: Period) -> bool:
    return dossier.due_on is None and not _is_waiting(dossier) and _in_process(dossier, period)


def _end_unknown(dossier: Dossier, period: Period) -> bool:
    return _is_end_unknown(dossier) and _received(dossier, period)


def _ended_as(state: DossierState) -> Counted:
    return lambda dossier, period: dossier.state is state and dossier.ended_on in period


def _refused(dossier: Dossier, period: Period) -> bool:
    day = dossier.ended_on or dossier.received_on
    return dossier.state is DossierState.REFUSED and day in period


def _registered(dossier: Dossier, period: Period) -> bool:
    return dossier.state is DossierState.REGISTERED and dossier.received_on in period


def _returned(dossier: Dossier, period: Period) -> bool:
    return dossier.state is DossierState.RETURNED and dossier.returned_on in period


FIGURES = {
    name: Figure(name=name, title=title, meaning=meaning, counts=counts)
    for name, title, meaning, counts in (
        ("handled", "Phải giải quyết trong kỳ", "Kỳ trước chuyển sang cộng tiếp nhận trong kỳ.", _handled),
        ("carried_over", "Kỳ trước chuyển sang", "Đã tiếp nhận trước kỳ, đến đầu kỳ chưa kết thúc.", _carried_over),
        ("received", "Tiếp nhận trong kỳ", "Ngày tiếp nhận nằm trong kỳ; không kể hồ sơ bị từ chối hay chưa ai tiếp nhận.", _received),
        ("received_counter", "Trực tiếp, bưu chính", "Tiếp nhận trong kỳ tại quầy hoặc qua bưu chính.", _received_by(ReceiptChannel.COUNTER)),
        ("received_online_part", "Trực tuyến một phần", "Tiếp nhận trong kỳ qua dịch vụ công trực tuyến một phần.", _received_by(ReceiptChannel.ONLINE_PART)),
        ("received_online_full", "Trực tuyến toàn trình", "Tiếp nhận trong kỳ qua dịch vụ công trực tuyến toàn trình.", _received_by(ReceiptChannel.ONLINE_FULL)),
        ("received_unknown", "Không rõ hình thức nộp", "Tiếp nhận trong kỳ mà nguồn không ghi hình thức nộp.", _received_by(None)),
        ("processed", "Đã giải quyết", "Có kết quả, hoặc cơ quan dừng giải quyết, vào một ngày trong kỳ.", _processed),
        ("processed_ahead", "Trước hạn", "Đã giải quyết trước ngày hẹn trả.", _processed_when(lambda ended, due: ended < due)),
        ("processed_on_time", "Đúng hạn", "Đã giải quyết vào đúng ngày hẹn trả.", _processed_when(lambda ended, due: ended == due)),
        ("processed_late", "Quá hạn", "Đã giải quyết sau ngày hẹn trả trên sổ, hoặc đã yêu cầu bổ sung giấy tờ quá một lần. Ngày hẹn được lùi theo số ngày làm việc chờ người dân; ngày hẹn lại trong phiếu xin lỗi không làm hồ sơ thành đúng hạn.", _processed_late),
        ("processed_without_due", "Không rõ ngày hẹn", "Đã giải quyết mà nguồn không ghi ngày hẹn trả.", _processed_without_due),
        ("in_process", "Đang giải quyết", "Đã tiếp nhận, đến hết ngày cuối kỳ chưa kết thúc.", _in_process),
        ("in_process_within", "Trong hạn", "Đang giải quyết, chưa qua ngày hẹn trả hoặc đang chờ người dân bổ sung, nộp phí.", _within),
        ("in_process_past", "Đã quá hạn", "Đang giải quyết, ngày hẹn trả trên sổ đã qua trước ngày cuối kỳ, dù đã có phiếu xin lỗi hẹn lại.", _past),
        ("in_process_without_due", "Chưa rõ ngày hẹn", "Đang giải quyết mà nguồn không ghi ngày hẹn trả.", _in_process_without_due),
        ("withdrawn", "Người dân rút", "Người dân xin rút trong kỳ.", _ended_as(DossierState.WITHDRAWN)),
        ("end_unknown", "Không rõ ngày kết thúc", "Tiếp nhận trong kỳ, nguồn ghi đã kết thúc mà không ghi ngày nào.", _end_unknown),
        ("returned", "Đã trả kết quả", "Kết quả được trao trong kỳ, kể cả kết quả có từ kỳ trước.", _returned),
        ("stopped", "Dừng giải quyết", "Cơ quan dừng giải quyết trong kỳ; đã nằm trong số đã giải quyết.", _ended_as(DossierState.STOPPED)),
        ("refused", "Từ chối tiếp nhận", "Một cửa không tiếp nhận, trong kỳ; không nằm trong số tiếp nhận.", _refused),
        ("registered", "Mới đăng ký trực tuyến", "Gửi trực tuyến trong kỳ, chưa ai tiếp nhận; không nằm trong số tiếp nhận.", _registered),
    )
}  # fmt: skip
"""Name -> figure, in the order in which a report tells them."""

SUMS = {
    "handled": ("carried_over", "received"),
    "received": ("received_counter", "received_online_part", "received_online_full", "received_unknown"),
    "processed": ("processed_ahead", "processed_on_time", "processed_late", "processed_without_due"),
    "in_process": ("in_process_within", "in_process_past", "in_process_without_due"),
}
"""A figure -> the figures it must be the sum of."""

OUTCOMES = ("processed", "in_process", "withdrawn", "end_unknown")
"""Each dossier handled in a period is in one of these at its end, so they add up to `handled`."""

PARTS = frozenset(part for whole, parts in SUMS.items() if whole != "handled" for part in parts)
"""Figures that are told under another one."""
