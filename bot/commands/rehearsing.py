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
    return run(Wish(folder=folder, as_json=arguments.json), content.load(folder), sys.stdout, sys.stderr)
