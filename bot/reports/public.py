"""
The public version of a report: no group under five can be read in it, nor computed from its sums.

1. Fields and procedures with fewer than five dossiers are told together, so every line has at least five.
2. In the totals a number under five is hidden together with another one; only their sum can be known. The
   lines below hide the same numbers.
3. A line with a number under five hides how its dossiers divide. So do the next smaller lines, until in every
   column the hidden lines hold nought or at least five. Of a table whose every margin is at least five, each
   hidden cell could be anything in a range of five or more.
4. Where a field hides how its dossiers divide, its procedures do too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.reports.counting import Counts, Group
from bot.reports.figures import FIGURES, SUMS
from bot.reports.public_activity import LEAST, public_activity
from bot.reports.report import Report

Block = tuple[str, ...]
"""Figures of which only the sum may be known; mostly one figure alone."""
Numbers = Mapping[str, int]

_INFLOW: tuple[Block, ...] = (("carried_over",), SUMS["received"])
_OUTCOME: tuple[Block, ...] = (SUMS["processed"], SUMS["in_process"], ("withdrawn",), ("end_unknown",))
_SINGLES = ("returned", "stopped", "refused", "registered")
_WHOLES = ("received", "processed", "in_process")
_AGAIN = frozenset(("carried_over", *SUMS["in_process"]))
"""Told again by the report of the next period, or by the one before: these hide others last."""
OTHER_FIELDS = "Các lĩnh vực khác"
OTHER_PROCEDURES = "Các thủ tục khác"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line told: one group, or several small ones together."""

    title: str
    fields: frozenset[str]
    counts: Counts
    numbers: Numbers


def public_version(report: Report) -> Report:
    """Hide what would tell of fewer than five dossiers."""
    numbers = _numbers(report.total)
    splits = (_blocks(_INFLOW, numbers), _blocks(_OUTCOME, numbers), *(((name,),) for name in _SINGLES))
    total = _hide(report.total, splits, _small_splits(numbers, splits))
    fields, procedures = ((), ()) if _is_small(numbers["handled"]) else _groups(report, total, splits)
    return replace(
        report,
        total=total,
        before=_before(report, total),
        fields=fields,
        procedures=procedures,
        activity=public_activity(report.activity),
        faults=("Có số chưa khớp hoặc thiếu ngày; chi tiết ở bản nội bộ.",) if report.faults else (),
        is_public=True,
    )


def _numbers(counts: Counts) -> dict[str, int]:
    return {name: number or 0 for name, number in counts.of.items()}


def _is_small(number: int) -> bool:
    return 0 < number < LEAST


def _of(block: Block, numbers: Numbers) -> int:
    return sum(numbers[name] for name in block)


def _blocks(families: Sequence[Block], numbers: Numbers) -> tuple[Block, ...]:
    """Join small figures with the next larger, of the same family where there is one, until none is small."""
    blocks: list[Block] = [(name,) for family in families for name in family]
    while small := [block for block in blocks if _is_small(_of(block, numbers))]:
        block = min(small, key=lambda each: _of(each, numbers))
        others = [each for each in blocks if each != block and _of(each, numbers)]
        if not others:
            return (tuple(name for each in blocks for name in each),)
        kin = [each for each in others if _family(families, each) == _family(families, block) is not None]
        other = min(kin or others, key=lambda each: (not _AGAIN.isdisjoint(each), _of(each, numbers)))
        blocks = [each for each in blocks if each not in (block, other)] + [(*block, *other)]
    return tuple(blocks)


def _family(families: Sequence[Block], block: Block) -> Block | None:
    return next((family for family in families if set(block) <= set(family)), None)


def _small_splits(numbers: Numbers, splits: Sequence[tuple[Block, ...]]) -> set[int]:
    """Find the splits of a line in which something is small, by place."""
    return {
        place
        for place, blocks in enumerate(splits)
        if any(_is_small(_of(block, numbers)) for block in blocks)
    }


