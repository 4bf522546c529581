"""Search: every procedure, service and neighbour topic ranked by how well one of its wordings fits a message."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from bot.dialogue.actions import Actions
from bot.dialogue.profiles import Profiles, terms, weight_of
from bot.dialogue.reading import Fillers, Token, agreement
from bot.domain.syllables import key, toned_key

PAIR_SHARE = 0.55
UNMATCHED_WORDING = 0.9
UNMATCHED_AT_MOST = 6.0
FILLER_SHARE = 0.12
FILLER_WORTH = 0.7
LIKENESS_POWER, LIKENESS_LEAST = 0.5, 0.05
"""How much the owner's whole profile counts; an owner unlike the message keeps a little."""
ASSURANCE = 1.4
"""How much nearer to 1.0 a score comes when one wording and the whole profile agree."""
UNMET_ACTION = 0.85
UNASKED_ACTION = 0.93
SCANT = 0.15
EXPLAINED = 0.19
ASKED_MOST = 0.037
LOOKED_AT = 32
LEAST_GAIN, LEAST_SHARE = 0.5, 0.2


Numbers = npt.NDArray[np.int32]
Weights = npt.NDArray[np.float64]


class Kind(StrEnum):
    """What a wording belongs to."""

    PROCEDURE = "procedure"
    SERVICE = "service"
    TOPIC = "topic"


UNMATCHED_MESSAGE = {Kind.PROCEDURE: 0.1, Kind.SERVICE: 0.45, Kind.TOPIC: 0.1}


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose wordings these are; `rank` is its place in the content, the first the most asked."""

    kind: Kind
    name: str
    rank: int


@dataclass(slots=True)
class Surface:
    """One wording, ready to be scored."""

    owner: int
    words: tuple[str, ...]
    keys: tuple[str, ...]
    toned: tuple[str, ...]
    weights: list[float] = field(default_factory=list)
    pairs: list[float] = field(default_factory=list)
    total: float = 0.0
    actions: frozenset[str] = frozenset()

    @property
    def text(self) -> str:
        """The wording as read."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True, eq=False)
