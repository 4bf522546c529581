"""Catalogues of any size: the first procedures of a content, or all of them and made-up ones beside."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.domain.catalogue import Content
from bot.domain.procedure import Confidence, Procedure, Source
from bot.domain.vietnamese import fold

MADE_UP = "x-tong-hop-"
"""How every code of a made-up procedure begins."""

_ACTION_WORDS = 2
_OBJECT_WORDS = 4
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
    """Recombine the actions, objects and fields of real names; the same content gives the same ones."""
    procedures = list(content.catalogue.procedures.values())
    names = [one.name.split() for one in procedures]
    actions = sorted({" ".join(name[:_ACTION_WORDS]) for name in names})
    objects = sorted({" ".join(name[_ACTION_WORDS:][:_OBJECT_WORDS]) for name in names} - {""})
    fields = sorted({one.field for one in procedures})
    taken = {fold(text) for one in procedures for text in (one.name, one.label, *one.also_called)}
    chance = random.Random(20_261_101)  # noqa: S311 - the same draw every time is what is wanted
    source = Source(title="Tổng hợp để đo, không phải thủ tục thật", checked_on=date(2026, 11, 1))
    number = 0
    while number < count:
        action, thing = chance.choice(actions), chance.choice(objects)
        field, circumstance = chance.choice(fields), chance.choice(_CIRCUMSTANCES)
        name = f"{action} {thing} trong lĩnh vực {field} {circumstance}"
        if fold(name) in taken:
            continue
        taken.add(fold(name))
        number += 1
        yield Procedure(
            code=f"{MADE_UP}{number:04}",
            name=name,
            field=field,
            confidence=Confidence.LOW,
            source=source,
            also_called=(
                f"{action} {thing} {circumstance}",
                f"{thing} {field} {circumstance}",
                f"làm {thing} {circumstance} {field}",
            ),
        )
