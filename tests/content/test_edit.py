"""An edit touches the lines it must and no other, whatever way staff lay out their files."""

from __future__ import annotations

import copy
import difflib
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.content import check, guard
from bot.content.edit import add_procedure, add_wording, remove_procedure, remove_value, set_value
from bot.content.rewrite import rewrite
from bot.content.tree import plain
from bot.errors import ContentError
from tests.content.folder import REAL, make

CODE = "1.001193"
FACTS = (REAL / "procedures.yaml").read_bytes()
NEW = {
    "code": "9.999999",
    "name": "Việc mới: một",
    "field": "hộ tịch",
    "confidence": "low",
    "also_called": ["cách gọi không ai gọi"],
    "source": {"title": "Văn bản mẫu", "checked_on": "2026-11-22"},
}
MESSY = """\
# đầu tệp
b:   1      # cạnh số

a:
    - "một"   # cạnh một
    -   hai chữ
        trên hai dòng
    # trên ba
    - 'ba'

c: {x: 1, y: "z, t"} # cạnh c
d:
- name: a   # không thụt
  note: |-
    dòng một
    dòng hai

  # ghi chú trước count
  count: 2
- name: b
e: [một,
    hai] # hết
# cuối tệp"""


def lines_changed(before: bytes, after: bytes) -> list[str]:
    diff = difflib.unified_diff(before.decode().split("\n"), after.decode().split("\n"), lineterm="", n=0)
    return [line for line in list(diff)[2:] if not line.startswith("@@")]


@pytest.mark.parametrize(
    ("edit", "lines"),
    [
        pytest.param(lambda: add_wording(REAL, CODE, "mới sanh con"), ["+      - mới sanh con"], id="wording"),
        pytest.param(lambda: add_wording(REAL, "fee", "tốn mấy đồng bạc"), ["+    - tốn mấy đồng bạc"], id="phrase of an intent"),
        pytest.param(lambda: add_wording(REAL, "bereavement", "cụ mới đi xa"), ["+        - cụ mới đi xa"], id="phrase of an event"),
        pytest.param(lambda: set_value(REAL, "desk", ("phone",), "0262 1"),
                     ["-  phone: 0262 000 0000 # MẪU", "+  phone: 0262 1 # MẪU"], id="comment beside a value"),
        pytest.param(lambda: set_value(REAL, CODE, ("takes", "working_days"), 2),
                     ["-      working_days: 0", "+      working_days: 2"], id="number"),
        pytest.param(lambda: set_value(REAL, CODE, ("result",), "Giấy: hai bản"),
                     ["-    result: Giấy khai sinh", '+    result: "Giấy: hai bản"'], id="text that needs quotes"),
        pytest.param(lambda: set_value(REAL, CODE, ("channels",), ["counter", "post"]),
                     ["-    channels: [counter, post, online]", "+    channels: [counter, post]"], id="list on one line"),
        pytest.param(lambda: set_value(REAL, "desk", ("hours", "closures"), [{"first": "2026-12-03", "reason": "mất điện"}]),
                     ["-    closures: []", "+    closures:", "+      - first: 2026-12-03", "+        reason: mất điện"], id="list that was empty"),
        pytest.param(lambda: remove_value(REAL, CODE, ("fee", "exempt")),
                     ["-      exempt: gia đình có công với cách mạng, hộ nghèo, người khuyết tật"], id="removed"),
        pytest.param(lambda: add_procedure(REAL, {**NEW, "field": "không có"}),
                     ['+  - code: "9.999999"', '+    name: "Việc mới: một"', "+    field: không có", "+    confidence: low",
                      "+    also_called:", "+      - cách gọi không ai gọi", "+    source:", "+      title: Văn bản mẫu",
                      "+      checked_on: 2026-11-22", "+"], id="a procedure more"),
    ],
)  # fmt: skip
def test_an_edit_of_our_own_files_changes_only_its_lines(edit, lines):
    edited = edit()
    assert lines_changed((REAL / edited.name).read_bytes(), edited.body) == lines


def test_removing_a_procedure_leaves_the_comments_around_it():
    edited = remove_procedure(REAL, CODE)
    changed = lines_changed(FACTS, edited.body)
    assert all(line.startswith("-") and not line.startswith("-  #") for line in changed)
    assert f'-  - code: "{CODE}"' in changed
    assert (
        "  # ---------------------------------------------------------------- hộ tịch\n  - code:"
        in edited.body.decode()
    )


def test_removing_the_last_value_of_a_group_removes_the_group(tmp_path):
    folder = make(tmp_path / "content")
    edited = remove_value(folder, "1.000001", ("fee", "vnd"))
    assert lines_changed((folder / "procedures.yaml").read_bytes(), edited.body) == ["-    fee: {vnd: 8000}"]


