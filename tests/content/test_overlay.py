"""One catalogue serves many communes: each has its own facts, and each fact knows where it was written."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bot.content import BASE, Commune, load, load_communes, read
from bot.dialogue.matcher import Context, Match, Matcher
from bot.errors import ContentError
from tests.content.folder import change
from tests.content.good import lay_down

OWN = "procedures.mau.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return lay_down(tmp_path)


def commune(folder: Path, page: str) -> Commune:
    return next(each for each in read(folder).demanded() if page in each.pages)


def test_a_page_gets_its_communes_facts_and_every_other_page_those_of_all(folder: Path):
    communes = load_communes(folder)
    assert set(communes) == {BASE, "111", "222"}
    assert communes[BASE] == load(folder)
    own, common = communes["111"].catalogue, communes[BASE].catalogue
    assert (own.desk.phone, common.desk.phone) == ("0262 000 1111", "0262 000 0000")
    assert own.desk.address == common.desk.address
    assert own.procedures["1.000001"].fee.vnd == 5000
    assert common.procedures["1.000001"].fee.vnd == 8000
    assert set(common.procedures) - set(own.procedures) == {"1.000003"}
    assert set(own.procedures) - set(common.procedures) == {"1.000007"}


def test_an_overlay_that_only_names_its_page_changes_nothing(folder: Path):
    communes = load_communes(folder)
    assert communes["222"] == communes[BASE]


def test_a_day_of_ones_own_leaves_the_other_days_of_the_week(folder: Path):
    hours = load_communes(folder)["111"].catalogue.desk.hours
    assert [span.opens for span in hours.weekly[0]] == [time(7), time(13, 30)]
    assert [span.opens for span in hours.weekly[1]] == [time(8)]


def test_nothing_of_a_changed_fact_stays_beside_the_new(folder: Path):
    change(folder / "procedures.yaml", "{vnd: 8000}", "{text: tám nghìn một bản, exempt: hộ nghèo}")
    fee = load_communes(folder)["111"].catalogue.procedures["1.000001"].fee
    assert (fee.vnd, fee.text, fee.exempt) == (5000, None, None)


def test_communes_share_what_they_do_not_change(folder: Path):
    """Fifty communes must not hold fifty catalogues in memory."""
    communes = load_communes(folder)
    mine, common = communes["111"], communes[BASE]
    assert mine.catalogue.procedures["1.000002"] is common.catalogue.procedures["1.000002"]
    assert mine.words is common.words
    assert mine.intents["thanks"] is common.intents["thanks"]


def test_a_step_of_a_life_event_that_the_commune_does_not_handle_is_left_out(folder: Path):
    step = '\n      - {procedure: "1.000003", why: {vi: giấy thứ ba, en: the third paper}}'
    file = folder / "intents" / "life_events.yaml"
    file.write_text(file.read_text("utf-8").rstrip() + step + "\n", "utf-8")
    communes = load_communes(folder)
    assert communes[BASE].life_events["new_roof"].codes == ("1.000002", "1.000003")
    assert communes["111"].life_events["new_roof"].codes == ("1.000002",)


def test_the_matcher_of_a_commune_knows_what_it_added_and_not_what_it_removed(folder: Path):
    communes = load_communes(folder)
    verdict = Matcher(communes["111"]).match("cho hỏi việc riêng", Context())
    assert isinstance(verdict, Match)
    assert verdict.procedures[0] == "1.000007"
    others = Matcher(communes[BASE]).match("cho hỏi việc riêng", Context())
    assert "1.000007" not in getattr(others, "procedures", ())


def test_every_value_of_a_procedure_knows_its_file_and_line(folder: Path):
    own = commune(folder, "111").origins("1.000001")
    assert own["fee.vnd"] == f"{OWN}:10"
    assert own["name"] == "procedures.yaml:21"
    assert own["also_called.1"] == "procedures.yaml:24"
    assert commune(folder, "111").origins("1.000007")["name"] == f"{OWN}:13"
    assert commune(folder, BASE).origins("1.000001")["fee.vnd"] == "procedures.yaml:27"
    assert commune(folder, "111").origins("1.000003") == {}


@pytest.mark.parametrize("name", ["procedures.yaml", OWN, "procedures.moi.yaml", "intents/thanks.yaml"])
def test_one_letter_of_any_file_makes_another_version(folder: Path, name: str):
    before = load(folder).version
    file = folder / name
    file.write_text(file.read_text("utf-8") + "# x\n", "utf-8")
    assert load(folder).version != before
    assert {content.version for content in load_communes(folder).values()} == {load(folder).version}


def test_a_wrong_overlay_refuses_the_folder_and_names_the_overlay(folder: Path):
    change(folder / OWN, "vnd: 5000", "vnd: năm nghìn")
    with pytest.raises(ContentError, match=f"{OWN}:10:16"):
        load_communes(folder)


def test_what_is_wrong_in_common_is_told_once_and_not_for_every_commune(folder: Path):
    change(folder / "intents" / "thanks.yaml", "    vi: Dạ", "    vi: Dạ {ten}")
    assert [problem.file for problem in read(folder).problems] == ["intents/thanks.yaml"]
