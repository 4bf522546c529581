"""Office hours: now, on a day, over some days, at the holidays."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

from bot.dialogue.flows import hours_words
from bot.dialogue.say import Say
from bot.dialogue.scene import Answer, Scene
from bot.domain.desk import Span
from bot.domain.office_hours import SATURDAY, Day, DayKind, day_of, open_span
from bot.domain.vietnamese import fold
from bot.domain.when import Part, When, understand

LONGEST_RANGE_DAYS = 14
LISTED_HOLIDAYS = 6

_PARTS = {
    Part.MORNING: (time(5), time(11)),
    Part.NOON: (time(11, 45), time(13)),
    Part.AFTERNOON: (time(13), time(18)),
    Part.EVENING: (time(18), time.max),
}

_CLOSING = re.compile(
    r"\b(?:dong cua|nghi luc|may gio nghi|may h nghi|tan|het gio|(?:den|toi) may (?:gio|h)|close[sd]?|closing)\b"
)
_NOW = re.compile(
    r"\b(?:bay gio|gio nay|luc nay|dang|con lam|con mo|con nhan|now|still open|open\?|right now)\b"
)
_HOLIDAYS = re.compile(r"\b(?:nghi le|ngay le|le nao|le tet|lich nghi|ngay nghi|tet|holidays?)\b")


def answer(scene: Scene) -> Answer:
    """Answer what was asked about hours; a bare "giờ làm việc" gets the week and whether it is open now."""
    hours = scene.content.catalogue.desk.hours
    when = understand(scene.text, scene.now, hours.holidays)
    return Answer(conversation=scene.conversation, say=(_say(scene, when),))


def _say(scene: Scene, when: When | None) -> Say:
    if when is None:
        return _in_general(scene)
    if not when.is_one_day:
        return _days(scene, when)
    if when.first < scene.now.date():
        return Say(key="office_hours.past_day", values={"day": hours_words.day(scene, when.first)})
    today = day_of(scene.content.catalogue.desk.hours, when.first)
    if not today.spans or today.kind is DayKind.UNCONFIRMED:
        return _day(scene, today)
    return _on_open_day(scene, when, today)


def _on_open_day(scene: Scene, when: When, today: Day) -> Say:
    if today.day == scene.now.date() and _is_about_now(scene, when, today):
        return _now(scene)
    if _CLOSING.search(fold(scene.text)):
        return _closing(scene, when, today)
    return _day(scene, today) if _is_open_then(today, when) else _part_shut(scene, today, when)


def _is_open_then(today: Day, when: When) -> bool:
    if when.clock is not None:
        return any(span.opens <= when.clock < span.closes for span in today.spans)
    if when.part is not None:
        begins, ends = _PARTS[when.part]
        return any(span.opens < ends and begins < span.closes for span in today.spans)
    return True


def _part_shut(scene: Scene, today: Day, when: When) -> Say:
    if when.clock is not None:
        part = scene.words("office_hours.part_at", time=hours_words.clock(when.clock))
    else:
        part = scene.words(f"office_hours.part_{when.part}")
    values = {
        "part": part,
        "day": hours_words.day(scene, today.day),
        "spans": hours_words.spans(scene, today.spans),
    }
    return Say(key="office_hours.part_shut", values=values)


def _in_general(scene: Scene) -> Say:
    asked = fold(scene.text)
    if _HOLIDAYS.search(asked):
        return _holidays(scene)
    if _CLOSING.search(asked) or _NOW.search(asked):
        return _now(scene)
    values = {"week": hours_words.week(scene), "state": _now_words(scene)}
    return Say(key="office_hours.week", values=values)


def _closing(scene: Scene, when: When, today: Day) -> Say:
    closes = _asked_spans(today, when)[-1].closes
    values = {"day": hours_words.day(scene, today.day), "closes_at": hours_words.clock(closes)}
    return Say(key="office_hours.closes_at", values=values)


def _is_about_now(scene: Scene, when: When, today: Day) -> bool:
    is_over = scene.now.time() >= today.spans[-1].closes
    if is_over:
        return True
    is_this_moment = when.clock == scene.now.time().replace(second=0, microsecond=0) and when.part is None
    return is_this_moment and _NOW.search(fold(scene.text)) is not None


def _asked_spans(today: Day, when: When) -> tuple[Span, ...]:
    if when.part is Part.MORNING:
        return today.spans[:1]
    return today.spans


def _now(scene: Scene) -> Say:
    hours = scene.content.catalogue.desk.hours
    span = open_span(hours, scene.now)
    if span is not None:
        return Say(key="office_hours.open", values={"closes_at": hours_words.clock(span.closes)})
    today = day_of(hours, scene.now.date())
    if today.kind is DayKind.UNCONFIRMED:
        return _day(scene, today)
    return Say(key="office_hours.shut", values={"next_open": hours_words.next_open(scene)})


def _now_words(scene: Scene) -> str:
    span = open_span(scene.content.catalogue.desk.hours, scene.now)
    if span is not None:
        return scene.words("office_hours.now_open", closes_at=hours_words.clock(span.closes))
    return scene.words("office_hours.now_shut", next_open=hours_words.next_open(scene))


def _day(scene: Scene, today: Day) -> Say:
    keys = {
        DayKind.USUAL: "day_session" if today.day.weekday() >= SATURDAY else "day_open",
        DayKind.WEEKEND: "day_shut",
        DayKind.HOLIDAY: "day_holiday",
        DayKind.CLOSURE: "day_closed",
        DayKind.MAKE_UP: "day_make_up",
        DayKind.UNCONFIRMED: "day_unconfirmed",
    }
    values = {
        "day": hours_words.day(scene, today.day),
        "spans": hours_words.spans(scene, today.spans),
        "holiday": today.name,
        "reason": today.name,
        "next_open": hours_words.next_open(scene, today.day),
    }
    return Say(key=f"office_hours.{keys[today.kind]}", values=values)


def _days(scene: Scene, when: When) -> Say:
    hours = scene.content.catalogue.desk.hours
    length = min((when.last - when.first).days + 1, LONGEST_RANGE_DAYS)
    listed = [day_of(hours, when.first + timedelta(days=ahead)) for ahead in range(length)]
    kinds = {day.kind for day in listed} - {DayKind.WEEKEND}
    names = {day.name for day in listed if day.kind is not DayKind.WEEKEND}
    if len(names) == len(kinds) == 1 and kinds <= {DayKind.HOLIDAY, DayKind.UNCONFIRMED}:
        values = {
            "day": hours_words.days(scene, when.first, when.last),
            "holiday": names.pop(),
            "next_open": hours_words.next_open(scene, _last_shut(scene, when.last)),
        }
        return Say(key=f"office_hours.day_{kinds.pop()}", values=values)
    lines = "\n".join(_line(scene, day) for day in listed if day.day >= scene.now.date())
    return Say(key="office_hours.week", values={"week": lines, "state": ""})


def _last_shut(scene: Scene, last: date) -> date:
    return max(last, scene.now.date() - timedelta(days=1))


def _line(scene: Scene, day: Day) -> str:
    named = hours_words.day(scene, day.day)
    if day.kind is DayKind.UNCONFIRMED:
        return scene.words("office_hours.holiday_line_unconfirmed", holiday=day.name, day=named)
    if day.kind is DayKind.HOLIDAY:
        return scene.words("office_hours.holiday_line", holiday=day.name, day=named)
    if not day.spans:
        return scene.words("office_hours.week_line_shut", days=named)
    is_session = day.kind is DayKind.USUAL and day.day.weekday() >= SATURDAY
    key = "week_line_session" if is_session else "week_line"
    return scene.words(f"office_hours.{key}", days=named, spans=hours_words.spans(scene, day.spans))


def _holidays(scene: Scene) -> Say:
    coming = [each for each in scene.content.catalogue.desk.hours.holidays if each.last >= scene.now.date()]
    coming.sort(key=lambda holiday: holiday.first)
    lines = [
        scene.words(
            "office_hours.holiday_line" if holiday.confirmed else "office_hours.holiday_line_unconfirmed",
            holiday=holiday.name,
            day=hours_words.days(scene, holiday.first, holiday.last),
        )
        for holiday in coming[:LISTED_HOLIDAYS]
    ]
    return Say(key="office_hours.holidays", values={"holidays": "\n".join(lines)})
