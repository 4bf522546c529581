"""Log lines as JSON, without anything that tells who wrote what."""

from __future__ import annotations

import hmac
import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime


def pseudonym(key: bytes, oa_id: str, citizen_id: str) -> str:
    """Name a citizen in logs: the same for the same citizen of the same page, 96 bits, no way back."""
    return hmac.digest(key, f"{oa_id}\n{citizen_id}".encode(), "sha256").hex()[:24]


class JsonLines(logging.Formatter):
    """
    One JSON object a line: time in UTC, level, logger, event, and the fields given in `extra={"fields": {...}}`.

    A traceback is cut to its places and the class of the error: its sentence may quote a citizen.
    """

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line: dict[str, object] = {"at": at, "level": record.levelname.lower(), "from": record.name}
        line["event"] = record.getMessage()
        fields = getattr(record, "fields", None)
        if isinstance(fields, dict):
            line.update(fields)
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["where"] = _places(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False)


def _places(traceback: object) -> list[str]:
    places: list[str] = []
    while traceback is not None:
        frame = traceback.tb_frame  # type: ignore[attr-defined]
        places.append(f"{frame.f_globals.get('__name__', '?')}:{traceback.tb_lineno}")  # type: ignore[attr-defined]
        traceback = traceback.tb_next  # type: ignore[attr-defined]
    return places[-6:]


def configure(
    *, level: int = logging.INFO, stream_factory: Callable[[], logging.Handler] = logging.StreamHandler
) -> None:
    """Send every log line, ours and the libraries', through `JsonLines` to standard error."""
    handler = stream_factory()
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    logging.getLogger("alembic").setLevel(logging.WARNING)  # tells of every start what was there before
