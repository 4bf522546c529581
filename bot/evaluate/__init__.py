"""Evaluation: how well labelled questions are understood; `motcua evaluate FILE...`, `python -m bot.evaluate`."""

from bot.evaluate.judging import FIGURES, Judged, evaluate, judge, share

__all__ = ["FIGURES", "Judged", "evaluate", "judge", "share"]
