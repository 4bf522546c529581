"""Cells as Vietnamese officers write them: 37.384; 12,5; +3,1%."""

from __future__ import annotations

from bot.reports.tables import Cell, Gap, Share


def written(cell: Cell) -> str:
    """Write a cell as text."""
    if isinstance(cell, Share):
        percent = round(cell.of_one * 100, 1) or 0.0  # never -0.0
        sign = "+" if cell.is_change and percent > 0 else ""
        return f"{sign}{percent:.1f}%".replace(".", ",")
    if isinstance(cell, Gap):
        return cell.value
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:,.1f}".translate({ord(","): ".", ord("."): ","})
    return f"{int(cell):,}".replace(",", ".")
