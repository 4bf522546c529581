"""The facts of a procedure as lines of an answer."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.flows.facts import form, main_papers
from bot.domain.procedure import Paper
from tests.dialogue.sample import BIRTH

FORM = Paper(name="Tờ khai", originals=1, when="nộp trên mạng thì điền ngay trên màn hình")
PROOF = Paper(name="Giấy chứng sinh", originals=1, when="đã có bản điện tử thì không phải nộp")
FOUND = Paper(name="Biên bản bỏ rơi", originals=1, when="chỉ khi trẻ bị bỏ rơi")


def test_main_papers_are_those_of_nearly_everybody_and_none_of_a_rare_case():
    assert main_papers(replace(BIRTH, submit=(FORM, FOUND, PROOF))) == "Tờ khai; Giấy chứng sinh"
    assert main_papers(replace(BIRTH, submit=(FOUND,))) == ""
    plain = tuple(Paper(name=f"giấy {number}") for number in range(5))
    assert main_papers(replace(BIRTH, submit=plain)) == "giấy 0; giấy 1; giấy 2"


def test_where_nothing_is_handed_in_the_papers_to_show_are_the_main_ones():
    assert (
        main_papers(replace(BIRTH, submit=(), show=(Paper(name="Bản chính cần sao"),))) == "Bản chính cần sao"
    )


def test_a_paper_that_is_a_form_by_its_name_is_the_form_when_the_source_names_none():
    assert form(replace(BIRTH, form="CT01")) == "CT01"
    assert form(replace(BIRTH, form=None, submit=(PROOF, FORM))) == "Tờ khai"
    assert form(replace(BIRTH, form=None, submit=(PROOF,))) == ""
