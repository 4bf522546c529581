"""From nodes to the nouns of the domain, telling every mistake in Vietnamese at once."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache
from typing import Any

import orjson
from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.content.file import Located
from bot.content.labels import LABELS
from bot.content.problem import Problem
from bot.content.tree import Path, Plain


@cache
def _adapter(shape: Any) -> TypeAdapter[Any]:
    # A tuple round the shape, because a setting is not taken for a dataclass alone.
    return TypeAdapter(tuple[shape], config=ConfigDict(extra="forbid"))


def bind(shape: Any, value: Plain, file: Located, *, under: Path = ()) -> tuple[Any, list[Problem]]:
    """
    Make a `shape` of the value; gives the object and no problem, or None and every problem found.

    `under` leads from the top of the file to the value.
    """
    try:
        # Strict JSON: a date is read from text, but `8.000` is no number and "no" is no false.
        return _adapter(shape).validate_json(orjson.dumps([value]), strict=True)[0], []
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=True)
        return None, [_problem(fault, file, under) for fault in faults]


def _problem(fault: ErrorDetails, file: Located, under: Path) -> Problem:
    path = (*under, *(step for step in fault["loc"][1:] if step != "[key]"))
    return file.problem(path, _sentence(fault))


def _sentence(fault: ErrorDetails) -> str:
    kind, given = fault["type"], _quote(fault["input"])
    key = fault["loc"][-1]
    if kind == "missing":
        return f"Thiếu khoá {key!r}. {_HINTS.get(str(key), 'Hãy thêm vào.')}"
    if kind in {"unexpected_keyword_argument", "extra_forbidden"}:
        meant = get_close_matches(str(key), LABELS, n=1)
        guess = f" Có phải là {meant[0]!r} không?" if meant else ""
        return (
            f"Không có khoá nào tên {key!r}.{guess} Câu có dấu phẩy hay dấu hai chấm thì đặt trong ngoặc kép."
        )
    if fault["input"] is None:
        return "Còn trống. Hãy điền vào, hoặc bỏ hẳn dòng này nếu chưa biết."
    for prefix, text in _KINDS.items():
        if kind.startswith(prefix):
            return text.format(
                given=given, allowed=_allowed(fault), example=_EXAMPLES.get(str(key), "5 (chỉ gồm chữ số)")
            )
    return f"{given} chưa đúng dạng."


def _quote(value: object) -> str:
    if isinstance(value, list | tuple | dict):
        return "Phần này"
    text = re.sub(r"\s+", " ", str(value))
    return f"'{text[:40]}…'" if len(text) > 40 else f"'{text}'"  # noqa: PLR2004 -- what fits on a line


def _allowed(fault: ErrorDetails) -> str:
    return str(fault.get("ctx", {}).get("expected", "")).replace(" or ", " hoặc ")


_HINTS = {
    "source": "Mỗi thủ tục phải có nguồn: source: {title: ..., checked_on: 2026-11-22}.",
    "checked_on": "Ghi ngày xem lại nguồn, ví dụ 2026-11-22.",
    "vi": "Mỗi câu trả lời phải có tiếng Việt (vi) và tiếng Anh (en).",
    "en": "Mỗi câu trả lời phải có tiếng Việt (vi) và tiếng Anh (en).",
    "code": 'Ghi mã thủ tục trong ngoặc kép, ví dụ "1.001193".',
}
_EXAMPLES = {"vnd": "8000 (không dấu chấm, không chữ đồng)"}
# The beginning of pydantic's error kind -> what an officer reads; the names in braces are ours.
_KINDS = {
    "string": "{given} phải là chữ. Nếu là số thì đặt trong ngoặc kép.",
    "int": "{given} không phải là số. Ví dụ đúng: {example}.",
    "bool": "{given}: chỉ nhận true (đúng) hoặc false (sai).",
    "date": "{given} không phải là ngày. Viết năm-tháng-ngày, ví dụ 2026-11-22.",
    "time": "{given} không phải là giờ. Viết như 07:00.",
    "enum": "{given} không dùng được ở đây. Chỉ nhận: {allowed}.",
    "literal": "{given} không dùng được ở đây. Chỉ nhận: {allowed}.",
    "tuple": "{given} phải là một danh sách, mỗi mục một dòng có gạch đầu dòng.",
    "list": "{given} phải là một danh sách, mỗi mục một dòng có gạch đầu dòng.",
    "frozen_set": "{given} phải là một danh sách, mỗi mục một dòng có gạch đầu dòng.",
    "mapping": "{given} phải là các dòng 'khoá: giá trị'.",
    "dict": "{given} phải là các dòng 'khoá: giá trị'.",
    "dataclass": "{given} phải là các dòng 'khoá: giá trị'.",
}
