"""Life events: what staff may write wrong in them is told, and what they add is understood at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import check, load
from bot.dialogue.matcher import Context, Match, Matcher
from tests.content.folder import REAL, change, make, only

EVENT = """\
events:
  - name: new_roof
    phrases: {vi: [lợp mái nhà mới], en: [new roof]}
    opening: {vi: Dạ chúc mừng anh/chị ạ., en: Well done.}
    steps:
      - {procedure: "1.000001", why: {vi: làm trước, en: first}}
      - {procedure: "1.000002", why: {vi: nếu cần, en: if needed}, for_all: false}
"""


def with_event(tmp_path: Path, old: str = "", new: str = "") -> Path:
    folder = make(tmp_path)
    file = folder / "intents" / "life_events.yaml"
    file.write_text(file.read_text("utf-8") + EVENT, "utf-8")
    if old:
        change(file, old, new)
    return folder


def test_an_event_that_staff_add_is_understood_at_once(tmp_path: Path):
    folder = with_event(tmp_path)
    assert check(folder) == []
    verdict = Matcher(load(folder)).match("nhà tui mới lợp mái nhà mới xong", Context())
    assert isinstance(verdict, Match)
    assert verdict.intent == "new_roof"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        pytest.param('"1.000001"', '"1.999999"', "Không có thủ tục nào mã '1.999999'", id="unknown code"),
        pytest.param("name: new_roof", "name: fee", "đã dùng cho việc khác", id="name of an intent"),
        pytest.param("name: new_roof", "name: mái mới", "chữ thường không dấu", id="name with accents"),
        pytest.param("làm trước", "làm " * 40, "dài quá 100 chữ", id="longer than its button"),
        pytest.param("if needed", '""', "Còn thiếu tiếng Anh", id="no English"),
        pytest.param("[new roof]", "[]", "Chưa có câu mẫu tiếng Anh", id="no English phrase"),
        pytest.param("Well done.", '"Well {name}"', "không biết chỗ trống {name}", id="unknown placeholder"),
        pytest.param("lợp mái nhà mới", "xin chào", "đã có trong intents/greeting.yaml", id="taken phrase"),
    ],
)
def test_what_is_wrong_in_an_event_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str):
    problem = only(with_event(tmp_path, old, new))
    assert problem.file == "intents/life_events.yaml"
    assert problem.line >= 20
    assert told in problem.message


def test_an_event_has_at_least_one_step_and_no_more_than_a_reply_has_buttons(tmp_path: Path):
    step = '      - {procedure: "1.000001", why: {vi: làm trước, en: first}}\n'
    assert "từ 1 đến 5 việc" in only(with_event(tmp_path, step, step * 5)).message


def test_every_event_of_ours_offers_procedures_that_can_be_opened():
    content = load(REAL)
    assert len(content.life_events) >= 11
    for event in content.life_events.values():
        assert set(event.codes) <= set(content.catalogue.procedures)
        assert len(set(event.codes)) == len(event.codes) >= 4


def test_a_greeting_in_any_language_that_staff_add_is_a_greeting(tmp_path: Path):
    """Its letters need not be Vietnamese syllables; the words here are made up."""
    folder = make(tmp_path)
    change(folder / "intents" / "greeting.yaml", "  vi:\n", "  vi:\n    - hdrŏk mblah lŏng\n")
    assert check(folder) == []
    matcher = Matcher(load(folder))
    for said in ("hdrŏk mblah lŏng", "Hdrŏk mblah lŏng ơi", "hdrok mblah long"):
        verdict = matcher.match(said, Context())
        assert isinstance(verdict, Match), said
        assert verdict.intent == "greeting"
    assert not isinstance(Matcher(load(REAL)).match("hdrŏk mblah lŏng", Context()), Match)
