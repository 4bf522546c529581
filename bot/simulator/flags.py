"""The command's flags."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.simulator.settings import SimulatorSettings

SWITCHES = {
    "duplicate": "gửi mỗi sự kiện hai lần",
    "reorder": "đảo thứ tự các sự kiện của một người",
    "drop_reply": "nhận tin bot gửi rồi cắt kết nối, không trả lời",
    "http_500": "trả lỗi HTTP 500 cho mọi lệnh của bot",
    "unsigned": "gửi sự kiện không có chữ ký",
    "expire_token": "làm access token hết hạn ngay",
    "odd_oauth": "trả lời xin token bằng HTTP 200 nhưng không có token",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add everything `settings_from` reads."""
    blank = SimulatorSettings()
    parser.add_argument("--webhook", default="http://127.0.0.1:8080/webhook", help="địa chỉ webhook của bot")
    parser.add_argument("--host", default=blank.host, help="địa chỉ mở trang giả lập")
    parser.add_argument("--port", type=int, default=blank.port, help="cổng của trang giả lập")
    parser.add_argument("--state-dir", type=Path, default=None, help="thư mục ghi nhớ các cuộc trò chuyện")
    parser.add_argument(
        "--journal", type=Path, default=None, help="ghi mọi tin bot gửi vào tệp JSON-lines này"
    )
    faults = parser.add_argument_group("sự cố cố ý")
    faults.add_argument(
        "--slow", type=float, default=0.0, metavar="GIÂY", help="trả lời bot chậm ngần ấy giây"
    )
    faults.add_argument(
        "--error", type=int, default=0, metavar="MÃ", help="trả mã lỗi này cho mọi tin, ví dụ -230"
    )
    for name, words in SWITCHES.items():
        faults.add_argument("--" + name.replace("_", "-"), action="store_true", help=words)


def settings_from(args: argparse.Namespace) -> SimulatorSettings:
    """Make the settings that parsed flags describe."""
    faults: list[tuple[str, object]] = [(name, True) for name in SWITCHES if getattr(args, name)]
    if args.slow:
        faults.append(("slow", args.slow))
    if args.error:
        faults.append(("error", args.error))
    return SimulatorSettings(
        webhook_url=args.webhook, host=args.host, port=args.port, state_dir=args.state_dir, journal=args.journal,
        faults=tuple(faults),
    )  # fmt: skip
