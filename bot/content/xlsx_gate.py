"""The gate before a workbook is opened: what is no honest .xlsx file is refused with a sentence that says what to do."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from bot.errors import ContentError

MAX_BYTES = 10_000_000
MAX_OPENED = 40_000_000  # ours of 312 procedures opens to 2 MB
MAX_PARTS = 500
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = (
    "Hãy mở bằng Excel hay LibreOffice, chọn Lưu thành (Save As), kiểu Excel Workbook (.xlsx), rồi nhập lại."
)


def read_xlsx(path: Path) -> bytes:
    """
    Give the bytes of a file that can be opened as a workbook without harm.

    Raises:
        ContentError: It cannot be read, or is something else.

    """
    body = _read(path)
    if body.startswith(_OLD_OFFICE):
        if _ENCRYPTED in body:
            raise ContentError(f"{path}: tệp có mật khẩu. Hãy mở ra, bỏ mật khẩu, lưu lại rồi nhập lại.")
        raise ContentError(f"{path}: đây là tệp Excel đời cũ (.xls). {_SAVE_AS}")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            _check(path, archive)
    except (
        zipfile.BadZipFile,
        OSError,
        EOFError,
        ValueError,
        RuntimeError,
        NotImplementedError,
        zlib.error,
    ) as error:
        word = "tệp hỏng" if body.startswith(b"PK") else "đây không phải tệp .xlsx (đổi đuôi tệp thì chưa đủ)"
        raise ContentError(f"{path}: {word}. {_SAVE_AS}") from error
    return body


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        raise ContentError(f"{path}: không thấy tệp này. Hãy xem lại tên và thư mục.") from error
    except OSError as error:
        raise ContentError(
            f"{path}: không mở được tệp này. Hãy xem lại quyền đọc, đóng tệp ở Excel rồi thử lại."
        ) from error
    if not body:
        raise ContentError(f"{path}: tệp trống. Hãy xuất tệp mới bằng: motcua catalogue export")
    if len(body) > MAX_BYTES:
        raise ContentError(
            f"{path}: tệp lớn hơn 10 MB. Hãy bỏ ảnh và các bảng thừa, hoặc chép nội dung sang tệp mới xuất."
        )
    return body


def _check(path: Path, archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        what = "tệp LibreOffice (.ods)" if "content.xml" in names else "tệp nén, không phải bảng tính .xlsx"
        raise ContentError(f"{path}: đây là {what}. {_SAVE_AS}")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise ContentError(f"{path}: tệp có macro, bot không nhận. {_SAVE_AS}")
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_OPENED:
        raise ContentError(f"{path}: tệp bung ra quá lớn. Hãy chép nội dung sang tệp mới xuất.")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")) and _declares(archive, part):
            raise ContentError(f"{path}: tệp không do Excel hay LibreOffice viết ra. {_SAVE_AS}")


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether XML brings its own entities, which no spreadsheet does; reading also proves the part whole."""
    with archive.open(part) as file:
        head = file.read(4096)
        while file.read(1 << 20):
            pass
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head or head.startswith((b"\xff\xfe", b"\xfe\xff"))
