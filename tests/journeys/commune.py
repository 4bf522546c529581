"""A whole commune on one laptop: the make-believe Zalo, the bot, and its folder."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from bot.app import Parts, assemble, utc_now
from bot.commands.serving import running
from bot.domain.token import TokenPair
from bot.settings import Settings, read_settings
from bot.simulator import Simulator, SimulatorSettings
from bot.simulator import running as simulating

ROOT = Path(__file__).parent.parent.parent
ANNA = "7100000000000000001"
QUICK_RETRIES = (0.2, 0.4, 0.8, 1.6, 3.2, 3.2, 3.2, 3.2, 3.2, 3.2, 3.2)


def free_port() -> int:
    """Find a port that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(zalo: Simulator, folder: Path) -> dict[str, str]:
    """Give the settings of a bot that talks to this make-believe Zalo."""
    return {
        "MOTCUA_ZALO_APP_ID": zalo.settings.app_id,
        "MOTCUA_ZALO_OA_IDS": zalo.settings.oa_id,
        "MOTCUA_ZALO_OA_SECRETS": zalo.settings.oa_secret,
        "MOTCUA_ZALO_APP_SECRET": zalo.settings.app_secret,
        "MOTCUA_ZALO_API_URL": zalo.url,
        "MOTCUA_ZALO_OAUTH_URL": zalo.url,
        "MOTCUA_ZALO_TEMPLATE_URL": zalo.url,
        "MOTCUA_VAR_DIR": str(folder / "var"),
        "MOTCUA_CONTENT_DIR": str(ROOT),
        "MOTCUA_PORT": "0",
        "MOTCUA_ADMIN_PORT": "0",
    }


@asynccontextmanager
async def make_believe(folder: Path, **changes: object) -> AsyncIterator[Simulator]:
    """Open a make-believe Zalo that repeats webhooks within seconds."""
    wanted = SimulatorSettings(
        port=0, retry_after_s=QUICK_RETRIES, journal=folder / "journal.jsonl", receipts=False
    )
    async with simulating(replace(wanted, **changes)) as zalo:
        yield zalo


async def seed(parts: Parts, zalo: Simulator) -> None:
    """Hand the bot the valid token pair."""
    pair, now = zalo.tokens.current, utc_now()
    fresh = TokenPair(
        access=pair.access,
        refresh=pair.refresh,
        access_expires_at=now + timedelta(hours=25),
        refresh_issued_at=now,
    )
    await parts.token_store.save(zalo.settings.oa_id, fresh)


@dataclass(frozen=True, slots=True)
class Commune:
    """Both ends of a running bot."""

    zalo: Simulator
    parts: Parts
    address: str


@asynccontextmanager
async def open_commune(
    folder: Path, *, environ: Mapping[str, str] | None = None, **changes: object
) -> AsyncIterator[Commune]:
    """
    Start everything in this process and join it.

    Args:
        environ: Settings other than the usual ones.
        changes: Settings of the make-believe Zalo.
    """
    async with make_believe(folder, **changes) as zalo:
        usual = {**environment(zalo, folder), "MOTCUA_GATHER_S": "0", "MOTCUA_SETTLE_S": "1"}
        settings: Settings = read_settings({**usual, **(environ or {})})
        async with assemble(settings) as parts:
            await seed(parts, zalo)
            async with running(parts, web=True, working=True) as address:
                zalo.webhook.url = f"http://{address}/webhook"
                yield Commune(zalo, parts, address)


__all__ = [
    "ANNA",
    "Commune",
    "environment",
    "free_port",
    "make_believe",
    "open_commune",
    "seed",
]
