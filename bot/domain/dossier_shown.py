"""What of a dossier its owner is shown: registers hold names and numbers where none belong, and none is passed on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.domain.dossier import Dossier
from bot.domain.dossier_states import plain_name
from bot.domain.procedure import Procedure

_OFFICES = re.compile(
    r"(?:bo phan|phong|van phong|cong an|cong chuc|ubnd|uy ban|trung tam|tu phap|ho tich|dia chinh|co quan|chi cuc"
    r"|chi nhanh|thue|cong dich vu|lanh dao|kho bac|bao hiem|tram|quay|mot cua|xa hoi|kinh te|van hoa|so)\b"
)
_PARTS = re.compile(r"\s*[-–,;:/()]\s*")
_LOCKER = re.compile(r"(?:[^\W\d_]{1,3}[-. ]?)?\d{1,3}")
_FEW = 2


@dataclass(frozen=True, slots=True)
class Missing:
    """
    The papers a dossier waits for.

    Args:
        names: As the catalogue calls them.
        others: How many more the register names that the catalogue does not know.

    """

    names: tuple[str, ...]
    others: int


def shown_procedure(dossier: Dossier, procedure: Procedure | None) -> str:
    """Name the procedure as the catalogue does; the register's own words only as far as they name nobody."""
    if procedure is not None:
        return procedure.name
    words = dossier.procedure_name.split()
    for at in range(len(words)):
        if _begins_name(words[at : at + 3]) or re.search(r"\d{4}", words[at]):
            return " ".join(words[:at])
    return dossier.procedure_name


def shown_desk(dossier: Dossier) -> str:
    """Name the desk, without an officer's name or number; empty when nothing in it names an office."""
    parts = [part for part in _PARTS.split(dossier.desk.strip()) if _is_office(part)]
    return " - ".join(parts)


def shown_locker(dossier: Dossier) -> str:
    """Give the number of the locker; empty when anything else, such as a PIN, stands beside it."""
    locker = (dossier.locker or "").strip()
    return locker if _LOCKER.fullmatch(locker) else ""


def missing_papers(dossier: Dossier, procedure: Procedure | None) -> Missing:
    """Call what is missing by the catalogue's names."""
    known = {plain_name(paper.name): paper.name for paper in procedure.submit} if procedure else {}
    found = [_known(plain_name(text), known) for text in dossier.missing_papers]
    names = tuple(dict.fromkeys(name for name in found if name is not None))
    return Missing(names, found.count(None))


def _known(text: str, known: dict[str, str]) -> str | None:
    if text in known:
        return known[text]
    near = {
        name
        for plain, name in known.items()
        if min(len(plain.split()), len(text.split())) >= _FEW
        and (f" {text} " in f" {plain} " or f" {plain} " in f" {text} ")
    }
    return near.pop() if len(near) == 1 else None


def _is_office(part: str) -> bool:
    words = part.split()
    has_name = any(_begins_name(words[at : at + 3]) for at in range(1, len(words)))
    return bool(_OFFICES.match(plain_name(part))) and not has_name and not re.search(r"\d", part)


def _begins_name(words: list[str]) -> bool:
    return len(words) == 3 and all(word[:1].isupper() for word in words)  # noqa: PLR2004 - a full name has three
