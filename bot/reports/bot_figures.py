"""Every figure of what the bot did, and its one definition."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.domain.turn_record import Score, TurnResult, TurnSum, TurnTally


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """
    What the records tell of one period.

    Args:
        erasures: Citizens' wishes to have their data deleted, carried out.

    """

    tally: TurnTally
    erasures: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BotFigure:
    """
    One number.

    Args:
        name: As it is called in code and in CSV.
        title: As officers call it.
        meaning: Its definition in one sentence for officers.
        count: Counts it; None where it cannot be known any more.

    """

    name: str
    title: str
    meaning: str
    count: Callable[[Happened], int | None]


def _messages(is_so: Callable[[TurnSum], bool]) -> Callable[[Happened], int]:
    return lambda happened: sum(each.messages for each in happened.tally.sums if is_so(each))


def _with(result: TurnResult) -> Callable[[Happened], int]:
    return _messages(lambda each: each.result is result)


def _rated(score: Score | None) -> Callable[[Happened], int]:
    return lambda happened: happened.tally.ratings.get(score, 0)


BOT_FIGURES = {
    name: BotFigure(name=name, title=title, meaning=meaning, count=count)
    for name, title, meaning, count in (
        ("citizens", "Người dân đã nhắn", "Số người khác nhau đã nhắn trong kỳ; người xoá dữ liệu rồi nhắn lại được tính là người mới.", lambda happened: happened.tally.citizens),
        ("messages", "Tin nhắn", "Mỗi tin người dân gửi, tính vào ngày gửi; tin được Zalo giao lại không tính lần nữa.", _messages(lambda _: True)),
        ("answered", "Đã trả lời", "Mọi điều hỏi trong tin đã được trả lời.", _with(TurnResult.ANSWERED)),
        ("asked_back", "Phải hỏi lại", "Bot hỏi thêm rồi mới trả lời: thủ tục nào, mã hồ sơ, bằng chứng.", _with(TurnResult.ASKED_BACK)),
        ("not_understood", "Chưa hiểu", "Bot nói là chưa hiểu, kể cả ảnh, tệp, giọng nói bot không đọc được.", _with(TurnResult.NOT_UNDERSTOOD)),
        ("no_answer", "Chưa có câu trả lời", "Hiểu, nhưng danh mục chưa có điều ấy hoặc nguồn hồ sơ không đáp.", _with(TurnResult.NO_ANSWER)),
        ("elsewhere", "Chỉ nơi khác", "Việc không thuộc xã; bot nói nơi giải quyết.", _with(TurnResult.ELSEWHERE)),
        ("handed_over", "Chuyển cán bộ", "Người dân xin gặp cán bộ.", _with(TurnResult.HANDED_OVER)),
        ("with_staff", "Cán bộ đang trò chuyện", "Tin gửi khi cán bộ đang nhắn với người dân; bot im lặng.", _with(TurnResult.WITH_STAFF)),
        ("courtesy", "Chào hỏi, cảm ơn, đánh giá", "Tin chỉ chào, cảm ơn, hoặc trả lời câu hỏi mức hài lòng.", _with(TurnResult.COURTESY)),
        ("outside_hours", "Trong đó gửi ngoài giờ làm việc", "Tin gửi lúc một cửa không mở theo lịch trong danh mục: kể cả nghỉ trưa, ngày lễ, ngày chưa chắc có làm.", _messages(lambda each: each.is_outside_hours)),
        ("asked", "Lần hỏi mức hài lòng", "Bot hỏi khi người dân cảm ơn, chào, hay vừa xem hồ sơ đã trả kết quả; tính vào ngày hỏi.", lambda happened: sum(happened.tally.ratings.values())),
        ("rated_good", "Hài lòng", "Lần hỏi được trả lời là hài lòng; đổi ý trong bảy ngày thì tính câu trả lời sau cùng.", _rated(Score.GOOD)),
        ("rated_fair", "Tạm được", "Lần hỏi được trả lời là tạm được.", _rated(Score.FAIR)),
        ("rated_poor", "Chưa hài lòng", "Lần hỏi được trả lời là chưa hài lòng.", _rated(Score.POOR)),
        ("unrated", "Không trả lời", "Lần hỏi không ai trả lời.", _rated(None)),
        ("erasures", "Yêu cầu xoá dữ liệu đã thực hiện", "Lần người dân xin xoá dữ liệu và bot đã xoá, tính vào ngày xoá.", lambda happened: happened.erasures),
    )
}  # fmt: skip
"""Name -> figure, in the order in which a report tells them."""

RESULTS = (
    "answered",
    "asked_back",
    "not_understood",
    "no_answer",
    "elsewhere",
    "handed_over",
    "with_staff",
    "courtesy",
)
SCORES = ("rated_good", "rated_fair", "rated_poor")
BOT_SUMS = {"messages": RESULTS, "asked": (*SCORES, "unrated")}
"""A figure -> the figures it must be the sum of."""

BOT_PARTS = frozenset(part for parts in BOT_SUMS.values() for part in parts) | {"outside_hours"}
"""Figures that are told under another one."""
