"""The gate before YAML: hostile and ambiguous files are refused, with the place, in milliseconds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.content import guard
from bot.content.problem import Faulty
from bot.content.tree import plain
from bot.errors import ContentError

CASES = sorted((Path(__file__).parents[1] / "data" / "yaml").rglob("in.yaml"))


def refusal(body: bytes | str) -> str:
    with pytest.raises(Faulty) as caught:
        guard.parse(body.encode() if isinstance(body, str) else body, "f.yaml")
    return str(caught.value)


def test_no_case_of_the_public_suite_raises_anything_but_a_content_error():
    assert len(CASES) == 402
    read = 0
    for case in CASES:
        try:
            plain(guard.parse(case.read_bytes(), case.parent.name))
        except ContentError:
            continue
        read += 1
    assert 150 < read < 250  # neither everything nor nothing is refused


@pytest.mark.parametrize(
    ("body", "start", "part"),
    [
        pytest.param("a: &x 1\n", "f.yaml:1:4:", "dấu &", id="anchor"),
        pytest.param("a: 1\nb: *x\n", "f.yaml:2:4:", "dấu *", id="alias"),
        pytest.param("a: !!python/object:os.system x\n", "f.yaml:1:4:", "dấu !", id="tag"),
        pytest.param("a: 1\nb: 2\na: 3\n", "f.yaml:3:1:", "dòng 1", id="a key twice"),
        pytest.param("? [a]\n: 1\n", "f.yaml:1:3:", "Tên khoá", id="a list as a key"),
        pytest.param("[" * 21 + "]" * 21, "f.yaml:1:21:", "quá sâu", id="21 levels"),
        pytest.param("[" * 90_000, "f.yaml:1:21:", "quá sâu", id="90,000 brackets"),
        pytest.param("[" + "1," * 200_001 + "]", "f.yaml:0:0:", "quá nhiều mục", id="200,001 nodes"),
        pytest.param("- 1\n" * 200_001, "f.yaml:0:0:", "quá nhiều mục", id="200,001 lines"),
        pytest.param("- 1\n" * 15_000, "f.yaml:8001:3:", "8.000", id="a list of 15,000"),
        pytest.param(
            "- [1, 2, 3, 4, 5, 6, 7]\n" * 15_000, "f.yaml:0:0:", "quá nhiều mục", id="a list of lists"
        ),
        pytest.param(
            "".join(f"k{n}: 1\n" for n in range(15_000)), "f.yaml:8001:1:", "8.000", id="15,000 keys"
        ),
        pytest.param("{a: " * 90_000, "f.yaml:1:81:", "quá sâu", id="90,000 groups in groups"),
        pytest.param(
            "a: &a [x]\nb: [*a, *a]\n", "f.yaml:1:4:", "dấu &", id="the beginning of a bomb of aliases"
        ),
        pytest.param("a: 1\n---\nb: 2\n", "f.yaml:2:1:", "---", id="two documents"),
        pytest.param("", "f.yaml:0:0:", "Tệp trống", id="empty"),
        pytest.param("a: 1\nb: \xff".encode("latin-1"), "f.yaml:2:4:", "UTF-8", id="Latin-1"),
        pytest.param("a: ố\n".encode("utf-16"), "f.yaml:0:0:", "UTF-16", id="UTF-16"),
        pytest.param("a: b\nc: x\u202ey\n", "f.yaml:2:4:", "đổi chiều", id="text that turns round"),
        pytest.param(b"a: \x01\n", "f.yaml:1:4:", "không nhìn thấy", id="control character"),
        pytest.param("a: b: c\n", "f.yaml:1:5:", "ngoặc kép", id="colon in a sentence"),
        pytest.param("a:\n\tb: 1\n", "f.yaml:2:1:", "Tab", id="tab at the line's start"),
        pytest.param("a: [1, 2\nb: 3\n", "f.yaml:1:4:", "ngoặc đóng", id="bracket left open"),
        pytest.param('a: 1\nb: "x\nc: 1\n', "f.yaml:2:4:", "ngoặc kép đóng", id="quote left open"),
        pytest.param("a:\n  - x\n - y\n", "f.yaml:3:2:", "thụt", id="crooked list"),
    ],
)
def test_what_is_refused_names_the_place_and_the_reason(body: bytes | str, start: str, part: str):
    told = refusal(body)
    assert told.startswith(start)
    assert part in told


def test_a_file_over_four_megabytes_is_not_even_parsed(tmp_path: Path):
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a: " + b"x" * guard.MAX_BYTES)
    with pytest.raises(ContentError, match="4 MB"):
        guard.read(big, "big.yaml")


def test_a_pipe_in_place_of_a_file_does_not_make_the_reader_wait(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.yaml")
    with pytest.raises(ContentError, match="không phải là tệp"):
        guard.read(tmp_path / "pipe.yaml", "pipe.yaml")


def test_a_file_that_cannot_be_opened_is_a_content_error(tmp_path: Path):
    loop = tmp_path / "loop.yaml"
    loop.symlink_to(loop)
    with pytest.raises(ContentError, match="Không mở được"):
        guard.read(loop, "loop.yaml")


def test_a_missing_file_is_a_content_error(tmp_path: Path):
    with pytest.raises(ContentError, match="Không thấy tệp"):
        guard.read(tmp_path / "none.yaml", "none.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12:30", "12:30"), ("no", "no"), ("on", "on"), ("0123", "0123"), ("1_000", "1_000"), ("1.001193", "1.001193"),
        ("2026-11-22", "2026-11-22"), ("0x10", "0x10"), ('"8000"', "8000"), ("8000", 8000), ("-5", -5),
        ("true", True), ("null", None), ("~", None), ('""', ""),
    ],
)  # fmt: skip
def test_only_what_cannot_be_misread_becomes_more_than_text(text: str, value: object):
    read = plain(guard.parse(f"a: {text}".encode(), "f.yaml"))
    assert read == {"a": value}


def test_decomposed_letters_bom_and_windows_line_ends_are_read_as_usual():
    body = "\ufefftên: Đa\u0306\u0301k Lăk\r\nx: 1\r\n".encode()
    assert plain(guard.parse(body, "f.yaml")) == {"tên": "Đắk Lăk", "x": 1}
