"""A folder of content to break: the real one, with one thing changed."""

from __future__ import annotations

import shutil
from pathlib import Path

from bot.content import Problem, check

REAL = Path(__file__).parents[2]

DESK = """\
desk:
  is_sample: true
  commune: xã Mẫu
  name: Bộ phận một cửa xã Mẫu
  address: thôn Mẫu
  phone: 0262 000 0000
  hours:
    weekly:
      monday: [7:00-11:30, 13:30-17:00]
"""
PROCEDURES = """\
procedures:
  - code: "1.000001"
    name: Việc thứ nhất
    field: mẫu
    confidence: high
    also_called: [việc một, việc đầu]
    other_codes: ["2.000001"]
    fee: {vnd: 8000}
    source: {title: Văn bản mẫu, checked_on: 2026-11-22}
  - code: "1.000002"
    name: Việc thứ hai
    field: mẫu
    confidence: low
    source: {title: Văn bản mẫu, checked_on: 2026-11-22}
"""


def make(folder: Path, facts: str = DESK + PROCEDURES) -> Path:
    """Lay down a right folder: a small `procedures.yaml` and the real intents, without life events."""
    shutil.copytree(REAL / "intents", folder / "intents")
    file = folder / "intents" / "life_events.yaml"
    file.write_text(file.read_text("utf-8").partition("\nevents:\n")[0] + "\n", "utf-8")
    (folder / "procedures.yaml").write_text(facts, "utf-8")
    return folder


def change(file: Path, old: str, new: str) -> None:
    """Replace one passage, which must be there."""
    text = file.read_text("utf-8")
    assert text.count(old) >= 1, old
    file.write_text(text.replace(old, new, 1), "utf-8")


def only(folder: Path, *, warnings: bool = False) -> Problem:
    """Give the one problem of a folder."""
    problems = [problem for problem in check(folder) if problem.is_warning is warnings]
    assert len(problems) == 1, "\n".join(map(str, problems))
    return problems[0]
