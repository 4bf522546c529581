"""Reads one folder of content: all of it right, or every problem at once."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.content import guard
from bot.content.card_pictures import check_card_pictures
from bot.content.checks import check_draft
from bot.content.draft import FACTS, WORDS, Draft, make_draft
from bot.content.file import File
from bot.content.overlaid import Overlaid, origins
from bot.content.overlay import lay_over
from bot.content.problem import Faulty, Problem
from bot.content.reply_checks import check_lengths
from bot.content.tree import plain
from bot.domain.catalogue import Content
from bot.errors import ContentError

BASE = ""
"""Stands for every page that no overlay names."""
_OVERLAY = re.compile(r"procedures\..+\.ya?ml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    """
    What one commune answers with.

    Args:
        pages: Its Official Accounts; `BASE` alone for what all have in common.

    """

    pages: tuple[str, ...]
    content: Content
    draft: Draft

    def origins(self, code: str) -> Mapping[str, str]:
        """Give each value of a procedure, such as `fee.vnd`, with the file and line it was written at."""
        places = {procedure.code: place for place, procedure in self.draft.procedures.items()}
        return origins(self.draft.facts, places[code]) if code in places else {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """
    A folder as it was read.

    Args:
        communes: What all have in common first, then each overlay; none while anything is wrong.
        problems: Everything that is wrong, and every warning, in the order of the files.

    """

    communes: tuple[Commune, ...]
    problems: tuple[Problem, ...]

    def demanded(self) -> tuple[Commune, ...]:
        """Give the communes; raises ContentError, telling every problem, when anything is wrong."""
        wrong = [problem for problem in self.problems if not problem.is_warning]
        if wrong or not self.communes:
            raise ContentError("\n".join(str(problem) for problem in wrong))
        return self.communes


def load(folder: Path) -> Content:
    """
    Read `procedures.yaml` and `intents/` of the folder: what all communes have in common.

    Raises:
        ContentError: Something is wrong; its text lists every problem, one a line.

    """
    return read(folder).demanded()[0].content


def load_communes(folder: Path) -> Mapping[str, Content]:
    """
    Read the folder with its overlays: page -> what it answers with; `BASE` is every other page.

    Raises:
        ContentError: Something is wrong; its text lists every problem, one a line.

    """
    return {page: commune.content for commune in read(folder).demanded() for page in commune.pages}


def check(folder: Path, *, today: date | None = None) -> list[Problem]:
    """
    Give every problem and warning of the folder, in the order of the files.

    Args:
        today: Laws and closures that are over by this day are warned of; None warns of none.

    """
    return [*read(folder, today=today).problems, *check_card_pictures(folder)]


def read(folder: Path, *, today: date | None = None) -> Reading:
    """Read everything in the folder, right or wrong."""
    problems: list[Problem] = []
    files, version = _files(folder, problems)
    draft = make_draft(files, problems)
    if draft is None:
        return Reading(communes=(), problems=tuple(sorted(set(problems))))
    is_whole = draft.is_whole and not problems
    base = replace(draft, is_whole=is_whole)
    communes = [_commune(base, (BASE,), version, today, problems)]
    overlays = [file for file in files.values() if _OVERLAY.fullmatch(file.name)]
    if _is_right(problems):
        communes += [_laid_over(base, file, version, today, problems) for file in overlays]
        _refuse_pages_of_two(communes, problems)
    whole = tuple(commune for commune in communes if commune is not None) if _is_right(problems) else ()
    return Reading(communes=whole, problems=tuple(sorted(set(problems))))


def _is_right(problems: list[Problem]) -> bool:
    return all(problem.is_warning for problem in problems)


def _files(folder: Path, problems: list[Problem]) -> tuple[dict[str, File], str]:
    """Read every file; the version changes with one letter of any of them."""
    digest = hashlib.sha256()
    files: dict[str, File] = {}
    for path in _paths(folder, problems):
        name = path.relative_to(folder).as_posix()
        try:
            body = guard.read_bytes(path, name)
            digest.update(f"{name}\0{len(body)}\0".encode())
            digest.update(body)
            node = guard.parse(body, name)
        except Faulty as error:
            problems.extend(error.problems)
        else:
            files[name] = File(name, node, plain(node))
    return files, digest.hexdigest()[:12]


def _paths(folder: Path, problems: list[Problem]) -> list[Path]:
    words = folder / WORDS
    intents = [path for path in _listed(folder / "intents", "intents", problems) if path != words]
    beside = _listed(folder, "", problems)
    overlays = [path for path in beside if _OVERLAY.fullmatch(path.name)]
    return [folder / FACTS, *overlays, *intents, words]


def _listed(folder: Path, name: str, problems: list[Problem]) -> list[Path]:
    try:
        found = (path for path in folder.iterdir() if path.suffix in {".yaml", ".yml"})
        return sorted(path for path in found if not path.name.startswith("."))  # what macOS and editors leave
    except OSError:
        message = "Không mở được thư mục này. Hãy xem lại đường dẫn và quyền đọc của thư mục."
        problems.append(Problem(file=name or folder.name, line=0, column=0, message=message))
        return []


def _commune(
    draft: Draft, pages: tuple[str, ...], version: str, today: date | None, problems: list[Problem]
) -> Commune | None:
    found = check_draft(draft, today)
    content = draft.content(version)
    if content is not None and _is_right(found):
        found += check_lengths(draft, content)
    problems += found
    return None if content is None else Commune(pages=pages, content=content, draft=draft)


def _laid_over(
    base: Draft, file: File, version: str, today: date | None, problems: list[Problem]
) -> Commune | None:
    made = lay_over(base, file, problems)
    if made is None:
        return None
    overlay, draft = made
    found: list[Problem] = []
    commune = _commune(draft, overlay.pages, version, today, found)
    known = set(problems)
    problems += [_of_commune(problem, file) for problem in found if problem not in known]
    return commune


def _of_commune(problem: Problem, overlay: File) -> Problem:
    """Say for which commune something is wrong that stands in a file of all."""
    if problem.file == overlay.name:
        return problem
    return replace(problem, message=f"{problem.message} (Chỉ ở xã của tệp {overlay.name}.)")


def _refuse_pages_of_two(communes: list[Commune | None], problems: list[Problem]) -> None:
    owners: dict[str, str] = {}
    for commune in communes:
        facts = commune.draft.facts if commune is not None else None
        if commune is None or not isinstance(facts, Overlaid):
            continue
        for place, page in enumerate(commune.pages):
            owner = owners.setdefault(page, facts.overlay.name)
            if owner != facts.overlay.name:
                message = f"Trang {page} đã thuộc tệp {owner}. Mỗi trang chỉ thuộc một xã."
                problems.append(facts.overlay.problem(("pages", place), message))
