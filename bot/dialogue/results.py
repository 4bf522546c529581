"""What became of the messages of a turn, told by the replies they were given."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.turn_record import TurnResult

_OF_KEY = {
    **dict.fromkeys(
        (
            "procedure_overview.ask_which", "fallback.ask_aspect", "status_lookup.ask_code", "status_lookup.bad_code",
            "status_lookup.ask_phone_digits", "status_lookup.bad_digits", "status_lookup.not_shown",
            "status_lookup.no_code", "delete_data.ask_sure", "language.ask",
        ),
        TurnResult.ASKED_BACK,
    ),
    **dict.fromkeys(
        ("procedure_overview.hidden", "procedure_overview.again", "fallback.not_listed", "status_lookup.unavailable"),
        TurnResult.NO_ANSWER,
    ),
    "attachments.sticker": TurnResult.COURTESY,
    "attachments.gif": TurnResult.COURTESY,
}  # fmt: skip
_OF_NAME = {"ask_procedure": TurnResult.ASKED_BACK, "absent": TurnResult.NO_ANSWER}
_OF_INTENT = {
    "fallback": TurnResult.NOT_UNDERSTOOD,
    "attachments": TurnResult.NOT_UNDERSTOOD,
    "out_of_scope": TurnResult.ELSEWHERE,
    "talk_to_human": TurnResult.HANDED_OVER,
    "greeting": TurnResult.COURTESY,
    "thanks": TurnResult.COURTESY,
    "goodbye": TurnResult.COURTESY,
    "satisfaction": TurnResult.COURTESY,
}
_GRAVEST_FIRST = (
    TurnResult.HANDED_OVER,
    TurnResult.NOT_UNDERSTOOD,
    TurnResult.NO_ANSWER,
    TurnResult.ASKED_BACK,
    TurnResult.ANSWERED,
    TurnResult.ELSEWHERE,
    TurnResult.COURTESY,
)


def result_of(keys: Iterable[str]) -> TurnResult:
    """Tell the one result of a turn with these reply keys; where they differ, what is still owed to the citizen."""
    results = {_of(key) for key in keys} or {TurnResult.ANSWERED}
    return min(results, key=_GRAVEST_FIRST.index)


def _of(key: str) -> TurnResult:
    intent, _, name = key.partition(".")
    return _OF_KEY.get(key) or _OF_NAME.get(name) or _OF_INTENT.get(intent, TurnResult.ANSWERED)
