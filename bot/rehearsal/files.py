"""Reads the test files of a folder through the content's own guard, all mistakes at once."""

from __future__ import annotations

from pathlib import Path

from bot.content import guard
from bot.content.file import File
from bot.content.problem import Faulty, Problem
from bot.content.tree import plain

SENTENCES = "tests/intents"
DIALOGUES = "tests/conversations"


def read_files(folder: Path, below: str) -> tuple[list[File], list[Problem]]:
    """Give the YAML files of `folder/below` that can be read, by name, and what is wrong with the others."""
    files: list[File] = []
    problems: list[Problem] = []
    for path in sorted((folder / below).glob("*.yaml")):
        name = f"{below}/{path.name}"
        try:
            node = guard.read(path, name)
        except Faulty as error:
            problems.extend(error.problems)
        else:
            files.append(File(name, node, plain(node)))
    return files, problems
