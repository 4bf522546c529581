"""A spreadsheet of the one-stop program as news of dossiers; each wrong row with the reason why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from bot.connectors.sheet_cells import read_channel, read_moment, read_phone_cell, text_of
from bot.connectors.sheet_columns import Columns, SheetMap, find_columns
from bot.connectors.sheet_file import Cell, Sheet
from bot.domain.dossier import VIETNAM, Dossier, DossierState, ReceiptChannel
from bot.domain.dossier_code import DossierCode, find_codes, find_procedure_code
from bot.domain.dossier_facts import DossierFacts
from bot.domain.dossier_news import DossierNews, Objection
from bot.domain.dossier_states import NATIONAL, plain_name, read_state
from bot.domain.masking import mask
from bot.domain.phone import mobile_in_84
from bot.domain.procedure import OnlineLevel, Procedure
from bot.errors import ContentError

SOURCE = "sheet"
LONGEST_TEXT = 1_000
STEP = 500
AHEAD = timedelta(hours=1)
"""How far the office's clock may run before ours."""

Step = Callable[[int, int], None]
"""Told how many rows of how many are read."""

_DAYS = {"due_on": "ngày hẹn trả", "finished_on": "ngày có kết quả", "returned_on": "ngày trả kết quả"}
_STATE_NAMES = ", ".join(name for name, _ in NATIONAL.values())


class _Wrong(Exception):
    """A row that cannot be taken, with the sentence for its reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetNews:
    """
    What a sheet tells.

    Args:
        tells: As `NewsBatch.tells`.

    """

    columns: Columns
    tells: frozenset[str]
    news: tuple[DossierNews, ...]
    objections: tuple[Objection, ...]


class SheetReader:
    """
    Reads the sheets of one commune.

    Args:
        facts: Adds the procedure's code, field and due date where the sheet has none.

    """

    def __init__(self, facts: DossierFacts, sheet_map: SheetMap | None = None) -> None:
        self._map = sheet_map or SheetMap()
        self._states = self._map.plain_states
        self._facts = facts

    def read(
        self, sheet: Sheet, name: str, *, as_of: datetime, now: datetime, step: Step | None = None
    ) -> SheetNews:
        """
        Read every row.

        Args:
            as_of: When the sheet was true, for rows that do not say it themselves.

        Raises:
            ContentError: A needed column is missing, or there is no row.

        """
        columns = find_columns(sheet.rows, self._map, name)
        news: list[DossierNews] = []
        objections: list[Objection] = []
        seen: dict[str, int] = {}
        for place, row in enumerate(sheet.rows[columns.row :], columns.row + 1):
            if step and place % STEP == 0:
                step(place, len(sheet.rows))
            if not any(text_of(cell) for cell in row):
                continue
            try:
                one = self._news(_Row(columns, row, now), place, as_of)
                _check_once(seen, one)
            except _Wrong as error:
                objections.append(Objection(place=place, reason=str(error)))
            else:
                news.append(one)
        if not news and not objections:
            raise ContentError(f"{name}: dưới dòng tên cột không có hồ sơ nào.")
        if step:
            step(len(sheet.rows), len(sheet.rows))
        return SheetNews(
            columns=columns, tells=_tells(columns), news=tuple(news), objections=tuple(objections)
        )

    def read_cells(self, cells: Mapping[str, Cell], *, as_of: datetime, now: datetime) -> DossierNews:
        """
        Read one dossier whose cells are already named by what they tell, as a service gives it.

        Raises:
            ContentError: Something in it is wrong.

        """
        columns = Columns(row=0, of={told: number for number, told in enumerate(cells)}, ignored=())
        try:
            return self._news(_Row(columns, tuple(cells.values()), now), 0, as_of)
        except _Wrong as error:
            raise ContentError(str(error)) from error

    def _news(self, row: _Row, place: int, as_of: datetime) -> DossierNews:
        code, state = row.code(), self._state(row)
        procedure_code = row.procedure_code()
        procedure = self._facts.procedure(procedure_code, row.text("procedure_name"))
        procedure_name = row.text("procedure_name") or (procedure.name if procedure else "")
        if not procedure_name:
            raise _Wrong("tên thủ tục còn trống, và mã thủ tục không có trong danh mục.")
        received_at = row.received_at(code)
        days = {told: row.day(told) for told in _DAYS}
        _check_order(received_at.date(), days, row.today)
        dossier = Dossier(
            code=code.code,
            procedure_name=procedure_name,
            state=state,
            desk=_masked(row.text("desk")),
            received_at=received_at,
            procedure_code=procedure.code if procedure else procedure_code,
            field=row.text("field") or (procedure.field if procedure else None),
            channel=_channel(row.text("channel"), procedure),
            state_text=row.text("state"),
            missing_papers=_papers(_masked(row.text("missing_papers"))),
            locker=row.text("locker")[:40] or None,
            extension_reason=_masked(row.text("extension_reason")) or None,
            news_at=row.moment("news_at", "ngày cập nhật") or as_of,
            due_on=days["due_on"],
            finished_on=days["finished_on"],
            returned_on=days["returned_on"],
        )
        counted = self._facts.due_on(procedure, state, received_at)
        return DossierNews(
            dossier=dossier,
            phone_end=row.phone_end(),
            phone=mobile_in_84(row.text("phone_end")),
            counted_due_on=counted,
            place=place,
        )

    def _state(self, row: _Row) -> DossierState:
        text = row.text("state")
        state = read_state(text, self._states)
        if state is None:
            said = f'trạng thái "{text[:60]}" chưa biết' if text else "trạng thái còn trống"
            raise _Wrong(f"{said}. Tên thường dùng: {_STATE_NAMES}; tên khác thì ghi vào tệp YAML (--map).")
        return state


class _Row:
    """One row's cells by what they tell; a column that is not there reads as blank."""

    def __init__(self, columns: Columns, cells: Sequence[Cell], now: datetime) -> None:
        self._of, self._cells, self._now = columns.of, cells, now

    @property
    def today(self) -> date:
        return self._now.astimezone(VIETNAM).date()

    def cell(self, told: str) -> Cell:
        number = self._of.get(told)
        return self._cells[number] if number is not None and number < len(self._cells) else ""

    def text(self, told: str) -> str:
        return text_of(self.cell(told))[:LONGEST_TEXT]

    def code(self) -> DossierCode:
        text = self.text("code")
        if not text:
            raise _Wrong("mã hồ sơ còn trống.")
        codes = find_codes(text)
        if len(codes) != 1:
            raise _Wrong("mã hồ sơ chưa đúng dạng. Ví dụ đúng: H15.93.20-261120-0018.")
        if not codes[0].is_possible:
            raise _Wrong("trong mã hồ sơ, sáu số ngày không phải là ngày có thật.")
        return codes[0]

    def procedure_code(self) -> str | None:
        text = self.text("procedure_code")
        return (find_procedure_code(text) or text[:40]) or None

    def moment(self, told: str, title: str) -> datetime | None:
        try:
            moment = read_moment(self.cell(told))
        except ValueError:
            raise _Wrong(f'{title} "{self.text(told)[:30]}" chưa đúng. Viết như 20/11/2026.') from None
        if moment is not None and told in ("received_at", "news_at") and moment > self._now + AHEAD:
            raise _Wrong(f"{title} {moment:%d/%m/%Y} còn chưa tới.")
        return moment

    def day(self, told: str) -> date | None:
        moment = self.moment(told, _DAYS[told])
        return moment.date() if moment else None

    def received_at(self, code: DossierCode) -> datetime:
        moment = self.moment("received_at", "ngày nhận")
        if moment is not None:
            return moment
        if "received_at" in self._of or code.received_on is None:
            raise _Wrong("ngày nhận còn trống. Viết như 20/11/2026.")
        return datetime.combine(code.received_on, datetime.min.time(), tzinfo=VIETNAM)

    def phone_end(self) -> str | None:
        try:
            return read_phone_cell(self.cell("phone_end"))
        except ValueError:
            raise _Wrong(
                "số điện thoại phải đủ số, hoặc đúng 4 chữ số cuối kể cả số 0 ở đầu; không có thì để trống."
            ) from None


