"""
Draws the pictures of the cards: `python -m bot.documents.card_pictures` writes them into `intents/cards/`.

A commune may put pictures of its own in their place, PNG or JPEG, under the same names.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, Ellipse, FancyBboxPatch, PathPatch
from matplotlib.path import Path as Outline

WIDTH, HEIGHT, DPI = 10.0, 6.0, 100
FOLDER = Path("intents/cards")
STYLE = {"font.family": "DejaVu Serif"}


def card_picture(name: str) -> bytes:
    """Give the PNG of a card, 1,000 by 600 points."""
    words, ground, ink, draw = _CARDS[name]
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, HEIGHT), facecolor=ground)
        axes: Any = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, WIDTH)
        axes.set_ylim(0, HEIGHT)
        axes.axis("off")
        frame = FancyBboxPatch(
            (0.3, 0.3), WIDTH - 0.6, HEIGHT - 0.6, boxstyle="round,pad=0,rounding_size=0.3",
            fill=False, edgecolor=ink, linewidth=2.5,
        )  # fmt: skip
        axes.add_patch(frame)
        draw(axes, ink)
        for place, (line, size) in enumerate(words):
            axes.text(
                WIDTH / 2, 2.05 - 0.75 * place, line, ha="center", va="center", color=ink, fontsize=size
            )
        file = io.BytesIO()
        FigureCanvasAgg(figure).print_png(file, metadata={"Software": None}, pil_kwargs={"optimize": True})
        return file.getvalue()


def _sun(axes: Any, ink: str) -> None:
    """Draw a sun coming up over two leaves."""
    for step in range(13):
        turn = math.pi * step / 12
        near, far = 1.15, 1.6 if step % 2 else 1.9
        axes.plot(
            [5 + near * math.cos(turn), 5 + far * math.cos(turn)],
            [3.3 + near * math.sin(turn), 3.3 + far * math.sin(turn)],
            color="#e8962e", linewidth=5, solid_capstyle="round",
        )  # fmt: skip
    axes.add_patch(Circle((5, 3.3), 0.95, facecolor="#f7c04a", edgecolor="#e8962e", linewidth=2))
    for side in (-1, 1):
        axes.add_patch(
            Ellipse((5 + side * 0.95, 2.95), 1.7, 0.62, angle=side * 20, facecolor="#7fae4d", edgecolor=ink)
        )


def _rings(axes: Any, ink: str) -> None:
    """Draw two rings and a heart over them."""
    for side in (-1, 1):
        axes.add_patch(Circle((5 + side * 0.62, 3.6), 1.0, fill=False, edgecolor="#c9962c", linewidth=11))
        axes.add_patch(Circle((5 + side * 0.62, 3.6), 1.0, fill=False, edgecolor="#f1d489", linewidth=3))
    kinds = [Outline.MOVETO, *(Outline.CURVE4,) * 6]
    points = [(5, 4.75), (4.55, 5.45), (4.15, 5.05), (5, 4.35), (5.85, 5.05), (5.45, 5.45), (5, 4.75)]
    axes.add_patch(PathPatch(Outline(points, kinds), facecolor="#cf4452", edgecolor=ink, linewidth=1))


def _lotus(axes: Any, ink: str) -> None:
    """Draw a white lotus on still water."""
    for turn in (70, -70, 45, -45, 20, -20, 0):
        lean = math.radians(turn)
        centre = (5 - 0.8 * math.sin(lean), 3.25 + 0.8 * math.cos(lean))
        axes.add_patch(
            Ellipse(centre, 0.62, 1.7, angle=turn, facecolor="#ffffff", edgecolor=ink, linewidth=1.5)
        )
    for place, width in enumerate((3.4, 2.6, 1.6)):
        low = 3.05 - 0.16 * place
        axes.plot([5 - width / 2, 5 + width / 2], [low, low], color=ink, linewidth=1.5)


Words = tuple[tuple[str, int], ...]
_CARDS: dict[str, tuple[Words, str, str, Callable[[Any, str], None]]] = {
    "birth": ((("Chúc mừng gia đình", 30), ("chào đón thành viên mới", 24)), "#fff6e3", "#8a4b12", _sun),
    "marriage": ((("Chúc mừng hạnh phúc", 30), ("Trăm năm gắn bó", 24)), "#fdeeee", "#8c2432", _rings),
    "death": ((("Thành kính chia buồn", 30), ("cùng gia đình", 24)), "#e9ecef", "#3c4550", _lotus),
}
"""Name of a card -> its lines with their sizes in points, the colours of paper and ink, and what is drawn."""


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in _CARDS:
        (FOLDER / f"{name}.png").write_bytes(card_picture(name))


if __name__ == "__main__":
    main()
