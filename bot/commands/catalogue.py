"""`catalogue`: versions of the content, what runs where, and taking a change back."""

from __future__ import annotations

from typing import Any

from bot.commands import (
    catalogue_changing,
    catalogue_history,
    catalogue_lists,
    catalogue_sheets,
    catalogue_status,
)

ABOUT = "Các bản của nội dung: xem, so, đưa lên, lấy lại bản cũ."


def add_parser(commands: Any) -> None:
    """Add the command with all its actions."""
    parser = commands.add_parser("catalogue", help=ABOUT, description=ABOUT)
    actions = parser.add_subparsers(required=True, metavar="VIỆC")
    catalogue_status.add_actions(actions)
    catalogue_history.add_actions(actions)
    catalogue_changing.add_actions(actions)
    catalogue_lists.add_actions(actions)
    catalogue_sheets.add_actions(actions)
