"""Every reply key the dialogue speaks with, and the placeholders it fills; content is checked against it."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.catalogue import Content
from bot.domain.conversation import Language

GLOBAL_NAMES = frozenset(
    ("commune", "desk", "address", "phone", "hotline", "portal_url", "map_url", "feedback_at")
)
"""Placeholders of the desk: every reply may use them."""

_DOSSIER = "code procedure lies_at received_on due_on"

_TABLE: Mapping[str, Mapping[str, str]] = {
    "procedure_overview": {
        "answer": "procedure name result papers fee takes where paper_count", "absent": "procedure", "hidden": "procedure", "again": "procedure",
        "ask_procedure": "", "ask_which": "", "source": "source checked_on", "source_stale": "source checked_on",
        "caution": "", "paper_original": "paper originals", "paper_copy": "paper copies",
        "paper_both": "paper originals copies", "paper_plain": "paper", "paper_when": "line when",
        "papers_submit": "papers", "papers_show": "papers", "case": "when text", "exempt": "exempt",
        "note": "note", "renamed": "other_code code", "channel_counter": "", "channel_post": "", "channel_online": "",
        "channel_online_full": "", "channel_online_part": "", "amount": "vnd", "free": "",
        "working_days": "days", "same_day": "", "button": "", "button_official": "",
    },
    "requirements": {
        "answer": "procedure submit show notes", "absent": "procedure", "ask_procedure": "", "button": "",
    },
    "fee": {"answer": "procedure fee cases exempt", "absent": "procedure", "ask_procedure": "", "button": ""},
    "processing_time": {
        "answer": "procedure takes cases", "absent": "procedure", "ask_procedure": "", "button": "",
    },
    "where_submit": {
        "answer": "procedure where channels online", "answer_own_door": "procedure where channels online",
        "answer_online": "procedure where online", "absent": "procedure", "ask_procedure": "", "button": "",
    },
    "form": {"answer": "procedure form official", "absent": "procedure", "ask_procedure": "", "button": ""},
    "office_hours": {
        "open": "closes_at", "shut": "next_open", "closes_at": "day closes_at",
        "day_open": "day spans", "day_shut": "day next_open", "day_holiday": "day holiday next_open",
        "day_unconfirmed": "day holiday spans", "day_session": "day spans",
        "day_make_up": "day spans holiday", "day_closed": "day reason next_open", "week": "week state",
        "now_open": "closes_at", "now_shut": "next_open", "holidays": "holidays",
        "holiday_line": "holiday day", "holiday_line_unconfirmed": "holiday day", "past_day": "day",
        "part_shut": "part day spans", "part_morning": "", "part_noon": "", "part_afternoon": "",
        "part_evening": "", "part_at": "time",
        **{f"day_name_{number}": "" for number in range(7)},
        "date": "weekday date", "today": "day", "tomorrow": "day", "at": "time day", "at_today": "time",
        "span": "opens closes", "two_spans": "first second", "week_line": "days spans",
        "week_line_session": "days spans", "week_line_shut": "days", "days_range": "first last", "button": "",
    },
    "contact": {
        "answer": "hours", "button": "", "button_call": "", "button_map": "", "button_portal": "",
    },
    "status_lookup": {
        "ask_code": "", "bad_code": "", "ask_phone_digits": "code", "bad_digits": "", "not_shown": "",
        "unavailable": "", "given_up": "", "no_code": "", "days_left": "days", "due_now": "", "as_of": "at",
        "button": "", "registered": _DOSSIER, "received": _DOSSIER, "received_late": _DOSSIER, "refused": _DOSSIER,
        "processing": _DOSSIER, "processing_late": _DOSSIER, "awaiting_papers": _DOSSIER,
        "awaiting_payment": _DOSSIER, "withdrawn": _DOSSIER, "stopped": _DOSSIER, "result_ready": _DOSSIER,
        "approved": _DOSSIER, "approved_late": _DOSSIER, "received_promised": f"{_DOSSIER} new_due_on",
        "processing_promised": f"{_DOSSIER} new_due_on", "approved_promised": f"{_DOSSIER} new_due_on",
        "promise_missed": "new_due_on",
        "returned": _DOSSIER, "missing": "papers", "missing_others": "count", "locker": "locker",
        "counter_today": "spans", "counter_later": "next_open", "by_post": "", "electronic": "",
        "mine": "", "mine_line": "procedure code_end", "ask_follow": "", "button_follow": "", "button_no_follow": "",
        "followed": "", "not_followed": "", "ask_follow_phone": "", "button_follow_phone": "", "followed_phone": "",
        "news": "", "news_stop": "", "apology": f"{_DOSSIER} new_due_on", "card_birth": "", "card_marriage": "",
        "card_death": "",
    },
    "talk_to_human": {
        "open": "closes_at", "shut": "next_open", "unconfirmed": "holiday next_open", "button": "",
    },
    "stop_notices": {"done": ""},
    "delete_data": {
        "ask_sure": "", "done": "", "kept": "", "button": "", "button_yes": "", "button_no": "",
    },
    "feedback": {"answer": "", "complaint": "", "button": ""},
    "feedback_status": {"answer": "", "button": ""},
    "book_appointment": {"answer": "", "button": ""},
    "life_events": {"answer": "opening", "step": "procedure why"},
    "list_procedures": {"answer": "fields", "field": "field procedures", "more": "field", "other_fields": "", "button": ""},
    "greeting": {"default": "", "button": ""},
    "thanks": {"default": ""},
    "goodbye": {"default": ""},
    "help": {"default": "", "button": ""},
    "welcome": {"followed": "", "first": ""},
    "out_of_scope": {
        "default": "", "topic": "topic_answer", "elsewhere": "name done_by how url", "law": "", "button": "",
    },
    "denunciation": {"default": ""},
    "privacy": {"refused": "", "id_number": ""},
    "attachments": {
        "voice": "", "sticker": "", "image": "", "gif": "", "file": "", "video": "", "location": "",
        "link": "", "card": "",
    },
    "language": {"set": "", "button_en": "", "button_vi": "", "ask": ""},
    "satisfaction": {
        "ask": "", "button_good": "", "button_fair": "", "button_poor": "", "thanked": "", "sorry": "", "closed": "",
    },
    "fallback": {
        "not_understood": "", "not_understood_again": "", "ask_aspect": "procedure", "choose": "choices",
        "choice_line": "number title", "nothing_open": "", "too_long": "", "not_listed": "",
    },
}  # fmt: skip

REPLIES: Mapping[str, frozenset[str]] = {
    f"{intent}.{key}": GLOBAL_NAMES | frozenset(names.split())
    for intent, keys in _TABLE.items()
    for key, names in keys.items()
}
"""Reply key -> the placeholders its text may hold."""


def missing_replies(content: Content) -> tuple[str, ...]:
    """List what the dialogue would miss, as `key (language)`; empty when the content is complete."""
    missing = []
    for full_key in REPLIES:
        intent, key = full_key.split(".")
        texts = content.intents[intent].replies.get(key, {}) if intent in content.intents else {}
        missing += [f"{full_key} ({language})" for language in Language if not texts.get(language)]
    return tuple(missing)
