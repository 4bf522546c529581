"""
Our matcher with one stage off at a time: what each stage is worth, in accuracy and in time.

The product has no switches for this: a stage is taken out by emptying what it works on (words, topics, the
message's own accents), by a limit that makes it idle, or by a subclass here that skips its step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.understanding.figures import Figures, percentile
from benchmarks.understanding.queries import Query
from bot.dialogue.actions import Actions
from bot.dialogue.aspects import Found
from bot.dialogue.focus import focus
from bot.dialogue.matcher import Limits, Matcher
from bot.dialogue.reading import Reader, Reading, Token, Vocabulary
from bot.dialogue.search import Candidate, Index, Weighing
from bot.dialogue.wordings import owned
from bot.domain.catalogue import Content, Words
from bot.domain.syllables import plain
from bot.evaluate import FIGURES, Judged, evaluate, share


@dataclass(frozen=True, slots=True)
class Stage:
    """
    One stage, and the matcher and the questions as they are without it.

    Args:
        name: What is off, in Vietnamese.

    """

    name: str
    build: Callable[[Content], Matcher] = Matcher
    alter: Callable[[Query], Query] = dict


class _Unrepaired(Reader):
    def _repair(self, tokens: list[Token], notes: list[str]) -> tuple[Token, ...]:
        del notes
        return tuple(tokens)


class _Undecoded(Reader):
    def _meant(self, word: str, notes: list[str]) -> list[tuple[str, bool]]:
        before = len(notes)
        meant = super()._meant(word, notes)
        is_mended = any(note.startswith(f"{word} -> ") for note in notes[before:])
        return [(word, False)] if is_mended else meant


class _Undivided(Reader):
    def read(self, text: str) -> Reading:
        reading = super().read(text)
        return replace(
            reading, tokens=tuple(replace(token, sentence=0, clause=0) for token in reading.tokens)
        )


class _Unpaired(Index):
    def _weigh(self, actions: Actions) -> None:
        super()._weigh(actions)
        for surface in self._surfaces:
            surface.pairs = [0.0] * len(surface.pairs)
            surface.total = sum(surface.weights)
        self._totals = np.array([surface.total for surface in self._surfaces])


class _Unprofiled(Index):
    def _whole(self, one: Candidate, score: float, likeness: float) -> Candidate:
        return replace(super()._whole(one, score, 1.0), likeness=likeness)


class _Unactive(Matcher):
    def _weigh(self, tokens: Sequence[Token], asked: Sequence[Found]) -> Weighing:
        return replace(super()._weigh(tokens, asked), actions=frozenset())


class _Unfocused(Matcher):
    def _weigh(self, tokens: Sequence[Token], asked: Sequence[Found]) -> Weighing:
        weighing, factors = super()._weigh(tokens, asked), focus(tokens, asked)
        return replace(
            weighing,
            weights=[weight / by for weight, by in zip(weighing.weights, factors, strict=True)],
            losses=[loss / by for loss, by in zip(weighing.losses, factors, strict=True)],
        )


class _Refitted(Matcher):
    """A matcher with another reader or index in place of its own."""

    def __init__(
        self, content: Content, *, reader: type[Reader] = Reader, index: type[Index] = Index
    ) -> None:
        super().__init__(content)
        self._reader = reader(content.words, self._reader._vocabulary)  # noqa: SLF001 - the same words, read by another
        wordings = owned(content, Reader(content.words, Vocabulary(())))
        self._index = index(wordings, self._reader.fillers, self._actions)


def _with_words(change: Callable[[Words], Words]) -> Callable[[Content], Matcher]:
    return lambda content: Matcher(replace(content, words=change(content.words)))


def _without_topics(content: Content) -> Matcher:
    intents = {name: replace(one, topics=()) for name, one in content.intents.items()}
    catalogue = replace(content.catalogue, elsewhere={})
    return Matcher(replace(content, intents=intents, catalogue=catalogue))


def _names_only(content: Content) -> Matcher:
    catalogue = content.catalogue
    procedures = {code: replace(one, also_called=()) for code, one in catalogue.procedures.items()}
    return Matcher(replace(content, catalogue=replace(catalogue, procedures=procedures)))


def _bare(query: Query) -> Query:
    earlier = query.get("context")
    return {**query, "text": plain(query["text"]), "context": earlier and plain(earlier)}


STAGES = (
    Stage("(đủ mọi bước)"),
    Stage("sửa lỗi gõ theo chữ bên cạnh", lambda c: _Refitted(c, reader=_Unrepaired)),
    Stage("giải mã Telex, VNI; tách chữ dính", lambda c: _Refitted(c, reader=_Undecoded)),
    Stage("cặp chữ đứng cạnh nhau", lambda c: _Refitted(c, index=_Unpaired)),
    Stage("dấu là bằng chứng (bỏ dấu mọi câu)", alter=_bare),
    Stage("viết tắt, chữ nhắn tin", _with_words(lambda w: replace(w, abbreviations={}, chat={}))),
    Stage("chữ cùng nghĩa", _with_words(lambda w: replace(w, synonyms=()))),
    Stage("chữ đệm", _with_words(lambda w: replace(w, fillers=frozenset()))),
    Stage("câu trước", alter=lambda q: {**q, "context": None}),
    Stage("tách vế câu", lambda c: _Refitted(c, reader=_Undivided)),
    Stage("chủ đề ngoài xã", _without_topics),
    Stage("chữ hành động phải khớp", _Unactive),
    Stage("trọng tâm, phủ định", _Unfocused),
    Stage("cụm hỏi nói ít về thủ tục", lambda c: Matcher(c, Limits(phrase_worth=1.0))),
    Stage("lời của cả thủ tục cộng lại", lambda c: _Refitted(c, index=_Unprofiled)),
    Stage("nâng câu dịch vụ đứng nguyên", lambda c: Matcher(c, Limits(whole_phrase=0.0))),
    Stage("hỏi lại khi chỉ nói tên chung", lambda c: Matcher(c, Limits(bare_words=0))),
    Stage("hỏi lại khi ba thủ tục ngang điểm", lambda c: Matcher(c, Limits(level_words=0))),
    Stage("đưa ra để chọn khi không gọi tên", lambda c: Matcher(c, Limits(offer=1.0))),
    Stage("hỏi lại khi chưa đủ chắc", lambda c: Matcher(c, Limits(answer=Limits().ask))),
    Stage("cách gọi (chỉ còn tên chính thức)", _names_only),
)
"""The whole first; every other line is the matcher without the stage that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablated:
    """What is left without a stage."""

    stage: str
    figures: Figures


def ablate(content: Content, queries: Sequence[Query]) -> Iterator[Ablated]:
    """Evaluate without each stage in turn; twice, for the shorter time of each question."""
    known = frozenset(content.catalogue.procedures)
    for stage in STAGES:
        matcher = stage.build(content)
        altered = [stage.alter(query) for query in queries]
        runs = [evaluate(altered, matcher, known) for _ in range(2)]
        yield Ablated(stage=stage.name, figures=_figures(*runs))


def _figures(judged: Sequence[Judged], again: Sequence[Judged]) -> Figures:
    counts = {name: share(judged, name) for name in FIGURES}
    times = [min(one.took_ms, other.took_ms) for one, other in zip(judged, again, strict=True)]
    return Figures(
        shares={name: right / spoken for name, (right, spoken) in counts.items() if spoken},
        silent=0.0,
        auroc=None,
        p50_ms=percentile(times, 0.5),
        p99_ms=percentile(times, 0.99),
    )
