"""What must be reported later: decided outcomes and the audit, in SQL."""

from bot.records.store import Records, open_records

__all__ = ["Records", "open_records"]
