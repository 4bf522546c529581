"""Aspects: what is asked about a procedure, read from the longest known turn of phrase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bot.dialogue.reading import Token, agreement
from bot.domain.syllables import key, toned_key

GAP = "…"
"""Stands in a wording for a few words of any kind: "có cần … không"."""

_LONGEST_GAP = 12
_SKIP_COSTS, _GAP_COSTS = 0.35, 0.02
_SLIP = 0.3  # a wrong tone or a wrong letter is a slip; both make another word
_SURE = 0.85  # only words this sure may have another between them
_LEAST_SHARE = 0.6  # of its words' strength a turn of phrase must keep, whatever slips and skips it bears


@dataclass(frozen=True, slots=True)
class Found:
    """An intent's turn of phrase found in a message; `strength` grows with its words."""

    intent: str
    strength: float
    places: tuple[int, ...]
    phrase: str

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.places[0]


@dataclass(slots=True)
class _Node:
    next: dict[str, list[tuple[str, _Node]]] = field(default_factory=dict)
    gap: _Node | None = None
    ends: list[tuple[str, str]] = field(default_factory=list)


class Phrases:
    """A tree of turns of phrase; walking it costs little however many there are."""

    def __init__(self, phrases: Iterable[tuple[str, tuple[str, ...]]]) -> None:
        """Index (intent, words) pairs; a word may be GAP."""
        self._root = _Node()
        self.keys: set[str] = set()
        for intent, spelled in phrases:
            node = self._root
            for word in spelled:
                node = self._step(node, word)
            if spelled and (intent, " ".join(spelled)) not in node.ends:
                node.ends.append((intent, " ".join(spelled)))

    def _step(self, node: _Node, word: str) -> _Node:
        if word == GAP:
            if node.gap is None:
                node.gap = _Node()
            return node.gap
        own, toned = key(word), toned_key(word)
        self.keys.add(own)
        branches = node.next.setdefault(own, [])
        for known, child in branches:
            if known == toned:
                return child
        child = _Node()
        branches.append((toned, child))
        return child

    def find(self, tokens: Sequence[Token]) -> list[Found]:
        """Give what is found, overlaps resolved for the stronger, in order of appearance."""
        found: list[Found] = []
        for start, token in enumerate(tokens):
            if token.key in self._root.next:
                self._walk(tokens, _Walk(node=self._root, at=start), found)
        found.sort(key=lambda f: (-f.strength, f.start))
        kept: list[Found] = []
        taken: set[int] = set()
        for one in found:
            if taken.isdisjoint(one.places):
                kept.append(one)
                taken.update(one.places)
        return sorted(kept, key=lambda f: f.start)

    def _walk(self, tokens: Sequence[Token], walk: _Walk, found: list[Found]) -> None:
        node, at, places = walk.node, walk.at, walk.places
        if places and walk.strength >= _LEAST_SHARE * len(places):
            found += [Found(intent, walk.strength, places, phrase) for intent, phrase in node.ends]
        if at >= len(tokens) or (places and tokens[at].sentence != tokens[places[0]].sentence):
            return
        token = tokens[at]
        for toned, child in node.next.get(token.key, ()):
            agrees = agreement(token, toned)
            if agrees >= _SLIP:
                strength = walk.strength + agrees * token.trust
                self._walk(tokens, _Walk(child, at + 1, (*places, at), strength, walk.may_skip), found)
        is_sure = walk.strength >= _SURE * len(places)
        is_next = bool(places) and at == places[-1] + 1
        if is_next and node.next and walk.may_skip and is_sure and _stays_in_clause(tokens, at):
            self._walk(tokens, _Walk(node, at + 1, places, walk.strength - _SKIP_COSTS, False), found)
        if node.gap is not None:
            for jump in range(min(_LONGEST_GAP, len(tokens) - at)):
                if tokens[at + jump].key not in node.gap.next:
                    continue
                strength = walk.strength - _GAP_COSTS * jump
                self._walk(tokens, _Walk(node.gap, at + jump, places, strength, False), found)


def _stays_in_clause(tokens: Sequence[Token], at: int) -> bool:
    """Tell whether a word and the one behind it stand in one clause: a slip is no leap over a comma."""
    return at + 1 < len(tokens) and tokens[at + 1].clause == tokens[at - 1].clause


def runs(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Give the runs of words between the gaps of a phrase; words on both sides of a gap are no neighbours."""
    run: list[str] = []
    for word in (*words, GAP):
        if word != GAP:
            run.append(word)
        elif run:
            yield tuple(run)
            run = []


@dataclass(slots=True)
class _Walk:
    """Where a walk through the tree stands."""

    node: _Node
    at: int
    places: tuple[int, ...] = ()
    strength: float = 0.0
    may_skip: bool = True
