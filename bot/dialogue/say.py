"""What a flow wants said, before it is words in a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.conversation import Choice
from bot.domain.procedure import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """
    One message to phrase.

    Args:
        key: The reply key, such as `office_hours.open`.
        values: What its placeholders stand for; a line with an empty one is left out.
        procedure: The procedure in hand, for buttons such as `#fee:{code}`.
        choices: Choices of this moment; they stand before the buttons that content gives the key.
        after: Paragraphs already phrased that follow the text.

    """

    key: str
    values: Mapping[str, str] = field(default_factory=dict)
    procedure: Procedure | None = None
    choices: tuple[Choice, ...] = ()
    after: tuple[str, ...] = ()
