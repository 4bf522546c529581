"""
Profiles: what all wordings of an owner say together, as weights of words and of words that stand near each other.

One wording seldom holds all of a story; a profile knows that "xe tải", "đột tử" and "báo tử" belong to one matter. It
is the centroid of a Rocchio classifier, weighed by how few owners use a term: counted at load, nothing is trained.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

SEEN_OFTEN = 2.0
"""A term of so many wordings weighs half of what one of countless wordings does."""
SPREAD = 0.2
"""How far the length of a profile is held against it: 0 not at all, 1 wholly."""
NEXT_TO, APART = 1.0, 0.5
_GAP = " … "


class Profiles:
    """The profile of every owner; built once, never changed."""

    def __init__(self, wordings: Iterable[tuple[int, Sequence[str]]], owners: int) -> None:
        """Count the terms of wordings, each its owner's number and the keys of its words."""
        said: list[dict[str, int]] = [{} for _ in range(owners)]
        for owner, keys in wordings:
            counts = said[owner]
            for term in {term for term, _ in terms(keys)}:
                counts[term] = counts.get(term, 0) + 1
        having: dict[str, int] = {}
        for counts in said:
            for term in counts:
                having[term] = having.get(term, 0) + 1
        rarity = {term: math.log(1 + owners / count) for term, count in having.items()}
        found: dict[str, list[tuple[int, float]]] = {}
        for owner, counts in enumerate(said):
            weights = {term: rarity[term] * count / (count + SEEN_OFTEN) for term, count in counts.items()}
            length = math.hypot(*weights.values()) ** SPREAD
            for term, weight in weights.items():
                found.setdefault(term, []).append((owner, weight * rarity[term] / length))
        self._count = owners
        self._spans: dict[str, tuple[int, int]] = {}
        ends = 0
        for term, entries in found.items():
            self._spans[term] = (ends, ends := ends + len(entries))
        flat = [entry for entries in found.values() for entry in entries]
        self._owners = np.array([owner for owner, _ in flat], dtype=np.int32)
        self._weights = np.array([weight for _, weight in flat], dtype=np.float32)

    def likeness(self, said: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """Give, for each owner, how alike its profile is to the weighed terms of a message: 1.0 for the most alike."""
        known = [(self._spans[term], weight) for term, weight in said.items() if term in self._spans]
        if not known:
            return np.zeros(self._count)
        owners = np.concatenate([self._owners[first:end] for (first, end), _ in known])
        weights = np.concatenate([self._weights[first:end] * weight for (first, end), weight in known])
        sums = np.bincount(owners, weights, minlength=self._count)
        return sums / (sums.max() or 1.0)


def terms(keys: Sequence[str]) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Give the terms of a run of words with the places they take: each word, each two side by side or one apart."""
    for at, own in enumerate(keys):
        yield own, (at,)
        if at + 1 < len(keys):
            yield f"{own} {keys[at + 1]}", (at, at + 1)
        if at + 2 < len(keys):
            yield f"{own}{_GAP}{keys[at + 2]}", (at, at + 2)


def weight_of(term: str) -> float:
    """Give what a term counts beside a single word."""
    return APART if _GAP in term else NEXT_TO
