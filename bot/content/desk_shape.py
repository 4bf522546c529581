"""The desk as staff write it: weekdays by name, hours as `7:00-11:30`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.content.file import Located
from bot.content.labels import WEEKDAYS
from bot.content.problem import Problem
from bot.content.tree import Path, Plain

_SPAN = re.compile(
    r"([01]?[0-9]|2[0-3])[:h]([0-5][0-9])\s*[-–]\s*([01]?[0-9]|2[0-3])[:h]([0-5][0-9])", re.ASCII
)


@dataclass(slots=True)
class _Shaper:
    file: Located
    problems: list[Problem]

    def fault(self, path: Path, message: str) -> None:
        self.problems.append(self.file.problem(path, message))

    def span(self, text: Plain, path: Path) -> Plain:
        match = _SPAN.fullmatch(text.strip()) if isinstance(text, str) else None
        if match is None:
            self.fault(path, f"{str(text)!r} không phải là khoảng giờ. Viết như 7:00-11:30.")
            return {"opens": "00:00", "closes": "00:01"}
        hours = [int(part) for part in match.groups()]
        return {"opens": f"{hours[0]:02}:{hours[1]:02}", "closes": f"{hours[2]:02}:{hours[3]:02}"}

    def weekly(self, value: Plain, path: Path) -> Plain:
        if not isinstance(value, dict):
            self.fault(path, "Hãy viết mỗi ngày một dòng, ví dụ monday: [7:00-11:30, 13:30-17:00].")
            return [[] for _ in WEEKDAYS]
        for name in value:
            if name not in WEEKDAYS:
                self.fault((*path, name), f"Không có ngày {name!r}. Tên ngày: {', '.join(WEEKDAYS)}.")
        week: list[Plain] = []
        for name in WEEKDAYS:
            spans = value.get(name) or []
            if not isinstance(spans, list):
                self.fault((*path, name), "Giờ của một ngày đặt trong ngoặc vuông, ví dụ [7:00-11:30].")
                spans = []
            week.append([self.span(text, (*path, name, index)) for index, text in enumerate(spans)])
        return week

    def make_up(self, value: Plain, path: Path) -> Plain:
        if not isinstance(value, list):
            return value
        return [self._made_up(day, (*path, index)) for index, day in enumerate(value)]

    def _made_up(self, day: Plain, path: Path) -> Plain:
        if not isinstance(day, dict):
            return day
        like = day.get("like")
        if like not in WEEKDAYS:
            self.fault((*path, "like"), f"{like!r} không phải tên ngày: {', '.join(WEEKDAYS)}.")
            return day | {"like": 0}
        return day | {"like": WEEKDAYS.index(str(like))}


def shape_desk(file: Located) -> tuple[Plain, list[Problem]]:
    """Give the desk as the domain takes it, and what is wrong with how it was written."""
    desk = file.value["desk"] if isinstance(file.value, dict) else None
    hours = desk.get("hours") if isinstance(desk, dict) else None
    if not isinstance(desk, dict) or not isinstance(hours, dict):
        return desk, []
    shaper = _Shaper(file, [])
    shaped = {**hours, "weekly": shaper.weekly(hours.get("weekly"), ("desk", "hours", "weekly"))}
    if "make_up_days" in hours:
        shaped["make_up_days"] = shaper.make_up(hours["make_up_days"], ("desk", "hours", "make_up_days"))
    return desk | {"hours": shaped}, shaper.problems
