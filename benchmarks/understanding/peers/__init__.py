"""
The peers: each file holds one library and needs only it.

A peer is made from `owners` (whose wordings these are -> the wordings, folded) and has `rank(text)`, which
gives owners with scores, best first; the score of an owner is that of its best wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

Owners = Mapping[str, Sequence[str]]
Ranking = list[tuple[str, float]]
NEAREST = 60
"""Wordings looked at for one text; enough for three owners, for none has so many that are all alike."""


class Peer(Protocol):
    """One way to find owners by text."""

    def rank(self, text: str) -> Ranking:
        """Rank owners, best first; empty when nothing fits at all."""
        ...


def flat(owners: Owners) -> tuple[list[str], list[str]]:
    """Give every wording, and beside it whose it is."""
    pairs = [(owner, wording) for owner, wordings in owners.items() for wording in wordings]
    return [owner for owner, _ in pairs], [wording for _, wording in pairs]


def best_of_each(found: Iterable[tuple[str, float]]) -> Ranking:
    """Keep the best score of every owner."""
    best: dict[str, float] = {}
    for owner, score in found:
        best[owner] = max(score, best.get(owner, score))
    return sorted(best.items(), key=lambda pair: -pair[1])
