"""What content may name beyond itself: flows, and buttons that lead to no intent."""

from __future__ import annotations

import re

from bot.domain.conversation import Language

LANGUAGES = {Language.VI: "tiếng Việt (vi)", Language.EN: "tiếng Anh (en)"}
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

# Payloads of buttons that are no intent: dial, open the map, the procedure's page, the portal.
SPECIAL_BUTTONS = frozenset(("call", "map", "official", "portal"))

FLOWS = frozenset(
    (
        "procedure",
        "office_hours",
        "contact",
        "status_lookup",
        "talk_to_human",
        "delete_data",
        "stop_notices",
        "feedback",
        "list_procedures",
        "life_events",
        "language",
    )
)


def normal(wording: str) -> str:
    """Give the wording as it is compared: lower case, single spaces; accents count."""
    return " ".join(wording.casefold().split())
