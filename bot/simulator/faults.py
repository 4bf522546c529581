"""Everything that may go wrong on purpose."""

from __future__ import annotations

from collections.abc import Callable, Mapping

ALWAYS = -1
COUNTED = ("duplicate", "reorder", "drop_reply", "http_500", "unsigned", "odd_oauth", "send_error")
"""Faults that happen to the next so many, or always."""

NAMES = (*COUNTED, "error", "slow", "expire_token")


class Faults:
    """
    Which faults are on, and for how many more times.

    `duplicate`: a delivered webhook comes again. `reorder`: a citizen's event is overtaken by the next one.
    `unsigned`: webhooks carry no signature. `slow`: seconds before every OpenAPI answer. `error`: code that
    sends end in. `drop_reply`: the send is done, then the connection is cut. `http_500`: a broken page
    instead of an answer. `odd_oauth`: HTTP 200 without tokens. `expire_token`: the access token dies now.
    """

    def __init__(self, changed: Callable[[], None], expire: Callable[[], None]) -> None:
        self._left = dict.fromkeys(COUNTED, 0)
        self._changed = changed
        self._expire = expire
        self.slow_s = 0.0
        self.error = 0

    def set(self, **values: object) -> None:
        """
        Switch faults: True for always, False for off, a number for so many times.

        `slow` takes seconds, `error` a code (0 for none; `send_error` may count it).

        Raises:
            ValueError: A name or value is not known; nothing was changed.

        """
        for name, value in values.items():
            _check(name, value)
        for name, value in values.items():
            self._put(name, value)
        self._changed()

    def change(self, values: Mapping[str, object]) -> None:
        """Do the same from a JSON object."""
        self.set(**values)

    def clear(self) -> None:
        """Switch every fault off."""
        self.set(**dict.fromkeys(COUNTED, False), slow=0, error=0)

    def happens(self, name: str) -> bool:
        """Tell whether this fault strikes now, and count it."""
        left = self._left[name]
        if left > 0:
            self._left[name] = left - 1
            self._changed()
        return left != 0

    def next_error(self) -> int:
        """Give the code this send must end in, 0 for none."""
        return self.error if self.error and self.happens("send_error") else 0

    def as_json(self) -> dict[str, object]:
        """List what is on, as `set` takes it."""
        counted: dict[str, object] = {
            name: True if left == ALWAYS else left for name, left in self._left.items()
        }
        return {**counted, "slow": self.slow_s, "error": self.error}

    def _put(self, name: str, value: object) -> None:
        if name == "slow":
            self.slow_s = float(str(value or 0))
        elif name == "error":
            self.error = int(str(value or 0))
            self._left["send_error"] = ALWAYS if self.error else 0
        elif name == "expire_token":
            if value:
                self._expire()
        elif value is True:
            self._left[name] = ALWAYS
        else:
            self._left[name] = int(str(value or 0))


def _check(name: str, value: object) -> None:
    if name not in NAMES:
        raise ValueError(f"Không có sự cố nào tên là {name!r}. Các sự cố: {', '.join(NAMES)}.")
    number = isinstance(value, int) and not isinstance(value, bool)
    if name == "slow":
        fits = (number or isinstance(value, float)) and 0 <= float(str(value)) <= 120  # noqa: PLR2004 - longer helps nobody
    elif name == "error":
        fits = number and -9999 <= int(str(value)) <= 0  # noqa: PLR2004 - Zalo's codes
    elif name == "expire_token":
        fits = isinstance(value, bool)
    else:
        fits = isinstance(value, bool) or (number and int(str(value)) >= ALWAYS)
    if not fits:
        raise ValueError(f"Sự cố {name!r} không nhận giá trị {value!r}.")
