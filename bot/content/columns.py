"""The sheets in which staff edit procedures: which column holds what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bot.content.tree import Plain

INSTRUCTIONS, PROCEDURES, PAPERS, CASES, WORDINGS = (
    "Hướng dẫn",
    "Thủ tục",
    "Giấy tờ",
    "Trường hợp",
    "Cách gọi",
)
YES = "có"


class Kind(Enum):
    """What a cell holds."""

    TEXT = "text"
    CODE = "code"
    LINES = "lines"  # a list, one item a line
    CODES = "codes"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"  # `có`, or nothing
    FOR_READING = "for reading"  # shown, never taken in


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """
    One column.

    Args:
        path: The keys that lead to the value in an entry.
        width: In characters.
        words: What the cell says -> what the file says, for a drop-down.
        is_open: Other words than those of the drop-down are taken too.

    """

    title: str
    path: tuple[str, ...]
    note: str
    kind: Kind = Kind.TEXT
    width: int = 24
    words: Mapping[str, str] | None = None
    is_open: bool = False
    is_needed: bool = False


_CODE = Column(
    title="Mã thủ tục",
    path=("code",),
    kind=Kind.CODE,
    width=12,
    is_needed=True,
    note="Mã trên Cổng Dịch vụ công, ví dụ 1.001193. Mã nối các bảng với nhau.",
)
_NAME_FOR_READING = Column(
    title="Tên thủ tục (để xem)",
    path=(),
    kind=Kind.FOR_READING,
    width=36,
    note="Chỉ để dễ đọc. Sửa ở đây không có tác dụng; muốn đổi tên, sửa ở bảng Thủ tục.",
)
_CONFIDENCE = {"cao": "high", "vừa": "medium", "thấp": "low"}
_LEVEL = {"toàn trình": "full", "một phần": "part"}
CHANNELS = {"Nộp tại quầy": "counter", "Nộp qua bưu chính": "post", "Nộp trên mạng": "online"}
_LINES = "Mỗi ý một dòng trong ô; xuống dòng bằng Alt+Enter (LibreOffice: Ctrl+Enter)."

SHEETS: Mapping[str, tuple[Column, ...]] = {
    PROCEDURES: (
        _CODE,
        Column(title="Tên thủ tục", path=("name",), width=44, is_needed=True, note="Tên chính thức, không có chữ “Thủ tục” ở đầu."),
        Column(title="Tên gọn", path=("short_name",), width=32, note="Tên ngắn để hiện trên nút. Bỏ trống thì bot dùng tên thủ tục."),
        Column(title="Tên tiếng Anh", path=("name_en",), width=28, note="Câu trả lời tiếng Anh gọi thủ tục bằng tên này."),
        Column(title="Lĩnh vực", path=("field",), width=18, words={}, is_open=True, is_needed=True, note="Chọn trong danh sách; gõ lĩnh vực mới cũng được."),
        Column(title="Độ tin cậy", path=("confidence",), width=11, words=_CONFIDENCE, is_needed=True,
               note="cao: đã đối chiếu nguồn chính thức. vừa: đối chiếu được một phần, bot nói thêm “cần xác nhận lại”. thấp: bot chỉ nói tên và số điện thoại."),
        Column(title="Lệ phí (lời)", path=("fee", "text"), width=36, note="Một câu bot đọc nguyên văn. Không có nguồn thì bỏ trống."),
        Column(title="Lệ phí (đồng)", path=("fee", "vnd"), kind=Kind.NUMBER, width=13, note="Số tiền, khi chỉ có một mức. 0 là miễn phí. Nhiều mức thì ghi ở bảng Trường hợp."),
        Column(title="Ai được miễn lệ phí", path=("fee", "exempt"), width=28, note="Ví dụ: hộ nghèo, người có công."),
        Column(title="Thời gian (lời)", path=("takes", "text"), width=30, note="Một câu bot đọc nguyên văn."),
        Column(title="Số ngày làm việc", path=("takes", "working_days"), kind=Kind.NUMBER, width=10, note="Số ngày làm việc, khi chỉ có một thời hạn. 0 là ngay trong ngày."),
        *(Column(title=title, path=("channels", name), kind=Kind.FLAG, width=10, words={YES: YES}, note="Chọn “có” nếu nộp được bằng cách này.")
          for title, name in CHANNELS.items()),
        Column(title="Mức nộp trên mạng", path=("online_level",), width=12, words=_LEVEL, note="toàn trình: làm hết trên mạng. một phần: vẫn phải đến một lần."),
        Column(title="Cơ quan giải quyết", path=("agency",), width=26, note="Chỉ ghi khi không phải UBND xã."),
        Column(title="Nơi nhận hồ sơ", path=("receive_at",), width=26, note="Chỉ ghi khi không phải bộ phận một cửa của xã."),
        Column(title="Mẫu đơn", path=("form",), width=28, note="Tên và số mẫu, kèm văn bản."),
        Column(title="Kết quả", path=("result",), width=26, note="Người dân nhận được gì."),
        Column(title="Căn cứ pháp lý", path=("legal_basis",), kind=Kind.LINES, width=34, note=_LINES),
        Column(title="Lưu ý", path=("notes",), kind=Kind.LINES, width=44, note=_LINES),
        Column(title="Mã khác", path=("other_codes",), kind=Kind.CODES, width=12, note="Mã cũ hoặc mới của cùng thủ tục. " + _LINES),
        Column(title="Trang của thủ tục", path=("official",), width=30, note="Đường dẫn trên Cổng Dịch vụ công, bắt đầu bằng https://"),
        Column(title="Nguồn", path=("source", "title"), width=30, is_needed=True, note="Lấy từ đâu. Không có nguồn thì không ghi thủ tục."),
        Column(title="Ngày xem nguồn", path=("source", "checked_on"), kind=Kind.DATE, width=13, is_needed=True, note="Ngày/tháng/năm xem lại nguồn, ví dụ 22/11/2026."),
        Column(title="Đường dẫn nguồn", path=("source", "url"), width=30, note="Bắt đầu bằng https://"),
        Column(title="Tạm ẩn vì", path=("hidden",), note="Ghi lý do thì bot thôi trả lời thủ tục này, chỉ chỉ nơi hỏi. Bỏ trống là trả lời như thường."),
    ),
    PAPERS: (
        _CODE,
        _NAME_FOR_READING,
        Column(title="Nộp hay xuất trình", path=("list",), width=13, words={"nộp": "submit", "xuất trình": "show"}, is_needed=True, note="nộp: cơ quan giữ lại. xuất trình: chỉ đưa ra xem."),
        Column(title="Tên giấy tờ", path=("name",), width=50, is_needed=True, note="Bot đọc giấy tờ theo đúng thứ tự các dòng ở đây."),
        Column(title="Bản chính", path=("originals",), kind=Kind.NUMBER, width=9, note="Mấy bản chính. Trống là không cần."),
        Column(title="Bản sao", path=("copies",), kind=Kind.NUMBER, width=9, note="Mấy bản sao. Trống là không cần."),
        Column(title="Khi nào cần", path=("when",), width=50, note="Trường hợp cần giấy này. Trống là ai cũng cần."),
    ),
    CASES: (
        _CODE,
        _NAME_FOR_READING,
        Column(title="Về việc gì", path=("list",), width=12, words={"lệ phí": "fee", "thời gian": "takes"}, is_needed=True, note="lệ phí hay thời gian của trường hợp này."),
        Column(title="Trường hợp", path=("when",), width=44, is_needed=True, note="Ví dụ: nộp quá hạn."),
        Column(title="Mức", path=("text",), width=44, is_needed=True, note="Viết bằng lời, ví dụ: 8.000 đồng; 5 ngày làm việc."),
    ),
    WORDINGS: (
        _CODE,
        _NAME_FOR_READING,
        Column(title="Cách gọi", path=("wording",), width=60, is_needed=True, note="Người dân gọi thủ tục này thế nào. Viết có dấu; bot tự hiểu không dấu. Mỗi cách gọi chỉ để ở một thủ tục."),
    ),
}  # fmt: skip

Entry = dict[str, Plain]
Row = list[Plain]


def get(entry: Entry, path: tuple[str, ...]) -> Plain:
    """Give the value at a path of an entry, None where there is none."""
    value: Plain = entry
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def rows(sheet: str, entry: Entry) -> list[Row]:
    """Give the rows that show one entry on a sheet, in the words of the file's values as cells show them."""
    if sheet == PROCEDURES:
        return [[_cell(entry, column) for column in SHEETS[sheet]]]
    code, name = entry["code"], entry.get("short_name") or entry["name"]
    return [[code, name, *row] for row in _ROWS[sheet](entry)]


