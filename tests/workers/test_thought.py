"""Several short lines are one thought."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.event import Event, Followed
from bot.domain.message import Incoming, Kind
from bot.workers import thought

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)


def said(text, *, after_s=0.0, kind=Kind.TEXT):
    what = Incoming(kind=kind, text=text)
    return event(what, after_s=after_s)


def event(what, *, after_s=0.0):
    at = NOON + timedelta(seconds=after_s)
    return Event(event_id=f"e{after_s}", oa_id="1", citizen_id="2", at=at, what=what)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        pytest.param([said("alo")], 1, id="one line"),
        pytest.param(
            [said("chào em"), said("cho hỏi", after_s=1), said("khai sinh", after_s=2)],
            3,
            id="three quick lines",
        ),
        pytest.param([said("chào em"), said("khai sinh", after_s=3.1)], 1, id="a pause ends a thought"),
        pytest.param([said("chào em"), said("#fee:1.001193", after_s=1)], 1, id="a tapped button is no line"),
        pytest.param(
            [said("#fee:1.001193"), said("cho hỏi", after_s=1)], 1, id="a tapped button stands alone"
        ),
        pytest.param([said("", kind=Kind.IMAGE), said("", kind=Kind.IMAGE, after_s=1)], 2, id="an album"),
        pytest.param(
            [said("", kind=Kind.IMAGE), said("hố ga đây", after_s=1)], 1, id="a line after a picture"
        ),
        pytest.param([event(Followed(by_chat=False)), said("chào", after_s=1)], 1, id="following is no line"),
        pytest.param(
            [said("a", after_s=second / 10) for second in range(30)], thought.LONGEST, id="at most ten"
        ),
    ],
)
def test_a_thought_is_as_long_as_what_belongs_together(events, expected):
    assert thought.length(events) == expected


def test_a_thought_is_read_line_by_line_in_the_order_sent():
    assert thought.text([said("chào em"), said("khai sinh cần gì", after_s=1)]) == "chào em\nkhai sinh cần gì"


def test_a_tapped_button_never_waits_for_more():
    assert not thought.may_grow([said("#office_hours")])
    assert thought.may_grow([said("chào em")])