def _hide(counts: Counts, splits: Sequence[tuple[Block, ...]], hidden: set[int]) -> Counts:
    """Leave out the figures of hidden splits, those told only in sum, and the sums that would tell them."""
    blocks = [(block, place in hidden) for place, split in enumerate(splits) for block in split]
    unknown = {name for block, is_hidden in blocks for name in block if is_hidden or len(block) > 1}
    for whole in _WHOLES:
        parts = set(SUMS[whole])
        if any(
            is_hidden or not set(block) <= parts for block, is_hidden in blocks if not parts.isdisjoint(block)
        ):
            unknown.add(whole)
    if _is_small(counts.of["handled"] or 0):
        unknown.add("handled")
    if "processed" in unknown:  # most results are handed over at once, so the two numbers are nearly one
        unknown.add("returned")
    of = {name: None if name in unknown else counts.of[name] for name in FIGURES}
    if (of["processed"] or 0) < LEAST:
        return Counts(of=of)
    return replace(counts, of=of)


def _before(report: Report, total: Counts) -> Counts | None:
    """Give the period before, unless its end or our beginning is hidden: the two are one number."""
    if report.before is None:
        return None
    numbers = _numbers(report.before)
    splits = (_blocks(_INFLOW, numbers), _blocks(_OUTCOME, numbers), *(((name,),) for name in _SINGLES))
    before = _hide(report.before, splits, _small_splits(numbers, splits))
    return None if None in (before.of["in_process"], total.of["carried_over"]) else before


def _groups(
    report: Report, total: Counts, splits: Sequence[tuple[Block, ...]]
) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    fields = _folded(report.fields, OTHER_FIELDS)
    hidden = _hidden(fields, splits, _hidden_above(total, splits))
    procedures: list[Group] = []
    for field, above in zip(fields, hidden, strict=True):
        members = [group for group in report.procedures if group.field in field.fields]
        lines = _folded(members, OTHER_PROCEDURES)
        procedures += _told(lines, splits, _hidden(lines, splits, above), field.title)
    return tuple(_told(fields, splits, hidden)), tuple(procedures)


def _told(
    lines: Sequence[_Line], splits: Sequence[tuple[Block, ...]], hidden: Sequence[set[int]], field: str = ""
) -> list[Group]:
    return [
        Group(title=line.title, field=field or line.title, counts=_hide(line.counts, splits, places))
        for line, places in zip(lines, hidden, strict=True)
    ]


def _folded(groups: Iterable[Group], title: str) -> list[_Line]:
    """Tell groups with fewer than five together, with the next larger one if they are still too few."""
    lines = [
        _Line(
            title=group.title,
            fields=frozenset((group.field,)),
            counts=group.counts,
            numbers=_numbers(group.counts),
        )
        for group in groups
    ]
    lines.sort(key=lambda line: line.numbers["handled"])
    few = [line for line in lines if line.numbers["handled"] < LEAST]
    rest = lines[len(few) :]
    while few and rest and sum(line.numbers["handled"] for line in few) < LEAST:
        few.append(rest.pop(0))
    if not few:
        return rest[::-1]
    numbers = {name: sum(line.numbers[name] for line in few) for name in FIGURES}
    fields = frozenset(name for line in few for name in line.fields)
    folded = _Line(title=title, fields=fields, counts=Counts(of=numbers), numbers=numbers)
    return [*rest[::-1], folded]


def _hidden_above(counts: Counts, splits: Sequence[tuple[Block, ...]]) -> set[int]:
    """Find the splits that the line above hides altogether, by place."""
    return {
        place
        for place, blocks in enumerate(splits)
        if all(counts.of[name] is None for block in blocks for name in block)
    }


def _hidden(lines: Sequence[_Line], splits: Sequence[tuple[Block, ...]], above: set[int]) -> list[set[int]]:
    """Tell for each line which splits it hides."""
    hidden: list[set[int]] = [set(above) for _ in lines]
    for place, blocks in enumerate(splits):
        if place not in above:
            for number in _hidden_lines(lines, blocks):
                hidden[number].add(place)
    return hidden


def _hidden_lines(lines: Sequence[_Line], blocks: Sequence[Block]) -> set[int]:
    """Find the lines that hide one split: those with something small, and enough others to cover them."""

    def column(numbers: Iterable[int], block: Block) -> int:
        return sum(_of(block, lines[number].numbers) for number in numbers)

    def size(number: int) -> tuple[bool, int]:
        whole = sum(column([number], block) for block in blocks)
        return not whole, whole

    hidden = {
        number for number in range(len(lines)) if any(_is_small(column([number], block)) for block in blocks)
    }
    others = sorted(set(range(len(lines))) - hidden, key=size)
    while others and any(_is_small(column(hidden, block)) for block in blocks):
        hidden.add(others.pop(0))
    return hidden
