"""The tone of replies: a greeting greets, a refusal apologizes, and nobody is left without a next step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.draft import Draft
from bot.content.file import File
from bot.content.problem import Problem
from bot.domain.catalogue import Intent, IntentKind
from bot.domain.conversation import Language

_GREETINGS = frozenset(("greeting.default", "welcome.followed", "welcome.first"))
# Replies that give a citizen less than was asked for, besides every `absent`.
_LETTING_DOWN = frozenset(
    (
        "out_of_scope.default", "out_of_scope.law", "denunciation.default", "status_lookup.not_shown",
        "status_lookup.unavailable", "fallback.not_understood", "fallback.not_understood_again",
    )
)  # fmt: skip
_LEAVING = _LETTING_DOWN | {
    "out_of_scope.topic",
    "out_of_scope.elsewhere",
    "status_lookup.no_code",
    "status_lookup.given_up",
}

_SAID = {
    "greets": {Language.VI: re.compile(r"\bchào\b", re.IGNORECASE), Language.EN: re.compile(r"\b(hello|welcome|good \w+|hi)\b", re.IGNORECASE)},
    "is sorry": {
        Language.VI: re.compile(r"xin lỗi|xin phép|rất tiếc|chưa dám|không dám", re.IGNORECASE),
        Language.EN: re.compile(r"\b(sorry|afraid|regret|apologi[sz]e|rather not)\b", re.IGNORECASE),
    },
    "leads on": {
        Language.VI: re.compile(r"\{(phone|hotline|address|portal_url|feedback_at|topic_answer|done_by)\}|\?|anh/chị", re.IGNORECASE),
        Language.EN: re.compile(r"\{(phone|hotline|address|portal_url|feedback_at|topic_answer|done_by)\}|\?|\b(please|you can|try|send|ask)\b", re.IGNORECASE),
    },
}  # fmt: skip
_SENTENCES = {
    "greets": "Câu này cần một lời chào.",
    "is sorry": "Câu này từ chối hay chưa giúp được người dân mà chưa xin lỗi.",
    "leads on": "Câu này chưa chỉ bước tiếp theo: gọi số nào ({phone}), đến đâu ({address}), hay hỏi lại thế nào.",
}


def check_tone(draft: Draft) -> Iterator[Problem]:
    """Warn of replies that lack the greeting, the apology or the next step that is due."""
    for intent in draft.intents.values():
        file = draft.files[f"intents/{intent.name}.yaml"]
        for key in intent.replies:
            for due in _due(intent, key):
                yield from _missing(intent, file, key, due)


def _due(intent: Intent, key: str) -> Iterator[str]:
    name = f"{intent.name}.{key}"
    is_own_refusal = intent.kind is IntentKind.REFUSAL and key == "default"
    if name in _GREETINGS:
        yield "greets"
    if name in _LETTING_DOWN or key == "absent" or is_own_refusal:
        yield "is sorry"
    if name in _LEAVING or key == "absent" or is_own_refusal:
        yield "leads on"


def _missing(intent: Intent, file: File, key: str, due: str) -> Iterator[Problem]:
    for language, text in intent.replies[key].items():
        if text and not _SAID[due][language].search(text):
            yield file.problem(("replies", key, language.value), _SENTENCES[due], is_warning=True)
