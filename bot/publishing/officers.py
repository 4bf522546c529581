"""Telling officers through the chat that what they saved is not answered with."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import Unavailable
from bot.storage.catalogue import Refusal
from bot.storage.notices import Notices
from bot.storage.outbox import Letter

log = logging.getLogger(__name__)

KEY = "catalogue.refused"
MOST_LINES = 5
LONGEST_LINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Officers:
    """
    Officers to be told, on every page they wrote to.

    Args:
        officer_ids: Their ids on the channel.
        open_for: How long after their last word they may be written to.

    """

    notices: Notices
    oa_ids: tuple[str, ...]
    officer_ids: tuple[str, ...]
    open_for: timedelta
    clock: Callable[[], datetime]

    async def tell(self, refusal: Refusal, number: int) -> None:
        """Tell everyone who may be written to now and has not heard of it; safe to repeat."""
        problem = hashlib.sha256("\n".join(refusal.lines).encode()).hexdigest()[:16]
        for oa_id in self.oa_ids:
            for officer_id in self.officer_ids:
                try:
                    await self._tell(oa_id, officer_id, problem, words(refusal, number))
                except Unavailable as error:
                    log.warning("officers wait to be told", extra={"fields": {"reason": str(error)}})

    async def _tell(self, oa_id: str, officer_id: str, problem: str, text: str) -> None:
        whose = hashlib.sha256(officer_id.encode()).hexdigest()[:8]
        letter = Letter(
            letter_id=f"catalogue:{problem}:{whose}",
            citizen_id=officer_id,
            text=text,
            key=KEY,
            created_at_ms=int(self.clock().timestamp() * 1000),
        )
        await self.notices.tell(oa_id, letter, problem, open_for_ms=int(self.open_for.total_seconds() * 1000))


def words(refusal: Refusal, number: int) -> str:
    """Say what is wrong, so that an officer can put it right from the phone's screen alone."""
    lines = [f"- {_short(line)}" for line in refusal.lines[:MOST_LINES]]
    if more := len(refusal.lines) - MOST_LINES:
        lines += [f"- và {more} điều nữa."] if more > 0 else []
    what = "trả lời sai các câu thử sau" if refusal.can_be_forced else "có chỗ chưa đúng"
    return "\n".join(
        (
            f"Nội dung vừa lưu {what} nên em chưa dùng. Người dân vẫn được trả lời theo bản {number}.",
            *lines,
            "Anh/chị sửa rồi lưu lại tệp là em tự nhận. Xem đủ: motcua catalogue status",
        )
    )


def _short(line: str) -> str:
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1].rsplit(" ", 1)[0] + "…"
