"""Made-up dossiers with figures known beforehand; the reference case is a public report of a district in 2023."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, datetime, time, timedelta

from bot.domain.desk import OfficeHours, Span
from bot.domain.dossier import VIETNAM, Dossier, DossierState, ReceiptChannel
from bot.reports import Period

DAY = Span(opens=time(7), closes=time(17))
HOURS = OfficeHours(weekly=(*((DAY,) for _ in range(5)), (), ()))
YEAR = Period(first=date(2023, 1, 1), last=date(2023, 12, 31))
OCTOBER = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))

RECEIVED = {
    ReceiptChannel.COUNTER: 24_879,
    ReceiptChannel.ONLINE_PART: 5_090,
    ReceiptChannel.ONLINE_FULL: 7_415,
}
AHEAD, ON_TIME, LATE, IN_PROCESS = 21_415, 15_879, 0, 90
PROCEDURES = (
    ("2.000815", "Chứng thực bản sao từ bản chính giấy tờ, văn bản", "Chứng thực", 40),
    ("2.000884", "Chứng thực chữ ký trong các giấy tờ, văn bản", "Chứng thực", 12),
    ("1.001193", "Đăng ký khai sinh", "Hộ tịch", 10),
    ("1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", "Hộ tịch", 8),
    ("1.000656", "Đăng ký khai tử", "Hộ tịch", 4),
    ("1.000894", "Đăng ký kết hôn", "Hộ tịch", 4),
    ("1.001612", "Đăng ký thành lập hộ kinh doanh", "Hộ kinh doanh", 5),
    ("1.001776", "Trợ cấp xã hội hằng tháng", "Bảo trợ xã hội", 6),
    ("1.003554", "Hòa giải tranh chấp đất đai", "Đất đai", 1),
)


def dossier(**change: object) -> Dossier:
    """One dossier of October 2026, in process, due in November."""
    made: dict[str, object] = {
        "code": "H15.93.20-261005-0001",
        "procedure_name": "Đăng ký khai sinh",
        "procedure_code": "1.001193",
        "field": "Hộ tịch",
        "state": DossierState.PROCESSING,
        "desk": "Tư pháp - Hộ tịch",
        "received_at": at(5),
        "due_on": date(2026, 11, 10),
        "channel": ReceiptChannel.COUNTER,
    }
    return Dossier(**(made | change))


def at(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 9, 15, tzinfo=VIETNAM)


def on(day: int, month: int = 10) -> date:
    return date(2026, month, day)


def reference_case(seed: int = 2023) -> list[Dossier]:
    """Exactly the figures of the public report: 37,384 received, 37,294 processed, 90 in process."""
    chance = random.Random(seed)
    channels = [channel for channel, number in RECEIVED.items() for _ in range(number)]
    ends = ["ahead"] * AHEAD + ["on time"] * ON_TIME + ["late"] * LATE + ["in process"] * IN_PROCESS
    chance.shuffle(channels)
    chance.shuffle(ends)
    numbers: Counter[date] = Counter()
    return [
        _reference_dossier(chance, channel, end, numbers) for channel, end in zip(channels, ends, strict=True)
    ]


def _reference_dossier(
    chance: random.Random, channel: ReceiptChannel, end: str, numbers: Counter[date]
) -> Dossier:
    code, name, field, _ = chance.choices(PROCEDURES, weights=[weight for *_, weight in PROCEDURES])[0]
    term = timedelta(days=chance.randint(1, 20))
    is_open = end == "in process"
    latest = YEAR.last if is_open else YEAR.last - term
    earliest = YEAR.last - timedelta(days=term.days - 1) if is_open else YEAR.first
    received = earliest + timedelta(days=chance.randint(0, (latest - earliest).days))
    due = received + term
    finished = {
        "ahead": due - timedelta(days=chance.randint(1, term.days)),
        "on time": due,
        "late": due + timedelta(days=1),
        "in process": None,
    }[end]
    numbers[received] += 1
    return Dossier(
        code=f"H15.93.00-{received:%y%m%d}-{numbers[received]:04d}",
        procedure_name=name,
        procedure_code=code,
        field=field,
        state=DossierState.PROCESSING if is_open else DossierState.RETURNED,
        state_text="Đang xử lý" if is_open else "Đã trả kết quả",
        desk=field,
        received_at=datetime(received.year, received.month, received.day, 8, 0, tzinfo=VIETNAM),
        due_on=due,
        channel=channel,
        finished_on=finished,
        returned_on=None if finished is None else min(finished + timedelta(days=1), YEAR.last),
    )


CHANNEL_NAMES = {
    ReceiptChannel.COUNTER: "Trực tiếp",
    ReceiptChannel.ONLINE_PART: "Trực tuyến một phần",
    ReceiptChannel.ONLINE_FULL: "Trực tuyến toàn trình",
}


def as_rows(dossiers: list[Dossier]) -> list[list[str]]:
    """The same dossiers as a one-stop program exports them."""
    head = ["Mã hồ sơ", "Mã thủ tục", "Thủ tục", "Lĩnh vực", "Trạng thái", "Nơi đang giải quyết", "Ngày nhận",
            "Ngày hẹn trả", "Ngày có kết quả", "Ngày trả", "Hình thức nộp"]  # fmt: skip
    return [head, *([
        each.code, each.procedure_code or "", each.procedure_name, each.field or "", each.state_text, each.desk,
        f"{each.received_at:%d/%m/%Y %H:%M}", _day(each.due_on), _day(each.finished_on), _day(each.returned_on),
        CHANNEL_NAMES[each.channel] if each.channel else "",
    ] for each in dossiers)]  # fmt: skip


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
