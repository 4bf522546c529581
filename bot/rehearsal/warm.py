"""Rehearsals one after the other in a process that is kept: what one has built and passed serves the next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from bot.content import load
from bot.dialogue.matcher import Matcher
from bot.dialogue.wordings import wordings_of
from bot.domain.catalogue import Content
from bot.errors import ContentError
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.sentences import Sentence, read_sentences


class Rehearser:
    """Tries one folder after another; sentences that passed are not tried again while the wordings are the same."""

    def __init__(self) -> None:
        self._heard: Content | None = None
        self._matcher: Matcher | None = None
        self._passed: Sequence[Sentence] = ()

    def failures(self, folder: Path) -> tuple[str, ...]:
        """Try the tests of a folder; give one Vietnamese line for each thing that went otherwise."""
        try:
            content = load(folder)
            heard = wordings_of(content)
            if heard != self._heard:
                self._heard, self._matcher, self._passed = heard, Matcher(heard), ()
            told = rehearse(content, folder, matcher=self._matcher, known=self._passed)
            if not told.failures:
                self._passed = read_sentences(folder)
        except ContentError as error:
            return tuple(str(error).splitlines())
        return tuple(str(failure) for failure in told.failures)


@lru_cache(maxsize=1)
def _rehearser() -> Rehearser:
    """Give this process's one; it lives as long as the process does."""
    return Rehearser()


def try_folder(folder: Path) -> tuple[str, ...]:
    """Try a folder with what this process remembers of the one before."""
    return _rehearser().failures(folder)
