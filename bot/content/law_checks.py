"""A legal basis that no longer holds, by the list of such laws in `procedures.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.content.draft import Draft, PastLaw
from bot.content.problem import Problem

_NUMBER = re.compile(r"[0-9][0-9.]*/[0-9]{4}/[A-ZĐƯÀ-Ỹ0-9-]+")


def check_laws(draft: Draft, today: date | None) -> Iterator[Problem]:
    """Warn of each legal basis that is past its date; one that is yet to end waits for its day."""
    past = {law.number: law for law in draft.past_laws if _is_over(law, today)}
    for number, law in enumerate(draft.past_laws):
        if not _NUMBER.fullmatch(law.number):
            message = f"{law.number!r} không phải là số hiệu văn bản. Ví dụ đúng: 42/2022/NĐ-CP."
            yield draft.facts.problem(("past_laws", number, "number"), message)
    if not past:
        return
    cited = re.compile(r"(?<![0-9.])(?:" + "|".join(map(re.escape, past)) + r")(?![\w-])")
    for place, procedure in draft.procedures.items():
        for number, basis in enumerate(procedure.legal_basis):
            for found in cited.findall(basis):
                path = ("procedures", place, "legal_basis", number)
                yield draft.facts.problem(path, _sentence(past[found]), is_warning=True)


def _is_over(law: PastLaw, today: date | None) -> bool:
    return law.ended_on is None or (today is not None and law.ended_on <= today)


def _sentence(law: PastLaw) -> str:
    since = f" từ {law.ended_on:%d/%m/%Y}" if law.ended_on else ""
    instead = (
        f" Nay là {law.instead}: xem lại lệ phí, giấy tờ, thời hạn theo văn bản ấy." if law.instead else ""
    )
    return f"'{law.number}' đã hết hiệu lực{since}.{instead}"
