"""
Question files: a list under `queries`, or a list of sentences as in `tests/intents/`.

Of a question are read `text`, `intent`, `context`, `also_ok`, `procedures` (best first), `proc_optional`,
`ambiguous`, `tags`, `split`, `id`; of a sentence `say`, `is`, `of`, `after`, `tags`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from bot.domain.catalogue import Content, IntentKind
from bot.domain.syllables import has_mark
from bot.domain.vietnamese import clean
from bot.errors import ContentError

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
    found = _parse(file)
    if isinstance(found, list):
        return [_sentence(line, at, file, content) for at, line in enumerate(found, start=1)]
    if not isinstance(found, dict) or not isinstance(found.get("queries"), list):
        raise ContentError(f"{file}: Tệp câu hỏi phải có khoá queries: rồi mỗi câu một mục có gạch đầu dòng.")
    if not found["queries"]:
        raise ContentError(f"{file}: Phần queries chưa có câu hỏi nào.")
    return [_question(entry, at, file) for at, entry in enumerate(found["queries"], start=1)]


def _parse(file: Path) -> Any:
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ContentError(f"Không thấy tệp câu hỏi {file}. Hãy xem lại đường dẫn.") from error
    except OSError as error:
        raise ContentError(f"Không mở được tệp câu hỏi {file}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ContentError(f"{file}: Tệp không phải mã UTF-8. Hãy lưu lại với mã UTF-8.") from error
    try:
        found = yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f":{mark.line + 1}:{mark.column + 1}" if mark else ""
        raise ContentError(
            f"{file}{place}: YAML viết chưa đúng cách. Câu có dấu hai chấm thì đặt trong ngoặc kép."
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ContentError(f"{file}: Tệp có ký tự lạ không đọc được.") from error
    if not found:
        raise ContentError(f"{file}: Tệp trống, chưa có câu hỏi nào.")
    return found


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


def _sentence(line: Any, at: int, file: Path, content: Content) -> Query:
    """Make a question of a sentence that a test holds; what it is about is told by its file's name."""
    case = line if isinstance(line, dict) else {"say": line}
    if not isinstance(case.get("say"), str):
        raise ContentError(f"{file}: câu thứ {at} thiếu khoá say (lời người dân nói).")
    meant, code = case.get("is", file.stem), case.get("of")
    aspects = [name for name, one in content.intents.items() if one.kind is IntentKind.ASPECT]
    question = {
        "id": f"{file.stem}-{at}",
        "text": case["say"],
        "context": case.get("after"),
        "intent": meant,
        "also_ok": aspects if meant == "denunciation" else [],
        "procedures": [code] if code else [],
        "proc_optional": code is None and meant in {*aspects, "denunciation"},
        "tags": list(_tags(case, content)),
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


def _tags(case: Mapping[str, Any], content: Content) -> Iterator[str]:
    yield from case.get("tags", ())
    yield "diacritics" if any(map(has_mark, clean(case["say"]).split())) else "no_diacritics"
    if case.get("is") in content.life_events:
        yield "life_event"
