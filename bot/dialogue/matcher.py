"""The matcher: one message and what was talked about before, to one verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.dialogue.actions import Actions
from bot.dialogue.aspects import GAP, Found, Phrases
from bot.dialogue.reading import Reader, Reading, Token, Vocabulary
from bot.dialogue.search import Candidate, Index, Kind, Owner, Weighing
from bot.dialogue.verdict import Ambiguous, Context, Match, NoMatch, Verdict
from bot.domain.catalogue import Content, IntentKind
from bot.domain.conversation import Language
from bot.domain.syllables import key, toned_key

__all__ = ["Ambiguous", "Context", "Match", "Matcher", "NoMatch", "Verdict"]

OVERVIEW = "procedure_overview"
OUT_OF_SCOPE = "out_of_scope"
CONTEXT_TRUST = 0.45
PHRASE_WORTH = 0.35
STRENGTH = 0.3
LONGEST_VARIED = 9
PRESUPPOSED, ASKED, ASIDE = 0.8, 1.15, 0.8
SOCIAL = frozenset({"greeting", "thanks", "goodbye", "help"})
"""Intents whose words open and close messages about something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Where verdicts change; set by cross-validation on the development questions."""

    answer: float = 0.5
    ask: float = 0.36
    service: float = 0.5
    topic: float = 0.42
    whole_phrase: float = 0.85
    alone: float = 0.75
    bare_tokens: int = 5
    bare_words: int = 3
    bare_holders: int = 3


class Matcher:
    """Understands messages with the words of one content version; built at load, nothing is trained."""

    def __init__(self, content: Content, limits: Limits | None = None) -> None:
        """Index every wording of the content."""
        self.limits = limits or Limits()
        self._content = content
        wordings = list(_wordings(content))
        rough = Reader(content.words, Vocabulary(()))
        synonyms = [[rough.spell_out(text) for text in group] for group in content.words.synonyms]
        spelled = [
            (owner, said)
            for owner, text in wordings
            for said in _said_otherwise(rough.spell_out(text), owner, synonyms)
        ]
        aspect_words = [
            (name, _with_gaps(rough, text))
            for name, intent in content.intents.items()
            if intent.kind is IntentKind.ASPECT
            for text in _texts(intent.phrases)
        ]
        known = [words for _, words in spelled]
        known += [tuple(word for word in words if word != GAP) for _, words in aspect_words]
        self._reader = Reader(content.words, Vocabulary(known))
        self._index = Index(spelled, self._reader.fillers)
        self._actions = Actions()
        self._aspects = Phrases(aspect_words)
        self._names = {
            code: tuple(
                " ".join(rough.spell_out(name)) for name in (procedure.name, procedure.short_name) if name
            )
            for code, procedure in content.catalogue.procedures.items()
        }
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
        """Weigh the tokens: turns of phrase less, what "có được ..." asks about more than what it presupposes."""
        phrase = {at for found in asked for at in found.places if len(found.places) > 1}
        focus = _focus(tokens, asked)
        weights: list[float] = []
        losses: list[float] = []
        for at, token in enumerate(tokens):
            loss = self._index.weight(token) * focus[at]
            losses.append(0.0 if token.clause < 0 else loss * (0.2 if at in phrase else 1.0))
            weights.append(token.trust * focus[at] * (PHRASE_WORTH if at in phrase else 1.0))
        actions = self._actions.of_message(tokens, phrase)
        return Weighing(tokens=tokens, weights=weights, losses=losses, actions=actions)

    def _decide(self, reading: Reading, context: Context) -> Verdict:
        tokens = reading.tokens
        asked = self._aspects.find(tokens)
        weighing = self._weigh(tokens, asked)
        ranked = self._index.rank(weighing)
        why = [f"Đọc là: {reading.text}", *reading.notes]
        why += [f"{c.owner.name}: {c.score:.2f} «{c.surface.text}»" for c in ranked[:6]]
        seen = _Seen(reading=reading, asked=asked, weighing=weighing, ranked=ranked, why=tuple(why))
        service = self._service(seen, context)
        if service is not None:
            return service
        best = seen.best
        p = best.score if best else 0.0
        if context.procedure is not None and not self._stands_alone(best):
            return self._followed(seen, context)
        aspects = self._aspects_beside(asked, best if p >= self.limits.ask else None)
        intent = aspects[0].intent if aspects else OVERVIEW
        if p < self.limits.ask:
            if aspects and (aspects[0].intent != OVERVIEW or self._says_only(seen)):
                return Ambiguous(intent=intent, candidates=(), score=0.5, why=tuple(why))
            return NoMatch(topic=None, score=p, why=tuple(why))
        names = tuple(c.owner.name for c in seen.procedures[:5])
        rivals = self._rivals(seen) if p >= self.limits.answer else names[:3]
        if rivals:
            return Ambiguous(intent=intent, candidates=rivals, score=p, why=tuple(why))
        return Match(intent=intent, procedures=names, score=p, why=tuple(why))

    def _service(self, seen: _Seen, context: Context) -> Verdict | None:
        """Give the verdict of a service or neighbour topic where one is meant rather than a procedure."""
        best = seen.best
        p = best.score * best.gain**STRENGTH if best else 0.0
        follows = context.procedure is not None
        says_only = bool(seen.asked) and self._says_only(seen)
        found: list[tuple[float, Candidate]] = []
        for candidate in seen.ranked:
            kind = candidate.owner.kind
            if kind is Kind.PROCEDURE or not self._is_about(candidate, seen):
                continue
            score = self._lifted(candidate, best)
            limit = self.limits.service if kind is Kind.SERVICE else self.limits.topic
            if (follows or says_only) and not candidate.is_whole:
                limit = max(limit, self.limits.alone)
                if says_only and candidate.fit < self.limits.alone:
                    continue
            if score >= limit and (
                score * candidate.gain**STRENGTH >= p or (self._is_refusal(candidate) and candidate.is_whole)
            ):
                found.append((score * candidate.gain**STRENGTH, candidate))
        if not found:
            return None
        _, candidate = max(found, key=lambda one: (self._is_refusal(one[1]), one[0]))
        score = self._lifted(candidate, best)
        if candidate.owner.kind is Kind.TOPIC:
            return NoMatch(topic=candidate.owner.name or None, score=score, why=seen.why)
        return self._served(candidate, seen, score)

    def _is_outdone(self, candidate: Candidate, best: Candidate | None) -> bool:
        """Tell whether a procedure whose wording fits explains as much: then a neighbour topic is only scenery."""
        if best is None or best.score < self.limits.answer or best.fit < 0.9:  # noqa: PLR2004
            return False
        return candidate.owner.kind is Kind.TOPIC and best.gain >= candidate.gain

    def _is_refusal(self, candidate: Candidate) -> bool:
        return (
            candidate.owner.kind is Kind.SERVICE
            and self._content.intents[candidate.owner.name].kind is IntentKind.REFUSAL
        )

    def _is_about(self, candidate: Candidate, seen: _Seen) -> bool:
        """Tell whether a service or topic is meant: by its whole wording, or by a word that is no filler."""
        if candidate.is_whole and len(candidate.surface.keys) > 1:
            return True
        tokens = seen.reading.tokens
        return any(not self._index.is_filler(tokens[at]) for at in candidate.places)

    def _says_only(self, seen: _Seen) -> bool:
        """Tell whether turns of phrase and fillers are all that the message says."""
        explained = {at for found in seen.asked for at in found.places}
        rest = [
            loss
            for at, loss in enumerate(seen.weighing.losses)
            if at not in explained and not self._index.is_filler(seen.reading.tokens[at])
        ]
        return sum(rest) <= 0.25  # noqa: PLR2004 - half a common word

    def _stands_alone(self, best: Candidate | None) -> bool:
        """Tell whether a message names its own procedure so well that the context has no say."""
        return best is not None and best.score >= self.limits.alone and best.fit >= self.limits.alone

    def _rivals(self, seen: _Seen) -> tuple[str, ...]:
        """Give the procedures to choose from when the message does not tell them apart; () when it does."""
        best = seen.procedures[0]
        is_bare = not seen.asked and len(seen.reading.tokens) <= self.limits.bare_tokens
        tied = [c for c in seen.procedures if c.surface.toned == best.surface.toned and c.fit >= 0.9]  # noqa: PLR2004
        if len(tied) > 2 or (len(tied) > 1 and is_bare):  # noqa: PLR2004 - two are told apart by the answer
            return tuple(c.owner.name for c in tied[:3])
        content = {token.key for token in seen.reading.tokens if not self._index.is_filler(token)}
        if not is_bare or not content or len(content) > self.limits.bare_words:
            return ()
        said = " ".join(token.word for token in seen.reading.tokens)
        if any(said == name for name in self._names.get(best.owner.name, ())):
            return ()
        holders = [c for c in seen.procedures if self._index.holds(c.owner, content)]
        if len(holders) < self.limits.bare_holders:
            return ()
        return tuple(c.owner.name for c in holders[:3])

    def _served(self, service: Candidate, seen: _Seen, score: float) -> Match:
        """Answer with a service; a refusal such as a denunciation names its procedure and aspect too."""
        name = service.owner.name
        codes: tuple[str, ...] = ()
        aspect = None
        if self._is_refusal(service):
            codes = tuple(c.owner.name for c in seen.procedures if c.places & service.places)[:3]
            aspects = self._aspects_beside(seen.asked, service)
            aspect = aspects[0].intent if aspects else None
        return Match(intent=name, procedures=codes, score=score, aspect=aspect, why=seen.why)

    def _followed(self, seen: _Seen, context: Context) -> Match:
        """Read the message as said about the context's procedure, or about a sibling that it names."""
        assert context.procedure is not None
        aspects = self._aspects_beside(seen.asked, None)
        intent = aspects[0].intent if aspects else context.intent or OVERVIEW
        codes: list[str] = []
        if not self._says_only(seen):
            last = seen.reading.tokens[-1].sentence
            brought = tuple(
                Token(
                    word=word, key=key(word), toned=toned_key(word), is_evidence=True,
                    trust=CONTEXT_TRUST, sentence=last, clause=-1,
                )
                for word in self._labels.get(context.procedure, ())
            )  # fmt: skip
            own = len(seen.reading.tokens)
            ranked = self._index.rank(self._weigh(seen.reading.tokens + brought, seen.asked))
            codes = [
                c.owner.name
                for c in ranked
                if c.owner.kind is Kind.PROCEDURE and any(at < own for at in c.places)
            ]
        if not codes:
            codes = [context.procedure]
        elif context.procedure not in codes[:3]:
            codes.insert(min(2, len(codes)), context.procedure)
        return Match(
            intent=intent, procedures=tuple(codes[:5]), score=0.6, why=(*seen.why, "Nối tiếp câu trước.")
        )

    def _lifted(self, candidate: Candidate, rival: Candidate | None) -> float:
        """Raise a service or topic whose wording stands whole, unless a procedure explains as much."""
        if not candidate.is_whole or len(candidate.surface.keys) < 2:  # noqa: PLR2004
            return candidate.score
        if candidate.owner.name in SOCIAL:
            return candidate.score
        if self._is_refusal(candidate):
            return max(candidate.score, self.limits.whole_phrase)
        if rival is not None and rival.score >= self.limits.answer and rival.gain > candidate.gain * 0.95:
            return candidate.score
        return max(candidate.score, self.limits.whole_phrase)

    @staticmethod
    def _aspects_beside(asked: list[Found], best: Candidate | None) -> list[Found]:
        """Leave out phrases that the procedure's own wording explains; overview phrases come last."""
        taken = best.places if best else frozenset()
        beside = [found for found in asked if not set(found.places) <= taken]
        return sorted(beside, key=lambda found: found.intent == OVERVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """Everything found in one message before deciding."""

    reading: Reading
    asked: list[Found]
    weighing: Weighing
    ranked: list[Candidate]
    why: tuple[str, ...]

    @property
    def procedures(self) -> list[Candidate]:
        return [c for c in self.ranked if c.owner.kind is Kind.PROCEDURE]

    @property
    def best(self) -> Candidate | None:
        return next((c for c in self.ranked if c.owner.kind is Kind.PROCEDURE), None)


_FOCUS_CUES = frozenset(("co", second) for second in ("duoc", "can", "phai", "bi", "the", "nen"))


def _focus(tokens: Sequence[Token], asked: Sequence[Found]) -> list[float]:
    """Weigh what is asked above what is only told: what follows "có được", and the clause with the question."""
    factors = [1.0] * len(tokens)
    papers = {found.start for found in asked if found.intent == "requirements"}
    for at in range(len(tokens) - 1):
        if (tokens[at].key, tokens[at + 1].key) not in _FOCUS_CUES:
            continue
        sentence = tokens[at].sentence
        after = [n for n in range(at + 2, len(tokens)) if tokens[n].sentence == sentence]
        before = [n for n in range(at) if tokens[n].sentence == sentence]
        if len(after) < 3 or len(before) < 2:  # noqa: PLR2004
            continue
        if at in papers:  # "... có cần giấy khai sinh không": the paper is not what is being done
            before, after = after, before
        for n in before:
            factors[n] *= PRESUPPOSED
        for n in after:
            factors[n] *= ASKED
    asking = {tokens[found.start].clause for found in asked}
    if asking and len({token.clause for token in tokens}) > len(asking):
        factors = [
            factor * (1.0 if token.clause in asking or token.clause < 0 else ASIDE)
            for factor, token in zip(factors, tokens, strict=True)
        ]
    return factors


def _said_otherwise(
    spelled: tuple[str, ...], owner: Owner, synonyms: list[list[tuple[str, ...]]]
) -> Iterator[tuple[str, ...]]:
    """Give a wording and, for a procedure, its variants with one synonym put for another."""
    yield spelled
    if owner.kind is not Kind.PROCEDURE or len(spelled) > LONGEST_VARIED:
        return
    for group in synonyms:
        for wording in sorted(group, key=len, reverse=True):
            at = _place_of(wording, spelled)
            if at is not None:
                for other in group:
                    if other != wording:
                        yield spelled[:at] + other + spelled[at + len(wording) :]
                break


def _place_of(wording: tuple[str, ...], spelled: tuple[str, ...]) -> int | None:
    span = len(wording)
    return next((at for at in range(len(spelled) - span + 1) if spelled[at : at + span] == wording), None)


def _with_gaps(reader: Reader, text: str) -> tuple[str, ...]:
    parts = text.replace("...", GAP).split(GAP)
    spelled: list[str] = []
    for number, part in enumerate(parts):
        spelled += ([GAP] if number else []) + list(reader.spell_out(part))
    return tuple(spelled)


def _wordings(content: Content) -> Iterator[tuple[Owner, str]]:
    """Give every wording with its owner: procedures in catalogue order, then services, then topics."""
    for rank, (code, procedure) in enumerate(content.catalogue.procedures.items()):
        owner = Owner(Kind.PROCEDURE, code, rank)
        names = (procedure.short_name or procedure.name, procedure.name)
        yield from ((owner, text) for text in (*names, *procedure.also_called))
    for rank, (name, intent) in enumerate(content.intents.items()):
        if name == OUT_OF_SCOPE:
            yield from ((Owner(Kind.TOPIC, "", rank), text) for text in _texts(intent.phrases))
        elif intent.kind is not IntentKind.ASPECT:
            yield from ((Owner(Kind.SERVICE, name, rank), text) for text in _texts(intent.phrases))
        for topic in intent.topics:
            yield from ((Owner(Kind.TOPIC, topic.name, rank), text) for text in _texts(topic.phrases))


def _texts(phrases: Mapping[Language, tuple[str, ...]]) -> Iterator[str]:
    for texts in phrases.values():
        yield from texts
