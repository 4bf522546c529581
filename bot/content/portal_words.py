"""How the portal and the collectors of facts write, and how an officer at the desk says the same."""

from __future__ import annotations

import re

HEARSAY = "kiến thức chung"
"""The collectors' mark for what they only remembered; it covers the clause it stands in."""

_CLAUSE = re.compile(r";(?![^(]*\))")
_REMEMBERED_ASIDE = re.compile(r"\s*\((?!kiến thức chung)[^()]*kiến thức chung\)")
# What the collectors say about their sources, not about the procedure.
_ABOUT_SOURCES = re.compile(r"\bcổng\b(?! Dịch vụ công)|phường TP\.HCM|theo Sở Nội vụ", re.IGNORECASE)
_ASIDE_ABOUT_SOURCES = re.compile(
    r"\s*\([^()]*(?:\bcổng\b|danh mục|mã cũ|chưa có bảng)[^()]*\)", re.IGNORECASE
)
_META_NOTE = re.compile(
    r"^documents_replaced|^Mã[ ,]|mã cũ|mã 1\.|^Mẫu \d|Đồng Nai|Nguồn thứ cấp|chatbot|[Hh]ỏi lại người dân"
    r"|cần kiểm tra|trên cổng|Ít gặp|^Công an xã nhận hồ sơ giờ|bãi bỏ|^Xã vùng núi|CSDL"
)
_LEADING_ZERO = re.compile(r"\b0(\d)(?= (?:đến|ngày|giờ|tháng|năm|bản|người|bước|số))")
_PER = re.compile(r"(\d đồng|lần)/(?=\w)")
_SLASHED = re.compile(r"(?:CCCD|[a-zà-ỹđ]+)(?: ?/ ?(?:CCCD|[a-zà-ỹđ]+))+")
_CODE = re.compile(r"\s*\(\d\.\d{6}\)")

# Short forms that a citizen should not have to guess.
_SPELLED_OUT = {
    "ANTT": "an ninh trật tự",
    "ATTP": "an toàn thực phẩm",
    "BHYT": "bảo hiểm y tế",
    "CCCD": "căn cước",
    "CLB": "câu lạc bộ",
    "CSDL": "dữ liệu",
    "DTTS": "dân tộc thiểu số",
    "DVC": "Dịch vụ công",
    "LLVT": "lực lượng vũ trang",
    "NVQS": "nghĩa vụ quân sự",
    "NĐ": "Nghị định",
    "PCCC": "phòng cháy, chữa cháy",
    "PCTT": "phòng chống thiên tai",
    "THCS": "trung học cơ sở",
    "TNXP": "thanh niên xung phong",
    "ĐBKK": "đặc biệt khó khăn",
    "ĐKKD": "đăng ký kinh doanh",
}
_SHORT_FORM = re.compile(rf"(?<![\w/-])(?:{'|'.join(_SPELLED_OUT)})(?![\w/-])")

_IN_OUR_WORDS = (
    (re.compile(r"(?<!trợ )cấp xã(?! hội)"), "xã"),
    (re.compile(r"nộp trực tuyến"), "nộp trên mạng"),
    (re.compile(r"nộp trực tiếp"), "nộp tận nơi"),
    (re.compile(r" / "), ", "),
    (re.compile(r"\.\.\."), ""),
)

