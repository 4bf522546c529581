"""Mobile numbers as people and registers write them."""

from __future__ import annotations

import re

_MOBILE = re.compile(r"(?:84|0)?([35789]\d{8})")
_BETWEEN = re.compile(r"[\s.\-()+]")


def mobile_in_84(text: str) -> str | None:
    """
    Write a mobile number as Zalo wants it: 84 and no leading zero; None when it is no whole mobile number of Vietnam.

    A spreadsheet may have lost the zero in front.
    """
    digits = _BETWEEN.sub("", text)
    found = _MOBILE.fullmatch(digits) if digits.isascii() else None
    return f"84{found[1]}" if found else None
