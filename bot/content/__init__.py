"""Reads and checks `procedures.yaml`, what communes lay over it, and `intents/`."""

from bot.content.loader import BASE, Commune, check, load, load_communes, read
from bot.content.problem import Problem

__all__ = ["BASE", "Commune", "Problem", "check", "load", "load_communes", "read"]
