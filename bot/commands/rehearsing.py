"""`rehearse`: the conversation tests tried on the content, without anything running."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from bot import content
from bot.commands.content import CONTENT_DIR
from bot.rehearsal.command import Wish, run
from bot.rehearsal.rehearse import Share


def rehearse(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Try every sentence and dialogue of the content folder; 1 when any went otherwise."""
    folder = Path(environ.get(CONTENT_DIR) or ".")
    wish = Wish(folder=folder, share=arguments.share, passed=arguments.passed, as_json=arguments.json)
    return run(wish, content.load(folder), sys.stdout, sys.stderr)


def read_share(text: str) -> Share:
    """Read `2/3` as the second of three parts."""
    found = re.fullmatch(r"([1-9]\d?)/([1-9]\d?)", text, re.ASCII)
    if found is None or int(found[1]) > int(found[2]):
        raise argparse.ArgumentTypeError(f"{text!r} không phải là một phần như 1/2")
    return Share(number=int(found[1]), of=int(found[2]))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `rehearse` understands."""
    parser.add_argument("--json", action="store_true", help="in JSON thay cho lời")
    parser.add_argument(
        "--share", type=read_share, default=Share(), metavar="K/N", help="chỉ thử phần thứ K trong N phần"
    )
    parser.add_argument(
        "--passed",
        default="",
        metavar="MÃ",
        help="mã `wordings` của lần thử trước đã tốt: cách hỏi không đổi thì chỉ thử các cuộc đối thoại",
    )
