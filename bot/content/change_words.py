"""How the facts and words are called when a change to them is told: every field of the domain has its word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, time
from enum import Enum
from typing import Any

from bot.domain.catalogue import Catalogue, Content, Intent, IntentKind, LifeEvent, Step, Topic, Words
from bot.domain.conversation import Language
from bot.domain.desk import Closure, Desk, Holiday, MakeUpDay, OfficeHours, Span
from bot.domain.elsewhere import Elsewhere
from bot.domain.procedure import (
    Case,
    Channel,
    Confidence,
    Duration,
    Fee,
    OnlineLevel,
    Paper,
    Procedure,
    Source,
)

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")

# An empty word: the field says nothing of its own, what is in it is told by its own fields. None: no change at all.
FIELDS: Mapping[type, Mapping[str, str | None]] = {
    Content: {"version": None, "catalogue": "", "intents": "", "words": "từ dùng chung"},
    Catalogue: {"desk": "bộ phận một cửa", "procedures": "", "elsewhere": "việc của nơi khác"},
    Elsewhere: {
        "name": "tên", "name_en": "tên tiếng Anh", "also_called": "cách gọi", "done_by": "nơi làm",
        "confidence": "độ tin cậy", "source": "", "how": "cách làm", "url": "đường dẫn", "codes": "mã",
    },
    Procedure: {
        "code": "mã", "name": "tên", "field": "lĩnh vực", "confidence": "độ tin cậy", "source": "",
        "short_name": "tên gọn", "name_en": "tên tiếng Anh", "also_called": "cách gọi", "other_codes": "mã khác",
        "agency": "cơ quan giải quyết", "receive_at": "nơi nhận hồ sơ", "submit": "giấy phải nộp",
        "show": "giấy phải xuất trình", "form": "mẫu đơn", "takes": "thời gian", "fee": "lệ phí",
        "channels": "cách nộp", "online_level": "mức nộp trên mạng", "result": "kết quả",
        "legal_basis": "căn cứ pháp lý", "notes": "lưu ý", "official": "trang của thủ tục",
        "hidden": "ẩn",
    },
    Paper: {"name": "tên", "originals": "số bản chính", "copies": "số bản sao", "when": "khi nào cần"},
    Case: {"when": "trường hợp", "text": ""},
    Fee: {"text": "ghi", "vnd": "", "cases": "từng trường hợp", "exempt": "ai được miễn"},
    Duration: {"text": "ghi", "working_days": "", "cases": "từng trường hợp"},
    Source: {"title": "nguồn", "checked_on": "ngày xem nguồn", "url": "đường dẫn nguồn"},
    Desk: {
        "commune": "tên xã", "name": "tên nơi tiếp nhận", "address": "địa chỉ", "phone": "điện thoại", "hours": "",
        "is_sample": "là dữ liệu mẫu", "hotline": "đường dây nóng", "map_url": "đường dẫn bản đồ",
        "portal_url": "cổng dịch vụ công", "feedback_at": "nơi nhận phản ánh", "timezone": "múi giờ",
        "signer_title": "chức danh người ký", "sign_code": "chữ viết tắt trong số văn bản",
    },
    OfficeHours: {
        "weekly": "giờ làm việc", "holidays": "ngày nghỉ lễ", "make_up_days": "ngày làm bù",
        "closures": "nghỉ đột xuất",
    },
    Span: {"opens": "mở cửa", "closes": "đóng cửa"},
    Holiday: {"name": "tên", "first": "từ ngày", "last": "đến ngày", "confirmed": "đã được xác nhận"},
    MakeUpDay: {"day": "ngày", "like": "làm như", "name": "tên"},
    Closure: {"first": "từ ngày", "last": "đến ngày", "reason": "lý do"},
    Intent: {
        "name": "tên", "about": "mô tả", "kind": "loại", "phrases": "câu mẫu", "replies": "câu trả lời",
        "flow": "kịch bản", "topics": "chủ đề", "events": "sự kiện", "buttons": "nút dưới câu",
        "signs": "dấu hiệu",
    },
    Topic: {"name": "tên", "phrases": "câu mẫu", "answer": "câu trả lời"},
    LifeEvent: {"name": "tên", "phrases": "câu mẫu", "opening": "lời mở đầu", "steps": "việc cần làm"},
    Step: {"procedure": "thủ tục", "why": "lý do", "for_all": "ai cũng cần"},
    Words: {
        "fillers": "chữ đệm", "abbreviations": "viết tắt", "chat": "cách gõ", "synonyms": "chữ cùng nghĩa",
        "places": "địa danh",
    },
}  # fmt: skip

# By which field people know one entry of a list from the others.
KNOWN_BY: Mapping[type, str] = {
    Paper: "name", Case: "when", Holiday: "name", MakeUpDay: "day", Closure: "first", Topic: "name",
    LifeEvent: "name", Step: "procedure", Procedure: "name", Intent: "name", Elsewhere: "name",
}  # fmt: skip

# Lists that mean the same in any order; in the others the order is what citizens read.
UNORDERED = frozenset(
    {
        (Procedure, "also_called"), (Procedure, "other_codes"), (Procedure, "channels"), (OfficeHours, "holidays"),
        (OfficeHours, "make_up_days"), (OfficeHours, "closures"), (Intent, "phrases"), (Intent, "topics"),
        (Intent, "signs"), (Topic, "phrases"), (Elsewhere, "also_called"), (LifeEvent, "phrases"), (Words, "synonyms"), (Words, "places"), (Words, "fillers"),
    }
)  # fmt: skip

TERMS: Mapping[Enum, str] = {
    Confidence.HIGH: "cao", Confidence.MEDIUM: "vừa", Confidence.LOW: "thấp",
    Channel.COUNTER: "tại quầy", Channel.POST: "bưu chính", Channel.ONLINE: "trên mạng",
    OnlineLevel.FULL: "toàn trình", OnlineLevel.PART: "một phần",
    Language.VI: "tiếng Việt", Language.EN: "tiếng Anh",
    IntentKind.ASPECT: "một phần của thủ tục", IntentKind.SERVICE: "việc của bot",
    IntentKind.REFUSAL: "từ chối",
}  # fmt: skip


def vnd(amount: int) -> str:
    """Write an amount as people read it: `30.000 đồng`, `miễn phí`."""
    return f"{amount:,} đồng".replace(",", ".") if amount else "miễn phí"


def working_days(days: int) -> str:
    """Write a number of working days as people read it."""
    return f"{days} ngày làm việc" if days else "ngay trong ngày"


_OWN_WAY = {
    (Fee, "vnd"): vnd,
    (Duration, "working_days"): working_days,
    (MakeUpDay, "like"): WEEKDAYS.__getitem__,
}


def show(value: object, owner: type, name: str) -> str:
    """Write one value of a field as an officer reads it in a line."""
    if value is None or value == "":
        return "chưa ghi"
    if (own := _OWN_WAY.get((owner, name))) is not None and isinstance(value, int):
        return own(value)
    return next(write(value) for shape, write in _WAYS if isinstance(value, shape))


def quote(text: str) -> str:
    """Put a wording between quotes, on one line."""
    return f"“{' '.join(text.split())}”"


# By type, the narrower first: a term is text too, and a truth value a number.
_WAYS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "có" if value else "không"),
    (Enum, TERMS.__getitem__),
    (date, lambda value: f"{value:%d/%m/%Y}"),
    (time, lambda value: f"{value:%H:%M}"),
    (str, quote),
    (int, str),
)
