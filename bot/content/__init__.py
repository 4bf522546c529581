"""Reads and checks `procedures.yaml` and `intents/`."""

from bot.content.loader import check, load
from bot.content.problem import Problem

__all__ = ["Problem", "check", "load"]
