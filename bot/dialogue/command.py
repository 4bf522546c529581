"""Commands: the payloads behind buttons, such as `#fee:1.001193`."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PAYLOAD = re.compile(r"#([a-z_]{3,30})(?::([\w.-]{1,60}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A tapped button: the intent it names and what it is about."""

    intent: str
    argument: str | None = None

    @property
    def payload(self) -> str:
        """The text that pressing the button sends."""
        return f"#{self.intent}" + (f":{self.argument}" if self.argument else "")


def read_command(text: str) -> Command | None:
    """Read a payload; None for any other text. Whether intent and argument exist is the router's to see."""
    found = _PAYLOAD.fullmatch(text.strip())
    return Command(intent=found[1], argument=found[2]) if found else None
