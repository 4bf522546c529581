"""One wording more for a question that had no answer: tried with every check and test on a copy, or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.content import check, guard, load
from bot.dialogue.verdict import Match, Verdict
from bot.dialogue.wordings import OUT_OF_SCOPE
from bot.domain.catalogue import Content
from bot.domain.masking import MASK
from bot.domain.syllables import has_mark, plain
from bot.domain.vietnamese import fold, words
from bot.errors import ContentError
from bot.rehearsal.acting import Stage
from bot.rehearsal.files import DIALOGUES, SENTENCES
from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.sentences import Sentence, judge
from bot.rehearsal.told import Rehearsal

LONGEST_WORDING = 120


class Edited(Protocol):
    """A content file as it would become."""

    @property
    def name(self) -> str:
        """Relative to the content folder."""
        ...

    @property
    def body(self) -> bytes:
        """All of it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    What an officer wants.

    Args:
        said: The citizen's question, masked.
        owner: The procedure's code or the intent that it asks for.
        wording: What to add; empty takes the telling words of the question.

    """

    said: str
    owner: str
    wording: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """
    A change that passed everything and waits to be written.

    Args:
        files: By name relative to the folder, the content's file first.
        sentence: The test line that was added.
        notes: New warnings of the check.

    """

    files: Mapping[str, bytes]
    wording: str
    sentence: Sentence
    rehearsal: Rehearsal
    notes: tuple[str, ...] = ()


def fix(
    folder: Path,
    asked: Asked,
    add_wording: Callable[[Path, str, str], Edited],
    tell: Callable[[int, int], None] = lambda _done, _all: None,
) -> Fix:
    """
    Try a wording on a copy of the content; nothing in the folder itself is touched.

    Raises:
        ContentError: Why it will not do, in Vietnamese: what to mend or to try instead.

    """
    present = load(folder)
    said = _without_masks(asked.said)
    wording = _wording(asked, said, present)
    edited = add_wording(folder, asked.owner, wording)
    if edited.body == guard.read_bytes(folder / edited.name, edited.name):
        raise ContentError(f"Cách gọi «{wording}» đã có sẵn. Hãy viết một cách gọi khác trong ngoặc kép.")
    with tempfile.TemporaryDirectory(prefix="motcua-") as made:
        copy = _copy(folder, Path(made))
        (copy / edited.name).write_bytes(edited.body)
        notes = _checked(folder, copy)
        content = load(copy)
        sentence = _understood(said, wording, asked.owner, content)
        test = _with_line(copy / sentence.file, sentence)
        (copy / sentence.file).parent.mkdir(parents=True, exist_ok=True)
        (copy / sentence.file).write_bytes(test)
        rehearsal = rehearse(content, copy, tell=tell)
    if rehearsal.failures:
        told = "\n".join(map(str, rehearsal.failures))
        raise ContentError(f"Thử lời không qua nên không ghi gì:\n{told}")
    files = {edited.name: edited.body, sentence.file: test}
    return Fix(files=files, wording=wording, sentence=sentence, rehearsal=rehearsal, notes=notes)


def _without_masks(text: str) -> str:
    return " ".join(word for word in text.split() if MASK not in word)


def _wording(asked: Asked, said: str, content: Content) -> str:
    if asked.wording:
        wording = " ".join(asked.wording.split())
    else:
        fillers = frozenset(fold(word) for word in content.words.fillers)
        wording = " ".join(
            word for word in words(said.lower()) if word[0].isalnum() and fold(word) not in fillers
        )
        if not any(map(has_mark, wording)):
            raise ContentError(
                f"Người dân gõ không dấu: «{said}». Hãy viết cách gọi có dấu, trong ngoặc kép, ở cuối lệnh."
            )
    if not wording or len(wording) > LONGEST_WORDING:
        raise ContentError(
            "Cách gọi quá dài hoặc trống. Hãy viết vài chữ mang nghĩa, trong ngoặc kép, ở cuối lệnh."
        )
    return wording


def _copy(folder: Path, copy: Path) -> Path:
    for path in folder.glob("procedures*.yaml"):
        shutil.copy(path, copy)
    for below in ("intents", SENTENCES, DIALOGUES):
        if (folder / below).is_dir():
            shutil.copytree(folder / below, copy / below)
    return copy


def _checked(before: Path, after: Path) -> tuple[str, ...]:
    """Give the warnings that a change brings; raises ContentError on a new error."""
    known = {problem.message for problem in check(before)}
    new = [problem for problem in check(after) if problem.message not in known]
    wrong = [str(problem) for problem in new if not problem.is_warning]
    if wrong:
        raise ContentError("Kiểm tra nội dung không qua nên không ghi gì:\n" + "\n".join(wrong))
    return tuple(map(str, new))


def _understood(said: str, wording: str, owner: str, content: Content) -> Sentence:
    """Make the test line, once the question finds its owner."""
    verdict = Stage(content).dialogue.verdict(said)
    intent, code = _meant(owner, verdict, content)
    file = intent if intent in content.intents and intent not in content.life_events else "life_events"
    sentence = Sentence(file=f"{SENTENCES}/{file}.yaml", line=0, say=said, intent=intent, code=code)
    failure = judge(sentence, verdict, content)
    if failure is not None:
        taken = f" (do cách gọi {failure.taken_by})" if failure.taken_by else ""
        raise ContentError(
            f"Thêm «{wording}» rồi mà câu «{said}» vẫn được hiểu là {failure.came}{taken}, nên không ghi gì. "
            "Hãy viết cách gọi gần với lời người dân hơn."
        )
    if said.casefold() != wording.casefold():
        return sentence
    # A test says it otherwise than the content does: as most people type it.
    if plain(said) == said:
        raise ContentError(f"Cách gọi trùng y nguyên câu «{said}». Hãy viết gọn hơn, chỉ giữ chữ mang nghĩa.")
    return Sentence(file=sentence.file, line=0, say=plain(said), intent=intent, code=code)


def _meant(owner: str, verdict: Verdict, content: Content) -> tuple[str, str | None]:
    if owner not in content.catalogue.procedures:
        return owner, None
    is_found = isinstance(verdict, Match) and verdict.procedures[:1] == (owner,)
    return (verdict.intent if is_found and isinstance(verdict, Match) else "procedure_overview"), owner


def _with_line(file: Path, sentence: Sentence) -> bytes:
    """Give the test file with one line more; comments and lines that are there stay as they are."""
    before = file.read_bytes() if file.exists() else b""
    keys = {"say": sentence.say}
    if sentence.intent not in (file.stem, OUT_OF_SCOPE):
        keys["is"] = sentence.intent
    if sentence.code:
        keys["of"] = sentence.code
    written = ", ".join(f"{key}: {_quoted(value)}" for key, value in keys.items())
    end = b"\r\n" if b"\r\n" in before else b"\n"
    gap = b"" if not before or before.endswith(b"\n") else end
    return before + gap + f"- {{{written}}}".encode() + end


def _quoted(text: str) -> str:
    if (
        '"' in text or "\\" in text
    ):  # between double quotes these would need an escape, which the guard refuses
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def known_owner(owner: str, content: Content) -> str:
    """
    Give how an owner is called before officers.

    Raises:
        ContentError: There is no such procedure or intent.

    """
    procedure = content.catalogue.procedures.get(owner)
    if procedure is not None:
        return f"thủ tục {owner} {procedure.label}"
    if owner in content.intents:
        return f"ý {owner}"
    raise ContentError(
        f"Không có thủ tục hay ý nào tên {owner!r}. Mã thủ tục có dạng 1.001193; tên ý là tên tệp trong intents/."
    )
