"""What must be reported later: decided outcomes, the audit, and versions of the catalogue, in SQL."""

from bot.records.store import Records, open_records
from bot.records.versions import Version, Versions

__all__ = ["Records", "Version", "Versions", "open_records"]
