"""The pictures of the commune's cards, in `intents/cards/`: PNG or JPEG, as the channel takes them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bot.content.problem import Problem
from bot.settings import CARDS

FOLDER = Path("intents") / "cards"
MOST_BYTES = 1_000_000
"""Source: zalo-platform reference, section 4.5 (upload of images)."""
_MARKS = {".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}


class CardPictures:
    """Reads them anew each time: a card is rare, and a picture may have been put there a minute ago."""

    def __init__(self, content_dir: Path) -> None:
        self._folder = content_dir / FOLDER

    def read(self, card: str) -> bytes | None:
        """Give the picture of a card; None when there is none that the channel takes."""
        if card not in CARDS:
            return None
        for suffix in _MARKS:
            file = self._folder / f"{card}{suffix}"
            if file.is_file() and _fault(file) is None:
                return file.read_bytes()
        return None


def check_card_pictures(content_dir: Path) -> Iterator[Problem]:
    """Give what is wrong with the pictures; a card without one is sent as words, so each is only a warning."""
    folder = content_dir / FOLDER
    for file in sorted(folder.iterdir()) if folder.is_dir() else ():
        fault = _fault(file)
        if fault is not None:
            yield Problem(
                file=f"{FOLDER.as_posix()}/{file.name}", line=0, column=0, message=fault, is_warning=True
            )


def _fault(file: Path) -> str | None:
    if file.stem not in CARDS or file.suffix not in _MARKS:
        return f"Tên tệp phải là tên thiệp ({', '.join(CARDS)}) với đuôi .png, .jpg hoặc .jpeg."
    if file.stat().st_size > MOST_BYTES:
        return "Ảnh lớn hơn 1 MB, Zalo không nhận. Hãy thu nhỏ ảnh."
    with file.open("rb") as opened:
        is_picture = opened.read(8).startswith(_MARKS[file.suffix])
    return (
        None
        if is_picture
        else "Tệp này không phải ảnh đúng loại như đuôi tên của nó. Hãy lưu lại thành PNG hoặc JPEG."
    )