# Whole phrases that come again and again, by how they begin.
_SAID = {
    # papers
    "Hộ chiếu / thẻ CCCD / thẻ căn cước": "Căn cước hoặc hộ chiếu của người đi làm",
    "Căn cước điện tử, hoặc bản chính/bản sao": "Căn cước hoặc hộ chiếu còn hạn",
    "Giấy tờ chứng minh nơi cư trú": "Giấy tờ về nơi cư trú",
    "Giấy chứng nhận đã cấp (bản gốc)": "Sổ đỏ đã cấp (bản gốc)",
    "Văn bản về đại diện/ủy quyền theo pháp luật": "Văn bản ủy quyền hoặc giấy tờ của người đại diện",
    "Văn bản ủy quyền (không bắt buộc công chứng)": "Văn bản ủy quyền (không cần công chứng)",
    "Giấy chứng nhận quyền sở hữu, quyền sử dụng tài sản (": "Giấy tờ nhà, đất, xe (bản chính hoặc bản sao chứng thực)",
    # when
    "Chỉ cần cung cấp số định danh": "máy tra được thì chỉ cần đọc số định danh",
    "Chỉ khi cơ quan đăng ký không tra được": "chỉ khi cán bộ không tra được trên máy",
    "Khi nhờ người khác làm thay; phải chứng thực": (
        "khi nhờ người khác đi thay; phải chứng thực, trừ khi người đi thay là ông bà, cha mẹ, con, vợ chồng, "
        "anh chị em ruột"
    ),
    "Nhờ người khác/tổ chức làm thay": "chỉ khi nhờ người khác nộp thay",
    "Khi làm qua người đại diện": "chỉ khi nhờ người khác đi thay",
    "Tài sản phải đăng ký quyền sở hữu": "khi là nhà, đất, xe hoặc tài sản phải đăng ký",
    "Ghi rõ ý kiến đồng ý của chủ hộ": "chủ hộ, chủ nhà ghi ý kiến đồng ý ngay trên tờ khai; trẻ em thì cha mẹ ghi",
    "Khi CSDL không có": "chỉ khi cán bộ không tra được trên máy",
    "Khi CSDL hộ tịch điện tử chưa có": "chỉ khi cán bộ không tra được trên máy",
    "Khi thông tin chưa được chia sẻ": "chỉ khi cán bộ không tra được trên máy",
    "Khi không khai thác được CSDL": "chỉ khi cán bộ không tra được trên máy",
    "Không cần nếu khai thác được CSDL": "cán bộ tra được trên máy thì không phải nộp",
    "Không nộp nếu CSDL đất đai đã có": "đã có trên dữ liệu đất đai thì không phải nộp",
    "Không phải nộp nếu đã có trong CSDL": "đã có trên dữ liệu đất đai thì không phải nộp",
    "Hộ do nhóm cá nhân lập trước": "chỉ với hộ do một nhóm người lập từ trước khi có Nghị định 168/2025",
    "Khi muốn đo lại": "chỉ khi muốn đo lại kích thước, diện tích",
    "Khi CSDL": "chỉ khi cán bộ không tra được trên máy",
    # fees
    "Lệ phí cấp giấy chứng nhận: Đắk Lắk 0 đồng": (
        "Cấp sổ nộp trên mạng thì 0 đồng; nộp tại quầy theo mức của HĐND tỉnh, xem bảng niêm yết"
    ),
    "Lệ phí do HĐND tỉnh quy định khi nộp trực tiếp": (
        "Nộp trên mạng thì 0 đồng (Nghị quyết 09/2025/NQ-HĐND tỉnh Đắk Lắk); nộp tại quầy thì theo mức của HĐND "
        "tỉnh, xem bảng niêm yết"
    ),
    "Lệ phí đăng ký kinh doanh do HĐND tỉnh": (
        "Nộp trên mạng 0 đồng (Nghị quyết 09/2025/NQ-HĐND tỉnh Đắk Lắk); nộp tại quầy theo mức của HĐND tỉnh, "
        "xem bảng niêm yết"
    ),
    "Lệ phí do HĐND tỉnh": "Theo mức của HĐND tỉnh, xem bảng niêm yết",
    "Theo từng thủ tục": "Theo phí, lệ phí của từng việc trong gói",
    "Không/miễn phí (": "Không thu, trừ khi HĐND tỉnh có quy định mức lệ phí",
    "Không/miễn phí": "Miễn phí",
    "Miễn phí (": "Miễn phí",
    "Người thuộc gia đình có công với cách mạng": "gia đình có công với cách mạng, hộ nghèo, người khuyết tật",
    # time
    "Ngay trong ngày; sau 15 giờ": "Ngay trong ngày; nộp sau 15 giờ thì sang ngày làm việc tiếp theo",
    "Không quá 02 ngày làm việc từ khi đủ hồ sơ": "Không quá 2 ngày làm việc; lâu hơn thì hai bên thỏa thuận bằng văn bản",
    # notes
    "Từ 01/7/2025 thẩm quyền chuyển từ UBND cấp huyện": "Từ 01/7/2025 làm ở xã, không phải lên huyện như trước",
    "Nộp tại cơ quan ĐKKD cấp xã bất kỳ": "Nộp được ở bất kỳ xã nào trong tỉnh hoặc qua mạng",
    "Nộp trực tuyến qua VNeID": "Nộp trên mạng qua VNeID, Cổng Dịch vụ công quốc gia hoặc Cổng của Bộ Công an",
    "Áp dụng cho hội, quỹ": "Chỉ áp dụng cho hội, quỹ hoạt động trong phạm vi một xã",
    "Công chức đến địa điểm lưu động": "Cán bộ đến tận nơi, dành cho người già yếu, khuyết tật hoặc vùng khó khăn",
}  # fmt: skip


