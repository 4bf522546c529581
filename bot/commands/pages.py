"""Which page a command is about, and the desk that stands behind it."""

from __future__ import annotations

from bot.content import BASE, load_communes
from bot.domain.catalogue import Content
from bot.domain.desk import Desk
from bot.errors import SettingsError
from bot.settings import Settings


def page_of(settings: Settings, wanted: str) -> str:
    """
    Give the page a command is about.

    Raises:
        SettingsError: It is none of ours.

    """
    oa_id = wanted or settings.zalo.oa_ids[0]
    if oa_id not in settings.zalo.oa_ids:
        raise SettingsError(f"Trang {oa_id} không có trong MOTCUA_ZALO_OA_IDS.")
    return oa_id


def desk_of(settings: Settings, oa_id: str) -> Desk:
    """
    Give the desk of a page's commune.

    Raises:
        ContentError: The content cannot be read; its text lists every problem.

    """
    return content_of(settings, oa_id).catalogue.desk


def content_of(settings: Settings, oa_id: str) -> Content:
    """
    Give what a page answers with.

    Raises:
        ContentError: The content cannot be read; its text lists every problem.

    """
    communes = load_communes(settings.content_dir)
    return communes.get(oa_id, communes[BASE])