def _check_once(seen: dict[str, int], news: DossierNews) -> None:
    first = seen.setdefault(news.dossier.code, news.place)
    if first != news.place:
        raise _Wrong(f"mã hồ sơ này đã có ở dòng {first}. Chỉ giữ một dòng.")


def _check_order(received_on: date, days: dict[str, date | None], today: date) -> None:
    for told, title in _DAYS.items():
        day = days[told]
        if day is not None and day < received_on:
            raise _Wrong(f"{title} {day:%d/%m/%Y} trước cả ngày nhận {received_on:%d/%m/%Y}.")
        if day is not None and told != "due_on" and day > today:
            raise _Wrong(f"{title} {day:%d/%m/%Y} còn chưa tới.")


_masked = lru_cache(maxsize=1024)(mask)


@lru_cache(maxsize=1024)
def _is_online(text: str) -> bool:
    return any(
        word in plain_name(text) for word in ("truc tuyen", "online", "cong dich vu", "dvc", "qua mang")
    )


def _channel(text: str, procedure: Procedure | None) -> ReceiptChannel | None:
    """Read the way in; of a bare "trực tuyến" the procedure tells how far it goes."""
    channel = read_channel(text)
    if channel is not None or procedure is None or procedure.online_level is None or not _is_online(text):
        return channel
    is_full = procedure.online_level is OnlineLevel.FULL
    return ReceiptChannel.ONLINE_FULL if is_full else ReceiptChannel.ONLINE_PART


def _papers(text: str) -> tuple[str, ...]:
    return tuple(paper for part in text.split(";") if (paper := part.strip(" -.")))


def _tells(columns: Columns) -> frozenset[str]:
    """Name what this sheet tells, what the catalogue or the code adds included."""
    told = {
        "code",
        "procedure_name",
        "state",
        "state_text",
        "received_at",
        "due_on",
        "procedure_code",
        "field",
    }
    return frozenset(told | (set(columns.of) - {"news_at"}))
