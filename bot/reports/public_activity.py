"""The public version of what the bot did: no number under five is shown, nor left over when the others are taken off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.reports.activity import Activity
from bot.reports.bot_figures import BOT_FIGURES, BOT_SUMS

LEAST = 5
Numbers = Mapping[str, int | None]


def public_activity(activity: Activity) -> Activity:
    """Hide what would tell of fewer than five; what was asked about is not told at all."""
    of = _hidden(activity.of)
    before = _hidden(activity.before) if activity.before is not None else None
    return replace(activity, of=of, before=before, procedures=(), intents=())


def _is_small(number: int | None) -> bool:
    return number is not None and 0 < number < LEAST


def _hidden(of: Numbers) -> Numbers:
    if _is_small(of["citizens"]) or _is_small(of["messages"]):
        return dict.fromkeys(BOT_FIGURES)
    unknown = {name for name in ("citizens", "erasures") if _is_small(of[name])}
    outside = of["outside_hours"] or 0
    if _is_small(outside) or _is_small((of["messages"] or 0) - outside):
        unknown.add("outside_hours")
    for whole, parts in BOT_SUMS.items():
        unknown |= (
            {whole, *parts} if _is_small(of[whole]) else _parts({part: of[part] or 0 for part in parts})
        )
    return {name: None if name in unknown else number for name, number in of.items()}


def _parts(numbers: Mapping[str, int]) -> set[str]:
    """Find the parts to hide: the small ones, and the next larger until what is left for them is not small."""
    small = {name for name, number in numbers.items() if _is_small(number)}
    others = sorted((name for name, number in numbers.items() if number >= LEAST), key=numbers.__getitem__)
    while small and others and (len(small) == 1 or sum(numbers[name] for name in small) < LEAST):
        small.add(others.pop(0))
    return small
