"""Which language a message is written in."""

from __future__ import annotations

from bot.domain.conversation import Language
from bot.domain.syllables import has_mark, is_syllable
from bot.domain.vietnamese import clean, mend, words

_ENGLISH = frozenset(
    """
    a about an and any apply application appointment are at be birth can card certificate close day days do
    document documents does english fee for form from get go have hello help hi how i in is it land license
    live long lost marriage me moved much my need new of office on open or papers passport permit please
    procedure register registration renew required residence should speak status submit thank thanks
    that the there thing this time to today tomorrow want was we what when where which who why will with you your
    """.split()
)
_ALSO_VIETNAMESE = frozenset("a am an at be can do go i in it me my the to thing than on".split())
_ENOUGH = 0.5


def detect(text: str, default: Language) -> Language:
    """Tell the language of a text; `default` where it does not show, as in "ok" or a code."""
    found = [word for word in words(clean(text)) if word.isalpha()]
    if not found:
        return default
    if any(has_mark(word) or (word not in _ENGLISH and has_mark(mend(word))) for word in found):
        return Language.VI
    sure = sum(word in _ENGLISH and word not in _ALSO_VIETNAMESE for word in found)
    maybe = sum(word in _ENGLISH for word in found)
    local = sum(is_syllable(word) and word not in _ENGLISH for word in found)
    if sure and maybe / len(found) >= _ENOUGH and maybe > local:
        return Language.EN
    return Language.VI if local / len(found) > _ENOUGH else default
