"""
The gate before any YAML of ours is used: what is dangerous or ambiguous is refused while it is read.

The events of the C parser are walked once and become nodes; no object is ever constructed from a tag, no
alias is followed, so a hostile file costs milliseconds.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from bot.content.builder import MAX_NODES, TOO_MANY, UNREADABLE, Builder
from bot.content.decoding import decode
from bot.content.problem import Faulty, Problem
from bot.content.tree import Node

MAX_BYTES = 4_000_000  # 312 procedures with every wording are 0.45 MB
FEW_NODES = 20_000
LEAST_LETTERS = 10  # to an entry, on average, in a file of more than a few; people write about 24


def read(path: Path, name: str) -> Node:
    """Read one file into nodes; `name` is how problems call it; raises ContentError (always `Faulty`)."""
    return parse(read_bytes(path, name), name)


def read_bytes(path: Path, name: str) -> bytes:
    """Give the bytes of a file no longer than it may be; raises ContentError."""
    if path.exists() and not path.is_file():  # opening a pipe would wait for ever
        raise _fault(name, "Đây không phải là tệp. Hãy xem có thư mục nào trùng tên với tệp không.")
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise _fault(name, "Không thấy tệp này. Hãy chép lại tệp từ bản sao gần nhất.") from error
    except OSError as error:
        raise _fault(name, "Không mở được tệp này. Hãy xem lại quyền đọc của tệp.") from error
    if len(body) > MAX_BYTES:
        raise _fault(
            name, "Tệp lớn hơn 4 MB. Tệp nội dung chỉ chứa chữ, hãy xem có chép nhầm tệp khác vào không."
        )
    return body


def parse(body: bytes, name: str) -> Node:
    """Turn bytes into nodes; raises ContentError."""
    text = decode(body, name)
    if _is_bomb(text):
        raise _fault(name, TOO_MANY)
    if not text.isascii() and _PILED.search(text):
        raise _fault(name, "Có chữ mang hàng chục dấu chồng lên nhau. Hãy chép lại tệp từ bản sao gần nhất.")
    builder = Builder(name)
    try:
        return builder.build(text)
    except yaml.MarkedYAMLError as error:
        if builder.open_quote and error.problem_mark and builder.open_quote[2] == error.problem_mark.line + 1:
            line, column, _ = builder.open_quote
            raise _fault(name, "Dấu ngoặc kép mở ở đây chưa đóng ở cuối câu.", line, column) from error
        # What was left open is noticed further down, but it is wrong where it began.
        is_left_open = _LEFT_OPEN.search(f"{error.context} {error.problem}")
        mark = (error.context_mark if is_left_open else error.problem_mark) or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        raise _fault(name, _explain(error.problem or "", text, line), line, column) from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise _fault(name, *_strange(text)) from error


def _is_bomb(text: str) -> bool:
    """Count what parts one entry from the next before anything is built: a million commas cost a millisecond."""
    marks = text.count("\n") + text.count(",")
    return marks > MAX_NODES or (marks > FEW_NODES and len(text) < marks * LEAST_LETTERS)


def _strange(text: str) -> tuple[str, int, int]:
    """Find the first character that no YAML may hold; the parser itself does not tell where."""
    found = UNREADABLE.search(text)
    if found is None:
        return "Tệp có ký tự lạ không đọc được. Hãy gõ lại đoạn vừa sửa.", 0, 0
    before = text[: found.start()]
    line, column = before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1
    return "Có ký tự điều khiển không nhìn thấy ở đây. Hãy xoá rồi gõ lại đoạn này.", line, column


def _fault(name: str, message: str, line: int = 0, column: int = 0) -> Faulty:
    return Faulty(Problem(file=name, line=line, column=column, message=message))


def _explain(problem: str, text: str, line: int) -> str:
    here = "\n".join(text.split("\n")[max(line - 2, 0) : line])
    if "\u00a0" in here:
        return "Có dấu cách lạ chép từ Word hay trang mạng ở dòng này hoặc dòng trên. Hãy xoá và gõ lại dấu cách."
    if re.search(r"^ *\t", here, re.MULTILINE):
        return "Có phím Tab ở đầu dòng. Hãy xoá và dùng dấu cách."
    for part, sentence in _SENTENCES:
        if part in problem:
            return sentence
    return "Chỗ này viết chưa đúng cách. Hãy so với dòng bên trên: thụt đầu dòng, dấu hai chấm, dấu ngoặc."


_LEFT_OPEN = re.compile(r"quoted scalar|expected ':'|expected ',' or")
_PILED = re.compile("[\u0300-\u036f]{30}")
_SENTENCES = (
    ("mapping values are not allowed", "Có dấu hai chấm giữa câu. Hãy đặt cả câu trong dấu ngoặc kép."),
    ("cannot start any token", "Dòng hay giá trị không được bắt đầu bằng ký tự này. Hãy đặt cả câu trong dấu ngoặc kép."),
    ("expected ':'", "Thiếu dấu hai chấm sau tên khoá, hoặc dòng này thụt vào chưa đúng."),
    ("unexpected end of stream", "Thiếu dấu ngoặc kép đóng."),
    ("while scanning a quoted scalar", "Thiếu dấu ngoặc kép đóng."),
    ("did not find expected ',' or", "Thiếu dấu phẩy, hoặc thiếu ngoặc đóng ] hay }."),
    ("did not find expected key", "Dòng này thụt vào chưa thẳng hàng với các dòng cùng nhóm."),
    ("did not find expected '-'", "Dòng này thụt vào chưa thẳng hàng với các gạch đầu dòng cùng danh sách."),
    ("block sequence entries are not allowed", "Gạch đầu dòng đứng sai chỗ. Hãy xuống dòng và thụt vào cho thẳng hàng."),
    ("did not find expected alphabetic or numeric", "Không dùng dấu & hay * ở đầu giá trị. Câu có dấu ấy thì đặt trong ngoặc kép."),
    ("unknown escape character", "Dấu \\ trong ngoặc kép không hợp lệ. Hãy bỏ dấu \\."),
)  # fmt: skip
