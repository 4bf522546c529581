"""The lines of a file, and what to write in their place."""

from __future__ import annotations


class Layout:
    """
    A text with changes noted by place; the places are those of the text as it was.

    What is written takes the line ends of the text, and a text without a last line end stays so.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._noted: list[tuple[int, int, str]] = []

    def text(self) -> str:
        """Give the text with every change made."""
        made, at = [], 0
        for start, end, new in sorted(self._noted, key=lambda each: each[:2]):
            made += [self._text[at:start], new]
            at = max(at, end)
        return "".join([*made, self._text[at:]])

    def put(self, start: int, end: int, new: str) -> None:
        """Note that `new` stands in the place of what is from `start` to before `end`."""
        self._noted.append((start, end, new))

    def put_lines(self, start: int, end: int, lines: list[str]) -> None:
        """Note that lines stand in the place of what begins at `start`, maybe in the middle of a line."""
        stop = end + len(self._text[end : self._below(end)].rstrip("\r\n"))
        remark = self._text[end:stop]  # below a text in several lines it would become a part of it
        self.put(start, stop, self._newline.join([lines[0] + remark, *lines[1:]]).lstrip(" "))

    def insert_below(self, index: int, lines: list[str]) -> None:
        """Note that lines come below the line in which `index` stands."""
        below = self._below(index)
        if below == len(self._text) and not self._text.endswith("\n"):
            self.put(below, below, "".join(self._newline + line for line in lines))
        else:
            self.put(below, below, "".join(line + self._newline for line in lines))

    def insert_above(self, index: int, lines: list[str]) -> None:
        """Note that lines come above the line in which `index` stands."""
        above = self._line(index)
        self.put(above, above, "".join(line + self._newline for line in lines))

    def remove(self, start: int, end: int, *, spaced: bool = False) -> None:
        """Note that whole lines go, from that of `start` to that of `end`; `spaced`: with an empty line beside."""
        above, below = self._line(start), self._below(end)
        if spaced and above and not self._text[self._line(above - 1) : above].strip():
            above = self._line(above - 1)
        elif spaced and below < len(self._text) and not self._text[below : self._below(below)].strip():
            below = self._below(below)
        if below == len(self._text) and not self._text.endswith("\n"):
            above = len(self._text[:above].rstrip("\r\n"))
        self.put(above, below, "")

    def column(self, index: int) -> int:
        """Give the column of a place."""
        return index - self._line(index)

    def dash(self, index: int, column: int) -> int:
        """Find the dash before an item that begins at `index`."""
        line = self._line(index)
        while self._text[line + column : line + column + 1] != "-":
            line = self._line(line - 1)
        return line + column

    def colon(self, index: int) -> int:
        """Find the end of the colon after a key that ends at `index`; of a list's empty item, that place."""
        line_end = self._below(index)
        found = self._text.find(":", index, line_end)
        return found + 1 if found >= 0 else index

    def block_end(self, start: int, end: int) -> int:
        """Tell where the last words of a text in several lines (`|`) stand, without what follows them."""
        return start + len(self._text[start:end].rstrip())

    def has_blank(self, start: int, end: int) -> bool:
        """Tell whether an empty line stands between two places."""
        return any(not line.strip() for line in self._text[self._below(start) : end].split("\n")[:-1])

    def _line(self, index: int) -> int:
        return self._text.rfind("\n", 0, index) + 1

    def _below(self, index: int) -> int:
        found = self._text.find("\n", index)
        return found + 1 if found >= 0 else len(self._text)
