"""`token`: put a pair in by hand, or see how old the stored one is."""

from __future__ import annotations

import argparse
import asyncio
import getpass
import sys
from collections.abc import Mapping
from datetime import timedelta

from bot.app import Parts, assemble
from bot.commands.trial import settings_for
from bot.domain.token import TokenPair
from bot.errors import SettingsError

REFRESH_LIVES = timedelta(days=90)


def token(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Seed or show."""
    return asyncio.run(_token(arguments, environ))


async def _token(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    async with assemble(settings_for(arguments, environ)) as parts:
        oa_id = arguments.oa or parts.settings.zalo.oa_ids[0]
        if oa_id not in parts.settings.zalo.oa_ids:
            raise SettingsError(f"Trang {oa_id} không có trong MOTCUA_ZALO_OA_IDS.")
        return await (_seed if arguments.action == "seed" else _show)(parts, oa_id)


async def _seed(parts: Parts, oa_id: str) -> int:
    access, refresh = (_secret(f"{name} token của trang {oa_id}: ") for name in ("Access", "Refresh"))
    if not access or not refresh or access == refresh:
        raise SettingsError(
            "Cần đủ hai token khác nhau. Lấy ở API Explorer của Zalo rồi làm lại; cặp cũ vẫn giữ nguyên."
        )
    now = parts.clock()
    # How long the access token has left nobody says: it counts as due, so the keeper trades it in at once.
    pair = TokenPair(access=access, refresh=refresh, access_expires_at=now, refresh_issued_at=now)
    async with parts.token_store.lock(oa_id):
        await parts.token_store.save(oa_id, pair)
    await parts.tokens.access(oa_id)
    page = await parts.zalo.about_page(oa_id)
    sys.stdout.write(f"Đã lưu và dùng được: trang {page.name} ({page.oa_id}).\n")
    return 0


def _secret(prompt: str) -> str:
    """Ask without showing what is typed; a pipe is read line by line."""
    return (getpass.getpass(prompt) if sys.stdin.isatty() else sys.stdin.readline()).strip()


async def _show(parts: Parts, oa_id: str) -> int:
    pair = await parts.token_store.load(oa_id)
    if pair is None:
        sys.stdout.write(f"Trang {oa_id} chưa có token. Nạp bằng: motcua token seed --oa {oa_id}\n")
        return 1
    now = parts.clock()
    left_h = (pair.access_expires_at - now).total_seconds() / 3600
    days = (pair.refresh_issued_at + REFRESH_LIVES - now).days
    sys.stdout.write(
        f"Trang {oa_id}: access token còn {left_h:.1f} giờ; refresh token cấp {pair.refresh_issued_at:%d/%m/%Y %H:%M} UTC, "
        f"còn khoảng {days} ngày.\n"
    )
    return 0
