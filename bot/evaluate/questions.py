"""
Question files: a list under `queries`, or a list of sentences as in `tests/intents/`.

Of a question are read `text`, `intent`, `context`, `also_ok`, `procedures` (best first), `proc_optional`,
`ambiguous`, `tags`, `split`, `id`; of a sentence `say`, `is`, `of`, `after`, `tags`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Any

from bot.content import guard
from bot.content.file import File
from bot.content.problem import Faulty, Problem
from bot.content.tree import plain
from bot.domain.catalogue import Content, IntentKind
from bot.domain.syllables import has_mark
from bot.domain.vietnamese import clean
from bot.errors import ContentError
from bot.rehearsal.sentences import Sentence, sentences_of

Query = dict[str, Any]
SENTENCES = "tests"
"""The split of sentences that stand in a file of their intent's name."""

_TEXTS, _LISTS = ("context", "split"), ("also_ok", "procedures", "tags")


def read_questions(file: Path, content: Content) -> list[Query]:
    """
    Read one file.

    Raises:
        ContentError: It cannot be read, or holds no questions; says what to mend, in Vietnamese.

    """
    if not file.exists():
        raise ContentError(f"Không thấy tệp câu hỏi {file}. Hãy xem lại đường dẫn.")
    node = guard.read(file, str(file))
    found = plain(node)
    if isinstance(found, list):
        return _sentences(File(str(file), node, found), content)
    asked = found.get("queries") if isinstance(found, dict) else None
    if not isinstance(asked, list):
        raise ContentError(f"{file}: Tệp câu hỏi phải có khoá queries: rồi mỗi câu một mục có gạch đầu dòng.")
    if not asked:
        raise ContentError(f"{file}: Phần queries chưa có câu hỏi nào.")
    return [_question(entry, at, file) for at, entry in enumerate(asked, start=1)]


def _question(entry: Any, at: int, file: Path) -> Query:
    where = f"{file}: câu thứ {at}"
    if not isinstance(entry, dict):
        raise ContentError(f"{where} phải là các dòng 'khoá: giá trị', có text và intent.")
    for key in ("text", "intent"):
        if not isinstance(entry.get(key), str):
            shown = ", ".join(map(str, entry)) or "không có gì"
            raise ContentError(f"{where} thiếu khoá {key} (chữ). Câu này đang có: {shown}.")
    for key in _TEXTS:
        if not isinstance(entry.get(key), str | None):
            raise ContentError(f"{where}: {key} phải là chữ.")
    for key in _LISTS:
        if not isinstance(entry.get(key), list | None):
            raise ContentError(f"{where}: {key} phải là một danh sách, ví dụ [a, b].")
    return {"id": str(at), **entry}


def _sentences(file: File, content: Content) -> list[Query]:
    problems: list[Problem] = []
    sentences = sentences_of(file, problems)
    if problems:
        raise Faulty(*problems)
    return [_of_sentence(sentence, content) for sentence in sentences]


def _of_sentence(sentence: Sentence, content: Content) -> Query:
    """Make a question of a sentence that a test holds."""
    meant, code = sentence.intent, sentence.code
    aspects = [name for name, one in content.intents.items() if one.kind is IntentKind.ASPECT]
    question: Query = {
        "id": f"{PurePath(sentence.file).stem}-{sentence.line}",
        "text": sentence.say,
        "context": sentence.after,
        "intent": meant,
        "also_ok": aspects if meant == "denunciation" else [],
        "procedures": [code] if code else [],
        "proc_optional": code is None and meant in {*aspects, "denunciation"},
        "tags": list(_tags(sentence, content)),
        "split": SENTENCES,
    }
    event = content.life_events.get(meant)
    if event is not None:
        question |= {
            "intent": "procedure_overview",
            "procedures": list(event.codes),
            "ambiguous": not event.begins_clearly,
        }
    return question


def _tags(sentence: Sentence, content: Content) -> Iterator[str]:
    yield from sentence.tags
    yield "diacritics" if any(map(has_mark, clean(sentence.say).split())) else "no_diacritics"
    if sentence.intent in content.life_events:
        yield "life_event"
