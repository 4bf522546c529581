"""
Whole dialogues, one a file: `tests/conversations/*.yaml`.

A step says something (`citizen`: a line or several, `tap`: a button's title, `send`: a kind of attachment,
`staff`: an officer's words, `event`: followed ...) after so many minutes (`after`), and then holds the bot to its
reply keys (`bot`), to facts in what it says (`says`, `silent_on`), to the buttons it shows (`offers`) and to
whether the citizen is forgotten (`erased`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from bot.content.bind import bind
from bot.content.file import File
from bot.content.problem import Faulty, Problem
from bot.content.tree import Plain, locate
from bot.domain.dossier import DossierState, ReceiptChannel
from bot.domain.message import Kind
from bot.rehearsal.files import DIALOGUES, read_files

SAYS = ("citizen", "tap", "send", "staff", "event")
_LISTS = frozenset(("citizen", "bot", "says", "silent_on", "offers"))
RECEIVED_ON = date(2026, 11, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class LaidDown:
    """A sample dossier in the register, opened by the end of a phone number, or by the token on its receipt."""

    code: str
    state: DossierState
    phone_end: str
    procedure: str = "Đăng ký khai sinh"
    desk: str = "Tư pháp - Hộ tịch"
    received_on: date = RECEIVED_ON
    due_on: date | None = None
    promised_on: date | None = None
    news_at: datetime | None = None
    missing_papers: tuple[str, ...] = ()
    locker: str | None = None
    channel: ReceiptChannel | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What happens, after how many minutes, and what must come of it."""

    citizen: tuple[str, ...] = ()
    tap: str | None = None
    send: Kind | None = None
    staff: str | None = None
    event: Literal["followed", "opened", "erasure"] | None = None
    after: int = 1
    bot: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    silent_on: tuple[str, ...] = ()
    offers: tuple[str, ...] = ()
    erased: bool = False

    @property
    def done(self) -> str:
        """What the citizen, or an officer, says or does, to be quoted."""
        return " / ".join(self.citizen) or self.tap or self.staff or self.send or self.event or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    dossiers: tuple[LaidDown, ...] = ()
    register_away: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    now: datetime
    steps: tuple[Step, ...]
    given: _Given = _Given()


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """
    One dialogue to go through.

    Args:
        now: When it begins, by the clock on the desk's wall.
        lines: Where each step stands.
        register_away: The register of dossiers does not answer.

    """

    file: str
    now: datetime
    steps: tuple[Step, ...]
    lines: tuple[int, ...]
    dossiers: tuple[LaidDown, ...] = ()
    register_away: bool = False


def read_plays(folder: Path) -> list[Play]:
    """
    Read every dialogue of a folder; none when it has no tests.

    Raises:
        Faulty: Some file is wrong; it names every place.

    """
    files, problems = read_files(folder, DIALOGUES)
    plays = [play for file in files if (play := _play(file, problems)) is not None]
    if problems:
        raise Faulty(*sorted(set(problems)))
    return plays


def _play(file: File, problems: list[Problem]) -> Play | None:
    value = file.value
    steps = value.get("steps") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(steps, list):
        message = (
            "Tệp đối thoại cần now: (ngày giờ bắt đầu) rồi steps: (từng bước, mỗi bước một gạch đầu dòng)."
        )
        problems.append(file.problem((), message))
        return None
    written, faults = bind(_Written, {**value, "steps": [_as_lists(step) for step in steps]}, file)
    for at, step in enumerate(steps):
        if isinstance(step, dict) and sum(name in step for name in SAYS) != 1:
            message = f"Mỗi bước có đúng một trong các khoá: {', '.join(SAYS)}."
            faults.append(file.problem(("steps", at), message))
    problems.extend(faults)
    if written is None:
        return None
    return Play(
        file=file.name,
        now=written.now,
        steps=written.steps,
        lines=tuple(locate(file.node, ("steps", at))[0] for at in range(len(steps))),
        dossiers=written.given.dossiers,
        register_away=written.given.register_away,
    )


def _as_lists(step: Plain) -> Plain:
    """Write a single value where several may stand as a list of one, and numbers that were said as text."""
    if not isinstance(step, dict):
        return step
    return {key: _as_list(value) if key in _LISTS else _as_text(value, key) for key, value in step.items()}


def _as_list(value: Plain) -> Plain:
    return [_as_text(each) for each in (value if isinstance(value, list) else [value])]


def _as_text(value: Plain, key: str = "") -> Plain:
    return str(value) if type(value) is int and key != "after" else value
