"""
The gate before any YAML of ours is used: what is dangerous or ambiguous is refused while it is read.

The events of the C parser are walked once and become nodes; no object is ever constructed from a tag, no
alias is followed, so a hostile file costs milliseconds.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import yaml

from bot.content.decoding import decode
from bot.content.problem import Faulty, Problem
from bot.content.tree import Keyed, Many, Node, Text

MAX_BYTES = 4_000_000  # 312 procedures with every wording are 0.45 MB
MAX_NODES = 400_000
FEW_NODES = 20_000
LEAST_LETTERS = 10  # to an entry, on average, in a file of more than a few; people write about 24
MAX_DEPTH = 20
MAX_WIDTH = 8_000  # entries of one list or one group


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
        raise _fault(name, _TOO_MANY)
    if not text.isascii() and _PILED.search(text):
        raise _fault(name, "Có chữ mang hàng chục dấu chồng lên nhau. Hãy chép lại tệp từ bản sao gần nhất.")
    builder = _Builder(name)
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
    found = _UNREADABLE.search(text)
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
_TOO_MANY = "Tệp có quá nhiều mục mà ít chữ. Hãy xem có chép nhầm tệp khác vào không."
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they change the direction of writing
_UNSEEN = re.compile("[\u00a0\u200b\u200c\u200d\u2060\ufeff]")
_QUOTES = ("'", '"')
_PILED = re.compile("[\u0300-\u036f]{30}")
_CURLY = "“”„‘’"
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
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


class _Builder:
    """Builds nodes out of parser events, refusing what the rules refuse."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._nodes = 0
        self._open: list[Many | Keyed] = []
        self._keys: list[Text | None] = []  # for each open node: the key that waits for its value
        self._root: Node | None = None
        self._is_clean = False
        self.open_quote: tuple[int, int, int] | None = None
        """Line and column of the last quoted text that runs over lines, and the line of its end."""

    def build(self, text: str) -> Node:
        documents = 0
        # Looked at once for the whole text, which nearly always spares looking at each piece.
        self._is_clean = text.isascii() or (
            unicodedata.is_normalized("NFC", text) and _TURNING.search(text) is None
        )
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.NodeEvent):
                self._refuse_tricks(event)
                self._take(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._keys.pop()
                self._open.pop()
            elif isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._at(event, "Tệp có hai phần ngăn bằng ---. Hãy bỏ dòng --- thứ hai.")
        if self._root is None:
            raise _fault(self._name, "Tệp trống. Hãy chép lại nội dung từ bản sao gần nhất.")
        return self._root

    def _refuse_tricks(self, event: yaml.NodeEvent) -> None:
        if isinstance(event, yaml.AliasEvent):
            raise self._at(
                event, "Không dùng dấu * để nhắc lại đoạn khác. Câu có dấu * thì đặt trong ngoặc kép."
            )
        if event.anchor is not None:
            raise self._at(event, "Không dùng dấu & để đặt tên đoạn. Câu có dấu & thì đặt trong ngoặc kép.")
        if getattr(event, "tag", None) is not None:
            raise self._at(event, "Không dùng dấu ! ở đầu giá trị. Câu có dấu ! thì đặt trong ngoặc kép.")
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._at(event, _TOO_MANY)

    def _take(self, event: yaml.NodeEvent) -> None:
        mark = event.start_mark
        assert mark is not None  # the parser marks every event
        line, column = mark.line + 1, mark.column + 1
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = Text(line, column, self._clean(event), not event.style)
            end = event.end_mark
            if event.style in _QUOTES and end is not None and end.line > mark.line:
                self.open_quote = (line, column, end.line + 1)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = Many(line, column, [])
        else:
            node = Keyed(line, column, {}, {})
        self._place(node, event)
        if not isinstance(node, Text):
            if len(self._open) >= MAX_DEPTH:
                raise self._at(event, "Các mục lồng vào nhau quá sâu (hơn 20 lớp).")
            self._open.append(node)
            self._keys.append(None)

    def _place(self, node: Node, event: yaml.NodeEvent) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if len(parent.items) >= MAX_WIDTH:
            raise self._at(event, "Danh sách này dài quá 8.000 mục. Hãy xem có chép nhầm tệp khác vào không.")
        if isinstance(parent, Many):
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is not None:
            parent.items[key.text] = node
            parent.places[key.text] = (key.line, key.column)
            self._keys[-1] = None
        elif not isinstance(node, Text):
            raise self._at(event, "Tên khoá phải là chữ, không phải danh sách hay nhóm.")
        elif _UNSEEN.search(node.text):
            raise self._at(event, "Tên khoá có dấu cách lạ chép từ Word hay trang mạng. Hãy gõ lại tên khoá.")
        elif node.text in parent.items:
            first = parent.places[node.text][0]
            raise self._at(
                event, f"Khoá {node.text!r} có hai lần trong cùng một nhóm (lần đầu ở dòng {first})."
            )
        else:
            self._keys[-1] = node

    def _clean(self, event: yaml.ScalarEvent) -> str:
        text = event.value
        if not event.style and text[:1] in _CURLY and text:
            raise self._at(
                event, 'Dấu ngoặc cong “ ” của Word, Excel không dùng để bao chữ. Hãy gõ dấu ngoặc thẳng ".'
            )
        if (
            self._is_clean and event.style != '"'
        ):  # only between these quotes can letters be written by number
            return text
        text = unicodedata.normalize("NFC", text)
        if _TURNING.search(text):
            raise self._at(event, "Có ký tự ẩn làm đổi chiều chữ. Hãy gõ lại câu này bằng bàn phím.")
        if event.style == '"' and _UNREADABLE.search(text):
            raise self._at(event, "Dấu \\ trong ngoặc kép đổi chữ đi sau nó. Hãy bỏ dấu \\, hoặc viết \\\\.")
        return text

    def _at(self, event: yaml.Event, message: str) -> Faulty:
        mark = event.start_mark
        assert mark is not None  # the parser marks every event
        return _fault(self._name, message, mark.line + 1, mark.column + 1)
