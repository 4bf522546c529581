"""Days, hours and the next opening in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from itertools import groupby

from bot.dialogue.flows import facts
from bot.dialogue.scene import Scene
from bot.domain.desk import Span
from bot.domain.office_hours import SATURDAY, next_opening

PIECE = "office_hours"


def clock(value: time) -> str:
    """Write a time of day: 7:00."""
    return f"{value.hour}:{value.minute:02d}"


def day(scene: Scene, value: date) -> str:
    """Name a day by weekday and date, and say so when it is today or tomorrow."""
    weekday = scene.words(f"{PIECE}.day_name_{value.weekday()}")
    named = scene.words(f"{PIECE}.date", weekday=weekday, date=facts.day(value))
    ahead = (value - scene.now.date()).days
    if ahead in (0, 1):
        return scene.words(f"{PIECE}.tomorrow" if ahead else f"{PIECE}.today", day=named)
    return named


def days(scene: Scene, first: date, last: date) -> str:
    """Name a day, or several by the first and the last."""
    if first == last:
        return day(scene, first)
    return scene.words(f"{PIECE}.days_range", first=day(scene, first), last=day(scene, last))


def spans(scene: Scene, open_at: Sequence[Span]) -> str:
    """Write the hours of one day; empty when it is shut."""
    written = [
        scene.words(f"{PIECE}.span", opens=clock(span.opens), closes=clock(span.closes)) for span in open_at
    ]
    said = written[0] if written else ""
    for later in written[1:]:
        said = scene.words(f"{PIECE}.two_spans", first=said, second=later)
    return said


def next_open(scene: Scene, after: date | None = None) -> str:
    """
    Say when the desk next opens for certain; empty when the table shows nothing.

    Args:
        after: Look only at days later than this one.

    """
    moment = scene.now
    if after is not None and after >= moment.date():
        moment = moment.replace(hour=0, minute=0, second=0) + timedelta(days=(after - moment.date()).days + 1)
        moment -= timedelta(seconds=1)
    opening = next_opening(scene.content.catalogue.desk.hours, moment)
    if opening is None:
        return ""
    opens_at = clock(opening.at.time())
    if opening.at.date() == scene.now.date():
        return scene.words(f"{PIECE}.at_today", time=opens_at)
    return scene.words(f"{PIECE}.at", time=opens_at, day=day(scene, opening.at.date()))


def week(scene: Scene) -> str:
    """List the usual week, days with the same hours in one line."""
    weekly = scene.content.catalogue.desk.hours.weekly
    lines = []
    for open_at, group in groupby(range(7), key=lambda number: weekly[number]):
        numbers = list(group)
        names = [scene.words(f"{PIECE}.day_name_{number}") for number in (numbers[0], numbers[-1])]
        named = (
            scene.words(f"{PIECE}.days_range", first=names[0], last=names[1])
            if len(numbers) > 1
            else names[0]
        )
        named = named[:1].upper() + named[1:]
        if not open_at:
            lines.append(scene.words(f"{PIECE}.week_line_shut", days=named))
        else:
            key = "week_line_session" if numbers[0] >= SATURDAY else "week_line"
            lines.append(scene.words(f"{PIECE}.{key}", days=named, spans=spans(scene, open_at)))
    return "\n".join(lines)