class Posting:
    """
    The wordings that have one word, whatever its accents.

    Args:
        spellings: Each spelling with its accents, and what it is worth.
        surfaces: Numbers of wordings; `spelled` says which of the spellings each has.

    """

    spellings: list[tuple[str, float]]
    surfaces: Numbers
    spelled: npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    One owner as the message ranks it.

    Args:
        score: 0 to 1.
        gain: The weight of what the best wording explains.
        fit: The share of the best wording that the message has.
        likeness: How alike all of the owner's wordings together are to the message; 1.0 is the most alike of all.
        places: The tokens that the best wording explains.
        is_whole: The best wording stands in the message word by word.

    """

    owner: Owner
    score: float
    gain: float
    fit: float
    likeness: float
    surface: Surface
    places: frozenset[int]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Weighing:
    """
    The tokens of one message.

    Args:
        weights: Per token, how much a match with it counts: 1.0 as typed.
        losses: Per token, what it costs to leave it unexplained.
        actions: The classes of action that the message names.

    """

    tokens: Sequence[Token]
    weights: list[float]
    losses: list[float]
    actions: frozenset[str] = frozenset()


class Index:
    """Posting lists over every wording; built once, never changed."""

    def __init__(
        self, owned: Iterable[tuple[Owner, tuple[str, ...]]], fillers: Fillers, actions: Actions
    ) -> None:
        """Index wordings, each a tuple of accented words, of their owners."""
        self._owners: list[Owner] = []
        self._surfaces: list[Surface] = []
        self._postings: dict[str, Posting] = {}
        self._fillers = fillers
        numbers: dict[Owner, int] = {}
        seen: set[tuple[int, tuple[str, ...]]] = set()
        for owner, spelled in owned:
            number = numbers.setdefault(owner, len(numbers))
            if number == len(self._owners):
                self._owners.append(owner)
            toned = tuple(toned_key(word) for word in spelled)
            if toned and (number, toned) not in seen:
                seen.add((number, toned))
                keys = tuple(key(word) for word in spelled)
                self._surfaces.append(Surface(owner=number, words=spelled, keys=keys, toned=toned))
        self._weigh(actions)

    def _weigh(self, actions: Actions) -> None:
        owners_of: dict[str, set[int]] = {}
        for surface in self._surfaces:
            for own in surface.keys:
                owners_of.setdefault(own, set()).add(surface.owner)
        self._keys_of: dict[tuple[Kind, str], list[tuple[str, ...]]] = {}
        for surface in self._surfaces:
            owner = self._owners[surface.owner]
            self._keys_of.setdefault((owner.kind, owner.name), []).append(surface.keys)
        for surface in self._surfaces:
            surface.actions = frozenset(actions.of_wording(surface.toned, surface.keys))
        self._profiles = Profiles(((each.owner, each.keys) for each in self._surfaces), len(self._owners))
        count = max(len(self._owners), 1)
        top = math.log(1 + count / 1.5)
        self._rarity = {
            own: math.log(1 + (count - len(having) + 0.5) / (len(having) + 0.5)) / top
            for own, having in owners_of.items()
        }
        postings: dict[str, dict[str, set[int]]] = {}
        for number, surface in enumerate(self._surfaces):
            surface.weights = [
                self._rarity[own] * self._worth(toned)
                for own, toned in zip(surface.keys, surface.toned, strict=True)
            ]
            surface.pairs = [
                PAIR_SHARE * (left + right) / 2
                for left, right in zip(surface.weights, surface.weights[1:], strict=False)
            ]
            surface.total = sum(surface.weights) + sum(surface.pairs)
            for own, toned in zip(surface.keys, surface.toned, strict=True):
                postings.setdefault(own, {}).setdefault(toned, set()).add(number)
        self._totals: Weights = np.array([surface.total for surface in self._surfaces])
        for own, spelled in postings.items():
            self._postings[own] = Posting(
                spellings=[(toned, self._rarity[own] * self._worth(toned)) for toned in spelled],
                surfaces=np.array(
                    [n for numbers in spelled.values() for n in sorted(numbers)], dtype=np.int32
                ),
                spelled=np.repeat(np.arange(len(spelled)), [len(numbers) for numbers in spelled.values()]),
            )

    def _worth(self, toned: str) -> float:
        return FILLER_WORTH if toned in self._fillers.toned else 1.0

    def weight(self, token: Token) -> float:
        """Give what leaving the word unexplained costs; a word never heard of costs half of the most."""
        rarity = self._rarity.get(token.key, 0.5)
        if token in self._fillers:
            return rarity * FILLER_SHARE
        is_doubtful = not token.is_evidence and token.key in self._fillers.bare
        return rarity * (FILLER_WORTH if is_doubtful else 1.0)

    def is_filler(self, token: Token) -> bool:
        """Tell whether the word carries little, whoever says it."""
        return token in self._fillers

    def may_be_filler(self, token: Token) -> bool:
        """Tell whether the word carries little, or would with its accents: "hoi" for "hỏi"."""
        return self._fillers.may_hold(token)

    def holds(self, owner: Owner, keys: set[str]) -> bool:
        """Tell whether one wording of the owner has all of these words."""
        return any(keys.issubset(surface) for surface in self._keys_of[owner.kind, owner.name])

    def rank(self, weighing: Weighing) -> list[Candidate]:
        """Rank owners, best first; empty when no word is known."""
        places: dict[str, list[int]] = {}
        for at, token in enumerate(weighing.tokens):
            places.setdefault(token.key, []).append(at)
        promising = self._promising(self._gather(weighing, places))
        clauses = _losses_by_clause(weighing)
        scored = [self._score(self._surfaces[number], weighing, places, clauses) for number in promising]
        most = max((c.gain for c in scored), default=0.0)
        best: dict[int, tuple[float, Candidate]] = {}
        for one in scored:
            score = one.score * (one.gain / most) ** EXPLAINED if one.gain else 0.0
            if score > best.get(one.surface.owner, (-1.0, one))[0]:
                best[one.surface.owner] = (score, one)
        likeness = self._profiles.likeness(self._terms(weighing))
        ranked = [self._whole(one, score, float(likeness[number])) for number, (score, one) in best.items()]
        ranked.sort(key=lambda c: (-round(c.score, 3), c.owner.rank))
        return ranked

    def _gather(self, weighing: Weighing, places: dict[str, list[int]]) -> Weights:
        """Add up what each wording may gain from the words of the message."""
        surfaces: list[Numbers] = [np.zeros(0, dtype=np.int32)]
        gains: list[Weights] = [np.zeros(0)]
        for own, where in places.items():
            posting = self._postings.get(own)
            if posting is None:
                continue
            tokens = [(weighing.tokens[at], weighing.weights[at]) for at in where]
            worth = [
                worth * max([agreement(token, toned) * weight for token, weight in tokens])
                for toned, worth in posting.spellings
            ]
            surfaces.append(posting.surfaces)
            gains.append(np.array(worth)[posting.spelled])
        sums = np.bincount(np.concatenate(surfaces), np.concatenate(gains), minlength=len(self._surfaces))
        return sums.astype(np.float64, copy=False)

    def _promising(self, gained: Weights) -> list[int]:
        """Give the wordings that a quick score puts first, best first, of those that gain enough to matter."""
        least = min(LEAST_GAIN, float(gained.max(initial=0.0)) * LEAST_SHARE)
        numbers = np.flatnonzero((gained >= least) & (gained > 0.0))
        gains = gained[numbers]
        quick = gains / (gains + UNMATCHED_WORDING * (self._totals[numbers] - gains) + 0.5)
        if len(numbers) > LOOKED_AT:
            kept = np.argpartition(-quick, LOOKED_AT)[:LOOKED_AT]
            numbers, quick = numbers[kept], quick[kept]
        return [int(number) for number in numbers[np.argsort(-quick, kind="stable")]]

    def _score(
        self,
        surface: Surface,
        weighing: Weighing,
        places: dict[str, list[int]],
        clauses: dict[int, float],
    ) -> Candidate:
        """Score one wording: what it explains against what it lacks and what it leaves unexplained."""
        tokens, weights = weighing.tokens, weighing.weights
        kind = self._owners[surface.owner].kind
        gained = explained = 0.0
        found: list[int] = []
        last, last_agrees = -9, 0.0
        is_whole = True
        for number, own in enumerate(surface.keys):
            where = places.get(own)
            if where is None:
                last, is_whole = -9, False
                continue
            after = surface.keys[number + 1] if number + 1 < len(surface.keys) else None
            at, agrees = _best_place(
                weighing, where, surface.toned[number], last=last, after=after, found=found
            )
            if at < 0:
                last, is_whole = -9, False
                continue
            gained += agrees * weights[at] * surface.weights[number]
            explained += weighing.losses[at]
            if number and last >= 0 and 0 < at - last <= 2 and tokens[at].clause == tokens[last].clause:  # noqa: PLR2004 - next to it, or one word between
                near = 1.0 if at - last == 1 else 0.6
                trust = min(weights[at], weights[last])
                gained += surface.pairs[number - 1] * near * trust * (agrees + last_agrees) / 2
            is_whole = is_whole and agrees > 0.8 and (last < 0 or at - last == 1)  # noqa: PLR2004
            found.append(at)
            last, last_agrees = at, agrees
        touched = {tokens[at].clause for at in found}
        loss = max(sum(clauses.get(clause, 0.0) for clause in touched) - explained, 0.0)
        missing = max(surface.total - gained, 0.0)
        lost = UNMATCHED_WORDING * missing + UNMATCHED_MESSAGE[kind] * min(loss, UNMATCHED_AT_MOST)
        score = gained / (gained + lost + SCANT) if gained else 0.0
        if kind is Kind.PROCEDURE:
            score *= UNMET_ACTION ** len(weighing.actions - surface.actions)
            score *= UNASKED_ACTION ** len(surface.actions - weighing.actions)
        return Candidate(
            owner=self._owners[surface.owner],
            score=score,
            gain=gained,
            fit=gained / surface.total if surface.total else 0.0,
            likeness=0.0,
            surface=surface,
            places=frozenset(found),
            is_whole=is_whole and bool(found),
        )

    def _terms(self, weighing: Weighing) -> dict[str, float]:
        """Weigh the terms of a message: a filler by itself says little, beside another word as much as any."""
        tokens, weights = weighing.tokens, weighing.weights
        found: dict[str, float] = {}
        for term, places in terms([token.key for token in tokens]):
            first, last = places[0], places[-1]
            if tokens[first].clause != tokens[last].clause:
                continue
            is_filler = first == last and tokens[first] in self._fillers
            weight = min(weights[first], weights[last]) * (FILLER_SHARE if is_filler else weight_of(term))
            found[term] = max(found.get(term, 0.0), weight)
        return found

    def _whole(self, one: Candidate, score: float, likeness: float) -> Candidate:
        """Mix in what the owner is as a whole: its profile, how often it is asked."""
        part = (likeness + LIKENESS_LEAST) / (1 + LIKENESS_LEAST)
        score = 1 - (1 - score * part**LIKENESS_POWER) ** ASSURANCE
        if one.owner.kind is Kind.PROCEDURE:
            score += ASKED_MOST * score * (1 - score) / (1 + one.owner.rank / 20)
        return replace(one, score=score, likeness=likeness)


def _best_place(
    weighing: Weighing, where: list[int], toned: str, *, last: int, after: str | None, found: list[int]
) -> tuple[int, float]:
    """Choose the place of a word: where its accents agree and its neighbours stand beside it."""
    tokens = weighing.tokens
    best, best_value, best_agrees = -1, 0.0, 0.0
    for at in where:
        if at in found:
            continue
        agrees = agreement(tokens[at], toned)
        value = agrees * weighing.weights[at]
        if at == last + 1 or (len(where) > 1 and at + 1 < len(tokens) and tokens[at + 1].key == after):
            value *= 1.5
        if value > best_value:
            best, best_value, best_agrees = at, value, agrees
    return best, best_agrees


def _losses_by_clause(weighing: Weighing) -> dict[int, float]:
    sums: dict[int, float] = {}
    for token, loss in zip(weighing.tokens, weighing.losses, strict=True):
        sums[token.clause] = sums.get(token.clause, 0.0) + loss
    return sums
