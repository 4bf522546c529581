"""One thing wrong in a content file, told so that an officer can put it right."""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import ContentError


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """
    A place and a sentence.

    Args:
        line: Counted from 1; 0 when the whole file is meant. `column` likewise.
        path: The keys that lead there, such as `procedures.1.001193.fee.vnd`.
        message: In Vietnamese, with an example of what is right where that helps.
        is_warning: The content can be used all the same.
        place: The same as the path in an officer's words, from the outside in.

    """

    file: str
    line: int
    column: int
    message: str
    path: str = ""
    is_warning: bool = False
    place: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """Where and what, in words: `Dòng 214, thủ tục 1.001193: lệ phí 'tám nghìn' không phải là số.`."""
        where = [f"dòng {self.line}"] if self.line else []
        message = self.message
        *outer, inner = self.place or ("",)
        if inner and outer and message.startswith("'"):
            message = f"{inner} {message}"
        elif inner:
            outer.append(inner)
        lead = ", ".join([*where, *outer])
        return f"{lead[:1].upper()}{lead[1:]}: {message}" if lead else message

    def __str__(self) -> str:
        """One line: file:line:column as editors can open it, the sentence, the keys that lead there."""
        kind = "cảnh báo" if self.is_warning else "lỗi"
        keys = f" [{self.path}]" if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}: {self.sentence}{keys}"


class Faulty(ContentError):
    """A file that cannot be read further; it carries its problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
