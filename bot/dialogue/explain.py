"""Explaining a verdict: the lines that `chat --why` shows, in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.dialogue.aspects import Found
from bot.dialogue.reading import Reading
from bot.dialogue.search import Candidate

SHOWN = 4
_ASKED = "Cách hỏi: "
_NOT_OURS = "ngoài phạm vi"


def lines(
    reading: Reading, asked: Sequence[Found], ranked: Sequence[Candidate], won: Candidate | None, rule: str
) -> tuple[str, ...]:
    """Tell what was read, what is asked, who was in question with which words, which rule decided."""
    told = [f"Đọc là: {reading.text}"]
    if reading.notes:
        told.append("Sửa chữ: " + "; ".join(reading.notes))
    if asked:
        told.append(_ASKED + "; ".join(f"{found.intent} «{found.phrase}»" for found in asked))
    told += [_candidate(reading, one) for one in ranked[:SHOWN]]
    told.append(f"Luật: {rule}.")
    if won is not None:
        rival = next((one for one in ranked if one is not won), None)
        if rival is not None:
            told.append(_lost(won, rival))
    return tuple(told)


def _candidate(reading: Reading, one: Candidate) -> str:
    words = ", ".join(reading.tokens[at].word for at in sorted(one.places))
    return f"{one.owner.name or _NOT_OURS} {one.score:.2f} «{one.surface.text}» nhờ: {words}; cả các cách gọi giống {one.likeness:.0%}"


def _lost(won: Candidate, rival: Candidate) -> str:
    missing = [
        word
        for word, own in zip(rival.surface.words, rival.surface.keys, strict=True)
        if own not in won.surface.keys
    ]
    what = f"thiếu «{' '.join(missing[:4])}»" if missing and rival.fit < won.fit else "khớp ít chữ hơn"
    return f"Kế tiếp {rival.owner.name or _NOT_OURS} {rival.score:.2f} thua: {what}."


_WORDING = re.compile(r"^(?P<owner>.+) [0-9.]+ «(?P<wording>.*)» nhờ: ")
_PHRASE = re.compile(r"(?P<owner>\w+) «(?P<wording>[^»]*)»")


def wording_of(why: Sequence[str], owner: str, aspect: str = "") -> str:
    """Find, in the lines of a verdict, the wording that spoke for an owner, or for an aspect; empty when none did."""
    wordings = [found for line in why if (found := _WORDING.match(line))]
    asked = [found for line in why if line.startswith(_ASKED) for found in _PHRASE.finditer(line)]
    for found in (*wordings, *asked):
        if found["owner"] == (owner or _NOT_OURS) or (found in asked and found["owner"] == aspect):
            return found["wording"]
    return ""
