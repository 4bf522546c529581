"""What is compared: our matcher and its peers, each answering one question at a time."""

from __future__ import annotations

import importlib
import math
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from benchmarks.understanding.peers import Owners, Peer
from bot.dialogue.aspects import GAP
from bot.dialogue.reading import Reader, Vocabulary
from bot.dialogue.search import Kind
from bot.dialogue.wordings import owned, turns_of_phrase
from bot.domain.catalogue import Content
from bot.domain.syllables import plain

OURS = "motcua"
OVERVIEW = "procedure_overview"
OUT_OF_SCOPE = "out_of_scope"
NO_CLAIM = -math.inf

PEERS: Mapping[str, tuple[str, str]] = {
    "rapidfuzz WRatio": ("fuzzy", "WRatio"),
    "rapidfuzz token_set_ratio": ("fuzzy", "TokenSetRatio"),
    "SQLite FTS5 unicode61": ("fts5", "Words"),
    "SQLite FTS5 trigram": ("fts5", "Trigrams"),
    "bm25s": ("bm25", "Bm25"),
    "tantivy": ("lucene", "Tantivy"),
    "n-gram TF-IDF": ("ngrams", "Nearest"),
    "n-gram + SVM": ("ngrams", "Linear"),
}
"""Name -> its file in `peers/` and its class there."""

LARGEST: Mapping[str, int] = {"n-gram + SVM": 1_000}
"""Systems that are not measured on larger catalogues; the README says why."""


class NotInstalledError(Exception):
    """The library of a peer is not there; the text names both."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    What a system makes of one question.

    Args:
        procedures: The procedures it thinks of, best first.
        claim: How sure it is of the first; NO_CLAIM when it takes the question for something else.
        intent: Its intent if the claim stands; `otherwise` if it does not.
        took_ms: Processor time of this thread, which a busy machine changes little.
        asks: It asks back rather than claiming.

    """

    procedures: tuple[str, ...]
    claim: float
    intent: str
    otherwise: str
    took_ms: float
    asks: bool = False


class System(Protocol):
    """Something that answers questions."""

    def answer(self, text: str, earlier: str | None) -> Answer:
        """Answer a question asked after an earlier one."""
        ...


def open_system(name: str, content: Content) -> System:
    """
    Build a system ready to answer.

    Raises:
        NotInstalledError: Its library is missing.

    """
    if name == OURS:
        return _Ours(content)
    return Ranked(content, find_peer(name, *PEERS[name]))


def find_peer(name: str, module: str, made: str) -> Callable[[Owners], Peer]:
    """
    Give what makes a peer.

    Raises:
        NotInstalledError: Its library is missing.

    """
    try:
        found: Callable[[Owners], Peer] = getattr(
            importlib.import_module(f"benchmarks.understanding.peers.{module}"), made
        )
    except ModuleNotFoundError as error:
        message = f"{name}: chưa cài thư viện {error.name}; hãy chạy: make benchmark"
        raise NotInstalledError(message) from error
    return found


class _Ours:
    """The product's own matcher, thresholds and all."""

    def __init__(self, content: Content) -> None:
        matching = importlib.import_module("bot.dialogue.matcher")  # here, so that its memory is counted
        understanding = importlib.import_module("bot.dialogue.understand")
        self._matcher = matching.Matcher(content)
        self._context_of = understanding.context_of
        self._understand = understanding.understand

    def answer(self, text: str, earlier: str | None) -> Answer:
        context = self._context_of(self._matcher, earlier)
        began = time.thread_time()
        self._matcher.match(text, context)
        took_ms = (time.thread_time() - began) * 1000
        said = self._understand(self._matcher, text, earlier)
        codes = tuple(said["procedures"])
        claim = said["score"] if codes else NO_CLAIM
        intent = said["intent"]
        return Answer(
            procedures=codes,
            claim=claim,
            intent=intent,
            otherwise=intent,
            took_ms=took_ms,
            asks=said["clarify"],
        )


class Ranked:
    """A peer: one index of procedures, services and topics, one of the aspects' turns of phrase."""

    def __init__(self, content: Content, build: Callable[[Owners], Peer]) -> None:
        """Give the peer every wording that our own index gets, abbreviations written out, folded."""
        self._reader = Reader(content.words, Vocabulary(()))
        owners: dict[str, dict[str, None]] = {}
        for owner, words in owned(content, self._reader):
            owners.setdefault(f"{owner.kind}:{owner.name}", {})[plain(" ".join(words))] = None
        aspects: dict[str, dict[str, None]] = {}
        for intent, words in turns_of_phrase(content, self._reader):
            said = plain(" ".join(word for word in words if word != GAP))
            aspects.setdefault(intent, {})[said] = None
        self._subjects = build({name: list(wordings) for name, wordings in owners.items()})
        self._aspects = build({name: list(wordings) for name, wordings in aspects.items()})

    def answer(self, text: str, earlier: str | None) -> Answer:
        """Answer by the first of each ranking; an earlier question is put before the text."""
        began = time.thread_time()
        asked = self._folded(text)
        ranking = self._subjects.rank(f"{self._folded(earlier)} {asked}" if earlier else asked)
        aspects = self._aspects.rank(asked)
        took_ms = (time.thread_time() - began) * 1000
        procedures = [(_name(owner), score) for owner, score in ranking if _kind(owner) == Kind.PROCEDURE]
        others = [(owner, score) for owner, score in ranking if _kind(owner) != Kind.PROCEDURE]
        is_other = not procedures or (others and others[0][1] > procedures[0][1])
        is_service = is_other and others and _kind(others[0][0]) == Kind.SERVICE
        return Answer(
            procedures=tuple(code for code, _ in procedures[:3]),
            claim=NO_CLAIM if is_other else procedures[0][1],
            intent=aspects[0][0] if aspects else OVERVIEW,
            otherwise=_name(others[0][0]) if is_service else OUT_OF_SCOPE,
            took_ms=took_ms,
        )

    def _folded(self, text: str) -> str:
        return plain(" ".join(self._reader.spell_out(text)))


def _kind(owner: str) -> str:
    return owner.partition(":")[0]


def _name(owner: str) -> str:
    return owner.partition(":")[2]
