"""What the converter promises: nothing invented, nothing of the staff's touched, the same again when run again."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.content import check, guard, load
from bot.content.convert import convert, entries, phrases
from bot.content.from_facts import cut
from bot.content.portal_words import is_for_citizens, say
from bot.content.tree import plain
from bot.content.write import write_entry
from bot.domain.procedure import Channel, Confidence, OnlineLevel, Paper
from tests.content.folder import DESK, PROCEDURES, REAL, make

AS_OF = "2026-11-22"
CURRENT = DESK + PROCEDURES + "    # lời cán bộ ghi thêm\n"


def fact(code: str = "1.000003", **changes: Any) -> dict[str, Any]:
    """A procedure as collectors write it."""
    return {
        "code": code,
        "official_name": f"Thủ tục cấp giấy mẫu {code} (cấp xã)",
        "short_name": "Giấy mẫu",
        "field": "bảo trợ xã hội",
        "agency": "UBND cấp xã",
        "receive_at": "Trung tâm Phục vụ hành chính công cấp xã",
        "documents_submit": [{"name": "Tờ khai", "original": 1, "copy": 0}],
        "documents_show": [],
        "form": None,
        "processing_time": {"text": "05 ngày làm việc", "cases": []},
        "fee": {"text": "Miễn phí", "cases": [], "exemptions": None},
        "channels": ["trực tiếp", "trực tuyến"],
        "online_level": None,
        "result": "Giấy mẫu",
        "legal_basis": ["Luật Mẫu 1/2020/QH14"],
        "aliases": [f"xin giấy {code}"],
        "notes": [],
        "source": "Danh mục TTHC mẫu",
        "confidence": "high",
        **changes,
    }


def facts(*listed: dict[str, Any]) -> bytes:
    return yaml.safe_dump({"meta": {"as_of": AS_OF}, "procedures": list(listed)}, allow_unicode=True).encode()


def entry(**changes: Any) -> dict[str, Any]:
    (made,) = entries([fact(**changes)], [], checked_on=AS_OF)
    return made


def loaded(folder: Path, *listed: dict[str, Any]):
    """The catalogue that comes of bringing these facts into a folder that is right."""
    make(folder, convert(facts(*listed), CURRENT))
    assert check(folder) == []
    return load(folder).catalogue.procedures


def test_what_staff_wrote_stays_letter_for_letter():
    assert convert(facts(fact(), fact("1.000001", official_name="Tên khác")), CURRENT).startswith(CURRENT)


def test_running_it_again_changes_nothing():
    once = convert(facts(fact(), fact("1.000004")), CURRENT)
    assert convert(facts(fact(), fact("1.000004")), once) == once
    assert once.count("- code:") == 4


def test_a_converted_procedure_loads_as_the_facts_say(tmp_path: Path):
    papers = [{"name": "Đơn", "original": 1, "copy": 2, "when": "Nhờ người khác/tổ chức làm thay"}]
    made = loaded(tmp_path, fact(documents_submit=papers, online_level="toàn trình", replaces=["1.000009"]))
    procedure = made["1.000003"]
    assert procedure.name == "Cấp giấy mẫu 1.000003"
    assert procedure.submit == (
        Paper(name="Đơn", originals=1, copies=2, when="chỉ khi nhờ người khác nộp thay"),
    )
    assert (procedure.takes.text, procedure.takes.working_days) == ("5 ngày làm việc", 5)
    assert procedure.fee.vnd == 0
    assert procedure.channels == (Channel.COUNTER, Channel.ONLINE)
    assert procedure.online_level is OnlineLevel.FULL
    assert procedure.other_codes == ("1.000009",)
    assert procedure.field == "trợ giúp xã hội"
    assert procedure.receive_at is None


def test_what_collectors_only_remembered_is_left_out():
    remembered = "(kiến thức chung)"
    made = entry(
        documents_submit=[
            {"name": "Đơn", "original": 1},
            {"name": f"Ảnh {remembered}", "original": 2},
            {"name": "Giấy khám", "original": 1, "when": f"Người già {remembered}"},
        ],
        processing_time={"text": f"10 ngày; vùng khó khăn 20 ngày {remembered}"},
        fee={"text": f"50.000 đồng {remembered}"},
        online_level=f"toàn trình {remembered}",
        result="Giấy mẫu",
        legal_basis=["Luật Mẫu 1/2020/QH14", f"Luật Nhớ {remembered}"],
        notes=[f"Nộp trước 3 ngày {remembered}", "Mang theo sổ cũ"],
    )
    assert [paper["name"] for paper in made["submit"]] == ["Đơn"]
    assert made["takes"] == {"text": "10 ngày"}
    assert "fee" not in made
    assert "online_level" not in made
    assert made["legal_basis"] == ["Luật Mẫu 1/2020/QH14"]
    assert made["notes"] == ["Mang theo sổ cũ"]
    assert "kiến thức chung" not in write_entry(made)


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("Mã, tên theo danh mục; thành phần và thời hạn là kiến thức chung", (False, False)),
        ("Mã, tên theo danh mục; thành phần và thời hạn một phần từ kiến thức chung", (True, False)),
        ("Mang theo sổ cũ", (True, True)),
    ],
)
def test_a_note_that_papers_or_times_are_hearsay_makes_them_absent(note, kept):
    made = entry(notes=[note])
    assert ("submit" in made, "takes" in made) == kept


def test_a_paper_whose_case_tells_only_about_the_sources_is_needed_always():
    made = entry(documents_submit=[{"name": "Đơn", "original": 1, "when": "Trang cổng nêu Mẫu 45"}])
    assert made["submit"] == [{"name": "Đơn", "originals": 1}]


def test_a_paper_to_copy_is_not_called_a_copy_twice():
    names = ["Bản sao trích lục khai tử", "Bản sao chứng thực bằng", "Bản chụp thẻ"]
    made = entry(documents_submit=[{"name": name, "copy": 1} for name in names])
    assert [paper["name"] for paper in made["submit"]] == [
        "Trích lục khai tử",
        "Bản sao chứng thực bằng",
        "Thẻ",
    ]


def test_an_entry_of_low_confidence_holds_a_name_and_where_to_ask(tmp_path: Path):
    made = entry(confidence="low", source="kiến thức chung", receive_at="Công an cấp xã")
    assert set(made) == {"code", "name", "field", "confidence", "also_called", "receive_at", "source"}
    procedure = loaded(tmp_path, fact(confidence="low"))["1.000003"]
    assert procedure.confidence is Confidence.LOW
    assert not procedure.submit


def test_an_entry_of_low_confidence_keeps_its_laws_for_the_staff_who_complete_it():
    assert entry(confidence="low")["legal_basis"] == ["Luật Mẫu 1/2020/QH14"]


def test_entries_are_added_before_what_other_offices_do(tmp_path: Path):
    elsewhere = "\nelsewhere:\n  - name: việc của huyện\n    also_called: {vi: [giấy huyện]}\n"
    current = (make(tmp_path) / "procedures.yaml").read_text("utf-8") + elsewhere
    made = convert(facts(fact()), current)
    assert made.endswith(elsewhere)
    assert '  - code: "1.000003"\n' in made.removesuffix(elsewhere)
    (tmp_path / "procedures.yaml").write_text(current, "utf-8")
    assert "giấy huyện" in set(phrases(tmp_path))


def test_a_wording_claimed_twice_is_left_to_nobody_and_one_already_held_stays(tmp_path: Path):
    made = loaded(
        tmp_path,
        fact(aliases=["giấy chung", "việc một", "giấy riêng"]),
        fact("1.000004", aliases=["Giấy  chung", "giấy khác"]),
    )
    assert made["1.000003"].also_called == ("giấy riêng",)
    assert made["1.000004"].also_called == ("giấy khác",)
    assert made["1.000001"].also_called == ("việc một", "việc đầu")


def test_a_wording_of_an_intent_leads_to_no_procedure():
    reserved = frozenset(phrases(REAL))
    assert {"tố cáo", "hộ chiếu"} <= reserved  # one of the intent itself, one of a topic
    made = entries(
        [fact(aliases=["hộ chiếu", "Tố cáo", "giấy riêng"])], [], checked_on=AS_OF, reserved=reserved
    )
    assert made[0]["also_called"] == ["giấy riêng"]


def test_an_old_code_that_is_a_procedure_of_its_own_is_no_old_code():
    made = entries([fact(replaces=["1.000004", "1.000009"]), fact("1.000004")], [], checked_on=AS_OF)
    assert made[0]["other_codes"] == ["1.000009"]


def test_a_source_is_named_shortly_and_no_source_is_owned_up_to():
    portal = "Cổng Dịch vụ công quốc gia (dichvucong.gov.vn), trang chi tiết thủ tục"
    assert entry(source=portal)["source"]["title"] == "Cổng Dịch vụ công quốc gia"
    assert entry(source="Văn bản khác")["source"]["title"] == "Văn bản khác"
    assert entry(source="kiến thức chung")["source"]["title"].startswith("Chưa có nguồn")


def test_a_procedure_without_a_national_code_is_left_out():
    assert entries([fact(code=None), fact(code="KQ.1")], [], checked_on=AS_OF) == []


def test_a_long_name_gets_a_short_one_cut_at_words():
    name = "Cấp giấy mẫu cho người đã có giấy mẫu trước ngày có luật mẫu"
    assert entry(official_name=name)["short_name"] == "Giấy mẫu"
    assert "short_name" not in entry(official_name="Cấp giấy mẫu")
    assert "short_name" not in entry(official_name=name, short_name=name)
    assert cut("Hỗ trợ chi phí cho hộ nghèo", 18) == "Hỗ trợ chi phí"


def test_dossiers_of_the_police_are_taken_at_their_door_with_hours_only_where_known():
    assert entry(receive_at="Công an cấp xã", field="cư trú")["receive_at"].startswith("Công an xã (giờ")
    assert entry(receive_at="Công an cấp xã", field="an ninh trật tự")["receive_at"] == "Công an xã"


def test_an_answer_cites_at_most_four_laws_and_tells_at_most_three_notes():
    made = entry(legal_basis=[f"Nghị định {n}/2025/NĐ-CP" for n in range(5)], notes=list("abcde"))
    assert made["legal_basis"] == ["Nghị định 0/2025/NĐ-CP", "Nghị định 1/2025/NĐ-CP"]
    assert made["notes"] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("portal", "desk"),
    [
        ("05 ngày (theo cổng)", "5 ngày"),
        ("02 ngày làm việc (đăng ký); cổng ghi 07 ngày", "2 ngày làm việc (đăng ký)"),
        ("07 ngày làm việc (kiến thức chung; cổng ghi 1)", None),
        ("08 đến 18 ngày (gồm niêm yết 30 ngày - kiến thức chung)", "8 đến 18 ngày"),
        ("30.000 đồng/giao dịch", "30.000 đồng mỗi giao dịch"),
        ("2 lần/năm học", "2 lần mỗi năm học"),
        ("Bản sao bản án/quyết định của tòa", "Bản sao bản án hoặc quyết định của tòa"),
        ("CT01 (Thông tư 53/2025/TT-BCA)", "CT01 (Thông tư 53/2025/TT-BCA)"),
        ("Tờ khai trợ cấp xã hội", "Tờ khai trợ cấp xã hội"),
        ("Xác nhận của UBND cấp xã", "Xác nhận của UBND xã"),
        ("Đăng ký NVQS tạm vắng", "Đăng ký nghĩa vụ quân sự tạm vắng"),
        ("xin trích lục kết hôn (2.000635)", "xin trích lục kết hôn"),
        (None, None),
    ],
)
def test_the_portals_words_become_the_desks(portal, desk):
    assert say(portal) == desk


@pytest.mark.parametrize(
    ("note", "is_useful"),
    [
        ("Mang theo sổ cũ", True),
        ("documents_replaced_by_data: theo phụ lục", False),
        ("Thông tin hồ sơ lấy theo mã cũ 1.001776", False),
        ("Thời hạn trên cổng không ghi rõ", False),
    ],
)
def test_notes_about_the_collecting_are_not_for_citizens(note, is_useful):
    assert is_for_citizens(note) is is_useful


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1))
def test_any_text_is_read_back_as_it_was_written(drawn):
    text = unicodedata.normalize("NFC", drawn.strip()) or "-"
    written = write_entry(
        {"code": "1", "name": text, "notes": [text], "submit": [{"name": text, "originals": 1}]}
    )
    read = plain(guard.parse(written.encode(), "x"))
    assert read == [{"code": "1", "name": text, "notes": [text], "submit": [{"name": text, "originals": 1}]}]
