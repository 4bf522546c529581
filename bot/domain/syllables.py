"""The shape of a Vietnamese syllable: which letter strings can be one, and its accent-blind keys."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

TONES = {"\u0301": "1", "\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0323": "5"}
"""Combining mark -> digit: sắc, huyền, hỏi, ngã, nặng; the digits are those of VNI typing."""

_ONSETS = "ngh ng nh ch gh gi kh ph qu th tr b c d đ g h k l m n p r s t v x".split()
_RIMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on
    ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ uôc uôi uôm uôn uông uôt
    uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưm ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
    """.split()
)
_STOPPED = ("c", "ch", "p", "t")
_I_FOR_Y_AFTER = frozenset("hklmtsv")


def plain(text: str) -> str:
    """Give the text without any accent, đ as d; case is kept."""
    decomposed = unicodedata.normalize("NFD", text)
    bare = "".join(c for c in decomposed if not unicodedata.combining(c))
    return bare.replace("đ", "d").replace("Đ", "D")


_PLAIN_RIMES = frozenset(plain(rime) for rime in _RIMES)


def without_tone(word: str) -> tuple[str, str]:
    """Give the word without its tone mark, letters such as ơ kept, and the tone's digit ("" for none)."""
    tone = ""
    letters = []
    for char in unicodedata.normalize("NFD", word):
        if char in TONES:
            tone = TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tone


def _fits(letters: str, onsets: list[str], rimes: frozenset[str]) -> bool:
    if letters in rimes:
        return True
    return any(letters.startswith(onset) and letters[len(onset) :] in rimes for onset in onsets)


_PLAIN_ONSETS = [onset for onset in _ONSETS if onset != "đ"]


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Tell whether a lower-case word can be a Vietnamese syllable, written with or without accents."""
    if len(word) > 8:  # noqa: PLR2004 - nghiêng with its tone apart
        return False
    letters, tone = without_tone(word)
    if letters.isascii() and not tone:
        return _fits(letters, _PLAIN_ONSETS, _PLAIN_RIMES)
    if tone in {"2", "3", "4"} and letters.endswith(_STOPPED):
        return False
    return _fits(letters, _ONSETS, _RIMES if not letters.isascii() else _PLAIN_RIMES)


def _same_i(letters: str) -> str:
    """Write y as i where both spellings are in use: kỹ/kĩ, lý/lí, quý/quí."""
    if letters.endswith("y") and (letters[-2:-1] in _I_FOR_Y_AFTER or letters.endswith("quy")):
        return letters[:-1] + "i"
    return letters


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """Give the accent-blind key of a word: kỹ, kĩ and ki are one."""
    return _same_i(plain(word.lower()))


@lru_cache(maxsize=20_000)
def toned_key(word: str) -> str:
    """Give the key that keeps accents but not the place of the tone: hoà and hòa are one."""
    letters, tone = without_tone(word.lower())
    return _same_i(letters) + tone


def has_mark(word: str) -> bool:
    """Tell whether the word carries any Vietnamese mark."""
    return not word.isascii()


def has_vowel_mark(word: str) -> bool:
    """Tell whether the word carries a mark besides đ, which many type while leaving out all others."""
    return not word.replace("đ", "d").isascii()
