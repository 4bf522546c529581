"""Sentences that citizens type, each with what it must be understood as: `tests/intents/<intent>.yaml`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bot.content.bind import bind
from bot.content.file import File
from bot.content.problem import Faulty, Problem
from bot.content.tree import Plain, locate
from bot.dialogue.explain import wording_of
from bot.dialogue.verdict import Ambiguous, Match, NoMatch, Verdict
from bot.dialogue.wordings import OUT_OF_SCOPE
from bot.domain.catalogue import Content
from bot.rehearsal.files import SENTENCES, read_files
from bot.rehearsal.told import Failure, Mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """
    One sentence.

    Args:
        intent: What it asks: an intent, a life event, or `out_of_scope` for what must find nothing.
        code: The procedure it is about; None leaves that open.
        after: What the citizen said before.

    """

    file: str
    line: int
    say: str
    intent: str
    code: str | None = None
    after: str | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """A line as it is written: `say`, another intent than the file's name (`is`), a procedure (`of`)."""

    say: str
    intent: str | None = None
    of: str | None = None
    after: str | None = None
    tags: tuple[str, ...] = ()


def read_sentences(folder: Path) -> list[Sentence]:
    """
    Read every sentence of a folder; none when it has no tests.

    Raises:
        Faulty: Some line is wrong; it names all of them.

    """
    files, problems = read_files(folder, SENTENCES)
    sentences = [one for file in files for one in sentences_of(file, problems)]
    if problems:
        raise Faulty(*sorted(set(problems)))
    return sentences


def sentences_of(file: File, problems: list[Problem]) -> list[Sentence]:
    """Give the sentences of one file; what is wrong with the others is added to the problems."""
    if not isinstance(file.value, list):
        message = "Tệp câu thử là một danh sách, mỗi câu một dòng có gạch đầu dòng."
        problems.append(file.problem((), message))
        return []
    sentences = []
    for at, value in enumerate(file.value):
        line, faults = bind(_Line, _as_keys(value), file, under=(at,))
        problems.extend(faults)
        if line is not None:
            sentences.append(
                Sentence(
                    file=file.name,
                    line=locate(file.node, (at,))[0],
                    say=line.say,
                    intent=line.intent or PurePosixPath(file.name).stem,
                    code=line.of,
                    after=line.after,
                    tags=line.tags,
                )
            )
    return sentences


def _as_keys(value: Plain) -> Plain:
    """Write a bare sentence, and the key `is`, which is no name of ours, in the words of `_Line`."""
    if not isinstance(value, dict):
        return {"say": value}
    return {"intent" if key == "is" else key: given for key, given in value.items()}


def judge(sentence: Sentence, verdict: Verdict, content: Content) -> Failure | None:
    """Tell what is wrong with how a sentence was understood; None when it is right."""
    mistake = _mistake(sentence, verdict)
    if mistake is None:
        return None
    owner = _owner(verdict)
    wording = wording_of(verdict.why, owner, verdict.intent if isinstance(verdict, Match) else "")
    return Failure(
        file=sentence.file,
        line=sentence.line,
        mistake=mistake,
        said=sentence.say if sentence.after is None else f"{sentence.after} / {sentence.say}",
        expected=_called(sentence.intent, (sentence.code,) if sentence.code else (), content),
        came=_came(verdict, content),
        taken_by=f"«{wording}» của {owner or 'out_of_scope'}" if wording else "",
    )


def _mistake(sentence: Sentence, verdict: Verdict) -> Mistake | None:
    if sentence.intent == OUT_OF_SCOPE:
        if isinstance(verdict, NoMatch):
            return None
        return Mistake.ASKED if isinstance(verdict, Ambiguous) else Mistake.ANSWERED
    if isinstance(verdict, NoMatch):
        return Mistake.REFUSED
    if isinstance(verdict, Ambiguous):
        return Mistake.ASKED
    is_right = verdict.intent == sentence.intent
    is_found = sentence.code is None or verdict.procedures[:1] == (sentence.code,)
    return None if is_right and is_found else Mistake.ANSWERED


def _owner(verdict: Verdict) -> str:
    """Name the owner of the wording that decided, as the explanation of a verdict names it."""
    if isinstance(verdict, Match):
        return verdict.procedures[0] if verdict.procedures else verdict.intent
    if isinstance(verdict, Ambiguous):
        return verdict.candidates[0] if verdict.candidates else ""
    return verdict.topic or ""


def _came(verdict: Verdict, content: Content) -> str:
    if isinstance(verdict, Match):
        return _called(verdict.intent, verdict.procedures[:1], content)
    if isinstance(verdict, NoMatch):
        return f"chuyện ngoài phạm vi «{verdict.topic}»" if verdict.topic else "không hiểu"
    if not verdict.candidates:
        return f"câu hỏi lại là thủ tục nào (ý {verdict.intent})"
    names = (_named(code, content) for code in verdict.candidates[:3])
    return f"câu hỏi lại giữa {', '.join(names)}"


def _called(intent: str, codes: tuple[str, ...], content: Content) -> str:
    if intent == OUT_OF_SCOPE:
        return "câu nói là ngoài phạm vi"
    return " ".join((f"ý {intent}", *(f"của {_named(code, content)}" for code in codes)))


def _named(code: str, content: Content) -> str:
    procedure = content.catalogue.procedures.get(code)
    return f"{code} {procedure.label}" if procedure else code
