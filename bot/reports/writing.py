"""Cells as Vietnamese officers write them: 37.384; 12,5; +3,1%."""

from __future__ import annotations

from bot.reports.tables import Cell, Gap, Share


def written(cell: Cell) -> str:
    """Write a cell as text."""
    if isinstance(cell, Share):
        percent = f"{cell.of_one * 100:+.1f}" if cell.is_change else f"{cell.of_one * 100:.1f}"
        return percent.replace(".", ",") + "%"
    if isinstance(cell, Gap):
        return cell.value
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and not cell.is_integer():
        return f"{cell:,.1f}".translate({ord(","): ".", ord("."): ","})
    return f"{int(cell):,}".replace(",", ".")
