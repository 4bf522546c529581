"""`doctor`: one line for each thing that must be well, with what to do where it is not."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.app import Parts, assemble
from bot.channels.zalo.http import open_session
from bot.commands.trial import settings_for
from bot.commands.watching import waiting
from bot.errors import BotError
from bot.storage import keys
from bot.storage.client import check_durability

CLOCK_MAY_DIFFER = timedelta(seconds=30)
QUIET = timedelta(hours=12)
REFRESH_WARN_DAYS = 75
DOSSIERS_OLD = timedelta(days=4)  # a weekend with a holiday beside it
MARKS = {"good": "[tốt] ", "look": "[xem] ", "bad": "[HỎNG]"}
REFUSALS = {
    "signed_with_app_secret": "Zalo ký bằng khoá mà bạn đang đặt ở MOTCUA_ZALO_APP_SECRET: hai khoá bị đổi chỗ cho nhau.",
    "signed_with_oa_id": "chữ ký dùng mã OA thay cho mã ứng dụng: kiểm tra MOTCUA_ZALO_APP_ID.",
    "wrong_signature": "MOTCUA_ZALO_OA_SECRETS sai hoặc đã được đặt lại ở trang Webhook của Zalo.",
    "other_app": "sự kiện của ứng dụng khác: kiểm tra MOTCUA_ZALO_APP_ID.",
    "other_page": "sự kiện của trang khác: thêm mã trang vào MOTCUA_ZALO_OA_IDS nếu trang ấy là của xã.",
    "no_signature": "không có chữ ký: nút kiểm tra của Zalo, hoặc người lạ. Không cần làm gì.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: `good`, `look` (worth a look) or `bad`."""

    mark: str
    words: str


def doctor(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Print every finding; 1 when anything is bad."""
    return asyncio.run(_doctor(arguments, environ))


async def _doctor(arguments: argparse.Namespace, environ: Mapping[str, str]) -> int:
    worst = 0
    async for finding in _examine(arguments, environ):
        sys.stdout.write(f"{MARKS[finding.mark]} {finding.words}\n")
        worst |= finding.mark == "bad"
    return int(worst)


async def _examine(arguments: argparse.Namespace, environ: Mapping[str, str]) -> AsyncIterator[Finding]:
    try:
        settings = settings_for(arguments, environ)
        yield Finding("good", "Cài đặt đọc được, hai khoá khác nhau.")
        async with assemble(settings) as parts:
            content = parts.live.edition.content
            yield Finding(
                "good",
                f"Nội dung: {len(content.catalogue.procedures)} thủ tục, bản {content.version}.",
            )
            if content.catalogue.desk.is_sample:
                yield Finding(
                    "look", "Điện thoại, giờ làm việc trong procedures.yaml còn là mẫu (is_sample)."
                )
            for examine in (_catalogue, _redis, _traffic, _tokens, _dossiers, _clock):
                async for finding in examine(parts):
                    yield finding
    except BotError as error:
        yield Finding("bad", str(error))


async def _catalogue(parts: Parts) -> AsyncIterator[Finding]:
    for refusal in await parts.catalogue.refusals():
        yield Finding(
            "bad", f"Nội dung đã lưu ở {refusal.folder} chưa được dùng: xem `motcua catalogue status`."
        )


async def _redis(parts: Parts) -> AsyncIterator[Finding]:
    problems = await check_durability(parts.redis)
    for problem in problems:
        yield Finding("bad", problem)
    if not problems:
        yield Finding("good", "Redis ghi đĩa từng tin (appendfsync always), không tự xoá dữ liệu.")
    inbox, outbox = [await waiting(parts, stream) for stream in (keys.inbox, keys.outbox)]
    yield Finding(
        "look" if inbox + outbox else "good", f"Đang chờ: {inbox:.0f} tin đến, {outbox:.0f} thư đi."
    )
    aside = sum([len(await parts.parked.list_all(oa_id)) for oa_id in parts.settings.zalo.oa_ids])
    if aside:
        yield Finding("look", f"{aside} tin xử lý hỏng để riêng: xem bằng `motcua parked list`.")
    if parts.spool.size_bytes:
        yield Finding("look", f"Tệp spool còn {parts.spool.size_bytes} byte chưa đưa vào Redis.")


async def _traffic(parts: Parts) -> AsyncIterator[Finding]:
    counts = await parts.counters.read()
    last_ms = counts.get("last_valid_ms")
    if last_ms is None:
        yield Finding("look", "Chưa có sự kiện hợp lệ nào của Zalo: nhắn thử một câu cho trang.")
    else:
        at = datetime.fromtimestamp(last_ms / 1000, UTC)
        mark = "look" if parts.clock() - at > QUIET else "good"
        yield Finding(mark, f"Sự kiện hợp lệ cuối cùng: {at.astimezone():%d/%m/%Y %H:%M:%S}.")
    for reason, words in REFUSALS.items():
        if times := counts.get(f"refused.{reason}"):
            mark = "look" if reason == "no_signature" or last_ms else "bad"
            yield Finding(mark, f"{times} lần bị từ chối: {words}")


async def _tokens(parts: Parts) -> AsyncIterator[Finding]:
    for oa_id in parts.settings.zalo.oa_ids:
        age_s = await parts.tokens.age_s(oa_id)
        if age_s is None:
            yield Finding("bad", f"Trang {oa_id} chưa có token: nạp bằng `motcua token seed --oa {oa_id}`.")
            continue
        days = age_s / 86_400
        yield Finding(
            "look" if days > REFRESH_WARN_DAYS else "good", f"Trang {oa_id}: token cấp {days:.1f} ngày trước."
        )
        try:
            page = await parts.zalo.about_page(oa_id)
        except BotError as error:
            yield Finding("bad", f"Hỏi Zalo về trang {oa_id} không được: {error}")
        else:
            verified = "đã xác thực" if page.is_verified else "CHƯA xác thực"
            kind = "cơ quan nhà nước" if page.is_government else "loại khác"
            yield Finding(
                "good" if page.is_verified else "look",
                f"Zalo: trang {page.name}, {verified}, {kind}, gói {page.package}.",
            )


async def _dossiers(parts: Parts) -> AsyncIterator[Finding]:
    if parts.settings.dossiers_service:
        return
    for oa_id in parts.settings.zalo.oa_ids:
        newest = await parts.dossiers.newest_news(oa_id)
        if newest is None:
            yield Finding(
                "look", f"Trang {oa_id}: chưa nhập hồ sơ, bot đang tra hồ sơ mẫu (motcua dossiers import)."
            )
            continue
        mark = "look" if parts.clock() - newest > DOSSIERS_OLD else "good"
        yield Finding(mark, f"Trang {oa_id}: tin hồ sơ mới nhất lúc {newest.astimezone():%H:%M %d/%m/%Y}.")


async def _clock(parts: Parts) -> AsyncIterator[Finding]:
    try:
        async with open_session(timeout_s=5) as session, session.get(parts.settings.zalo.api_url) as answer:
            theirs = parsedate_to_datetime(answer.headers.get("Date", ""))
    except (aiohttp.ClientError, TimeoutError, ValueError, TypeError):
        yield Finding("look", "Không so được đồng hồ với máy chủ Zalo (không nối được).")
        return
    apart = abs(parts.clock() - theirs)
    mark = "good" if apart < CLOCK_MAY_DIFFER else "bad"
    yield Finding(
        mark,
        f"Đồng hồ lệch Zalo {apart.total_seconds():.0f} giây."
        + ("" if mark == "good" else " Bật đồng bộ giờ (NTP)."),
    )
