"""What could be made of a folder's files, though some of them may be wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from bot.content.bind import bind
from bot.content.desk_shape import shape_desk
from bot.content.file import File, Located
from bot.content.problem import Problem
from bot.content.tree import Plain
from bot.domain.catalogue import Catalogue, Content, Intent, Words
from bot.domain.desk import Desk
from bot.domain.elsewhere import Elsewhere
from bot.domain.procedure import Procedure

FACTS = "procedures.yaml"
WORDS = "intents/_words.yaml"
_PARTS = ("desk", "procedures")
_MORE_PARTS = ("past_laws", "elsewhere")


@dataclass(frozen=True, slots=True, kw_only=True)
class PastLaw:
    """
    A legal document that is no longer in force, or will not be after a day.

    Args:
        number: As it is cited, such as `42/2022/NĐ-CP`.
        ended_on: The first day on which it no longer holds; None when only that it ended is known.
        instead: What replaced it.
        source: Where that stands.

    """

    number: str
    source: str
    ended_on: date | None = None
    instead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """
    The parts that are well formed.

    Args:
        facts: Tells where each fact was written.
        files: The intent files and the words, by name.
        procedures: By their place in the list; one that is ill formed is not there.
        is_whole: Nothing at all is missing or ill formed, so that what is named must be there.

    """

    facts: Located
    files: Mapping[str, File]
    desk: Desk | None
    procedures: Mapping[int, Procedure]
    past_laws: tuple[PastLaw, ...]
    elsewhere: tuple[Elsewhere, ...]
    intents: Mapping[str, Intent]
    words: Words | None
    is_whole: bool

    @property
    def codes(self) -> dict[str, Procedure]:
        """The procedures by code."""
        return {procedure.code: procedure for procedure in self.procedures.values()}

    def content(self, version: str) -> Content | None:
        """Give what the bot answers with; None while a part is missing."""
        if not self.is_whole or self.desk is None or self.words is None:
            return None
        events = {
            event.name: event.as_intent() for intent in self.intents.values() for event in intent.events
        }
        return Content(
            version=version,
            catalogue=Catalogue(
                desk=self.desk,
                procedures=self.codes,
                elsewhere={each.name: each for each in self.elsewhere},
            ),
            intents=events | dict(self.intents),
            words=self.words,
        )


def make_draft(files: Mapping[str, File], problems: list[Problem]) -> Draft | None:
    """
    Make what can be made of the files, adding what is wrong to the problems.

    Gives None when `procedures.yaml` itself cannot be used; what is wrong elsewhere is told all the same.
    """
    before = len(problems)
    words = _words(files[WORDS], problems) if WORDS in files else None
    intents = {
        intent.name: intent
        for file in files.values()
        if file.name.startswith("intents/") and file.name != WORDS
        if (intent := _intent(file, problems)) is not None
    }
    facts = files.get(FACTS)
    if facts is None or not _has_parts(facts, problems):
        return None
    desk = make_desk(facts, problems)
    procedures = _procedures(facts, problems)
    laws = _listed("past_laws", PastLaw, facts, problems)
    elsewhere = _listed("elsewhere", Elsewhere, facts, problems)
    return Draft(
        facts=facts,
        files=files,
        desk=desk,
        procedures=procedures,
        past_laws=laws,
        elsewhere=elsewhere,
        intents=intents,
        words=words,
        is_whole=words is not None and desk is not None and len(problems) == before,
    )


def _has_parts(file: File, problems: list[Problem]) -> bool:
    value = file.value if isinstance(file.value, dict) else {}
    unknown = [key for key in value if key not in {*_PARTS, *_MORE_PARTS}]
    missing = [part for part in _PARTS if part not in value]
    told = "Tệp này gồm desk: (bộ phận một cửa), procedures: (thủ tục), nếu cần thì past_laws: (văn bản hết hiệu lực), elsewhere: (việc nơi khác làm)."
    problems.extend(file.problem((key,), f"Không có phần nào tên {key!r}. {told}") for key in unknown)
    problems.extend(file.problem((), f"Thiếu phần {part}:. {told}") for part in missing)
    return not unknown and not missing


def make_desk(facts: Located, problems: list[Problem]) -> Desk | None:
    """Make the desk of the facts."""
    value, faults = shape_desk(facts)
    desk: Desk | None
    desk, ill_formed = bind(Desk, value, facts, under=("desk",))
    problems.extend((*faults, *ill_formed))
    return desk


def make_procedures(facts: Located, places: Sequence[int], problems: list[Problem]) -> dict[int, Procedure]:
    """Make the procedures that stand at these places of the list."""
    listed = facts.value["procedures"] if isinstance(facts.value, dict) else None
    made = {}
    for place in places:
        value = listed[place] if isinstance(listed, list) else None
        procedure, faults = bind(Procedure, value, facts, under=("procedures", place))
        problems.extend(faults)
        if procedure is not None:
            made[place] = procedure
    return made


def _procedures(facts: File, problems: list[Problem]) -> dict[int, Procedure]:
    listed = facts.value["procedures"] if isinstance(facts.value, dict) else None
    procedures: tuple[Procedure, ...] | None
    procedures, faults = bind(tuple[Procedure, ...], listed, facts, under=("procedures",))
    if procedures is not None:  # all at once is quicker, and nearly always right
        return dict(enumerate(procedures))
    if not isinstance(listed, list):
        problems.extend(faults)
        return {}
    return make_procedures(facts, range(len(listed)), problems)


def _listed(part: str, shape: Any, facts: File, problems: list[Problem]) -> tuple[Any, ...]:
    """Make the entries of a part that may be left out."""
    value = facts.value.get(part) if isinstance(facts.value, dict) else None
    if value is None:
        return ()
    made: tuple[Any, ...] | None
    made, faults = bind(tuple[shape, ...], value, facts, under=(part,))
    problems.extend(faults)
    return made or ()


def _words(file: File, problems: list[Problem]) -> Words | None:
    words: Words | None
    words, faults = bind(Words, file.value, file)
    problems.extend(faults)
    return words


def _intent(file: File, problems: list[Problem]) -> Intent | None:
    name = PurePosixPath(file.name).stem
    value: Plain = {"phrases": {}, **file.value, "name": name} if isinstance(file.value, dict) else file.value
    intent: Intent | None
    intent, faults = bind(Intent, value, file)
    problems.extend(faults)
    return intent
