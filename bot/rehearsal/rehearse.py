"""Tries every sentence and every dialogue of a folder on a content."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.dialogue.matcher import Matcher
from bot.domain.catalogue import Content
from bot.rehearsal.acting import Stage
from bot.rehearsal.dialogues import Play, read_plays
from bot.rehearsal.sentences import Sentence, judge, read_sentences
from bot.rehearsal.told import Rehearsal


def rehearse(
    content: Content,
    folder: Path,
    *,
    matcher: Matcher | None = None,
    known: Sequence[Sentence] = (),
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Rehearsal:
    """
    Try the tests of `folder/tests` on a content; not inside a running loop.

    Args:
        matcher: One that understands by this content's wordings; building one takes half a second.
        known: Sentences that this very matcher has already understood; they need no second try.
        tell: Called after each test with how many are done and how many there are.

    Raises:
        Faulty: A test file is wrong.
        ContentError: The content lacks a reply.

    """
    skipped = frozenset(known)
    sentences = [each for each in read_sentences(folder) if each not in skipped]
    return asyncio.run(_Tried(Stage(content, matcher), sentences, read_plays(folder), tell).run())


@dataclass(frozen=True, slots=True)
class _Tried:
    stage: Stage
    sentences: Sequence[Sentence]
    plays: Sequence[Play]
    tell: Callable[[int, int], None]

    async def run(self) -> Rehearsal:
        failures, total = [], len(self.sentences) + len(self.plays)
        for done, sentence in enumerate(self.sentences, start=1):
            verdict = self.stage.dialogue.verdict(sentence.say, sentence.after)
            failures.append(judge(sentence, verdict, self.stage.content))
            self.tell(done, total)
        for done, play in enumerate(self.plays, start=len(self.sentences) + 1):
            failures.append(await self.stage.play(play))
            self.tell(done, total)
        return Rehearsal(
            sentences=len(self.sentences),
            dialogues=len(self.plays),
            steps=sum(len(play.steps) for play in self.plays),
            failures=tuple(failure for failure in failures if failure is not None),
            reached=frozenset(self.stage.reached),
        )
