"""Assembly: the only place that knows every part."""

from bot.app.loops import (
    Workers,
    make_answering_workers,
    make_dossier_folder,
    make_dossier_import,
    make_follower,
    make_publisher,
    make_retention,
    make_workers,
)
from bot.app.parts import Parts, assemble, make_dossier_records, make_phones, make_receipt_tokens, utc_now

__all__ = [
    "Parts",
    "Workers",
    "assemble",
    "make_answering_workers",
    "make_dossier_folder",
    "make_dossier_import",
    "make_dossier_records",
    "make_follower",
    "make_phones",
    "make_publisher",
    "make_receipt_tokens",
    "make_retention",
    "make_workers",
    "utc_now",
]
