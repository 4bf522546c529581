"""Labelled questions, as `bot.evaluate` reads them or as `tests/intents/` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.domain.catalogue import Content, IntentKind

Query = Mapping[str, Any]


def read(files: Iterable[Path], content: Content) -> list[Query]:
    """Read every question of the files, in order."""
    queries: list[Query] = []
    for file in files:
        found = yaml.safe_load(file.read_text(encoding="utf-8"))
        queries += found["queries"] if isinstance(found, dict) else _sentences(found, file.stem, content)
    return queries


def _sentences(lines: Sequence[Any], intent: str, content: Content) -> Iterator[Query]:
    """Read a file of `tests/intents/`: a denunciation is right as any question about its procedure."""
    aspects = [name for name, one in content.intents.items() if one.kind is IntentKind.ASPECT]
    for line in lines:
        case = line if isinstance(line, dict) else {"say": line}
        meant, code = case.get("is", intent), case.get("of")
        yield {
            "text": case["say"],
            "context": case.get("after"),
            "intent": meant,
            "also_ok": aspects if meant == "denunciation" else [],
            "procedures": [code] if code else [],
            "proc_optional": code is None and meant in {*aspects, "denunciation"},
        }


def sample(queries: Sequence[Query], most: int) -> list[Query]:
    """Take at most so many questions, evenly spread."""
    if len(queries) <= most:
        return list(queries)
    return [queries[number * len(queries) // most] for number in range(most)]
