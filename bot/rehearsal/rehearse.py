"""Tries every sentence and every dialogue of a folder on a content."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.domain.catalogue import Content
from bot.domain.procedure import Duration, Fee
from bot.rehearsal.acting import Stage
from bot.rehearsal.dialogues import Play, read_plays
from bot.rehearsal.sentences import Sentence, judge, read_sentences
from bot.rehearsal.told import Rehearsal


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """
    The part of the tests that one process takes, so that several can share them.

    Sentences are dealt out; the dialogues, a second's fraction in all, go to the first.

    Args:
        number: Which part, from 1 to `of`.

    """

    number: int = 1
    of: int = 1


WHOLE = Share()


def rehearse(
    content: Content,
    folder: Path,
    *,
    share: Share = WHOLE,
    passed: str = "",
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Rehearsal:
    """
    Try the tests of `folder/tests` on a content; not inside a running loop.

    Args:
        passed: The `wordings` of an earlier rehearsal without failures: when nothing of that changed, the
            sentences need no second try, only the dialogues do.
        tell: Called after each test with how many are done and how many there are.

    Raises:
        Faulty: A test file is wrong.
        ContentError: The content lacks a reply.

    """
    sentences, plays = read_sentences(folder), read_plays(folder)
    wordings = wordings_of(content, sentences)
    mine = [] if wordings == passed else sentences[share.number - 1 :: share.of]
    ours = plays if share.number == 1 else []
    if not mine and not ours:
        return Rehearsal(sentences=0, dialogues=0, steps=0, wordings=wordings)
    return replace(asyncio.run(_Tried(Stage(content), mine, ours, tell).run()), wordings=wordings)


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
            wordings="",
            failures=tuple(failure for failure in failures if failure is not None),
            reached=frozenset(self.stage.reached),
        )


def wordings_of(content: Content, sentences: Sequence[Sentence]) -> str:
    """
    Hash all that the verdicts on these sentences depend on.

    Only what is known to have no say is left out (facts of a procedure, replies, buttons): what is added to
    the content one day counts until somebody shows that it need not.
    """
    procedures = [
        replace(
            one, submit=(), show=(), form=None, takes=Duration(), fee=Fee(), channels=(), online_level=None,
            result=None, legal_basis=(), notes=(), official=None, agency=None, receive_at=None,
        )
        for one in content.catalogue.procedures.values()
    ]  # fmt: skip
    intents = [replace(one, replies={}, buttons={}) for one in content.intents.values()]
    words = replace(content.words, fillers=frozenset())
    seen = (procedures, intents, words, sorted(content.words.fillers), list(sentences))
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:24]
