"""How many tests, typed otherwise, and how many wordings of the content still find what they are meant for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.dialogue import Dialogue
from bot.dialogue.aspects import GAP
from bot.dialogue.verdict import Ambiguous, Match, NoMatch, Verdict
from bot.dialogue.ways import ways
from bot.dialogue.wordings import OUT_OF_SCOPE
from bot.domain.catalogue import Content, IntentKind
from bot.domain.conversation import Language
from bot.rehearsal.sentences import Sentence, judge
from bot.rehearsal.told import Failure
from bot.rehearsal.variants import variants

OFFERED = 3


class Found(StrEnum):
    """What became of a text: its owner came first, was offered among others, or did not come."""

    FIRST = "first"
    OFFERED = "offered"
    LOST = "lost"


@dataclass(slots=True)
class Measured:
    """Counts of one kind of text, and what went wrong with those that were lost."""

    counts: dict[Found, int] = field(default_factory=lambda: dict.fromkeys(Found, 0))
    lost: list[Failure] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many were tried."""
        return sum(self.counts.values())

    def percent(self, *found: Found) -> float:
        """Give the share of these in percent; 100 of nothing."""
        return 100 * sum(self.counts[one] for one in found) / self.total if self.total else 100.0


Tell = Callable[[int, int], None]


def measure_variants(
    dialogue: Dialogue, content: Content, sentences: Sequence[Sentence], seed: int, tell: Tell
) -> dict[str, Measured]:
    """Type every sentence in each other way and see whether it still finds, or is offered, the same."""
    made = [
        (str(typed), replace(sentence, say=other))
        for sentence in sentences
        for typed, other in variants(sentence.say, seed).items()
    ]
    return _measure(dialogue, content, made, tell)


def measure_wordings(dialogue: Dialogue, content: Content, tell: Tell) -> dict[str, Measured]:
    """Say every wording of the content and see whether it finds, or is offered, its own owner."""
    return _measure(dialogue, content, [(kind, one) for kind, one in own_wordings(content)], tell)


def _measure(
    dialogue: Dialogue, content: Content, texts: Sequence[tuple[str, Sentence]], tell: Tell
) -> dict[str, Measured]:
    measured: dict[str, Measured] = {}
    for done, (kind, sentence) in enumerate(texts, start=1):
        verdict = dialogue.verdict(sentence.say, sentence.after)
        found = _found(sentence, verdict, content)
        here = measured.setdefault(kind, Measured())
        here.counts[found] += 1
        failure = judge(sentence, verdict, content) if found is Found.LOST else None
        if failure is not None:
            here.lost.append(failure)
        tell(done, len(texts))
    return measured


def _found(sentence: Sentence, verdict: Verdict, content: Content) -> Found:
    if judge(sentence, verdict, content) is None:
        return Found.FIRST
    if isinstance(verdict, NoMatch):
        return Found.LOST
    if sentence.intent == OUT_OF_SCOPE:
        return Found.OFFERED if isinstance(verdict, Ambiguous) else Found.LOST
    event = content.life_events.get(sentence.intent)
    wanted = set(event.codes) if event else {sentence.code} - {None}
    offered = verdict.candidates if isinstance(verdict, Ambiguous) else verdict.procedures
    if wanted:
        return Found.OFFERED if wanted & set(offered[:OFFERED]) else Found.LOST
    if isinstance(verdict, Ambiguous) and not offered and verdict.intent == sentence.intent:
        return Found.FIRST  # a side of a procedure that nobody named: asking which one is the answer
    is_same = sentence.intent in (verdict.intent, *_also(verdict))
    return Found.OFFERED if is_same else Found.LOST


def _also(verdict: Verdict) -> Iterator[str]:
    if isinstance(verdict, Match):
        yield from (other.intent for other in verdict.also)


def own_wordings(content: Content) -> Iterator[tuple[str, Sentence]]:
    """Give every wording by its kind, as a sentence that must find its own owner."""
    for code, one in content.catalogue.procedures.items():
        names = dict.fromkeys((one.label, one.name, *filter(None, (one.name_en,))))
        yield from (("name", _said("procedures.yaml", text, "procedure_overview", code)) for text in names)
        yield from (
            ("also_called", _said("procedures.yaml", text, "procedure_overview", code))
            for text in one.also_called
        )
    for name, intent in content.intents.items():
        kind = (
            "life_event"
            if name in content.life_events
            else "aspect"
            if intent.kind is IntentKind.ASPECT
            else "phrase"
        )
        file = "intents/life_events.yaml" if kind == "life_event" else f"intents/{name}.yaml"
        yield from ((kind, _said(file, text, name)) for text in _texts(intent.phrases))
        for topic in intent.topics:
            yield from (("topic", _said(file, text, OUT_OF_SCOPE)) for text in _texts(topic.phrases))


def _said(file: str, text: str, intent: str, code: str | None = None) -> Sentence:
    said = " ".join(text.replace(GAP, " ").replace("...", " ").split())
    return Sentence(file=file, line=0, say=said, intent=intent, code=code)


def _texts(phrases: Mapping[Language, Iterable[str]]) -> Iterator[str]:
    for texts in phrases.values():
        for text in texts:
            yield from ways(text)