def _cell(entry: Entry, column: Column) -> Plain:
    if column.kind is Kind.FLAG:
        channels = entry.get("channels")
        return YES if isinstance(channels, list) and column.path[1] in channels else None
    value = get(entry, column.path)
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return said(column, value)


def said(column: Column, value: Plain) -> Plain:
    """Give the word of a drop-down for a value of the file."""
    return next((word for word, meant in (column.words or {}).items() if meant == value), value)


def _listed(entry: Entry, *path: str) -> list[Entry]:
    value = get(entry, path)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _papers(entry: Entry) -> list[Row]:
    return [
        [
            word,
            paper.get("name"),
            paper.get("originals") or None,
            paper.get("copies") or None,
            paper.get("when"),
        ]
        for word, key in (("nộp", "submit"), ("xuất trình", "show"))
        for paper in _listed(entry, key)
    ]


def _cases(entry: Entry) -> list[Row]:
    return [
        [word, case.get("when"), case.get("text")]
        for word, key in (("lệ phí", "fee"), ("thời gian", "takes"))
        for case in _listed(entry, key, "cases")
    ]


def _wordings(entry: Entry) -> list[Row]:
    wordings = entry.get("also_called")
    return [[wording] for wording in wordings] if isinstance(wordings, list) else []


_ROWS = {PAPERS: _papers, CASES: _cases, WORDINGS: _wordings}
