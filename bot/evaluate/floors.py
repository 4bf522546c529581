"""
Floors: the figures that must not fall.

    intent: {at_least: 98}
    first / no_diacritics: {at_least: 95}      # of the questions with this tag
    claims_outside: {at_most: 0}
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from bot.errors import ContentError
from bot.evaluate.judging import FIGURES, Judged, share

_BOUNDS = {"at_least", "at_most"}


def fallen(judged: Sequence[Judged], file: Path) -> list[str]:
    """
    Name every figure that is not where the file wants it, one sentence each.

    Raises:
        ContentError: The file is no list of floors.

    """
    told = []
    for name, bounds in _read(file).items():
        figure, _, tag = (part.strip() for part in name.partition("/"))
        asked = [one for one in judged if not tag or tag in (one.query.get("tags") or ())]
        right, spoken = share(asked, figure)
        if not spoken:
            told.append(f"{name}: không có câu hỏi nào để đo.")
            continue
        percent = 100 * right / spoken
        measured = f"{name}: {percent:.1f}% ({right}/{spoken})"
        if percent < bounds.get("at_least", 0):
            told.append(f"{measured}, thấp hơn mức {bounds['at_least']}%.")
        if percent > bounds.get("at_most", 100):
            told.append(f"{measured}, cao hơn mức {bounds['at_most']}%.")
    return told


def _read(file: Path) -> dict[str, dict[str, float]]:
    try:
        found: Any = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"Không đọc được tệp mức tối thiểu {file}.") from error
    except yaml.YAMLError as error:
        raise ContentError(f"{file}: YAML viết chưa đúng cách.") from error
    if not isinstance(found, dict) or not found:
        raise ContentError(f"{file}: Tệp này phải có các dòng như  intent: {{at_least: 98}}.")
    for name, bounds in found.items():
        figure = str(name).partition("/")[0].strip()
        if figure not in FIGURES:
            raise ContentError(f"{file}: Không có con số nào tên {figure!r}. Chỉ có: {', '.join(FIGURES)}.")
        is_right = isinstance(bounds, dict) and bounds and set(bounds) <= _BOUNDS
        if not is_right or not all(isinstance(limit, int | float) for limit in bounds.values()):
            raise ContentError(
                f"{file}: {name}: chỉ nhận at_least (ít nhất) hoặc at_most (nhiều nhất), phần trăm."
            )
    return found
