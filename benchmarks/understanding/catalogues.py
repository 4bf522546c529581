"""Catalogues of any size: the first procedures of a content, or all of them and made-up ones beside."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from bot.domain.catalogue import Content
from bot.domain.procedure import Confidence, Procedure, Source

MADE_UP = "x-tong-hop-"
"""How every code of a made-up procedure begins."""

_CIRCUMSTANCES = (
    "cho tổ chức", "cho hợp tác xã", "cho cơ sở sản xuất", "cho đơn vị sự nghiệp", "lần thứ hai",
    "theo ủy quyền", "liên tỉnh", "trong khu công nghiệp", "vùng biên giới", "theo dự án đầu tư",
)  # fmt: skip


def sized(content: Content, count: int) -> Content:
    """Give the content with so many procedures: the first of its own, then made-up ones."""
    own = content.catalogue.procedures
    chosen = dict(list(own.items())[:count])
    if count > len(own):
        chosen |= {one.code: one for one in _made_up(content, count - len(own))}
    return replace(content, catalogue=replace(content.catalogue, procedures=chosen))


def _made_up(content: Content, count: int) -> Iterator[Procedure]:
    """Recombine the actions, objects and fields of real procedures; the same content gives the same ones."""
    procedures = content.catalogue.procedures.values()
    actions, objects = _parts(one.label for one in procedures)
    fields = sorted({one.field for one in procedures})
    parts = (actions, objects, fields, _CIRCUMSTANCES)
    chance = random.Random(20_261_101)  # noqa: S311 - the same draw every time is what is wanted
    source = Source(title="Tổng hợp để đo, không phải thủ tục thật", checked_on=date(2026, 11, 1))
    drawn = chance.sample(range(math.prod(len(part) for part in parts)), count)
    for number, at in enumerate(drawn, 1):
        chosen = []
        for part in parts:
            at, which = divmod(at, len(part))  # noqa: PLW2901 - the draw is one number in several bases
            chosen.append(part[which])
        action, thing, field, circumstance = chosen
        yield Procedure(
            code=f"{MADE_UP}{number:04}",
            name=f"{action} {thing} trong lĩnh vực {field} {circumstance}",
            field=field,
            confidence=Confidence.LOW,
            source=source,
            also_called=(
                f"{action} {thing} {circumstance}",
                f"{thing} {field} {circumstance}",
                f"làm {thing} {circumstance} {field}",
            ),
        )


def _parts(labels: Iterable[str]) -> tuple[list[str], list[str]]:
    """Cut labels into what is done and to what; an action is an opening that several labels share."""
    cut = [(" ".join(words[:2]), " ".join(words[2:])) for words in map(str.split, labels)]
    shared = Counter(action for action, _ in cut)
    whole = [(action, thing) for action, thing in cut if shared[action] > 1 and thing]
    return sorted({action for action, _ in whole}), sorted({thing for _, thing in whole})
