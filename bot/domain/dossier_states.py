"""Names of states: the ten national ones, and what province systems usually write, each for one state."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bot.domain.dossier import DossierState
from bot.domain.vietnamese import fold

NATIONAL: Mapping[int, tuple[str, DossierState]] = {
    1: ("Mới đăng ký", DossierState.REGISTERED),
    2: ("Được tiếp nhận", DossierState.RECEIVED),
    3: ("Không được tiếp nhận", DossierState.REFUSED),
    4: ("Đang xử lý", DossierState.PROCESSING),
    5: ("Yêu cầu bổ sung giấy tờ", DossierState.AWAITING_PAPERS),
    6: ("Yêu cầu thực hiện nghĩa vụ tài chính", DossierState.AWAITING_PAYMENT),
    7: ("Công dân yêu cầu rút hồ sơ", DossierState.WITHDRAWN),
    8: ("Dừng xử lý", DossierState.STOPPED),
    9: ("Đã xử lý xong", DossierState.RESULT_READY),
    10: ("Đã trả kết quả", DossierState.RETURNED),
}
"""Number -> official name and state. Source: the states synchronised with the national portal."""

_USUAL: Mapping[DossierState, str] = {
    DossierState.REGISTERED: "hồ sơ đăng ký mới trực tuyến; đăng ký trực tuyến; chờ tiếp nhận; chờ tiếp nhận trực tuyến",
    DossierState.RECEIVED: "mới tiếp nhận; đã tiếp nhận; tiếp nhận; đã bổ sung - chờ tiếp nhận; đã bổ sung; chờ xử lý",
    DossierState.REFUSED: "không tiếp nhận; từ chối; từ chối tiếp nhận; từ chối hồ sơ",
    DossierState.PROCESSING: (
        "chuyển phòng chuyên môn; đang giải quyết; đang thẩm định; đang thụ lý; chờ ký duyệt; chờ phê duyệt; trình ký; "
        "chờ liên thông; đang liên thông; đã nhận kết quả liên thông"
    ),
    DossierState.APPROVED: "đã ký duyệt; đã duyệt; đã phê duyệt; đã ký; chờ chuyển kết quả; chờ đóng dấu",
    DossierState.AWAITING_PAPERS: "chờ bổ sung; yêu cầu bổ sung; bổ sung hồ sơ; chờ bổ sung hồ sơ; tạm dừng chờ bổ sung",
    DossierState.AWAITING_PAYMENT: (
        "chờ nghĩa vụ tài chính; chờ trả thông báo nghĩa vụ tài chính; chờ thực hiện nghĩa vụ tài chính; "
        "chờ nộp phí; chờ thanh toán"
    ),
    DossierState.WITHDRAWN: "công dân yêu cầu rút; đã rút; rút hồ sơ; xin rút; công dân rút hồ sơ",
    DossierState.STOPPED: "không xử lý được; dừng giải quyết; đã dừng; huỷ; hủy hồ sơ",
    DossierState.RESULT_READY: (
        "đã có kết quả; có kết quả; hoàn thành; đã hoàn thành; đã giải quyết xong; đã giải quyết; chờ trả kết quả; "
        "chờ trả"
    ),
    DossierState.RETURNED: "đã trả; trả kết quả; đã nhận kết quả; đã trả kết quả cho công dân; kết thúc",
}
"""State -> other names of it. Source: lists of states of province systems; public-service facts 4.1."""


@lru_cache(maxsize=4096)  # a sheet repeats the same few names on every row
def plain_name(text: str) -> str:
    """Write a name so that accents, case, signs and spacing no longer tell two of them apart."""
    return re.sub(r"[^a-z0-9]+", " ", fold(text)).strip()


_BY_NAME: Mapping[str, DossierState] = {
    plain_name(name): state
    for name, state in (
        *((name, state) for name, state in NATIONAL.values()),
        *((name, state) for state, names in _USUAL.items() for name in names.split(";")),
    )
}
_NAMES = {state: name for name, state in NATIONAL.values()} | {DossierState.APPROVED: "Đã ký duyệt"}


def read_state(text: str, more: Mapping[str, DossierState] | None = None) -> DossierState | None:
    """
    Read a state by its name or national number; None for a name nobody has mapped, which is never guessed.

    Args:
        more: Names of one source, each as `plain_name` writes it; they outweigh the usual ones.

    """
    plain = plain_name(text)
    found = (more or {}).get(plain) or _BY_NAME.get(plain)
    if found is None and plain.isdigit() and int(plain) in NATIONAL:
        return NATIONAL[int(plain)][1]
    return found


def state_name(state: DossierState) -> str:
    """Call a state by its national name."""
    return _NAMES[state]
