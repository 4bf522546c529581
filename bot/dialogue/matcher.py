"""The matcher: one message and what was talked about before, to one verdict."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.dialogue.aspects import GAP, Found, Phrases
from bot.dialogue.reading import Reader, Reading, Token, Vocabulary
from bot.dialogue.search import Candidate, Index, Kind, Owner, Weighing
from bot.dialogue.verdict import Ambiguous, Context, Match, NoMatch, Verdict
from bot.domain.catalogue import Content, IntentKind
from bot.domain.syllables import key, toned_key

__all__ = ["Ambiguous", "Context", "Match", "Matcher", "NoMatch", "Verdict"]

OVERVIEW = "procedure_overview"
ACTIONS = frozenset(
    "lại đổi sửa hủy huỷ xóa xoá hạn tách thôi ngừng nghỉ dừng dứt thể lưu động ngoài chuyển cắt chính "
    "mất hỏng rách từ chối gộp thu hồi".split()
)
CONTEXT_TRUST = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where verdicts change; set by cross-validation on the development questions."""

    answer: float = 0.5
    ask: float = 0.36
    service: float = 0.5
    topic: float = 0.42
    whole_phrase: float = 0.85
    margin: float = 0.03


class Matcher:
    """Understands messages with the words of one content version; built at load, nothing is trained."""

    def __init__(self, content: Content, limits: Limits | None = None) -> None:
        """Index every wording of the content."""
        self.limits = limits or Limits()
        self._content = content
        wordings = list(_wordings(content))
        rough = Reader(content.words, Vocabulary(()))
        spelled = [(owner, rough.spell_out(text)) for owner, text in wordings]
        aspect_words = [
            (name, _with_gaps(rough, text))
            for name, intent in content.intents.items()
            if intent.kind is IntentKind.ASPECT
            for texts in intent.phrases.values()
            for text in texts
        ]
        known = [words for _, words in spelled]
        known += [tuple(word for word in words if word != GAP) for _, words in aspect_words]
        self._reader = Reader(content.words, Vocabulary(known))
        fillers = frozenset(key(part) for word in content.words.fillers for part in word.split())
        self._index = Index(spelled, fillers)
        self._aspects = Phrases(aspect_words)
        self._actions = frozenset(toned_key(word) for word in ACTIONS)
        self._labels = {
            code: rough.spell_out(procedure.label) for code, procedure in content.catalogue.procedures.items()
        }

    def match(self, text: str, context: Context) -> Verdict:
        """Decide what a message asks; never raises, whatever the text."""
        reading = self._reader.read(text)
        if any(piece.kind == "dossier" for piece in reading.pieces):
            return Match(intent="status_lookup", procedures=(), score=1.0, why=("Tin có mã hồ sơ.",))
        if not reading.tokens:
            return NoMatch(topic=None, score=0.0, why=("Tin không có chữ nào đọc được.",))
        return self._decide(reading, context)

    def _weigh(self, tokens: Sequence[Token], asked: Sequence[Found]) -> Weighing:
        phrase = {at for found in asked for at in found.places}
        weights: list[float] = []
        losses: list[float] = []
        for at, token in enumerate(tokens):
            weight = self._index.weight(token.key) * token.trust
            loss = weight * (0.2 if at in phrase else 1.0)
            if at not in phrase and token.toned in self._actions:
                loss *= 1.5
            weights.append(weight * (0.5 if at in phrase else 1.0))
            losses.append(0.0 if token.trust < 0.5 else loss)  # noqa: PLR2004 - from the context
        return Weighing(tokens=tokens, weights=weights, losses=losses)

    def _decide(self, reading: Reading, context: Context) -> Verdict:
        tokens = reading.tokens
        asked = self._aspects.find(tokens)
        ranked = self._index.rank(self._weigh(tokens, asked))
        procedures = [c for c in ranked if c.owner.kind is Kind.PROCEDURE]
        service = _best(ranked, Kind.SERVICE)
        topic = _best(ranked, Kind.TOPIC)
        why = [f"Đọc là: {reading.text}", *reading.notes]
        why += [f"{c.owner.name}: {c.score:.2f} «{c.surface.text}»" for c in ranked[:6]]
        p = procedures[0].score if procedures else 0.0
        s, t = self._lifted(service), self._lifted(topic)
        if s >= self.limits.service and s >= max(p, t):
            assert service is not None
            return Match(intent=service.owner.name, procedures=(), score=s, why=tuple(why))
        if t >= self.limits.topic and t >= p:
            assert topic is not None
            return NoMatch(topic=topic.owner.name, score=t, why=tuple(why))
        aspects = self._aspects_beside(asked, procedures[0] if procedures and p >= self.limits.ask else None)
        if p < self.limits.answer and (context.procedure or (aspects and p < self.limits.ask)):
            return self._followed(reading, context, aspects, tuple(why))
        intent = aspects[0].intent if aspects else OVERVIEW
        if p >= self.limits.answer:
            names = tuple(c.owner.name for c in procedures[:5])
            return Match(intent=intent, procedures=names, score=p, why=tuple(why))
        if p >= self.limits.ask:
            return Ambiguous(
                intent=intent, candidates=tuple(c.owner.name for c in procedures[:3]), score=p, why=tuple(why)
            )
        return NoMatch(topic=None, score=p, why=tuple(why))

    def _followed(
        self, reading: Reading, context: Context, aspects: list[Found], why: tuple[str, ...]
    ) -> Verdict:
        intent = aspects[0].intent if aspects else context.intent or OVERVIEW
        if context.procedure is None:
            return Ambiguous(intent=intent, candidates=(), score=0.5, why=why)
        label = self._labels.get(context.procedure, ())
        far = reading.tokens[-1].sentence if reading.tokens else 0
        brought = tuple(
            Token(
                word=word, key=key(word), toned=toned_key(word), is_evidence=True,
                trust=CONTEXT_TRUST, sentence=far, clause=-1,
            )
            for word in label
        )  # fmt: skip
        tokens = reading.tokens + brought
        ranked = self._index.rank(self._weigh(tokens, self._aspects.find(tokens)))
        procedures = [c for c in ranked if c.owner.kind is Kind.PROCEDURE]
        codes = [c.owner.name for c in procedures[:5]]
        if not procedures or not any(at < len(reading.tokens) for at in procedures[0].places):
            codes = [context.procedure, *(c for c in codes if c != context.procedure)]
        return Match(intent=intent, procedures=tuple(codes[:5]), score=0.6, why=(*why, "Nối tiếp câu trước."))

    def _lifted(self, candidate: Candidate | None) -> float:
        if candidate is None:
            return 0.0
        if candidate.is_whole and len(candidate.surface.keys) > 1:
            return max(candidate.score, self.limits.whole_phrase * (0.6 + 0.4 * candidate.fit))
        return candidate.score

    @staticmethod
    def _aspects_beside(asked: list[Found], best: Candidate | None) -> list[Found]:
        """Leave out phrases that the procedure's own wording explains; overview phrases come last."""
        taken = best.places if best else frozenset()
        beside = [found for found in asked if not set(found.places) <= taken]
        return sorted(beside, key=lambda found: found.intent == OVERVIEW)


def _best(ranked: Iterable[Candidate], kind: Kind) -> Candidate | None:
    return next((c for c in ranked if c.owner.kind is kind), None)


def _with_gaps(reader: Reader, text: str) -> tuple[str, ...]:
    parts = text.replace("...", GAP).split(GAP)
    spelled: list[str] = []
    for number, part in enumerate(parts):
        spelled += ([GAP] if number else []) + list(reader.spell_out(part))
    return tuple(spelled)


def _wordings(content: Content) -> Iterable[tuple[Owner, str]]:
    """Give every wording with its owner: procedures in catalogue order, then services, then topics."""
    for rank, (code, procedure) in enumerate(content.catalogue.procedures.items()):
        owner = Owner(Kind.PROCEDURE, code, rank)
        for text in (procedure.short_name, procedure.name, *procedure.also_called):
            if text:
                yield owner, text
    for rank, (name, intent) in enumerate(content.intents.items()):
        if intent.kind is not IntentKind.ASPECT:
            for texts in intent.phrases.values():
                for text in texts:
                    yield Owner(Kind.SERVICE, name, rank), text
        for topic in intent.topics:
            for texts in topic.phrases.values():
                for text in texts:
                    yield Owner(Kind.TOPIC, topic.name, rank), text
