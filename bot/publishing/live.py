"""What this process answers with now; swapped whole, so that a turn sees one version from start to end."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.content import BASE
from bot.dialogue import Dialogue
from bot.dialogue.matcher import Matcher
from bot.domain.catalogue import Content

Pages = Mapping[str, Content]
"""What each page answers with; `BASE` is all the others."""

Make = Callable[[Content, Matcher | None], Dialogue]
"""Makes the dialogue of a content; a matcher of the same wordings need not be built again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """
    A version as it is answered with.

    Args:
        number: Its number in the records; 0 when it is not kept there.
        fingerprint: Of the files it was read from.
        since: When this process took it up.

    """

    number: int
    fingerprint: str
    pages: Pages
    dialogues: Mapping[str, Dialogue]
    since: datetime

    @property
    def content(self) -> Content:
        """What all pages have in common."""
        return self.pages[BASE]

    def numbered(self, number: int) -> Edition:
        """Give the same, kept in the records under a number."""
        return replace(self, number=number)


class Live:
    """Holds the edition that answers."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    def dialogue(self, oa_id: str) -> Dialogue:
        """Give what answers a page now; ask anew for each turn."""
        dialogues = self.edition.dialogues
        return dialogues.get(oa_id) or dialogues[BASE]


def build(pages: Pages, make: Make, before: Edition | None) -> Mapping[str, Dialogue]:
    """
    Build what answers with these pages.

    Args:
        before: What its dialogues understand by the same wordings is taken over.

    Raises:
        ContentError: A reply that some flow speaks is missing.

    """
    made: dict[str, Dialogue] = {}
    for page, content in pages.items():
        known = (*made.values(), *(before.dialogues.values() if before else ()))
        made[page] = make(content, next((each.matcher for each in known if each.hears(content)), None))
    return made


def swap(live: Live, new: Edition) -> None:
    """Put an edition in the place of the old one, between two turns."""
    live.edition = new
    # The old edition is let go, and the collector need not walk the new one again and again.
    gc.unfreeze()
    gc.collect()
    gc.freeze()
