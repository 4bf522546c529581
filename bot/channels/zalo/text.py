"""Text as we keep it and send it: composed letters, nothing that cannot be seen."""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters except newline and tab; whatever turns the reading direction or hides between letters
# (the zero-width joiner stays: emoji are made with it); half characters, which no encoding can carry.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Give NFC text with plain newlines, free of control and direction-changing characters."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _LINE_ENDS.sub("\n", text)))
