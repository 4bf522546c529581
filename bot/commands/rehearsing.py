"""`rehearse`: the conversation tests tried on the content, without anything running."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from bot import content
from bot.commands.content import CONTENT_DIR
from bot.rehearsal.command import Wish, run


def rehearse(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Try every sentence and dialogue of the content folder; 1 when any went otherwise."""
    folder = Path(environ.get(CONTENT_DIR) or ".")
    wish = Wish(
        folder=folder, as_json=arguments.json, seed=arguments.variants, says_wordings=arguments.wordings
    )
    return run(wish, content.load(folder), sys.stdout, sys.stderr)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `rehearse` understands."""
    parser.add_argument("--json", action="store_true", help="in JSON thay cho lời")
    parser.add_argument(
        "--variants",
        type=int,
        nargs="?",
        const=1,
        metavar="HẠT_GIỐNG",
        help="đo thêm mỗi câu khi gõ không dấu, sót phím, dính chữ...",
    )
    parser.add_argument(
        "--wordings", action="store_true", help="đo thêm từng cách gọi có tìm ra chủ của nó không"
    )
