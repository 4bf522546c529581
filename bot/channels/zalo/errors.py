"""What Zalo can answer, classed by what the caller does next: the one table of its error codes."""

from __future__ import annotations

from enum import Enum

from bot.errors import BotError, Rejected, Unavailable


class Uncertain(BotError):
    """The request left and no answer came back: nobody knows whether the message was sent."""


class SlowDown(Unavailable):
    """Zalo's limit per minute is reached; nothing was sent."""


class ZaloRejected(Rejected):
    """
    A clear no from Zalo.

    Args:
        code: Zalo's number, 0 when it gave none.
        body: The raw answer, tokens masked and cut short; for an alarm, never for citizens.

    """

    state_reason = "rejected"

    def __init__(self, message: str, *, code: int = 0, body: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.body = body


class WindowClosed(ZaloRejected):
    """The citizen has not spoken for seven days, or never."""

    state_reason = "window_closed"


class QuotaSpent(ZaloRejected):
    """A limit of messages or money of this page or citizen is reached."""

    state_reason = "quota_spent"


class CannotReceive(ZaloRejected):
    """The citizen cannot be reached: blocked, locked, long offline or not a follower."""

    state_reason = "cannot_receive"


class BadMessage(ZaloRejected):
    """Zalo does not take this message as it is made: our mistake."""

    state_reason = "bad_message"


class NeedsStaff(ZaloRejected):
    """The page, the app or their contract must be put right by a person first."""

    state_reason = "needs_staff"


class TokenDead(ZaloRejected):
    """No valid token and none to be had: a person must put in a new pair."""

    state_reason = "token_dead"


class SendingFailed(ZaloRejected):
    """Zalo said several times that sending failed, without a reason."""

    state_reason = "sending_failed"


class UnknownCode(ZaloRejected):
    """A code that no table knows: never retried, its body kept."""

    state_reason = "unknown_code"


class Do(Enum):
    """What an error code asks of the caller."""

    WAIT = "back off, then send the same again"
    NEXT_MINUTE = "the limit per minute: nothing more before the next one"
    MORNING = "not at night: after 06:05 Vietnamese time"
    FEW = "try again twice at most"
    REFRESH = "refresh the token once, try once more"
    WINDOW = "the reply window is closed"
    QUOTA = "a quota is used up"
    RECIPIENT = "this citizen cannot be reached"
    MESSAGE = "the message is wrong: never again as it is"
    STAFF = "a person must put something right"


# Source: zalo-platform reference, sections 5.1 (OA API), 5.2 (templates) and 5.3 (OAuth).
_CODES: dict[Do, tuple[int, ...]] = {
    Do.NEXT_MINUTE: (-32,),
    Do.WAIT: (-100, -214),
    Do.FEW: (-200,),
    Do.MORNING: (-234, -133),
    Do.REFRESH: (-124, -216, -220),
    Do.WINDOW: (-230, -232),
    Do.QUOTA: (-211, -218, -126, -144, -147, -1441, -1471, -1472, -160),
    Do.RECIPIENT: (-213, -217, -227, -244, -403, -108, -110, -114, -118, -119, -139, -140, -141),
    Do.MESSAGE: (
        -201, -210, -233, -249, -109, -111, -112, -1121, -1122, -1124, -113, -1131, -1132, -116, -121, -122, -130,
        -131, -132, -146, -161, -162, -148, -149, -150,
    ),
    Do.STAFF: (
        -204, -205, -209, -212, -219, -221, -223, -224, -235, -237, -238, -240, -241, -242, -248, -320, -321, -101,
        -102, -103, -104, -105, -106, -115, -117, -120, -125, -135, -1351, -136, -137, -138, -1381, -145, -1241,
        -14002, -14003, -14012, -14024, -14029,
    ),
}  # fmt: skip
WHAT_TO_DO: dict[int, Do] = {code: do for do, codes in _CODES.items() for code in codes}

REFUSALS: dict[Do, type[ZaloRejected]] = {
    Do.FEW: SendingFailed,
    Do.REFRESH: TokenDead,
    Do.WINDOW: WindowClosed,
    Do.QUOTA: QuotaSpent,
    Do.RECIPIENT: CannotReceive,
    Do.MESSAGE: BadMessage,
    Do.STAFF: NeedsStaff,
}
