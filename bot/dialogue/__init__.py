"""One turn of a conversation: understand, decide, phrase. Pure; whatever it must read is a Protocol."""

from bot.dialogue.dialogue import Dialogue
from bot.dialogue.flows.status_lookup import StatusSource, TryLimit
from bot.dialogue.reply_keys import REPLIES, missing_replies

__all__ = ["REPLIES", "Dialogue", "StatusSource", "TryLimit", "missing_replies"]
