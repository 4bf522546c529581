"""Reading a message: from what was typed to tokens that can be looked up, each with what it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz.distance import OSA

from bot.domain.catalogue import Words
from bot.domain.syllables import has_vowel_mark, is_syllable, key, plain, toned_key
from bot.domain.vietnamese import Piece, clean, mend, set_apart, words

_SENTENCE_ENDS = frozenset(".;?!…\n")
_FIRST, _LAST = 40, 80  # words read of a very long message: people ask first or last
_MOST_STRANGE = 12  # unknown words that are looked at for a slip
_REPAIRED_TRUST = 0.8
_MARKED_SHARE = 0.45
_LONG_WORD = 7
_GLUED_FROM, _GLUED_TO = 5, 40
_SPELLED_FROM = 3
HEARD_ALIKE = 0.5
_VOWELS = "aăâeêioôơuưy"
_AND = frozenset({"và", "va"})  # joins two wishes as a comma does
_WEEKDAYS = {"2": "hai", "3": "ba", "4": "tư", "5": "năm", "6": "sáu", "7": "bảy"}


@dataclass(frozen=True, slots=True)
class Token:
    """
    One word of a message.

    Args:
        word: As read, with accents.
        is_evidence: Its accents, or their absence, tell something.
        trust: 1.0 for what was typed; less for what was repaired or brought from the context.
        sentence: Number of its sentence; `clause` counts commas too.

    """

    word: str
    key: str
    toned: str
    is_evidence: bool
    trust: float
    sentence: int
    clause: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as tokens; `pieces` are the codes, phones, dates and amounts that were set apart."""

    tokens: tuple[Token, ...]
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The words as read."""
        return " ".join(token.word for token in self.tokens)


class Vocabulary:
    """Every word and every neighbouring pair that the content knows."""

    def __init__(self, surfaces: Iterable[tuple[str, ...]]) -> None:
        """Collect from surfaces, each a tuple of accented words."""
        self.words: dict[str, str] = {}
        self.spellings: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        self._by_shape: dict[tuple[str, int], list[str]] = {}
        self._after: dict[str, dict[str, str]] = {}
        self._before: dict[str, dict[str, str]] = {}
        for surface in surfaces:
            keys = [key(word) for word in surface]
            self.spellings.update(surface)
            for word, own in zip(surface, keys, strict=True):
                self.words.setdefault(own, word)
            for at in range(len(keys) - 1):
                self._add_pair(keys[at], surface[at], keys[at + 1], surface[at + 1])

    def _add_pair(self, left: str, left_word: str, right: str, right_word: str) -> None:
        self.pairs.add((left, right))
        self._after.setdefault(left, {})[right] = right_word
        self._before.setdefault(right, {})[left] = left_word

    def near(self, typed: str, *, before: str | None, after: str | None, limit: float) -> str | None:
        """Give the word nearest to a mistyped one among those known beside its neighbours; accents decide a tie."""
        wrong, best = key(typed), None
        for neighbours in (self._after.get(before or ""), self._before.get(after or "")):
            for candidate, word in (neighbours or {}).items():
                distance = slip(wrong, candidate)
                if distance is None or distance > limit or (best is not None and distance > best[0]):
                    continue
                found = (distance, OSA.distance(typed, word), word)
                best = found if best is None else min(best, found)
        return best[2] if best else None

    def spelled(self, wrong: str) -> str | None:
        """Give the known word nearest to one that is no Vietnamese syllable."""
        best: tuple[float, str] | None = None
        if not self._by_shape:
            for candidate in self.words:
                self._by_shape.setdefault((candidate[:1], len(candidate)), []).append(candidate)
        for length in (len(wrong), len(wrong) - 1, len(wrong) + 1):
            for candidate in self._by_shape.get((wrong[:1], length), ()):
                distance = slip(wrong, candidate)
                if distance is not None and (best is None or distance < best[0]):
                    best = (distance, self.words[candidate])
        return best[1] if best else None

    def unglue(self, glued: str) -> tuple[str, ...] | None:
        """Split a run of letters into known words of which every neighbouring pair is known."""
        ways: dict[int, list[tuple[str, ...]]] = {0: [()]}
        for end in range(1, len(glued) + 1):
            found: list[tuple[str, ...]] = []
            for start in range(max(0, end - 7), end):
                part = key(glued[start:end])
                if part in self.words:
                    found += [
                        (*way, part)
                        for way in ways.get(start, ())
                        if not way or (way[-1], part) in self.pairs
                    ]
            ways[end] = found[:4]
        whole = [way for way in ways[len(glued)] if len(way) > 1]
        return min(whole, key=len) if whole else None


def slip(wrong: str, right: str) -> float | None:
    """Tell how far a slip of the ear or finger is: None when it is too far to be one."""
    if wrong == right:
        return 0.0
    shortest = 2
    if min(len(wrong), len(right)) < shortest:
        return None
    if heard(wrong) == heard(right):
        return HEARD_ALIKE
    limit = 2 if len(wrong) >= _LONG_WORD else 1
    small = 3
    if len(wrong) <= small and wrong[0] != right[0]:
        return None
    distance = OSA.distance(wrong, right, score_cutoff=limit)
    return float(distance) if distance <= limit else None


def _vowels(word: str) -> str:
    """Give the vowels and the tone: what an ear seldom gets wrong; it hears no y beside i."""
    heard_so = toned_key(word).replace("y", "i")
    return "".join(letter for letter in heard_so if letter in _VOWELS or letter.isdigit())


@lru_cache(maxsize=20_000)
def heard(own: str) -> str:
    """Write alike what many people pronounce, and so spell, alike: tr/ch, s/x, gi/d/r, c/t and n/ng at the end."""
    for written, said in (
        ("tr", "ch"),
        ("gi", "d"),
        ("r", "d"),
        ("s", "x"),
        ("kh", "kh"),
        ("k", "c"),
        ("q", "c"),
    ):
        if own.startswith(written):
            own = said + own[len(written) :]
            break
    for written, said in (("nh", "n"), ("ng", "n"), ("ch", "c"), ("t", "c"), ("y", "i")):
        if own.endswith(written) and len(own) > len(written) + 1:
            return own[: -len(written)] + said
    return own


class Reader:
    """Turns texts into readings with the words of one content version."""

    def __init__(self, known: Words, vocabulary: Vocabulary) -> None:
        """Index abbreviations and chat spellings by what is typed."""
        self._vocabulary = vocabulary
        self.fillers = Fillers(known, vocabulary)
        self._short: dict[str, tuple[str, ...]] = {}
        for table in (known.chat, known.abbreviations):
            for typed, meant in table.items():
                self._short[clean(typed)] = tuple(words(clean(meant)))

    def read(self, text: str) -> Reading:
        """Read a text of any kind; never raises."""
        cleaned, pieces = set_apart(clean(text))
        notes: list[str] = []
        typed: list[tuple[str, int, int, bool]] = []
        sentence = clause = 0
        for word in self._paired(_ends(words(cleaned), notes)):
            if word in _SENTENCE_ENDS or word in ",:":
                clause += 1
                sentence += word in _SENTENCE_ENDS
                continue
            clause += word in _AND
            if typed and word in _WEEKDAYS and key(typed[-1][0]) == "thu":
                typed.append((_WEEKDAYS[word], sentence, clause, True))
                continue
            for meant, is_sure in self._meant(word, notes):
                typed.append((meant, sentence, clause, is_sure))
        return Reading(self._repair(_weighed(typed), notes), pieces, tuple(notes))

    def spell_out(self, text: str) -> tuple[str, ...]:
        """Give the words of a wording in the content, abbreviations written out."""
        spelled: list[str] = []
        for word in self._paired(words(clean(text))):
            if word[0].isalnum():
                spelled += self._short.get(word, (word,))
        return tuple(spelled)

    def _paired(self, typed: list[str]) -> Iterator[str]:
        """Give the words, two as one where the tables know them together: "khai sanh", "chi phí"."""
        at = 0
        while at < len(typed):
            two = " ".join(typed[at : at + 2])
            is_known = two in self._short and at + 1 < len(typed)
            yield two if is_known else typed[at]
            at += 1 + is_known

    def _meant(self, word: str, notes: list[str]) -> list[tuple[str, bool]]:
        """Give the words one typed word stands for, and whether their accents are sure."""
        full = self._short.get(word)
        if full is None and not is_syllable(word):
            full = self._short.get(plain(word)) or self._short.get(mend(word))
        if full is not None:
            notes.append(f"{word} = {' '.join(full)}")
            return [(part, True) for part in full]
        if is_syllable(word) or word.isdigit() or word in self._vocabulary.words:
            return [(word, False)]
        mended = mend(word)
        if mended != word:
            notes.append(f"{word} -> {mended}")
        own = key(mended)
        if own not in self._vocabulary.words and not is_syllable(mended):
            apart = self._vocabulary.unglue(plain(word)) if _GLUED_FROM <= len(word) <= _GLUED_TO else None
            if apart:
                notes.append(f"{word} -> {' '.join(apart)}")
                return [(part, False) for part in apart]
        return [(mended, mended != word and has_vowel_mark(mended))]

    def _repair(self, tokens: list[Token], notes: list[str]) -> tuple[Token, ...]:
        """Replace words that fit nowhere by near ones that fit beside their neighbours."""
        repaired = list(tokens)
        strange = 0
        for at, token in enumerate(tokens):
            if token.key.isdigit() or len(token.key) < 2 or self.fillers.may_hold(token):  # noqa: PLR2004
                continue
            strange += token.key not in self._vocabulary.words
            if strange > _MOST_STRANGE:
                break
            before = self._neighbour(repaired, at, -1)
            after = self._neighbour(repaired, at, 1)
            meant = self._nearest(token, before, after)
            if meant is None or key(meant) == token.key:
                continue
            notes.append(f"{token.word} ~ {meant}")
            repaired[at] = replace(
                token,
                word=meant,
                key=key(meant),
                toned=toned_key(meant),
                is_evidence=False,
                trust=_REPAIRED_TRUST,
            )
        return tuple(repaired)

    def _neighbour(self, tokens: list[Token], at: int, step: int) -> Token | None:
        there = at + step
        if not 0 <= there < len(tokens) or tokens[there].clause != tokens[at].clause:
            return None
        return tokens[there]

    def _nearest(self, token: Token, before: Token | None, after: Token | None) -> str | None:
        """Only a slip of the ear is mended in a word that exists; a slip of the finger where none does."""
        vocabulary = self._vocabulary
        left, right = before.key if before else None, after.key if after else None
        if (left, token.key) in vocabulary.pairs or (token.key, right) in vocabulary.pairs:
            return None
        is_known = token.key in vocabulary.words
        near = vocabulary.near(token.word, before=left, after=right, limit=HEARD_ALIKE)
        if near is not None and is_known and token.is_evidence and _vowels(near) != _vowels(token.word):
            return None
        if near is None and not is_known:
            near = vocabulary.near(
                token.word,
                before=None if before is None or before in self.fillers else left,
                after=None if after is None or after in self.fillers else right,
                limit=2.0,
            )
        if near is not None:
            return None if toned_key(near) in self.fillers.toned and not token.is_evidence else near
        if not is_known and not is_syllable(token.word) and len(token.key) >= _SPELLED_FROM:
            return vocabulary.spelled(token.key)
        return None


class Fillers:
    """Words that carry little, known by their accents; a bare spelling only where it means nothing else."""

    def __init__(self, known: Words, vocabulary: Vocabulary) -> None:
        """Take the fillers of the content."""
        parts = [part for word in known.fillers for part in word.split()]
        self.toned = frozenset(toned_key(part) for part in parts)
        self.bare = frozenset(key(part) for part in parts)
        self._other = frozenset(
            key(word) for word in vocabulary.spellings if toned_key(word) not in self.toned
        )

    def may_hold(self, token: Token) -> bool:
        """Tell whether the token is a filler, or would be one with its accents: "con", "roi"."""
        return token in self or (not token.is_evidence and token.key in self.bare)

    def __contains__(self, token: Token) -> bool:
        """Tell whether the token is surely a filler."""
        if token.is_evidence:
            return token.toned in self.toned
        return token.key in self.bare and token.key not in self._other


def agreement(token: Token, toned: str) -> float:
    """Tell how far a token's accents support a word of the same letters: 1.0 fully, 0.15 against."""
    if not token.is_evidence or token.toned == toned:
        return 1.0
    mine, its = token.toned.rstrip("12345"), toned.rstrip("12345")
    if mine != its:
        return 0.3 if token.toned[-1:] == toned[-1:] else 0.15
    tones = {token.toned[len(mine) :], toned[len(its) :]}
    return 0.85 if tones == {"3", "4"} else 0.45


def _ends(typed: list[str], notes: list[str]) -> list[str]:
    """Give the first and the last words of a very long message, as two sentences; any other as it is."""
    if len(typed) <= _FIRST + _LAST:
        return typed
    notes.append("tin rất dài: chỉ đọc đầu và cuối")
    return [*typed[:_FIRST], "\n", *typed[-_LAST:]]


def _weighed(typed: list[tuple[str, int, int, bool]]) -> list[Token]:
    """Make tokens; accents are evidence where they stand, or where most of the message has them."""
    as_typed = [word for word, _, _, is_sure in typed if not is_sure]
    marked = sum(map(has_vowel_mark, as_typed))
    is_marked = marked > 1 and marked / len(as_typed) >= _MARKED_SHARE
    return [
        Token(
            word=word,
            key=key(word),
            toned=toned_key(word),
            is_evidence=is_sure or has_vowel_mark(word) or is_marked,
            trust=1.0,
            sentence=sentence,
            clause=clause,
        )
        for word, sentence, clause, is_sure in typed
    ]
