"""The portal's fields, gathered to the few that a citizen can choose from."""

from __future__ import annotations

_GATHERED = {
    "hộ tịch": ("hộ tịch (liên thông điện tử)", "nuôi con nuôi"),
    "căn cước": ("định danh điện tử",),
    "an ninh trật tự": ("xuất nhập cảnh", "đăng ký xe", "phòng cháy chữa cháy", "lý lịch tư pháp"),
    "xây dựng": ("giao thông", "nhà ở"),
    "kinh doanh": ("hộ kinh doanh", "hợp tác xã, tổ hợp tác", "công thương", "an toàn thực phẩm"),
    "trợ giúp xã hội": ("giảm nghèo", "bảo trợ xã hội", "trẻ em", "phòng chống tệ nạn xã hội"),
    "quân sự": ("nghĩa vụ quân sự", "dân quân tự vệ"),
    "y tế và bảo hiểm": ("y tế", "dân số", "bảo hiểm y tế", "bảo hiểm xã hội"),
    "nông nghiệp": (
        "trồng trọt",
        "chăn nuôi, thú y",
        "lâm nghiệp",
        "thủy lợi",
        "thủy sản",
        "kinh tế hợp tác",
        "phòng chống thiên tai",
    ),
    "môi trường": ("tài nguyên nước", "khoáng sản"),
    "văn hóa và khen thưởng": ("văn hóa", "văn hóa, thể thao, gia đình", "thi đua, khen thưởng"),
    "tôn giáo và dân tộc": ("tín ngưỡng, tôn giáo", "dân tộc"),
    "hội và quỹ": ("hội, quỹ",),
    "khiếu nại và tiếp công dân": ("khiếu nại, tố cáo, tiếp công dân",),
    "hòa giải và trợ giúp pháp lý": ("hòa giải ở cơ sở", "trợ giúp pháp lý", "bồi thường nhà nước"),
}

FIELDS = {theirs: ours for ours, gathered in _GATHERED.items() for theirs in gathered}
"""The portal's name of a field -> ours; a field that is not here keeps its name."""
