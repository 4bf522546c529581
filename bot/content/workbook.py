"""An edited workbook taken into a content folder: read, compared, and tried by the project's own loader."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook

from bot.content import guard
from bot.content.columns import INSTRUCTIONS, PROCEDURES, SHEETS, Entry
from bot.content.edit import FACTS, Edited
from bot.content.error_book import mark
from bot.content.export import VERSION
from bot.content.grid import Fault, Grid, read_grids
from bot.content.loader import check, load
from bot.content.problem import Problem
from bot.content.rewrite import rewrite
from bot.content.taken import Taken, take
from bot.content.tree import plain
from bot.content.xlsx_gate import read_xlsx
from bot.domain.catalogue import Content
from bot.errors import ContentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """
    What taking a workbook in would do.

    Args:
        content: The content as it would become; None when something is wrong.
        faults: The wrong cells, in order.
        marked: The workbook with those cells marked, as an .xlsx file.
        exported_from: The version of the content that the workbook was made of, where it says so.

    """

    edited: Edited | None = None
    content: Content | None = None
    faults: tuple[Fault, ...] = ()
    marked: bytes = b""
    exported_from: str | None = None


def entries_of(folder: Path) -> list[Entry]:
    """Give the procedures of a folder as its file has them; the folder must be right."""
    whole: Any = plain(guard.read(folder / FACTS, FACTS))
    entries: list[Entry] = whole["procedures"]
    return entries


def try_workbook(path: Path, folder: Path) -> Tried:
    """
    Read a workbook and try what it says; nothing is written.

    Raises:
        ContentError: It is no workbook of ours, so that no cell can be pointed to.

    """
    book = _open(path)
    grids, faults = read_grids(book)
    body = guard.read_bytes(folder / FACTS, FACTS)
    whole: Any = plain(guard.parse(body, FACTS))
    taken = take(grids, whole["procedures"])
    faults += taken.faults
    version = _version(book)
    if not faults:
        whole["procedures"] = taken.entries
        edited = Edited(FACTS, rewrite(body, whole, FACTS))
        content, problems = _loaded(folder, edited)
        if content is not None:
            return Tried(edited=edited, content=content, exported_from=version)
        faults = [_fault(problem, grids, taken) for problem in problems]
    sheets = list(SHEETS)
    faults = sorted(set(faults), key=lambda fault: (sheets.index(fault.sheet), fault.row, fault.column))
    return Tried(faults=tuple(faults), marked=mark(book, faults), exported_from=version)


def _open(path: Path) -> Workbook:
    body = read_xlsx(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl leaves out: pictures, drawings
            return load_workbook(io.BytesIO(body))
    except Exception as error:  # a hostile or broken part can raise anything in the library
        raise ContentError(
            f"{path}: tệp hỏng ở bên trong. Hãy mở bằng Excel hay LibreOffice, lưu lại thành .xlsx rồi nhập lại."
        ) from error


def _version(book: Workbook) -> str | None:
    if INSTRUCTIONS not in book.sheetnames:
        return None
    for (value,) in book[INSTRUCTIONS].iter_rows(max_row=60, max_col=1, values_only=True):
        if match := re.fullmatch(rf"{VERSION} ([0-9a-f]{{12}})", str(value)):
            return match[1]
    return None


def _loaded(folder: Path, edited: Edited) -> tuple[Content | None, list[Problem]]:
    """Load the folder as it would become, from a copy."""
    with tempfile.TemporaryDirectory(prefix="motcua-") as name:
        copy = Path(name)
        shutil.copytree(folder / "intents", copy / "intents")
        for overlay in folder.glob("procedures.*.y*ml"):  # what one commune changes must still fit
            shutil.copy(overlay, copy)
        (copy / edited.name).write_bytes(edited.body)
        wrong = [problem for problem in check(copy) if not problem.is_warning]
        return (None, wrong) if wrong else (load(copy), [])


def _fault(problem: Problem, grids: dict[str, Grid], taken: Taken) -> Fault:
    """Lead a problem of the file back to the cell it came from: the longest part of its path that a cell has."""
    path = problem.path.removeprefix("procedures.")
    while path and path not in taken.places:
        path = path.rpartition(".")[0]
        if path.count(".") == 0:
            path = ""
    code = next((code for code in taken.places if problem.path.startswith(f"procedures.{code}")), "")
    sheet, row, column = taken.places.get(path) or taken.places.get(code) or (PROCEDURES, 1, ("code",))
    if sheet == PROCEDURES and row == 1:
        return grids[sheet].fault(row, column, f"{problem.file}, dòng {problem.line}: {problem.message}")
    return grids[sheet].fault(row, column, problem.message)
