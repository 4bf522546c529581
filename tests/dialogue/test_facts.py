"""The facts of a procedure as lines of an answer."""

from __future__ import annotations

from dataclasses import replace

from bot.dialogue.flows.facts import main_papers
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
