"""Masking: numbers about people that nobody asked for are covered before a text is kept."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bot.domain.dossier_code import blank_codes, find_codes
from bot.domain.receipt_token import find_receipt_token
from bot.domain.syllables import plain

MASK = "•"
# From nine digits (an old identity card) on, however they are spaced.
_NUMBER = re.compile(r"(?<![0-9])\+?[0-9](?:[ .()-]{0,2}[0-9]){8,}")


_IDENTITY_LENGTHS = (9, 12)
# From four digits on: also the end of a phone number, which opens a dossier.
_SHORT_NUMBER = re.compile(r"(?<![0-9])[0-9](?:[ .()/-]{0,2}[0-9]){3,}")
_EMAIL = re.compile(r"\S+@\S+")
_INTRODUCED = re.compile(
    r"\b(?:ho (?:va )?ten|ten(?: \w{1,6}){0,2}? la|(?:em|toi|tui|minh|chau) ten(?: la)?|my name is|i am called)"
    r"(?:\s*[:=])?\s+|\bten\s*[:=]\s*"
)
# Family names, with accents and each word capital, are a name wherever they stand: "làm khai sinh cho Trần Thị Mẫu".
_FAMILY = "Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Đinh|Trịnh|Đoàn|Lương|Trương|Tạ|Hà|Cao|Châu|Thái|Tô|Lâm|Nông|Hứa|Triệu|Quách|Kpă|Ksor|Rơ Châm|Niê|Mlô|Êban|Byă|Ayun|Kbuôr"
_LETTERS = r"[^\W\d_]"
_CALLED = re.compile(
    rf"\b(?:{_FAMILY})(?:\s+(?=[A-ZĐÀ-Ỹ]){_LETTERS}+){{1,4}}|\b(?:Y|H)['’]?\s?(?=[A-ZĐÊÔƠƯĂÂ]){_LETTERS}+(?:\s+(?=[A-ZĐÊÔƠƯĂÂ]){_LETTERS}+){{1,2}}"
)
_NAME_WORD = re.compile(r"[^\W\d_]+")
_LONGEST_NAME = 6
_NO_NAME = frozenset(
    "gì j sao nào ai bị cũ của cha mẹ bố mới sai trên trong người khai giấy ở sinh năm muốn cần hỏi xin làm đăng "
    "đổi nhà thì có được là cho và với ạ nhé gi nao bi cua tren trong nguoi giay o muon can hoi xin lam dang doi "
    "nha duoc cho voi a nhe and from want need what".split()
)
"""Words with which a name has ended or none has begun; without accents only those that no name has (thi, nam)."""


def mask(text: str) -> str:
    """
    Cover identity numbers, bank cards and phone numbers, digit by digit, and the token of a receipt.

    Codes of dossiers and procedures stay. The result is NFC.
    """
    text = unicodedata.normalize("NFC", text)  # so that places in both readings agree
    if not _has_digit(text):
        return text
    readable = blank_codes(text)
    covered = list(text)
    for found in _NUMBER.finditer(readable):
        for place in range(found.start(), found.end()):
            if readable[place].isdigit():
                covered[place] = MASK
    token = find_receipt_token(text)
    if token is not None:
        _, start, end = token
        covered[start:end] = [MASK if letter.isalnum() else letter for letter in covered[start:end]]
    return "".join(covered)


def _has_digit(text: str) -> bool:
    """Tell whether there is anything to look for: most messages have no number, and looking takes long."""
    return any(map(str.isdigit, text))


def has_identity_number(text: str) -> bool:
    """Tell whether the number of an identity card stands in a text."""
    readable = blank_codes(text)
    lengths = (len(re.sub(r"\D", "", found.group())) for found in _NUMBER.finditer(readable))
    return any(length in _IDENTITY_LENGTHS for length in lengths)


def mask_for_keeping(text: str) -> str:
    """
    Cover all by which somebody could be known, before a text is kept for staff to read.

    That is what `mask` covers, dossier codes, every number from four digits on, addresses of mail, names written
    with their capitals, and names after words such as "tên là"; rather too much than too little. Codes of procedures stay. The result is NFC.
    """
    text = mask(text)
    bare = "".join(map(_bare, text))
    spans: list[tuple[int, int]] = []
    if _has_digit(text):
        spans += [(code.start, code.end) for code in find_codes(text)]
        spans += [found.span() for found in _SHORT_NUMBER.finditer(blank_codes(text))]
    spans += [found.span() for found in _EMAIL.finditer(text)]
    spans += [found.span() for found in _CALLED.finditer(text)]
    spans += [span for found in _INTRODUCED.finditer(bare) for span in _name(text, found.end())]
    covered = list(text)
    for start, end in spans:
        covered[start:end] = [MASK if letter.isalnum() else letter for letter in covered[start:end]]
    return "".join(covered)


@lru_cache(maxsize=4096)
def _bare(letter: str) -> str:
    """Give one letter for one letter, so that places agree."""
    bare = plain(letter).lower()
    return bare if len(bare) == 1 else letter


def _name(text: str, start: int) -> list[tuple[int, int]]:
    """Give the words from `start` on that may be a name."""
    spans: list[tuple[int, int]] = []
    for found in _NAME_WORD.finditer(text, start):
        is_next = not text[start : found.start()].strip(" ")
        if not is_next or found.group().lower() in _NO_NAME or len(spans) == _LONGEST_NAME:
            break
        spans.append(found.span())
        start = found.end()
    return spans
