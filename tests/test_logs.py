"""Log lines: JSON, in UTC, and nobody can be told from them."""

from __future__ import annotations

import io
import json
import logging
from datetime import datetime, timedelta

import pytest

from bot import logs

MARK = "Nguyễn Thị Mẫu 0912345678"


@pytest.fixture
def written():
    """Give the text of everything logged, through the formatter that runs in production."""
    root = logging.getLogger()
    before, level, out = root.handlers[:], root.level, io.StringIO()
    logs.configure(stream_factory=lambda: logging.StreamHandler(out))
    yield out
    root.handlers[:] = before
    root.setLevel(level)


def fail():
    """Raise what quotes a citizen twice over."""
    try:
        int(MARK)
    except ValueError as error:
        raise RuntimeError(MARK) from error


def lines(out):
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_pseudonym_is_the_same_for_the_same_citizen_of_the_same_page():
    assert logs.pseudonym(b"key", "1", "23") == logs.pseudonym(b"key", "1", "23")
    assert len(logs.pseudonym(b"key", "1", "23")) * 4 == 96


def test_pseudonyms_of_another_citizen_page_or_key_have_nothing_in_common():
    given = {
        logs.pseudonym(key, oa_id, citizen_id)
        for key in (b"key", b"other")
        for oa_id, citizen_id in (("1", "23"), ("12", "3"), ("1", "24"), ("2", "23"))
    }
    assert len(given) == 8


def test_a_line_is_one_json_object_with_utc_time_level_and_fields(written):
    logging.getLogger("bot.x").info("turn", extra={"fields": {"intent": "fee", "line": "a\nb"}})
    (line,) = lines(written)
    assert (line["level"], line["from"], line["event"], line["intent"]) == ("info", "bot.x", "turn", "fee")
    assert datetime.fromisoformat(line["at"]).utcoffset() == timedelta()


def test_what_an_error_quotes_is_never_logged_only_its_class_and_places(written):
    try:
        fail()
    except RuntimeError:
        logging.getLogger("bot.x").exception("turn failed")
    (line,) = lines(written)
    assert line["error"] == "RuntimeError"
    assert line["where"][-1].startswith("tests.test_logs:")
    assert "Mẫu" not in written.getvalue()


def test_the_librarys_own_formatter_does_quote_it_so_the_test_above_can_fail():
    """The broken twin."""
    out = io.StringIO()
    handler, log = logging.StreamHandler(out), logging.getLogger("twin")
    log.addHandler(handler)
    try:
        fail()
    except RuntimeError:
        log.exception("turn failed")
    log.removeHandler(handler)
    assert MARK in out.getvalue()


@pytest.mark.parametrize(("level", "count"), [(logging.DEBUG, 3), (logging.INFO, 2), (logging.WARNING, 1)])
def test_only_what_is_as_weighty_as_asked_for_is_written(written, level, count):
    logs.configure(level=level, stream_factory=lambda: logging.StreamHandler(written))
    log = logging.getLogger("bot.x")
    log.debug("a")
    log.info("b")
    log.warning("c")
    assert len(lines(written)) == count
