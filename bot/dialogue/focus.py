"""Focus: which words of a message carry its question, which only tell a story, and which are denied."""

from __future__ import annotations

from collections.abc import Sequence

from bot.dialogue.aspects import Found
from bot.dialogue.reading import Token

PRESUPPOSED, ASKED, ASIDE, DENIED = 0.8, 1.0, 0.8, 0.15

_CUES = frozenset(("co", second) for second in ("duoc", "can", "phai", "bi", "the", "nen"))
_SUBORDINATES = frozenset({"để", "de", "sau", "khi", "vì", "vi", "do", "nhằm", "trước", "nếu", "neu"})
_JOINS = frozenset({"và", "với", "rồi", "cùng", "va", "voi", "roi"})
_TURNS = frozenset({"mà", "ý", "là", "muốn"})
_FEWEST_AFTER, _FEWEST_BEFORE = 3, 2
_MOST_CUES = 6
_TAKES_UP = frozenset("vậy vay thế chứ chu lỡ nhỡ nếu neu rồi".split())
_LONGEST_FOLLOW_UP = 12
_STORY_FROM, _QUESTION_WITHIN = 30, 15  # words


def focus(tokens: Sequence[Token], asked: Sequence[Found]) -> list[float]:
    """Give each token's factor: above 1 for what is asked, below for what is only told."""
    factors = [1.0] * len(tokens)
    _weigh_cues(tokens, asked, factors)
    asking = {tokens[found.start].clause for found in asked}
    if asking and len({token.clause for token in tokens}) > len(asking):
        for at, token in enumerate(tokens):
            if token.clause not in asking and token.clause >= 0:
                factors[at] *= ASIDE
    for at in denied(tokens):
        factors[at] *= DENIED
    return factors


def _weigh_cues(tokens: Sequence[Token], asked: Sequence[Found], factors: list[float]) -> None:
    """In "A có được B không", B is asked and A presupposed; in "A có cần <paper> không" it is A."""
    cues = 0
    papers = {found.start for found in asked if found.intent == "requirements"}
    for at in range(len(tokens) - 1):
        if (tokens[at].key, tokens[at + 1].key) not in _CUES:
            continue
        cues += 1
        if cues > _MOST_CUES:
            return
        sentence = tokens[at].sentence
        after = [n for n in range(at + 2, len(tokens)) if tokens[n].sentence == sentence]
        before = [n for n in range(at) if tokens[n].sentence == sentence]
        if len(after) < _FEWEST_AFTER or len(before) < _FEWEST_BEFORE:
            continue
        if at in papers:
            before, after = after, before
        for n in before:
            factors[n] *= PRESUPPOSED
        for n in after:
            factors[n] *= ASKED


def denied(tokens: Sequence[Token]) -> set[int]:
    """Give the places of what a message says it does not mean: "không phải xin cấp lại, mà là đổi"."""
    found: set[int] = set()
    for at in range(len(tokens) - 1):
        if (tokens[at].key, tokens[at + 1].key) != ("khong", "phai"):
            continue
        clause = tokens[at].clause
        opens = (
            at == 0
            or tokens[at - 1].clause != clause
            or tokens[at - 1].key in {"chu", "da", "a", "toi", "em"}
        )
        if not opens:
            continue
        ends = at + 2
        while ends < len(tokens) and tokens[ends].clause == clause and tokens[ends].word not in _TURNS:
            ends += 1
        is_all = at == 0 and ends == len(tokens)
        if not is_all:
            found.update(range(at, ends))
    return found


def is_in_passing(tokens: Sequence[Token], asked: Sequence[Found], told: frozenset[int]) -> bool:
    """Tell whether a long story speaks of something before it comes to its question, which is in its last sentences."""
    if len(tokens) < _STORY_FROM or max(told) >= len(tokens) - _QUESTION_WITHIN:
        return False
    asking = {tokens[found.start].clause for found in asked if found.start >= len(tokens) - _QUESTION_WITHIN}
    return all(tokens[at].clause not in asking for at in told)


def goes_on(tokens: Sequence[Token]) -> bool:
    """Tell whether a short message takes up what was said before: "vậy ...", "lỡ ... thì sao"."""
    return len(tokens) <= _LONGEST_FOLLOW_UP and tokens[0].word in _TAKES_UP


def is_early(tokens: Sequence[Token], found: Found) -> bool:
    """Tell whether a long story has a turn of phrase before it comes to its question."""
    return len(tokens) >= _STORY_FROM and found.start < len(tokens) - _QUESTION_WITHIN


def is_beside(
    tokens: Sequence[Token], asked: Sequence[Found], told: frozenset[int], meant: frozenset[int]
) -> bool:
    """Tell whether what is told is the object, purpose or occasion of what is meant, or stands apart from its question."""
    first = min(told)
    if max(meant) < first:
        between = [tokens[at].word for at in range(max(meant) + 1, first)]
        if not between or _SUBORDINATES.intersection(between[-2:]):
            return True
    asking = {tokens[found.start].clause for found in asked}
    return tokens[min(meant)].clause in asking and tokens[first].clause not in asking


def is_asked_after(tokens: Sequence[Token], told: frozenset[int], meant: frozenset[int]) -> bool:
    """Tell whether a question's cue parts what is told from what is meant: "đang chờ cấp lại, có được hiến máu không"."""
    between = range(max(told) + 1, min(meant))
    return any(tokens[at].key == "duoc" or (tokens[at].key, tokens[at + 1].key) in _CUES for at in between)


def are_joined(tokens: Sequence[Token], one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether two wordings stand side by side as two wishes, with a word between that joins them."""
    first, second = sorted((one, other), key=min)
    between = {tokens[at].word for at in range(max(first) + 1, min(second))}
    return bool(between & _JOINS)
