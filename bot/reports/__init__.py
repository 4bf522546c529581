"""Reports of a period: dossiers in, figures and tables out; nothing here reads a file or a clock."""

from bot.reports.period import Period
from bot.reports.report import Report, make_report
from bot.reports.tables import Table, tables_of

__all__ = ["Period", "Report", "Table", "make_report", "tables_of"]
