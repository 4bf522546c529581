"""One dossier as staff see it: all that is kept of it, and what changed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from bot.domain.dossier import VIETNAM, Dossier, ReceiptChannel
from bot.domain.dossier_states import state_name
from bot.records.apologies import APOLOGY
from bot.records.changes import DossierChange

CHANNELS = {
    ReceiptChannel.COUNTER: "trực tiếp hoặc bưu chính",
    ReceiptChannel.ONLINE_PART: "trực tuyến một phần",
    ReceiptChannel.ONLINE_FULL: "trực tuyến toàn trình",
}
FIELDS = {
    "procedure_name": "tên thủ tục", "procedure_code": "mã thủ tục", "field": "lĩnh vực", "state": "trạng thái",
    "state_text": "lời ghi trạng thái", "desk": "nơi giải quyết", "received_at": "ngày nhận", "due_on": "ngày hẹn",
    "finished_on": "ngày có kết quả", "returned_on": "ngày trả", "channel": "hình thức nộp",
    "missing_papers": "giấy tờ còn thiếu", "locker": "ngăn tủ", "extension_reason": "lý do hẹn lại",
    "phone_end": "số điện thoại", APOLOGY: "phiếu xin lỗi đã ký",
}  # fmt: skip


def text_of(dossier: Dossier, changes: Iterable[DossierChange], today: date) -> str:
    """Write it out, one line for each thing known."""
    lines = [f"{title + ':':<22}{text}" for title, text in _lines(dossier, today)]
    lines += [
        "",
        "Các lần thay đổi:",
        *(f"  {_moment(change.news_at)}  {_change(change)}" for change in changes),
    ]
    return "".join(f"{line}\n" for line in lines)


def _lines(dossier: Dossier, today: date) -> list[tuple[str, str]]:
    """Everything kept of it; the phone is a hash and is never shown."""
    late = " (QUÁ HẠN)" if dossier.is_late(today) else ""
    lines = [
        ("Mã hồ sơ", dossier.code),
        ("Thủ tục", " ".join(part for part in (dossier.procedure_code, dossier.procedure_name) if part)),
        ("Lĩnh vực", dossier.field or ""),
        ("Trạng thái", f"{state_name(dossier.state)}{late} (ghi: {dossier.state_text})"),
        ("Nơi đang giải quyết", dossier.desk),
        ("Hình thức nộp", CHANNELS[dossier.channel] if dossier.channel else ""),
        ("Ngày nhận", _moment(dossier.received_at)),
        *(
            (title, f"{day:%d/%m/%Y}" if day else "")
            for title, day in (
                ("Hẹn trả", dossier.due_on),
                ("Hẹn lại, phiếu đã ký", dossier.promised_on),
                ("Có kết quả", dossier.finished_on),
                ("Đã trả", dossier.returned_on),
            )
        ),
        ("Giấy tờ còn thiếu", "; ".join(dossier.missing_papers)),
        ("Ngăn tủ", dossier.locker or ""),
        ("Lý do hẹn lại", dossier.extension_reason or ""),
        ("Tin mới nhất", _moment(dossier.news_at) if dossier.news_at else ""),
    ]
    return [(title, text) for title, text in lines if text]


def _moment(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%d/%m/%Y %H:%M}"


def _change(change: DossierChange) -> str:
    if change.state_before is None:
        return f"mới có: {state_name(change.state_after)}"
    words = [FIELDS.get(name, name) for name in change.fields if name not in ("state", "state_text")]
    moved = change.state_before is not change.state_after
    moves = [f"{state_name(change.state_before)} -> {state_name(change.state_after)}"] if moved else []
    return "; ".join([*moves, *([f"đổi {', '.join(words)}"] if words else [])]) or "đổi lời ghi trạng thái"
