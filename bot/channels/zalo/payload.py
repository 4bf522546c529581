"""Careful reading of JSON that anyone may have made: wrong shapes read as absent, nothing raises."""

from __future__ import annotations

import math
import re
from typing import Any

import orjson

from bot.channels.zalo.text import clean
from bot.errors import Rejected

_ID = re.compile(r"[0-9A-Za-z_-]{1,64}")
_TIME = re.compile(r"[0-9]{1,14}")


class Payload:
    """
    A JSON object and typed ways into it; a path that leads nowhere gives an empty value.

    Args:
        raw: The bytes it was read from; every delivery of one event has the same.

    """

    __slots__ = ("_fields", "raw")

    def __init__(self, fields: dict[str, Any], raw: bytes = b"") -> None:
        self._fields = fields
        self.raw = raw

    def find(self, *path: str) -> Any:
        """Give the raw value at a path, None when there is none."""
        value: Any = self._fields
        for key in path:
            if not isinstance(value, dict):
                return None
            value = value.get(key)
        return value

    def identity(self, *path: str) -> str:
        """Give an id as text; numbers become text, what is no id becomes empty."""
        value = self.find(*path)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return value if isinstance(value, str) and _ID.fullmatch(value) else ""

    def identities(self, *path: str, limit: int = 100) -> tuple[str, ...]:
        """Give the ids in a list."""
        value = self.find(*path)
        items = value[:limit] if isinstance(value, list) else []
        found = (Payload({"id": item}).identity("id") for item in items)
        return tuple(item for item in found if item)

    def text(self, *path: str, limit: int) -> str:
        """Give clean text of at most so many characters."""
        value = self.find(*path)
        return clean(value[: 4 * limit])[:limit] if isinstance(value, str) else ""

    def number(self, *path: str) -> float | None:
        """Give a finite number, written as one or as text."""
        value = self.find(*path)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        try:
            number = float(value)
        except (ValueError, OverflowError):
            return None
        return number if math.isfinite(number) else None

    def objects(self, *path: str, limit: int) -> list[Payload]:
        """Give the objects in a list."""
        value = self.find(*path)
        items = value[:limit] if isinstance(value, list) else []
        return [Payload(item) for item in items if isinstance(item, dict)]

    @property
    def timestamp(self) -> str:
        """The envelope's time, verbatim, as the signature needs it; empty when it has none."""
        value = self.find("timestamp")
        text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
        return text if isinstance(text, str) and _TIME.fullmatch(text) else ""


def read_payload(body: bytes) -> Payload:
    """
    Read a body.

    Raises:
        Rejected: It is no strict JSON, or no object.

    """
    try:
        fields = orjson.loads(body)
    except (orjson.JSONDecodeError, RecursionError) as error:
        raise Rejected("the body is not JSON") from error
    if not isinstance(fields, dict):
        raise Rejected("the body is no JSON object")
    return Payload(fields, body)
