"""Replies as long as this catalogue makes them: filled with its own longest values, not with a guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.content.draft import Draft
from bot.content.known import PLACEHOLDER
from bot.content.problem import Problem
from bot.dialogue.composer import Composer, procedure_name
from bot.dialogue.flows.procedure import ASPECTS, tell
from bot.dialogue.reply_keys import GLOBAL_NAMES
from bot.dialogue.scene import Request, Scene
from bot.domain.catalogue import Content
from bot.domain.conversation import Conversation, Language
from bot.domain.procedure import Paper, Procedure

MAX_REPLY = 1_900  # Zalo takes 2,000 characters; a longer answer goes out in two parts
ROOM = 600  # for the words round the facts: the reply itself, source, caution, buttons
PLAUSIBLE_WORD = 60
# What no catalogue tells beforehand: lists made at the moment, of hours and of choices.
PLAUSIBLE = {"week": 200, "hours": 200, "holidays": 900, "choices": 500, "fields": 400, "spans": 60}


def check_lengths(draft: Draft, content: Content) -> list[Problem]:
    """Refuse a reply whose own words are too long, and warn of an answer that would come in two parts."""
    return [*_templates(draft, content), *_answers(draft, content)]


def _templates(draft: Draft, content: Content) -> Iterator[Problem]:
    longest = {language: _longest(content, language) for language in Language}
    for intent in draft.intents.values():
        file = draft.files[f"intents/{intent.name}.yaml"]
        for key, texts in intent.replies.items():
            if intent.name in ASPECTS and key.startswith("answer"):
                continue  # filled procedure by procedure below
            for language, text in texts.items():
                own = len(PLACEHOLDER.sub("", text))
                filled = own + sum(
                    longest[language].get(name, PLAUSIBLE_WORD) for name in PLACEHOLDER.findall(text)
                )
                if filled > MAX_REPLY:
                    message = (
                        f"Câu này dài tới {filled} chữ khi điền đủ; Zalo chỉ nhận {MAX_REPLY}. Hãy rút gọn."
                    )
                    yield file.problem(("replies", key, language.value), message)


def _longest(content: Content, language: Language) -> Mapping[str, int]:
    """Give the length of the longest value this content has for each placeholder."""
    desk = content.catalogue.desk
    procedures = content.catalogue.procedures.values()
    topics = [topic for intent in content.intents.values() for topic in intent.topics]
    events = content.life_events.values()
    elsewhere = content.catalogue.elsewhere.values()
    days = (*(day.name for day in desk.hours.holidays), *(day.name for day in desk.hours.make_up_days))
    values = {
        **{name: [getattr(desk, name, None) or ""] for name in GLOBAL_NAMES},
        "desk": [desk.name],
        "procedure": [procedure_name(each, language) for each in procedures],
        "field": [each.field for each in procedures],
        "topic_answer": [(topic.answer or {}).get(language, "") for topic in topics],
        "done_by": [each.done_by.get(language, "") for each in elsewhere],
        "how": [(each.how or {}).get(language, "") for each in elsewhere],
        "url": [each.url or "" for each in elsewhere],
        "opening": [event.opening.get(language, "") for event in events],
        "why": [step.why.get(language, "") for event in events for step in event.steps],
        "holiday": days,
        "reason": [closure.reason for closure in desk.hours.closures],
    }
    return PLAUSIBLE | {name: max(map(len, texts), default=0) for name, texts in values.items()}


def _answers(draft: Draft, content: Content) -> Iterator[Problem]:
    composer = Composer(content)
    for place, procedure in draft.procedures.items():
        if _most_letters(procedure) + ROOM <= MAX_REPLY:
            continue  # nearly every one; composing them all would cost most of the check
        for aspect in sorted(ASPECTS):
            scene = _scene(content, composer, aspect)
            said = tell(scene, procedure, aspect)
            length = len(composer.reply(said, Language.VI, with_choices=True).text)
            if length > MAX_REPLY:
                name = content.intents[aspect].replies["button"][Language.VI]
                message = (
                    f"Câu trả lời “{name}” dài {length} chữ, Zalo chỉ nhận {MAX_REPLY} một tin nên bot phải gửi làm "
                    "hai tin. Hãy rút gọn tên giấy tờ, trường hợp hay ghi chú."
                )
                yield draft.facts.problem(("procedures", place), message, is_warning=True)


def _most_letters(procedure: Procedure) -> int:
    """Give more letters than the facts in any one answer about this procedure have."""
    fee, takes = procedure.fee, procedure.takes
    papers = sum(_letters(paper) for paper in (*procedure.submit, *procedure.show))
    cases = sum(len(case.when) + len(case.text) + 10 for case in (*fee.cases, *takes.cases))
    single = (
        *procedure.notes, procedure.name, procedure.label, procedure.result, procedure.form, procedure.official,
        procedure.receive_at, fee.text, fee.exempt, takes.text, procedure.source.title,
    )  # fmt: skip
    return papers + cases + sum(len(text or "") + 10 for text in single)


def _letters(paper: Paper) -> int:
    return len(paper.name) + len(paper.when or "") + 40


def _scene(content: Content, composer: Composer, aspect: str) -> Scene:
    checked_at = datetime(2000, 1, 1, tzinfo=ZoneInfo(content.catalogue.desk.timezone))
    return Scene(
        content=content,
        composer=composer,
        request=Request(intent=aspect),
        conversation=Conversation(citizen_id=""),
        now=checked_at,
        oa_id="",
        event_id="",
    )
