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

    """

    file: str
    line: int
    column: int
    message: str
    path: str = ""
    is_warning: bool = False

    def __str__(self) -> str:
        """One line: file:line:column, where in it, what is wrong."""
        kind = "cảnh báo" if self.is_warning else "lỗi"
        where = f" {self.path}:" if self.path else ""
        return f"{self.file}:{self.line}:{self.column}: {kind}:{where} {self.message}"


class Faulty(ContentError):
    """A file that cannot be read further; it carries its problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
