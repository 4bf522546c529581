"""What other offices do is facts: sourced, in both languages, claimed by nobody else, and told with their source."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.content import check, load
from bot.domain.conversation import Language
from bot.domain.procedure import Confidence
from tests.content.folder import DESK, PROCEDURES, REAL, change, make, only
from tests.dialogue.sample import Chat, keys

ASKED_OF_US = """
hộ chiếu; đổi bằng lái xe; làm lý lịch tư pháp; đăng ký xe máy; trợ cấp thất nghiệp; rút bảo hiểm xã hội một lần;
tiền thai sản; mã số thuế cá nhân; thành lập công ty; văn phòng công chứng ở đâu; ly hôn; giấy phép lao động;
phạt nguội; đăng kiểm xe
""".replace("\n", " ").split(";")
ELSEWHERE = """
elsewhere:
  - name: giấy mẫu của huyện
    name_en: sample paper
    confidence: medium
    also_called: {vi: [giấy mẫu lạ, giấy mẫu khác], en: [strange sample paper]}
    done_by: {vi: phòng Mẫu, en: the Sample office}
    how: {vi: Nộp tại phòng Mẫu., en: Apply at the Sample office.}
    url: https://mau.example/1
    source: {title: Văn bản mẫu, checked_on: 2026-11-22}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path, DESK + PROCEDURES + ELSEWHERE)


@pytest.fixture(scope="module")
def our_chat() -> Chat:
    return Chat(load(REAL))


@pytest.mark.parametrize("sentence", [each.strip() for each in ASKED_OF_US])
async def test_what_people_ask_the_commune_for_in_vain_is_answered_with_the_office_that_does_it(
    our_chat, sentence
):
    outcome = await our_chat.say(sentence)
    assert keys(outcome) == ["out_of_scope.elsewhere"]
    said = outcome.replies[0].text
    assert "không do xã giải quyết mà do " in said
    assert said.index("Nguồn: ") < said.index("1. ")


async def test_a_matter_is_told_with_office_way_link_source_date_and_caution_in_both_languages(folder):
    chat = Chat(load(folder))
    text = (await chat.say("giấy mẫu lạ")).replies[0].text
    for told in ("phòng Mẫu", "Nộp tại phòng Mẫu.", "https://mau.example/1", "Văn bản mẫu", "22/11/2026"):
        assert told in text
    assert "cần xác nhận lại tại bộ phận một cửa" in text
    await chat.say("#language:en")
    text = (await chat.say("strange sample paper")).replies[0].text
    for told in ("the Sample office", "sample paper", "Apply at the Sample office.", "Văn bản mẫu"):
        assert told in text


async def test_a_matter_of_low_confidence_is_told_by_its_office_only(folder):
    change(
        folder / "procedures.yaml",
        "    confidence: medium\n    also_called: {vi: [giấy",
        "    confidence: low\n    also_called: {vi: [giấy",
    )
    text = (await Chat(load(folder)).say("giấy mẫu lạ")).replies[0].text
    assert "phòng Mẫu" in text
    assert "Nộp tại phòng Mẫu." not in text
    assert "mau.example" not in text


@pytest.mark.parametrize(
    ("old", "new", "place", "part"),
    [
        ("phòng Mẫu, en: the Sample office", "phòng Mẫu", "done_by", "tiếng Anh"),
        ("how: {vi: Nộp tại phòng Mẫu., en", 'how: {vi: "", en', "how", "tiếng Việt"),
        ("https://mau.example/1", "mau.example", "url", "https://"),
        ("name: giấy mẫu của huyện", "name: thời tiết", "name", "intents/out_of_scope.yaml"),
        ("name_en: sample paper", "name_in: sample paper", "name_in", "Không có khoá"),
    ],
)
def test_a_mistake_in_a_matter_is_told_with_its_place(folder, old, new, place, part):
    change(folder / "procedures.yaml", old, new)
    told = [problem for problem in check(folder) if problem.path.endswith(place)]
    assert [part in problem.message for problem in told] == [True]


def test_a_wording_of_a_matter_belongs_to_nobody_else_but_may_stand_in_both_languages(folder):
    change(folder / "procedures.yaml", "[strange sample paper]", "[giấy mẫu lạ, strange sample paper]")
    assert check(folder) == []
    change(folder / "procedures.yaml", "giấy mẫu khác", "cảm ơn")
    assert "giấy mẫu của huyện" in only(folder).message


def test_two_matters_of_one_name_are_refused(folder):
    with (folder / "procedures.yaml").open("a", encoding="utf-8") as file:
        file.write(
            ELSEWHERE.replace("\nelsewhere:\n", "")
            .replace("giấy mẫu lạ, giấy mẫu khác", "giấy nữa")
            .replace("strange", "other")
        )
    assert "Mỗi việc chỉ ghi một lần" in only(folder).message


def test_a_matter_without_a_source_is_refused(folder):
    change(folder / "procedures.yaml", "mau.example/1\n    source:", "mau.example/1\n    sauce:")
    assert [problem.path.rpartition(".")[2] for problem in check(folder)] == ["source", "sauce"]


def test_every_matter_of_ours_says_what_it_is_in_both_languages_and_none_is_surer_than_its_source():
    for matter in load(REAL).catalogue.elsewhere.values():
        assert matter.done_by[Language.VI]
        assert matter.done_by[Language.EN]
        assert len(matter.also_called[Language.VI]) >= 2
        assert matter.source.title
        is_sourced = not matter.source.title.startswith("Chưa có nguồn")
        assert is_sourced == (matter.confidence is not Confidence.LOW)
        assert is_sourced or (matter.how, matter.url) == (None, None)


@pytest.mark.parametrize("code", ["1.001613", "2.000693"])
async def test_a_code_of_another_office_is_answered_with_that_office(our_chat, code):
    outcome = await our_chat.say(code)
    assert keys(outcome) == ["out_of_scope.elsewhere"]
    assert "Bảo hiểm xã hội" in outcome.replies[0].text


def test_a_code_stands_with_the_commune_or_with_another_office_not_both(tmp_path):
    twice = ELSEWHERE.replace("    confidence: medium\n", '    confidence: medium\n    codes: ["1.001193"]\n')
    problem = only(make(tmp_path, DESK + PROCEDURES + twice))
    assert "1.001193" in problem.message
