"""Reads one folder of content: all of it right, or every problem at once."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.content import guard
from bot.content.bind import bind
from bot.content.checks import check_content
from bot.content.desk_shape import shape_desk
from bot.content.elsewhere_checks import refuse_namesakes
from bot.content.file import File
from bot.content.problem import Faulty, Problem
from bot.content.tree import Plain, locate, plain
from bot.domain.catalogue import Catalogue, Content, Intent, Words
from bot.domain.desk import Desk
from bot.domain.elsewhere import Elsewhere
from bot.domain.procedure import Procedure
from bot.errors import ContentError

FACTS = "procedures.yaml"
WORDS = "intents/_words.yaml"


def load(folder: Path) -> Content:
    """
    Read `procedures.yaml` and `intents/` of the folder.

    Raises:
        ContentError: Something is wrong; its text lists every problem, one a line.

    """
    content, problems = _read(folder)
    wrong = [problem for problem in problems if not problem.is_warning]
    if content is None or wrong:
        raise ContentError("\n".join(str(problem) for problem in wrong))
    return content


def check(folder: Path) -> list[Problem]:
    """Give every problem and warning of the folder, in the order of the files."""
    return _read(folder)[1]


def _read(folder: Path) -> tuple[Content | None, list[Problem]]:
    problems: list[Problem] = []
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
    content = _assemble(files, digest.hexdigest()[:12], problems)
    if content is not None and not problems:  # a part that is missing would make the others look wrong
        problems.extend(check_content(content, files))
    return content, sorted(set(problems))


def _paths(folder: Path, problems: list[Problem]) -> list[Path]:
    intents = folder / "intents"
    try:
        found = sorted(path for path in intents.iterdir() if path.suffix in {".yaml", ".yml"})
    except OSError:
        problems.append(
            Problem(
                file="intents", line=0, column=0, message="Không mở được thư mục này. Hãy xem lại đường dẫn."
            )
        )
        found = []
    return [folder / FACTS, *(path for path in found if path.name != "_words.yaml"), folder / WORDS]


def _assemble(files: dict[str, File], version: str, problems: list[Problem]) -> Content | None:
    before = len(problems)
    catalogue = _catalogue(files[FACTS], problems) if FACTS in files else None
    words = _words(files[WORDS], problems) if WORDS in files else None
    intents = {
        intent.name: intent
        for file in files.values()
        if file.name.startswith("intents/") and file.name != WORDS
        if (intent := _intent(file, problems)) is not None
    }
    if catalogue is None or words is None or len(problems) > before:
        return None
    events = {event.name: event.as_intent() for intent in intents.values() for event in intent.events}
    return Content(version=version, catalogue=catalogue, intents=events | intents, words=words)


def _catalogue(file: File, problems: list[Problem]) -> Catalogue | None:
    value = file.value
    if not isinstance(value, dict) or set(value) - {"elsewhere"} != {"desk", "procedures"}:
        message = (
            "Tệp này phải có hai phần desk: (bộ phận một cửa) và procedures: (thủ tục), "
            "thêm được phần elsewhere: (việc nơi khác làm), ngoài ra không có gì khác."
        )
        problems.append(file.problem((), message))
        return None
    problems.extend(shape_desk(file))
    desk, desk_problems = bind(Desk, value["desk"], file, under=("desk",))
    procedures, faults = bind(tuple[Procedure, ...], value["procedures"], file, under=("procedures",))
    elsewhere, elsewhere_problems = bind(
        tuple[Elsewhere, ...], value.get("elsewhere", []), file, under=("elsewhere",)
    )
    problems.extend((*desk_problems, *faults, *elsewhere_problems))
    if desk is None or procedures is None or elsewhere is None:
        return None
    _refuse_twins(procedures, file, problems)
    refuse_namesakes(elsewhere, file, problems)
    return Catalogue(
        desk=desk,
        procedures={procedure.code: procedure for procedure in procedures},
        elsewhere={each.name: each for each in elsewhere},
    )


def _refuse_twins(procedures: tuple[Procedure, ...], file: File, problems: list[Problem]) -> None:
    seen: dict[str, int] = {}
    for index, procedure in enumerate(procedures):
        path = ("procedures", index, "code")
        if procedure.code in seen:
            message = f"Mã {procedure.code} đã có ở dòng {seen[procedure.code]}. Mỗi thủ tục chỉ ghi một lần."
            problems.append(file.problem(path, message))
        seen.setdefault(procedure.code, locate(file.node, path)[0])


def _words(file: File, problems: list[Problem]) -> Words | None:
    words: Words | None
    words, faults = bind(Words, file.value, file)
    problems.extend(faults)
    return words


def _intent(file: File, problems: list[Problem]) -> Intent | None:
    name = Path(file.name).stem
    value: Plain = {"phrases": {}, **file.value, "name": name} if isinstance(file.value, dict) else file.value
    intent: Intent | None
    intent, faults = bind(Intent, value, file)
    problems.extend(faults)
    return intent
