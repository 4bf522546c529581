"""
Profiles: what all wordings of an owner say together, as weights of words and of words that stand near each other.

One wording seldom holds all of a story; a profile knows that "xe tải", "đột tử" and "báo tử" belong to one matter. It
is the centroid of a Rocchio classifier, weighed by how few owners use a term: counted at load, nothing is trained.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

SEEN_OFTEN = 2.0
"""A term of so many wordings weighs half of what one of countless wordings does."""
SPREAD = 0.2
"""How far the length of a profile is held against it: 0 not at all, 1 wholly."""
NEXT_TO, APART = 1.0, 0.5
_GAP = " … "
_BITS = 32
"""Owner and term of one use stand in one number."""


class Profiles:
    """The profile of every owner; built once, never changed."""

    def __init__(self, wordings: Iterable[tuple[int, Sequence[str]]], owners: int) -> None:
        """Count the terms of wordings, each its owner's number and the keys of its words."""
        self._count = owners
        self._numbers: dict[str, int] = {}
        number_of = self._numbers.setdefault
        said = [
            (owner << _BITS) + number_of(term, len(self._numbers))
            for owner, keys in wordings
            for term in {term for term, _ in terms(keys)}
        ]
        uses, times = np.unique(np.array(said, dtype=np.int64), return_counts=True)
        owner, term = uses >> _BITS, uses & ((1 << _BITS) - 1)
        having = np.bincount(term, minlength=len(self._numbers))
        rarity = np.log1p(owners / having)
        weight = rarity[term] * times / (times + SEEN_OFTEN)
        length = np.sqrt(np.bincount(owner, weight**2, minlength=owners)) ** SPREAD
        by_term = np.argsort(term, kind="stable")
        self._owners = owner[by_term].astype(np.int32)
        self._weights = (weight * rarity[term] / length[owner])[by_term].astype(np.float32)
        self._ends: list[int] = [0, *np.cumsum(having).tolist()]

    def likeness(self, said: Mapping[str, float]) -> npt.NDArray[np.float64]:
        """Give, for each owner, how alike its profile is to the weighed terms of a message: 1.0 for the most alike."""
        known = [(self._numbers[term], weight) for term, weight in said.items() if term in self._numbers]
        if not known:
            return np.zeros(self._count)
        spans = [(slice(self._ends[number], self._ends[number + 1]), weight) for number, weight in known]
        owners = np.concatenate([self._owners[span] for span, _ in spans])
        weights = np.concatenate([self._weights[span] * weight for span, weight in spans])
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
