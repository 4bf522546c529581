"""What each key of the content is called in Vietnamese: in problems, and in the schema editors read."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.tree import Path, Plain

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

LABELS: Mapping[str, str] = {
    "desk": "bộ phận một cửa", "commune": "tên xã", "address": "địa chỉ", "phone": "điện thoại",
    "hotline": "đường dây nóng", "map_url": "đường dẫn bản đồ", "portal_url": "cổng dịch vụ công",
    "feedback_at": "nơi nhận phản ánh", "timezone": "múi giờ", "signer_title": "chức danh người ký",
    "sign_code": "chữ viết tắt trong số văn bản", "is_sample": "còn là mẫu", "hours": "giờ làm việc",
    "holidays": "ngày lễ", "make_up_days": "ngày làm bù", "closures": "ngày nghỉ đột xuất", "weekly": "",
    "first": "ngày đầu", "last": "ngày cuối", "reason": "lý do", "confirmed": "đã có thông báo", "day": "ngày",
    "like": "theo giờ của", "monday": "thứ Hai", "tuesday": "thứ Ba", "wednesday": "thứ Tư",
    "thursday": "thứ Năm", "friday": "thứ Sáu", "saturday": "thứ Bảy", "sunday": "Chủ nhật",
    "procedures": "thủ tục", "code": "mã", "name": "tên", "name_en": "tên tiếng Anh", "short_name": "tên ngắn",
    "field": "lĩnh vực", "confidence": "độ tin cậy", "also_called": "cách gọi", "other_codes": "mã khác", "codes": "mã",
    "agency": "cơ quan", "receive_at": "nơi nhận hồ sơ", "submit": "giấy tờ nộp", "show": "giấy tờ xuất trình",
    "originals": "số bản chính", "copies": "số bản sao", "when": "trường hợp", "form": "mẫu đơn",
    "takes": "thời hạn", "working_days": "số ngày làm việc", "fee": "lệ phí", "vnd": "", "text": "lời",
    "cases": "trường hợp", "exempt": "ai được miễn", "channels": "cách nộp", "online_level": "mức trực tuyến",
    "result": "kết quả", "legal_basis": "căn cứ pháp lý", "notes": "ghi chú", "official": "trang chính thức",
    "hidden": "lý do tạm ẩn",
    "source": "nguồn", "title": "tên nguồn", "checked_on": "ngày xem nguồn", "url": "đường dẫn",
    "past_laws": "văn bản hết hiệu lực", "number": "số hiệu", "ended_on": "ngày hết hiệu lực",
    "instead": "văn bản thay thế",
    "elsewhere": "việc nơi khác làm", "done_by": "ai làm", "how": "cách làm",
    "pages": "trang OA", "remove": "thủ tục bỏ đi", "change": "thủ tục", "add": "thủ tục",
    "about": "ý này là gì", "kind": "loại ý", "flow": "kịch bản", "phrases": "câu mẫu", "replies": "câu trả lời",
    "buttons": "nút của câu", "topics": "chủ đề", "events": "chuyện", "signs": "dấu hiệu", "answer": "câu trả lời",
    "opening": "lời mở đầu", "steps": "việc", "procedure": "thủ tục", "why": "lý do", "for_all": "ai cũng cần",
    "vi": "tiếng Việt", "en": "tiếng Anh", "fillers": "chữ đệm", "abbreviations": "viết tắt",
    "chat": "cách gõ tắt", "synonyms": "chữ cùng nghĩa", "places": "địa danh",
}  # fmt: skip

# Their keys are names that staff chose, or codes: shown as they are, beside what they are keys of.
_NAMED = frozenset(("replies", "buttons", "signs", "abbreviations", "chat", "change"))
# Lists whose entries are of another kind than the key that holds them.
_ENTRIES = {"vi": "câu", "en": "câu", **dict.fromkeys(WEEKDAYS, "khoảng giờ")}


def describe(path: Path, value: Plain) -> tuple[str, ...]:
    """Say where a path leads, from the outside in: `("thủ tục 1.001193", "lệ phí")`."""
    words: list[str] = []
    above = ""
    for step in path:
        found = inside(value, step)
        label = LABELS.get(above, above)
        if isinstance(step, int) and above in _ENTRIES:
            words.append(f"{_ENTRIES[above]} thứ {step + 1}")
        elif isinstance(step, int) and not above:
            words.append(f"mục thứ {step + 1}")
        elif isinstance(step, int):
            words[-1:] = [f"{label} {called(found) or f'thứ {step + 1}'}"]
        elif above in _NAMED:
            words[-1:] = [f"{label} {step}"]
        else:
            words.append(LABELS.get(step, step))
        value, above = found, step if isinstance(step, str) and above not in _NAMED else ""
    return tuple(word for word in words if word)


def inside(value: Plain, step: int | str) -> Plain:
    """Give what stands at one step of a path; None when nothing does."""
    if isinstance(value, dict):
        return value.get(str(step))
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


def called(item: Plain) -> str | None:
    """Give the code or the name of an entry of a list, where it has one."""
    called = (item.get("code") or item.get("name")) if isinstance(item, dict) else None
    return called if isinstance(called, str) else None
