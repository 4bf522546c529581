"""What an edited workbook makes of the procedures: what staff did not touch stays exactly as the file has it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.content.cells import alike
from bot.content.columns import (
    CASES,
    PAPERS,
    PROCEDURES,
    SHEETS,
    WORDINGS,
    Entry,
    Kind,
    Row,
    get,
    rows,
    said,
)
from bot.content.grid import Fault, Grid
from bot.content.tree import Plain

_ORDER = """
code name short_name name_en field confidence other_codes also_called agency receive_at submit show form takes fee
channels online_level result legal_basis notes official source text vnd working_days cases exempt title checked_on url
originals copies when
""".split()

Place = tuple[str, int, tuple[str, ...]]


@dataclass(slots=True)
class Taken:
    """
    The entries as the workbook wants them.

    Args:
        places: Path in the file as problems tell it, such as `1.001193.fee.vnd` -> sheet, row, path of the column.

    """

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, Place] = field(default_factory=dict)


def take(grids: dict[str, Grid], old: list[Entry]) -> Taken:
    """Give the entries that the sheets tell of: the old ones in their order, new ones after the last of their field."""
    taken = Taken()
    known = {str(entry["code"]): entry for entry in old}
    lists = {name: _by_code(grids[name]) for name in (PAPERS, CASES, WORDINGS)}
    made: dict[str, Entry] = {}
    for number, row in grids[PROCEDURES].rows.items():
        code = str(row[0])
        if row[0] is None:
            continue  # told already: a needed cell is empty
        if code in made:
            message = f"Mã {code} đã có ở dòng {taken.places[code][1]}. Mỗi thủ tục chỉ ghi một dòng."
            taken.faults.append(grids[PROCEDURES].fault(number, ("code",), message))
            continue
        taken.places[code] = (PROCEDURES, number, ("code",))
        made[code] = _entry(
            known.get(code), number, row, {name: of.get(code, []) for name, of in lists.items()}, taken
        )
    for name, of in lists.items():
        for code in of.keys() - made.keys() - known.keys():  # those of a removed procedure go with it
            for number, _ in of[code]:
                message = (
                    f"Không có thủ tục nào mã {code} ở bảng {PROCEDURES}. Hãy xem lại mã, hoặc xoá dòng này."
                )
                taken.faults.append(grids[name].fault(number, ("code",), message))
    taken.entries = _in_order(old, made)
    return taken


def _by_code(grid: Grid) -> dict[str, list[tuple[int, Row]]]:
    found: dict[str, list[tuple[int, Row]]] = {}
    for number, row in grid.rows.items():
        if row[0] is not None:
            found.setdefault(str(row[0]), []).append((number, row))
    return found


def _entry(
    old: Entry | None, number: int, row: Row, lists: dict[str, list[tuple[int, Row]]], taken: Taken
) -> Entry:
    entry: Entry = copy.deepcopy(old) if old else {"code": row[0]}
    shown = rows(PROCEDURES, old)[0] if old else [None] * len(row)
    code = str(row[0])
    for column, value, was in zip(SHEETS[PROCEDURES], row, shown, strict=True):
        taken.places[".".join((code, *column.path))] = (PROCEDURES, number, column.path)
        if column.kind is not Kind.FLAG and alike(said(column, value)) != alike(was):
            _put(entry, column.path, value if column.kind not in {Kind.LINES, Kind.CODES} else _split(value))
    _channels(entry, row)
    for sheet, change in _LISTS.items():
        then = [[alike(cell) for cell in each[2:]] for each in rows(sheet, old)] if old else []
        now = [[alike(said(column, cell)) for column, cell in zip(SHEETS[sheet][2:], each[2:], strict=True)]
               for _, each in lists[sheet]]  # fmt: skip
        if then != now:
            change(entry, [each for _, each in lists[sheet]])
    _note_places(entry, lists, taken)
    return _ordered(entry)


def _split(value: Plain) -> Plain:
    return list(str(value).split("\n")) if value is not None else None


def _put(entry: Entry, path: tuple[str, ...], value: Plain) -> None:
    """Set or, for None, remove a value; a group that is left empty goes too."""
    if len(path) == 1:
        entry.pop(path[0], None)
        if value not in (None, []):
            entry[path[0]] = value
        return
    group = entry.get(path[0])
    inner: Entry = dict(group) if isinstance(group, dict) else {}
    _put(inner, path[1:], value)
    _put(entry, path[:1], inner or None)


def _channels(entry: Entry, row: Row) -> None:
    """Take the ticked ways to hand in; the order of the file stays while they are the same."""
    flags = [
        (column.path[1], value)
        for column, value in zip(SHEETS[PROCEDURES], row, strict=True)
        if column.kind is Kind.FLAG
    ]
    ticked: list[Plain] = [name for name, value in flags if value is not None]
    had = entry.get("channels")
    if sorted(map(str, ticked)) != sorted(map(str, had if isinstance(had, list) else [])):
        _put(entry, ("channels",), ticked)


def _papers(entry: Entry, now: list[Row]) -> None:
    for key in ("submit", "show"):
        had = entry.get(key)
        olds = [each for each in had if isinstance(each, dict)] if isinstance(had, list) else []
        made: list[Plain] = []
        for _, _, which, name, originals, copies, when in now:
            if which == key:
                made.append(
                    _item(olds, {"name": name, "originals": originals, "copies": copies, "when": when})
                )
        _put(entry, (key,), made)


def _cases(entry: Entry, now: list[Row]) -> None:
    for key in ("fee", "takes"):
        made: list[Plain] = [{"when": when, "text": text} for _, _, which, when, text in now if which == key]
        if made != (get(entry, (key, "cases")) or []):
            _put(entry, (key, "cases"), made)


def _wordings(entry: Entry, now: list[Row]) -> None:
    """Take the wordings; staff may sort the sheet, so that those of the file keep their places."""
    wanted = [row[2] for row in now]
    had = entry.get("also_called")
    kept = [each for each in had if alike(each) in map(alike, wanted)] if isinstance(had, list) else []
    _put(entry, ("also_called",), kept + [each for each in wanted if alike(each) not in map(alike, kept)])


_LISTS: dict[str, Callable[[Entry, list[Row]], None]] = {PAPERS: _papers, CASES: _cases, WORDINGS: _wordings}


def _item(olds: list[Entry], values: Entry) -> Entry:
    """Give the paper as the file had it where it means the same, else a new one."""
    wanted: Entry = {key: value for key, value in values.items() if value not in (None, 0)}
    for old in olds:
        if {key: alike(value) for key, value in old.items() if value != 0} == {
            key: alike(value) for key, value in wanted.items()
        }:
            return old
    return wanted


def _note_places(entry: Entry, lists: dict[str, list[tuple[int, Row]]], taken: Taken) -> None:
    code = str(entry["code"])
    rows_of = {alike(row[2]): number for number, row in reversed(lists[WORDINGS])}
    wordings = entry.get("also_called")
    for index, wording in enumerate(wordings if isinstance(wordings, list) else [], start=1):
        taken.places[f"{code}.also_called.{index}"] = (WORDINGS, rows_of[alike(wording)], ("wording",))
    for number, row in lists[PAPERS]:
        taken.places.setdefault(f"{code}.{row[2]}.{row[3]}", (PAPERS, number, ("name",)))
    for number, row in lists[CASES]:
        taken.places.setdefault(f"{code}.{row[2]}.cases", (CASES, number, ("text",)))


def _ordered(entry: Entry) -> Entry:
    return {
        key: _ordered(value) if isinstance(value, dict) else value
        for key, value in sorted(
            entry.items(), key=lambda each: _ORDER.index(each[0]) if each[0] in _ORDER else len(_ORDER)
        )
    }


def _in_order(old: list[Entry], made: dict[str, Entry]) -> list[Entry]:
    entries = [made[str(entry["code"])] for entry in old if str(entry["code"]) in made]
    known = {entry["code"] for entry in old}
    for code, entry in made.items():
        if code not in known:
            same = [index for index, each in enumerate(entries) if each.get("field") == entry.get("field")]
            entries.insert(same[-1] + 1 if same else len(entries), entry)
    return entries
