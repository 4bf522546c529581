"""`check`, `understand`, `evaluate`: the content without anything running."""

from __future__ import annotations

import argparse
import io
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import content
from bot.app import utc_now
from bot.content.replacing import finish
from bot.dialogue.life_events import LifeEvents
from bot.dialogue.matcher import Matcher
from bot.dialogue.understand import understand as understand_one
from bot.evaluate.command import Wish
from bot.evaluate.command import run as run_evaluation

CONTENT_DIR = "MOTCUA_CONTENT_DIR"


def content_folder(environ: Mapping[str, str]) -> Path:
    """Find the content without demanding the settings of a running bot."""
    folder = Path(environ.get(CONTENT_DIR) or ".")
    finish(folder)
    return folder


def check(_arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """List what is wrong in the YAML; 1 when anything is."""
    reading = content.read(
        content_folder(environ), today=utc_now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()
    )
    for problem in reading.problems:
        sys.stdout.write(f"{problem}\n")
    wrong = sum(not problem.is_warning for problem in reading.problems)
    if wrong:
        sys.stdout.write(f"\n{wrong} lỗi phải sửa trước khi bot nhận nội dung này.\n")
        return 1
    base, *overlays = reading.demanded()
    loaded, warnings = base.content, len(reading.problems)
    count = len(loaded.catalogue.procedures)
    sys.stdout.write(f"Nội dung tốt: {count} thủ tục, {len(loaded.intents)} ý, phiên bản {loaded.version}")
    sys.stdout.write(f", {len(overlays)} xã có phần riêng" if overlays else "")
    sys.stdout.write(f", {warnings} điều nên xem lại.\n" if warnings else ".\n")
    return 0


def understand(_arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Answer each JSON line of standard input with one on standard output."""
    loaded = content.load(content_folder(environ))
    matcher, events = Matcher(loaded), LifeEvents(loaded)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # one broken byte must not end the rest
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(json.dumps(_understood(matcher, events, line), ensure_ascii=False) + "\n")
            sys.stdout.flush()
    return 0


def _understood(matcher: Matcher, events: LifeEvents, line: str) -> dict[str, object]:
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError):
        asked = None
    if not isinstance(asked, dict):
        return {"error": "dòng này không phải là đối tượng JSON"}
    text, context = asked.get("text"), asked.get("context")
    if not all(part is None or isinstance(part, str) for part in (text, context)):
        return {"error": "`text` và `context` phải là chữ"}
    return understand_one(matcher, text or "", context, events)


def evaluate(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Score the understanding on labelled questions; 1 when a figure fell below its floor."""
    wish = Wish(
        files=tuple(map(Path, arguments.files)),
        floor=Path(arguments.floor) if arguments.floor else None,
        as_json=arguments.json,
        shows_text=arguments.show_text,
    )
    return run_evaluation(wish, content.load(content_folder(environ)), sys.stdout, sys.stderr)
