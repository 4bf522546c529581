"""Which language a message is written in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.domain.catalogue import Content
from bot.domain.conversation import Language
from bot.domain.syllables import has_mark, is_syllable
from bot.domain.vietnamese import clean, mend, words

_ENGLISH = frozenset(
    """
    a about after all an and any application apply appointment are at baby be been before birth born
    bought burned but buy can card certificate child close daughter day days died divorce divorced do
    document documents does english father fee flooded for form from gave get getting go had has have he
    hello help hi house how husband i if in is it just land last learn license live long lost marriage
    married marry me month mother moved moving much my need new next of office on open or our out papers
    parents passed passport pay permit please procedure register registration renew required residence
    school she shop should somebody someone son speak start status submit thank thanks that the there they
    thing this time to today tomorrow use wallet want was we week were what when where which who why wife
    will with year you your
    """.split()
)
_ALSO_VIETNAMESE = frozenset(
    "a am an at be but can do go he i in it me my or our son the they to thing than on".split()
)
_ENOUGH = 0.5
_SURELY = 2
_FOREIGN_FROM = 4  # letters; shorter ones that are no syllable are chat spelling: "dc", "ntn"


def detect(text: str, default: Language, english: frozenset[str] = _ENGLISH) -> Language:
    """
    Tell the language of a text; `default` where it does not show, as in "ok" or a code.

    Args:
        english: The English words to know, as `english_of` gives them; by default only the commonest.

    """
    found = [word for word in words(clean(text)) if word.isalpha()]
    if not found:
        return default
    if any(has_mark(word) for word in found):
        return Language.VI
    sure = sum(word in english and word not in _ALSO_VIETNAMESE for word in found)
    maybe = sum(word in english for word in found)
    local = sum(is_syllable(word) and word not in english for word in found)
    if sure >= _SURELY:  # then words we do not know are English too: "getting", "receipt"
        maybe += sum(
            len(word) >= _FOREIGN_FROM and not is_syllable(word) for word in found if word not in english
        )
    elif any(word not in english and has_mark(mend(word)) for word in found):  # undecoded Telex
        return Language.VI
    if sure and maybe / len(found) >= _ENOUGH and maybe > local:
        return Language.EN
    return Language.VI if local / len(found) > _ENOUGH else default


def english_of(content: Content) -> frozenset[str]:
    """Give the commonest words and those of English phrases and names that nobody writes in Vietnamese."""
    english: set[str] = set()
    local: set[str] = set()
    for intent in content.intents.values():
        for phrases in (intent.phrases, *(topic.phrases for topic in intent.topics)):
            english.update(_words_of(phrases.get(Language.EN, ())))
            local.update(_words_of(phrases.get(Language.VI, ())))
    for other in content.catalogue.elsewhere.values():
        english.update(_words_of(other.also_called.get(Language.EN, ())))
        local.update(_words_of(other.also_called.get(Language.VI, ())))
    for one in content.catalogue.procedures.values():
        english.update(_words_of((one.name_en or "",)))
        local.update(_words_of((one.name, one.label, *one.also_called)))
    ours = {word for word in english - local if word.isascii() and not is_syllable(word)}
    return _ENGLISH | ours


def _words_of(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from (word for word in words(clean(text)) if word.isalpha())
