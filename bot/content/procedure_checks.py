"""What must hold between procedures: codes that are one's own, wordings that lead to one, figures that can be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.draft import Draft
from bot.content.known import normal
from bot.content.problem import Problem
from bot.content.tree import Path
from bot.domain.procedure import Procedure
from bot.domain.vietnamese import fold

_CODE = re.compile(r"[0-9]\.[0-9]{6}", re.ASCII)
_SHAPE = "chưa đúng dạng. Ví dụ đúng: 1.001193."
SMALLEST_FEE = 500  # đồng; less is a slip, such as 8 for 8000
LONGEST_WAIT = 365  # working days


def check_procedures(draft: Draft) -> Iterator[Problem]:
    """Give what is wrong within and between the procedures."""
    yield from _check_codes(draft)
    yield from _check_wordings(draft)
    for place, procedure in draft.procedures.items():
        for inside, message, is_warning in _figures(procedure):
            yield draft.facts.problem(("procedures", place, *inside), message, is_warning=is_warning)


def _check_codes(draft: Draft) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for place, procedure in draft.procedures.items():
        path: Path = ("procedures", place, "code")
        if not _CODE.fullmatch(procedure.code):
            yield draft.facts.problem(path, f"Mã {procedure.code!r} {_SHAPE}")
        if procedure.code in first:
            line = draft.facts.problem(("procedures", first[procedure.code], "code"), "").line
            message = f"Mã {procedure.code} đã có ở dòng {line}. Mỗi thủ tục chỉ ghi một lần."
            yield draft.facts.problem(path, message)
        first.setdefault(procedure.code, place)
    owners: dict[str, str] = {}
    for place, procedure in draft.procedures.items():
        for number, other in enumerate(procedure.other_codes):
            fault = _fault_of_other(other, procedure, first, owners)
            if fault:
                yield draft.facts.problem(("procedures", place, "other_codes", number), fault)


def _fault_of_other(
    other: str, procedure: Procedure, first: dict[str, int], owners: dict[str, str]
) -> str | None:
    if not _CODE.fullmatch(other):
        return f"Mã {other!r} {_SHAPE}"
    if other in first:
        return f"Mã {other} đã là một thủ tục riêng trong tệp này. Hãy bỏ ở đây."
    owner = owners.setdefault(other, procedure.code)
    if owner != procedure.code:
        return f"Mã cũ {other} đã ghi ở thủ tục {owner}. Chỉ để ở một thủ tục."
    return None


def _check_wordings(draft: Draft) -> Iterator[Problem]:
    owners: dict[str, Procedure] = {}
    folded: dict[str, tuple[Procedure, str]] = {}
    for place, procedure in draft.procedures.items():
        listed: set[str] = set()
        for inside, wording in _wordings(procedure):
            path: Path = ("procedures", place, *inside)
            said = normal(wording)
            owner = owners.setdefault(said, procedure)
            if owner.code != procedure.code:
                message = (
                    f"Cách gọi {wording!r} đã thuộc thủ tục {owner.code} ({owner.label}). "
                    "Mỗi cách gọi chỉ để ở một thủ tục; gọi chung thì bỏ ở cả hai, bot sẽ hỏi lại."
                )
                yield draft.facts.problem(path, message)
            elif folded.setdefault(fold(wording), (procedure, wording))[0].code != procedure.code:
                other, theirs = folded[fold(wording)]
                message = (
                    f"Gõ không dấu thì {wording!r} trùng với {theirs!r} của thủ tục {other.code} ({other.label}); "
                    "bot sẽ hỏi lại."
                )
                yield draft.facts.problem(path, message, is_warning=True)
            elif not said:
                yield draft.facts.problem(path, "Cách gọi này trống. Hãy bỏ dòng này.")
            elif said in listed:
                message = f"Cách gọi {wording!r} ghi hai lần ở thủ tục này. Hãy bỏ bớt một dòng."
                yield draft.facts.problem(path, message, is_warning=True)
            if inside[0] == "also_called":
                listed.add(said)


def _wordings(procedure: Procedure) -> Iterator[tuple[Path, str]]:
    yield ("name",), procedure.name
    if procedure.short_name is not None:
        yield ("short_name",), procedure.short_name
    for index, wording in enumerate(procedure.also_called):
        yield ("also_called", index), wording


def _figures(procedure: Procedure) -> Iterator[tuple[Path, str, bool]]:
    vnd, days = procedure.fee.vnd, procedure.takes.working_days
    if vnd is not None and vnd < 0:
        yield ("fee", "vnd"), f"'{vnd}' nhỏ hơn 0. Miễn phí thì ghi 0.", False
    elif vnd is not None and 0 < vnd < SMALLEST_FEE:
        yield ("fee", "vnd"), f"'{vnd}' đồng có phải thiếu số không? Tám nghìn đồng viết là 8000.", True
    if days is not None and not 0 <= days <= LONGEST_WAIT:
        yield (
            ("takes", "working_days"),
            f"'{days}' không thể đúng. Trong ngày thì ghi 0.",
            False,
        )
    for part in ("submit", "show"):
        for number, paper in enumerate(getattr(procedure, part)):
            for key in ("originals", "copies"):
                if getattr(paper, key) < 0:
                    yield (
                        (part, number, key),
                        f"'{getattr(paper, key)}' nhỏ hơn 0. Không cần thì bỏ dòng này.",
                        False,
                    )
