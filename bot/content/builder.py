"""Builds nodes out of the events of the YAML parser; what is dangerous or ambiguous is refused on the way."""

from __future__ import annotations

import re
import unicodedata

import yaml

from bot.content.problem import Faulty, Problem
from bot.content.tree import Keyed, Many, Node, Text

MAX_NODES = 400_000
MAX_DEPTH = 20
MAX_WIDTH = 8_000  # entries of one list or one group
TOO_MANY = "Tệp có quá nhiều mục mà ít chữ. Hãy xem có chép nhầm tệp khác vào không."
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # they change the direction of writing
_UNSEEN = re.compile("[\u00a0\u200b\u200c\u200d\u2060\ufeff]")
_QUOTES = ("'", '"')
_CURLY = "“”„‘’"
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


class Builder:
    """Builds the nodes of one file."""

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
            message = "Tệp trống. Hãy chép lại nội dung từ bản sao gần nhất."
            raise Faulty(Problem(file=self._name, line=0, column=0, message=message))
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
            raise self._at(event, TOO_MANY)

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
        if event.style == '"' and UNREADABLE.search(text):
            raise self._at(event, "Dấu \\ trong ngoặc kép đổi chữ đi sau nó. Hãy bỏ dấu \\, hoặc viết \\\\.")
        return text

    def _at(self, event: yaml.Event, message: str) -> Faulty:
        mark = event.start_mark
        assert mark is not None  # the parser marks every event
        return Faulty(Problem(file=self._name, line=mark.line + 1, column=mark.column + 1, message=message))
