"""The conversation tests as data: what citizens say and what must come, tried on a content before it is used."""

from bot.rehearsal.rehearse import rehearse
from bot.rehearsal.told import Failure, Mistake, Rehearsal

__all__ = ["Failure", "Mistake", "Rehearsal", "rehearse"]
