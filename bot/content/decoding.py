"""From the bytes of a content file to text: UTF-8 alone, and a sentence for what else officers save."""

from __future__ import annotations

from bot.content.problem import Faulty, Problem

_UTF8 = "Hãy lưu lại với mã UTF-8 (Notepad: Lưu thành, ô Mã hoá chọn UTF-8)."
# How a file of another kind begins -> what it is.
_KINDS = (
    (b"PK\x03\x04", "Đây là tệp nén hay tệp Excel, Word (.xlsx, .docx), không phải tệp chữ."),
    (b"\xd0\xcf\x11\xe0", "Đây là tệp Excel, Word đời cũ (.xls, .doc), không phải tệp chữ."),
    (b"%PDF", "Đây là tệp PDF, không phải tệp chữ."),
    (b"\x1f\x8b", "Đây là tệp nén, không phải tệp chữ."),
)


def decode(body: bytes, name: str) -> str:
    """
    Give the text; a mark of byte order and Windows line ends are taken as usual.

    Raises:
        ContentError: It is no UTF-8, or no text at all.

    """
    for start, what in _KINDS:
        if body.startswith(start):
            raise _fault(name, f"{what} Hãy chép lại tệp {name} từ bản sao gần nhất.")
    if body.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\0" in body[:2] and body[:2].strip(b"\0")):
        raise _fault(name, f"Tệp được lưu dạng UTF-16. {_UTF8}")
    try:
        return body.removeprefix(b"\xef\xbb\xbf").decode()
    except UnicodeDecodeError as error:
        before = body[: error.start]
        line = before.count(b"\n") + 1
        column = len(before.rpartition(b"\n")[2].decode(errors="replace")) + 1
        raise _fault(name, f"Từ chỗ này tệp không phải mã UTF-8. {_UTF8}", line, column) from error


def _fault(name: str, message: str, line: int = 0, column: int = 0) -> Faulty:
    return Faulty(Problem(file=name, line=line, column=column, message=message))
