"""Signs in a text that decide before or without the matcher."""

from __future__ import annotations

import re

from bot.dialogue.verdict import NoMatch
from bot.domain.vietnamese import clean, fold

_DENUNCIATION = re.compile(r"\btố cáo|\btoos caos\b|\bdenounce|\bdenunciation")
_DENUNCIATION_BARE = re.compile(r"\bto cao\b")
_SECRET = re.compile(
    r"\b(?:otp|ma xac (?:nhan|thuc|minh)|mat khau|password|passcode|ma pin|pin code)\b"
    r".{0,25}?(?:\b(?:la|is)\b|[:=]|\b\d{4,8}\b)"
)
_WORKED = re.compile(
    r"\b(?:(?:co|con) (?:lam|lm|mo|nghi|truc|tiep)|lam viec|lv|mo cua|dong cua|nghi khong|open|closed?)\b"
)
_BARE_ANSWER = re.compile(r"(?:da )?(?:co|khong|ko|k|yes|no|dong y)(?: a| em| nha)?")
_YES_OR_NO = re.compile(
    r"\b(?:khong|ko|k|kg|hong|hok|chua)(?: (?:a|em|ad|vay|v|z|ha|ta|nhi|ban|xa|oi|anh|chi))*$"
)
_BY_ANOTHER = re.compile(r"\b(?:(?:di|lam|nop|khai|ky) (?:thay|ho|giup|gium|dum)|uy quyen|nho nguoi)\b")
_FROM_AFAR = re.compile(r"\b(?:tren mang|qua mang|online|truc tuyen|buu dien|o nha|vneid)\b")
_ACKNOWLEDGED = re.compile(
    r"(?:da|vang|u|uh|um|ok|oke|okay|okie|oki|duoc(?: roi)?|ro(?: roi)?|hieu roi|biet roi|alright|got it|i see)"
    r"(?: (?:a|em|nha|nhe|ban|ad|roi|vang|da|ok))*"
)


_SYMBOLS = re.compile(r"[#$%&*+<=>@\[\\\]^_`{|}~]")
_OTHER_SCRIPTS = re.compile(
    "[\u0370-\u1dff\u1f00-\u1fff\u2e80-\ud7ff\uf900-\ufdff\ufe70-\ufeff\uff66-\uffdc]"
)
_MANY_SYMBOLS, _SYMBOLS_AMONG_FEW = 3, 2
NOISE = NoMatch(topic=None, score=0.0, why=("Luật: không phải lời nói.",))


def is_noise(text: str) -> bool:
    """
    Tell whether a text is no speech: symbols of many kinds strewn over it, or letters of other scripts.

    In such a text "tt" or "kh" stands by chance and is no abbreviation.
    """
    size = len(text.strip())
    symbols = _SYMBOLS.findall(text)
    kinds = len(set(symbols))
    if kinds >= _MANY_SYMBOLS and len(symbols) * 9 >= size:
        return True
    if kinds >= _SYMBOLS_AMONG_FEW and len(symbols) * 6 >= size:
        return True
    return len(_OTHER_SCRIPTS.findall(text)) * 4 >= max(size, 1)


def is_denunciation(text: str) -> bool:
    """Tell whether somebody denounces or speaks of it; "to cao" among accents is only tall and big."""
    toned, folded = clean(text), fold(text)
    if _DENUNCIATION.search(toned):
        return True
    return " ".join(toned.split()) == folded and _DENUNCIATION_BARE.search(folded) is not None


def gives_a_secret(text: str) -> bool:
    """Tell whether a password or a one-time code stands in a text, not whether one is asked about."""
    return _SECRET.search(fold(text)) is not None


def asks_whether_worked(text: str) -> bool:
    """Tell whether a text has the words of "có làm không", "mở cửa", "open"."""
    return _WORKED.search(fold(text)) is not None


def asks_yes_or_no(text: str) -> bool:
    """Tell whether a text ends as a question for yes or no: "... được không ạ"."""
    return _YES_OR_NO.search(fold(text).strip(" .!?")) is not None


def side_that_answers(text: str) -> str | None:
    """Name the side of a procedure that holds the answer: who may come instead, whether it can be done online."""
    folded = fold(text)
    if _BY_ANOTHER.search(folded):
        return "requirements"
    return "where_submit" if _FROM_AFAR.search(folded) else None


def is_bare_answer(text: str) -> bool:
    """Tell whether a text is a yes or no and nothing else."""
    return _BARE_ANSWER.fullmatch(_bare(text)) is not None


def acknowledges(text: str) -> bool:
    """Tell whether a text only says that it was heard: "dạ vâng", "ok em"."""
    return _ACKNOWLEDGED.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    return fold(text).strip(" .!")
