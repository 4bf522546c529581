"""Which column of a sheet tells what: the usual headings of one-stop programs, or a map written by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.connectors.sheet_file import Cell
from bot.domain.dossier import DossierState
from bot.domain.dossier_states import plain_name
from bot.errors import ContentError

HEADING_ROWS = 20
"""A title, a period and an office's name may stand over the headings."""

_USUAL: Mapping[str, str] = {
    "code": "mã hồ sơ; số hồ sơ; mã số hồ sơ; số biên nhận; mã biên nhận; số biên nhận hồ sơ",
    "procedure_code": "mã thủ tục; mã tthc; mã thủ tục hành chính",
    "procedure_name": "thủ tục; tên thủ tục; thủ tục hành chính; tên thủ tục hành chính; tthc; tên tthc; tên dịch vụ công",
    "field": "lĩnh vực; tên lĩnh vực; lĩnh vực thủ tục",
    "state": "trạng thái; tình trạng; trạng thái hồ sơ; tình trạng hồ sơ; trạng thái xử lý; tình trạng xử lý",
    "desk": (
        "nơi đang giải quyết; đơn vị đang xử lý; đơn vị xử lý; đơn vị giải quyết; cơ quan xử lý; cơ quan giải quyết; "
        "phòng ban; bộ phận xử lý; bộ phận đang xử lý; nơi xử lý; đơn vị thụ lý"
    ),
    "received_at": (
        "ngày nhận; ngày tiếp nhận; thời gian nhận; thời gian tiếp nhận; thời điểm tiếp nhận; ngày giờ tiếp nhận; "
        "ngày nhận hồ sơ; ngày tiếp nhận hồ sơ; ngày nộp"
    ),
    "due_on": (
        "ngày hẹn trả; hẹn trả; ngày hẹn trả kết quả; ngày hẹn; hạn xử lý; hạn giải quyết; hạn trả; hạn trả kết quả; "
        "thời hạn giải quyết"
    ),
    "finished_on": (
        "ngày có kết quả; ngày hoàn thành; ngày kết thúc; ngày kết thúc xử lý; ngày xử lý xong; ngày giải quyết xong"
    ),
    "returned_on": "ngày trả; ngày trả kết quả; ngày trả thực tế; thời gian trả kết quả",
    "channel": "hình thức nộp; hình thức; hình thức tiếp nhận; kênh tiếp nhận; phương thức nộp; nguồn tiếp nhận; loại tiếp nhận",
    "phone_end": (
        "4 số cuối điện thoại; số điện thoại; điện thoại; sđt; đt; di động; điện thoại người nộp; "
        "số điện thoại người nộp; điện thoại liên hệ"
    ),
    "missing_papers": "giấy tờ còn thiếu; giấy tờ cần bổ sung; nội dung bổ sung; nội dung yêu cầu bổ sung; giấy tờ bổ sung",
    "locker": "số tủ; ngăn; số ngăn; số ngăn tủ; tủ trả kết quả; ngăn trả kết quả",
    "extension_reason": "lý do gia hạn; lý do hẹn lại; lý do chậm; lý do trễ hạn; lý do quá hạn",
    "news_at": "ngày cập nhật; thời điểm cập nhật; thời gian cập nhật; cập nhật lúc; cập nhật",
}
"""What a column tells -> how its heading is usually written. Source: exports of one-stop programs."""

_BY_HEADING = {plain_name(name): told for told, names in _USUAL.items() for name in names.split(";")}
NEEDED = ("code", "state")


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetMap:
    """
    What a commune writes down about its own export.

    Args:
        columns: What a column tells -> the heading it has; the usual headings need no line.
        states: A state's name there -> ours; the usual names need no line.

    """

    columns: Mapping[str, str] = field(default_factory=dict)
    states: Mapping[str, DossierState] = field(default_factory=dict)

    @property
    def plain_states(self) -> dict[str, DossierState]:
        """The states by names that accents, case and spacing no longer tell apart."""
        return {plain_name(name): state for name, state in self.states.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """
    The columns of one sheet.

    Args:
        row: Number of the row of headings, from 1.
        of: What is told -> number of the column, from 0.
        ignored: Headings of columns that are not read, so nothing of them is kept.

    """

    row: int
    of: Mapping[str, int]
    ignored: tuple[str, ...]


def find_columns(rows: Sequence[Sequence[Cell]], sheet_map: SheetMap, name: str) -> Columns:
    """
    Find the row of headings and what each column tells.

    Raises:
        ContentError: A needed column is missing, or two say the same; the sentence names them.

    """
    wanted = _wanted(sheet_map, name)
    heads = [[wanted.get(plain_name(str(cell))) for cell in row] for row in rows[:HEADING_ROWS]]
    best = max(range(len(heads)), key=lambda number: len({told for told in heads[number] if told}), default=0)
    head = heads[best] if heads else []
    missing = [told for told in (*NEEDED, *sheet_map.columns) if told not in head]
    if "procedure_name" not in head and "procedure_code" not in head:
        missing.append("procedure_name")
    if missing:
        titles = ", ".join(f'"{_title(told, sheet_map)}"' for told in dict.fromkeys(missing))
        raise ContentError(
            f"{name}: không thấy cột {titles}. Đặt lại tên cột, hoặc ghi tên cột thật vào tệp YAML rồi thêm --map."
        )
    twice = sorted({told for told in head if told and head.count(told) > 1})
    if twice:
        titles = ", ".join(f'"{_title(told, sheet_map)}"' for told in twice)
        raise ContentError(
            f"{name}: có hai cột cùng nghĩa {titles}. Chỉ rõ cột cần đọc trong tệp YAML (--map), phần columns."
        )
    titles_row = rows[best]
    return Columns(
        row=best + 1,
        of={told: number for number, told in enumerate(head) if told},
        ignored=tuple(
            str(titles_row[number]).strip()
            for number, told in enumerate(head)
            if told is None and str(titles_row[number]).strip()
        ),
    )


def _wanted(sheet_map: SheetMap, name: str) -> dict[str, str]:
    unknown = sorted(set(sheet_map.columns) - set(_USUAL))
    if unknown:
        raise ContentError(
            f"{name}: trong tệp YAML, phần columns không có {', '.join(unknown)}. Chỉ nhận: {', '.join(_USUAL)}."
        )
    usual = {heading: told for heading, told in _BY_HEADING.items() if told not in sheet_map.columns}
    return usual | {plain_name(heading): told for told, heading in sheet_map.columns.items()}


def _title(told: str, sheet_map: SheetMap) -> str:
    return sheet_map.columns.get(told) or _USUAL[told].partition(";")[0]
