"""Twins: the same matter at home and with something foreign in it, of which a message means one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.dialogue.actions import ABROAD
from bot.dialogue.search import Candidate
from bot.domain.procedure import Procedure

_FOREIGN = " có yếu tố nước ngoài"


class Twins:
    """Pairs procedures by their official names, which differ only in "có yếu tố nước ngoài"."""

    def __init__(self, procedures: Mapping[str, Procedure]) -> None:
        """Pair them; a twin is asked for as often as the one at home."""
        named = {one.name: code for code, one in procedures.items()}
        pairs = [
            (named.get(name.replace(_FOREIGN, "")), code) for name, code in named.items() if _FOREIGN in name
        ]
        self._foreign = {home: code for home, code in pairs if home is not None}

    def settled(self, procedures: Sequence[Candidate], actions: frozenset[str]) -> list[Candidate]:
        """Put the foreign twin of the best before it where a message speaks of something foreign."""
        ranked = list(procedures)
        twin = self._foreign.get(ranked[0].owner.name) if ranked else None
        says_it_itself = bool(ranked) and ABROAD in ranked[0].surface.actions
        if twin is None or says_it_itself or ABROAD not in actions:
            return ranked
        led = replace(ranked[0], owner=replace(ranked[0].owner, name=twin))
        return [led, ranked[0], *(one for one in ranked[1:] if one.owner.name != twin)]
