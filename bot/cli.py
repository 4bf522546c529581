"""The command line: reads the words, hands over to `bot.commands`, turns errors into a sentence and an exit code."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import cast

from bot import logs
from bot.commands import (
    catalogue,
    chat,
    content,
    doctor,
    dossiers,
    notices,
    parked,
    rehearsing,
    replaying,
    report,
    serving,
    tokens,
    unanswering,
)
from bot.errors import BotError
from bot.simulator.flags import add_arguments

Command = Callable[[argparse.Namespace, Mapping[str, str]], int]


def main(argv: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """
    Run one command.

    Returns:
        0 when it did what was asked, 1 when it found something wrong, 2 when it could not start.

    """
    arguments = _parser().parse_args(argv)
    # Every command: without this the library's own log lines, with what an error quotes, would be printed.
    quiet = logging.INFO if arguments.serves else logging.WARNING
    logs.configure(level=logging.DEBUG if arguments.verbose else quiet)
    command = cast("Command", arguments.command)
    try:
        return command(arguments, os.environ if environ is None else environ)
    except BotError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except BrokenPipeError:  # the reader of our output left, as in `motcua parked list | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:  # a folder that is not there or not ours, a full disk
        sys.stderr.write(f"Máy không cho làm việc này: {error}\n")
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="motcua",
        description="Chatbot một cửa cho trang Zalo của xã. Bắt đầu bằng: motcua run --simulated",
    )
    parser.add_argument("--verbose", action="store_true", help="ghi nhật ký chi tiết hơn")
    commands = parser.add_subparsers(required=True, metavar="LỆNH")
    _serving(commands)
    _content(commands)
    catalogue.add_parser(commands)
    _care(commands)
    return parser


Commands = "argparse._SubParsersAction[argparse.ArgumentParser]"


def _add(commands: Commands, name: str, about: str, command: Command) -> argparse.ArgumentParser:  # type: ignore[valid-type]
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)  # type: ignore[attr-defined]
    parser.set_defaults(command=command, serves=command in (serving.run, serving.serve, serving.work))
    return parser


def _serving(commands: Commands) -> None:  # type: ignore[valid-type]
    run = _add(commands, "run", "Chạy tất cả trong một tiến trình: đủ cho một xã.", serving.run)
    run.add_argument("--simulated", action="store_true", help="kèm Zalo giả lập, không cần cài đặt gì")
    run.add_argument(
        "--page-port", type=int, default=8090, help="cổng của trang điện thoại giả lập (mặc định 8090)"
    )
    _add(commands, "serve", "Chỉ nhận webhook (cùng `work` ở tiến trình khác).", serving.serve)
    _add(commands, "work", "Chỉ xử lý và gửi tin (cùng `serve` ở tiến trình khác).", serving.work)
    simulate = _add(
        commands, "simulate", "Zalo giả lập đứng riêng, in ra các biến để `run` nối tới.", serving.simulate
    )
    add_arguments(simulate)
    talk = _add(commands, "chat", "Trò chuyện với bot ngay trong cửa sổ lệnh.", chat.chat)
    talk.add_argument("--why", action="store_true", help="giải thích từng câu trả lời")


def _content(commands: Commands) -> None:  # type: ignore[valid-type]
    _add(commands, "check", "Kiểm tra procedures.yaml và intents/, chỉ rõ chỗ sai.", content.check)
    rehearse = _add(
        commands,
        "rehearse",
        "Thử lời: mọi câu và cuộc đối thoại trong tests/ có còn được trả lời đúng không.",
        rehearsing.rehearse,
    )
    rehearsing.add_arguments(rehearse)
    understand = _add(
        commands,
        "understand",
        "Mỗi dòng JSON vào là một câu hỏi, mỗi dòng ra là điều hiểu được.",
        content.understand,
    )
    understand.add_argument("--jsonl", action="store_true", required=True, help="đọc và viết JSON từng dòng")
    evaluate = _add(
        commands, "evaluate", "Chấm điểm hiểu câu hỏi trên tệp câu hỏi đã gắn nhãn.", content.evaluate
    )
    evaluate.add_argument(
        "files", nargs="+", metavar="TỆP", help="tệp YAML có khoá `queries`, hoặc tệp trong tests/intents"
    )
    evaluate.add_argument(
        "--floor", default="", metavar="TỆP", help="mức tối thiểu; con số nào tụt thì mã thoát 1"
    )
    evaluate.add_argument("--json", action="store_true", help="in JSON thay cho bảng")
    evaluate.add_argument("--show-text", action="store_true", help="in cả lời của câu bị nhầm")


def _care(commands: Commands) -> None:  # type: ignore[valid-type]
    care = [
        _add(
            commands,
            "doctor",
            "Khám tổng quát: cài đặt, Redis, token, khoá, đồng hồ, nội dung.",
            doctor.doctor,
        )
    ]
    token = _add(commands, "token", "Token của trang OA.", tokens.token)
    token.add_argument(
        "action", choices=["seed", "show"], help="seed: nạp cặp mới; show: xem tuổi (không hiện token)"
    )
    token.add_argument("--oa", default="", help="mã OA (mặc định: trang đầu tiên trong cài đặt)")
    aside = _add(commands, "parked", "Tin nhắn xử lý hỏng nhiều lần.", parked.parked)
    aside.add_argument("action", choices=["list", "replay", "discard"], help="xem, chạy lại, bỏ")
    aside.add_argument("ids", nargs="*", metavar="MÃ", help="mã trong danh sách; `all` là tất cả")
    letters = _add(commands, "letters", "Thư trả lời không tới nơi, kèm lý do.", parked.letters)
    letters.add_argument("--oa", default="", help="mã OA (mặc định: mọi trang)")
    again = _add(
        commands,
        "replay",
        "Trả lời lại tin đã giữ bằng nội dung cũ và mới, chỉ in chỗ khác.",
        replaying.replay,
    )
    replaying.add_arguments(again)
    unanswered = _add(
        commands, "unanswered", "Câu bot chưa trả lời được: xem, dạy bot, bỏ qua.", unanswering.unanswered
    )
    unanswering.add_arguments(unanswered)
    told = _add(
        commands, "notices", "Tin báo hồ sơ gửi người theo dõi: đã gửi, đang chờ, vì sao.", notices.notices
    )
    notices.add_arguments(told)
    handed_in = _add(commands, "dossiers", "Hồ sơ đã nộp: nhập bảng tính, xem một hồ sơ.", dossiers.dossiers)
    dossiers.add_arguments(handed_in)
    figures = _add(
        commands, "report", "Báo cáo hồ sơ của một kỳ: bảng, CSV, Excel, văn bản trình ký.", report.report
    )
    report.add_arguments(figures)
    for command in (*care, token, aside, letters, told, handed_in, again, unanswered, figures):
        command.add_argument("--simulated", action="store_true", help="xem bot chạy thử thay cho bot thật")