def test_a_wording_that_is_there_changes_nothing():
    assert add_wording(REAL, CODE, "Làm giấy  khai sinh").body == FACTS


def test_an_edited_folder_is_still_right_and_means_what_was_asked(tmp_path):
    folder = make(tmp_path / "content")
    for edited in (
        add_wording(folder, "1.000002", "việc đôi"),
        set_value(folder, "1.000002", ("fee",), {"text": "Miễn phí", "vnd": 0}),
        add_procedure(folder, NEW),
        remove_procedure(folder, "1.000001"),
    ):
        before = (folder / edited.name).read_bytes()
        (folder / edited.name).write_bytes(edited.body)
        assert [str(problem) for problem in check(folder)] == []
        (folder / edited.name).write_bytes(before)


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(lambda: add_wording(REAL, "9.000000", "x"), id="procedure"),
        pytest.param(lambda: add_wording(REAL, "nobody", "x"), id="intent"),
        pytest.param(lambda: remove_value(REAL, CODE, ("fee", "nothing")), id="place"),
        pytest.param(lambda: set_value(REAL, CODE, ("name", "deeper"), "x"), id="place inside a text"),
        pytest.param(lambda: remove_procedure(REAL, "9.000000"), id="procedure to remove"),
        pytest.param(lambda: add_wording(Path("/nowhere"), CODE, "x"), id="folder"),
    ],
)
def test_an_edit_of_what_is_not_there_is_refused_with_a_sentence(edit):
    with pytest.raises(ContentError, match=r"(?i)không"):
        edit()


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["unix", "windows"])
@pytest.mark.parametrize("end", ["", "\n"], ids=["no last line end", "last line end"])
@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["bare", "byte order mark"])
def test_line_ends_the_missing_last_one_and_the_byte_order_mark_stay(newline, end, mark):
    before = mark + ("a: 1 # một" + "\n" + "b:\n  - x" + end).replace("\n", newline)
    wanted = {"a": 2, "b": ["x", "y"], "c": "z"}
    after = mark + ("a: 2 # một" + "\n" + "b:\n  - x\n  - y\nc: z" + end).replace("\n", newline)
    assert rewrite(before.encode(), wanted, "mẫu") == after.encode()


def test_a_folder_laid_out_in_another_way_keeps_its_layout():
    before = plain(guard.parse(MESSY.encode(), "mẫu"))
    wanted = copy.deepcopy(before)
    wanted["b"] = 2
    wanted["a"][2] = "bốn"
    wanted["c"]["x"] = 5
    wanted["d"][0]["count"] = 3
    wanted["d"].append({"name": "c"})
    wanted["e"].append("ba")
    assert rewrite(MESSY.encode(), wanted, "mẫu").decode() == (
        MESSY.replace("b:   1 ", "b:   2 ")
        .replace("'ba'", "'bốn'")
        .replace('{x: 1, y: "z, t"}', '{x: 5, y: "z, t"}')
        .replace("count: 2", "count: 3")
        .replace("- name: b\n", "- name: b\n- name: c\n")
        .replace("hai] #", "hai, ba] #")
    )


def test_loading_and_dumping_our_files_would_lose_such_a_layout():
    """The way not taken: why the places are used instead of ruamel's own dump."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 100_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(yaml.load(MESSY), out)
    assert len(lines_changed(MESSY.encode(), out.getvalue().encode())) > 5


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cf")), max_size=12),
    st.sampled_from(["a: b", "- x", "#", "x #y", "true", "007", "12", "'", '"', " x", "x ", "[", "a, b", "~", "...", "---", "=", "é", "{x}", "|-", "? ", "\\"]),
).map(lambda text: unicodedata.normalize("NFC", text))  # fmt: skip
SCALARS = st.one_of(TEXTS, st.integers(-999, 10**9), st.booleans(), st.none())
KEYS = st.sampled_from(["code", "name", "when", "other_codes", "channels", "a", "b", "c", "d", "e"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(
    old=st.dictionaries(KEYS, VALUES, min_size=1),
    new=st.dictionaries(KEYS, VALUES, min_size=1),
    windows=st.booleans(),
)
def test_whatever_a_file_meant_it_can_be_made_to_mean_anything_else(old, new, windows):
    """From a messy file to any value, and from there to any other: the meaning is the one asked for."""
    body = MESSY.replace("\n", "\r\n" if windows else "\n").encode()
    for wanted in (old, new):
        body = rewrite(body, wanted, "mẫu")
        assert plain(guard.parse(body, "mẫu")) == wanted
