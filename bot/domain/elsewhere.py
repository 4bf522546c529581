"""What people ask the commune for and another office does: passports, driving licences, divorce."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.conversation import Language
from bot.domain.procedure import Confidence, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """
    One such matter; a fact no source gives is absent, never guessed.

    Args:
        codes: The national codes of its procedures, where it has some; none of them is in the catalogue's procedures.
        also_called: What people call it, per language; every wording is matched.
        done_by: The office that does it, per language.
        how: Where and how to ask that office, in whole sentences, per language; never said when the source is weak.
        url: Where it can be done or read about.

    """

    name: str
    name_en: str
    also_called: Mapping[Language, tuple[str, ...]]
    done_by: Mapping[Language, str]
    confidence: Confidence
    source: Source
    how: Mapping[Language, str] | None = None
    codes: tuple[str, ...] = ()
    url: str | None = None

    def named(self, language: Language) -> str:
        """Give its name in a language."""
        return self.name_en if language is Language.EN else self.name
