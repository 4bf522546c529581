"""Dossiers from a CSV file: the samples that come along, or a list the commune exports."""

from __future__ import annotations

import csv
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from bot.domain.dossier import VIETNAM, Dossier, DossierState
from bot.domain.dossier_code import canonical
from bot.domain.dossier_states import NATIONAL, read_state
from bot.errors import ContentError, SettingsError

SAMPLES = Path(__file__).with_name("sample_dossiers.csv")
_COLUMNS = (
    "mã hồ sơ",
    "thủ tục",
    "trạng thái",
    "nơi đang giải quyết",
    "ngày nhận",
    "ngày hẹn trả",
    "4 số cuối điện thoại",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    dossier: Dossier
    phone_end: str


# Compared with when a code is unknown, so that an unknown code costs what a wrong number costs.
_NOBODY = _Row(
    dossier=Dossier(
        code="",
        procedure_name="",
        state=DossierState.STOPPED,
        desk="",
        received_at=datetime(2000, 1, 1, tzinfo=VIETNAM),
    ),
    phone_end="    ",
)


class CsvDossiers:
    """Looks dossiers up in a CSV file that was read once."""

    def __init__(self, path: str | Path = "") -> None:
        """
        Read the file; without a path, the samples.

        Raises:
            SettingsError: The file cannot be opened.
            ContentError: A line of it is wrong; the sentence names the line.

        """
        file = Path(path) if path else SAMPLES
        try:
            text = file.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(
                f"MOTCUA_DOSSIERS_CSV={file.name!r}: không đọc được tệp. Tệp phải có thật và lưu dạng CSV UTF-8."
            ) from error
        self._rows = {row.dossier.code: row for row in _read(text, file.name)}

    async def find(self, code: str, *, oa_id: str, phone_end: str) -> Dossier | None:  # noqa: ARG002 - one file for every page
        """Find a dossier by its code and the last four phone digits; the same work whether found or not."""
        row = self._rows.get(canonical(code) or "", _NOBODY)
        is_owner = hmac.compare_digest(row.phone_end.encode(), phone_end.encode())
        return row.dossier if is_owner and row is not _NOBODY else None

    async def read(self, code: str, *, oa_id: str) -> Dossier | None:  # noqa: ARG002 - one file for every page
        """Read a dossier whose owner was proved before."""
        row = self._rows.get(canonical(code) or "")
        return row.dossier if row else None


def _read(text: str, name: str) -> Iterator[_Row]:
    lines = text.splitlines()
    header = lines[0] if lines else ""
    reader = csv.DictReader(lines, delimiter=";" if header.count(";") > header.count(",") else ",")
    missing = [column for column in _COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise ContentError(
            f"{name}:1: thiếu cột {', '.join(missing)}. Hãy giữ nguyên dòng tên cột của tệp mẫu."
        )
    seen: dict[str, int] = {}
    for values in reader:
        row = _row(values, f"{name}:{reader.line_num}")
        code = row.dossier.code
        if code in seen:
            raise ContentError(f"{name}:{reader.line_num}: mã hồ sơ {code} đã có ở dòng {seen[code]}.")
        seen[code] = reader.line_num
        yield row


def _row(values: Mapping[str, str | None], place: str) -> _Row:
    cells = {column: (values[column] or "").strip() for column in _COLUMNS}
    code, phone_end = canonical(cells["mã hồ sơ"]), cells["4 số cuối điện thoại"]
    state = read_state(cells["trạng thái"])
    if code is None:
        raise ContentError(f"{place}: mã hồ sơ chưa đúng dạng. Ví dụ đúng: H15.93.20-261120-0018.")
    if state is None:
        raise ContentError(
            f"{place}: trạng thái chưa đúng. Chỉ nhận: {', '.join(name for name, _ in NATIONAL.values())}."
        )
    if len(phone_end) != 4 or not phone_end.isascii() or not phone_end.isdigit():  # noqa: PLR2004 -- four digits
        raise ContentError(f"{place}: cột '4 số cuối điện thoại' phải có đúng 4 chữ số, kể cả số 0 ở đầu.")
    received_on = _day(cells["ngày nhận"], f"{place}: ngày nhận")
    if received_on is None:
        raise ContentError(f"{place}: ngày nhận còn trống. Viết như 20/11/2026.")
    dossier = Dossier(
        code=code,
        procedure_name=cells["thủ tục"],
        state=state,
        desk=cells["nơi đang giải quyết"],
        received_at=datetime.combine(received_on, time(), tzinfo=VIETNAM),
        state_text=cells["trạng thái"],
        due_on=_day(cells["ngày hẹn trả"], f"{place}: ngày hẹn trả"),
    )
    return _Row(dossier=dossier, phone_end=phone_end)


def _day(text: str, place: str) -> date | None:
    if not text:
        return None
    try:
        return datetime.strptime(text, "%d/%m/%Y").date()  # noqa: DTZ007 -- a calendar day has no zone
    except ValueError:
        raise ContentError(f"{place} {text!r} chưa đúng. Viết như 20/11/2026.") from None