_SOURCES = {
    HEARSAY: "Chưa có nguồn chính thức, chờ cán bộ xã bổ sung",
    "Cổng Dịch vụ công quốc gia": "Cổng Dịch vụ công quốc gia",
    "Cổng Dịch vụ công Bộ Quốc phòng": "Cổng Dịch vụ công Bộ Quốc phòng",
    "Danh mục TTHC niêm yết của Trung tâm PVHCC phường Xuân Hòa": "Danh mục thủ tục phường Xuân Hòa (TP.HCM)",
    "Bảng niêm yết TTHC của một xã ở Hải Phòng": "Bảng niêm yết thủ tục xã Vĩnh Bảo (Hải Phòng)",
    "Danh mục TTHC tỉnh Gia Lai": "Danh mục thủ tục tỉnh Gia Lai",
    "Phụ lục Nghị quyết 66.7/2025/NQ-CP": "Nghị quyết 66.7/2025/NQ-CP, phụ lục",
    "Bộ câu hỏi kiểm thử": "Bộ câu hỏi về thủ tục cấp xã năm 2026",
    "Bộ dữ liệu TTHC phường Tăng Nhơn Phú": "Danh mục thủ tục phường Tăng Nhơn Phú (TP.HCM)",
    "Danh mục TTHC thực hiện không phụ thuộc địa giới tỉnh Nghệ An": "Danh mục thủ tục tỉnh Nghệ An",
    "Quyết định công bố TTHC chứng thực tỉnh Đồng Nai": "Quyết định công bố thủ tục tỉnh Đồng Nai",
    "Nghị định 217/2026/NĐ-CP": "Nghị định 217/2026/NĐ-CP (Điều 49-64)",
    "Nghị định 241/2026/NĐ-CP": "Nghị định 241/2026/NĐ-CP",
}


def source_title(text: str) -> str:
    """Name a source so that a citizen can read it at the foot of an answer."""
    return next((ours for begin, ours in _SOURCES.items() if text.startswith(begin)), text)


def sourced(text: str | None) -> str | None:
    """Give what of the text has a source; None when nothing has, or when there is no text."""
    if text is None:
        return None
    clauses = _CLAUSE.split(_REMEMBERED_ASIDE.sub("", text))
    kept = "; ".join(clause.strip() for clause in clauses if HEARSAY not in clause)
    return kept or None


def say(text: str | None) -> str | None:
    """Give the text as it is said at the desk, without what has no source; None when nothing is left."""
    kept = sourced(text)
    if kept is None:
        return None
    known = next((said for begin, said in _SAID.items() if kept.startswith(begin)), None)
    return known or _plainer(kept) or None


def _plainer(text: str) -> str:
    text = _ASIDE_ABOUT_SOURCES.sub("", text)
    text = "; ".join(
        clause.strip()
        for clause in _CLAUSE.split(text)
        if clause.strip() and not _ABOUT_SOURCES.search(clause)
    )
    text = _PER.sub(r"\1 mỗi ", _CODE.sub("", text))
    text = _SLASHED.sub(_or, text)
    text = _LEADING_ZERO.sub(r"\1", text)
    text = _SHORT_FORM.sub(lambda match: _SPELLED_OUT[match[0]], text)
    for theirs, ours in _IN_OUR_WORDS:
        text = theirs.sub(ours, text)
    return " ".join(text.split())


def _or(match: re.Match[str]) -> str:
    # Letters only: numbers of laws keep their strokes.
    *first, last = (part.strip() for part in match[0].split("/"))
    return f"{', '.join(first)} hoặc {last}"


def says_nothing(text: str) -> bool:
    """Tell whether a fee in words leaves the citizen as wise as before."""
    return text in {"Không quy định", "Theo quy định phí, lệ phí", "Phí khai thác dữ liệu theo quy định"}


def is_for_citizens(note: str) -> bool:
    """Tell whether a note says something a citizen can use, not something about the collecting."""
    return HEARSAY not in note and _META_NOTE.search(note) is None
