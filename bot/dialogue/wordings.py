"""Wordings: everything the content says people say, spelled out and owned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.dialogue.aspects import GAP
from bot.dialogue.reading import Reader
from bot.dialogue.search import Kind, Owner
from bot.dialogue.ways import ways
from bot.domain.catalogue import Content, IntentKind
from bot.domain.conversation import Language
from bot.domain.desk import Desk, OfficeHours
from bot.domain.procedure import Procedure, Source
from bot.domain.syllables import toned_key

OUT_OF_SCOPE = "out_of_scope"
LONGEST_VARIED = 9
"""Wordings of more words get no variants; official names are long enough to be found by a part."""

Words = tuple[str, ...]

_NO_SOURCE = Source(title="", checked_on=date.min)
_NO_DESK = Desk(commune="", name="", address="", phone="", hours=OfficeHours(weekly=((),) * 7))


def wordings_of(content: Content) -> Content:
    """
    Give the content without what nobody says: two that are equal now are understood alike.

    The matcher is built from this, so that it cannot come to depend on a fee or on the text of a reply.
    """
    procedures = {
        code: Procedure(
            code=code,
            name=one.name,
            field=one.field,
            confidence=one.confidence,
            source=_NO_SOURCE,
            short_name=one.short_name,
            name_en=one.name_en,
            also_called=one.also_called,
            other_codes=one.other_codes,
        )
        for code, one in content.catalogue.procedures.items()
    }
    intents = {
        name: replace(intent, about="", replies={}, buttons={}) for name, intent in content.intents.items()
    }
    catalogue = replace(content.catalogue, desk=_NO_DESK, procedures=procedures)
    return replace(content, version="", catalogue=catalogue, intents=intents)


def owned(content: Content, reader: Reader) -> Iterator[tuple[Owner, Words]]:
    """Give every wording with its owner: procedures in catalogue order, then services, then what is not ours."""
    synonyms = Synonyms(
        tuple(spelled for text in group if (spelled := reader.spell_out(text)))
        for group in content.words.synonyms
    )
    for rank, (code, procedure) in enumerate(content.catalogue.procedures.items()):
        owner = Owner(Kind.PROCEDURE, code, rank)
        names = (procedure.short_name or procedure.name, procedure.name)
        for text in (*names, *procedure.also_called, *filter(None, (procedure.name_en,))):
            for said in synonyms.variants(reader.spell_out(text)):
                yield owner, said
    for rank, (name, intent) in enumerate(content.intents.items()):
        if name == OUT_OF_SCOPE:
            owner = Owner(Kind.TOPIC, "", rank)
            yield from ((owner, reader.spell_out(text)) for text in _texts(intent.phrases))
            for each in content.catalogue.elsewhere.values():
                owner = Owner(Kind.TOPIC, each.name, rank)
                yield from ((owner, reader.spell_out(text)) for text in _texts(each.also_called))
        elif intent.kind is not IntentKind.ASPECT:
            owner = Owner(Kind.SERVICE, name, rank)
            yield from (
                (owner, reader.spell_out(text)) for text in _texts(intent.phrases) if not _has_gap(text)
            )
        for topic in intent.topics:
            owner = Owner(Kind.TOPIC, topic.name, rank)
            yield from ((owner, reader.spell_out(text)) for text in _texts(topic.phrases))


def turns_of_phrase(content: Content, reader: Reader) -> Iterator[tuple[str, Words]]:
    """Give the phrases of the aspects; "..." in one stands for a few words of any kind."""
    for name, intent in content.intents.items():
        if intent.kind is IntentKind.ASPECT:
            yield from ((name, _with_gaps(text, reader)) for text in _texts(intent.phrases))


def frames(content: Content, reader: Reader) -> Iterator[tuple[str, Words]]:
    """Give the phrases of the services that stand around what they are about: "nộp … chưa thấy", "xin phản ánh …"."""
    for name, intent in content.intents.items():
        if intent.kind is IntentKind.SERVICE:
            for text in filter(_has_gap, _texts(intent.phrases)):
                yield name, _with_gaps(text.strip(f"{GAP}. "), reader)


@dataclass(frozen=True, slots=True)
class Sign:
    """One sign of an intent and the list it stands in."""

    intent: str
    kind: str
    words: Words


def signs(content: Content, reader: Reader) -> Iterator[Sign]:
    """Give the signs of every intent that has them."""
    for name, intent in content.intents.items():
        for kind, phrases in intent.signs.items():
            for text in _texts(phrases):
                yield Sign(name, kind, _with_gaps(text, reader))


def _has_gap(text: str) -> bool:
    return GAP in text or "..." in text


def _with_gaps(text: str, reader: Reader) -> Words:
    spelled: list[str] = []
    for number, part in enumerate(text.replace("...", GAP).split(GAP)):
        spelled += ([GAP] if number else []) + list(reader.spell_out(part))
    return tuple(spelled)


def common_words(names: Iterable[Words]) -> frozenset[str]:
    """Give the words that a tenth of all names have, and at least three: đăng ký, cấp, chứng thực."""
    counts: Counter[str] = Counter()
    total = 0
    for name in names:
        total += 1
        counts.update({toned_key(word) for word in name if len(word) > 1})
    return frozenset(word for word, count in counts.items() if count >= max(3, total / 10))


class Synonyms:
    """Groups of wordings that mean the same, found by their first words."""

    def __init__(self, groups: Iterable[tuple[Words, ...]]) -> None:
        self._by_first: dict[str, list[tuple[int, Words]]] = {}
        self._groups = tuple(groups)
        for number, group in enumerate(self._groups):
            for wording in group:
                self._by_first.setdefault(wording[0], []).append((number, wording))

    def variants(self, spelled: Words) -> Iterator[Words]:
        """Give a wording and its variants with one synonym, the longest of its group, put for another."""
        yield spelled
        if len(spelled) > LONGEST_VARIED:
            return
        found: dict[int, tuple[int, Words]] = {}
        for at, word in enumerate(spelled):
            for number, wording in self._by_first.get(word, ()):
                is_here = spelled[at : at + len(wording)] == wording
                if is_here and (number not in found or len(wording) > len(found[number][1])):
                    found[number] = (at, wording)
        for number in sorted(found):
            at, wording = found[number]
            for other in self._groups[number]:
                if other != wording:
                    yield spelled[:at] + other + spelled[at + len(wording) :]


def _texts(phrases: Mapping[Language, tuple[str, ...]]) -> Iterator[str]:
    for texts in phrases.values():
        for text in texts:
            yield from ways(text)
