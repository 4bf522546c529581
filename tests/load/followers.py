"""
Kill everything while dossiers change: every follower must be told of each change once.

`python -m tests.load.followers --dossiers 40000 --changes 500 --kills 20 --seed 1`
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.app import assemble, make_dossier_records
from bot.domain.dossier import VIETNAM, Dossier, DossierState
from bot.domain.dossier_news import DossierNews, NewsBatch
from bot.records import open_records
from bot.records.dossiers import DossierRecords
from bot.settings import read_settings
from bot.simulator import Simulator
from bot.storage.tokens import open_key
from tests.journeys.commune import environment, make_believe, seed
from tests.load.bot_process import BotProcess

END = "4821"
OPENING = "báo tin hồ sơ"
EVERYTHING = frozenset(Dossier.__slots__) | {"phone_end"}
AT_ANY_HOUR = {"MOTCUA_QUIET_HOURS": "00:00-00:00"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the followers' phones show."""

    dossiers: int
    changes: int
    kills: int
    missing: int
    doubled: int
    import_s: float
    took_s: float

    @property
    def is_clean(self) -> bool:
        """Whether each change was told once."""
        return not (self.missing or self.doubled)


def sample(number: int, news_at: datetime) -> Dossier:
    """Give one of many sample dossiers."""
    return Dossier(
        code=f"H15.93.20-26{10 + number // 20_000:02d}{1 + number // 1000 % 20:02d}-{number % 1000:04d}",
        procedure_name="Đăng ký khai sinh",
        procedure_code="1.001193",
        state=DossierState.PROCESSING,
        desk="Tư pháp - Hộ tịch",
        received_at=datetime(2026, 10, 1, 8, tzinfo=VIETNAM),
        news_at=news_at,
    )


async def accept(copy: DossierRecords, oa_id: str, dossiers: list[Dossier]) -> None:
    """Take in what an export tells."""
    news = tuple(DossierNews(dossier=dossier, phone_end=END, place=n) for n, dossier in enumerate(dossiers))
    batch = NewsBatch(
        oa_id=oa_id, source="sheet", origin="mau.csv", digest="0" * 64, news=news,
        accepted_at=datetime.now(UTC), tells=EVERYTHING,
    )  # fmt: skip
    assert not (await copy.accept(batch)).objections


async def run(
    folder: Path, *, dossiers: int, changes: int, kills: int, seed_number: int, module: str = "bot",
    slow_s: float = 0.02,
) -> Report:  # fmt: skip
    """Let so many followed dossiers change while the bot and its Valkey are killed in turn."""
    dice = random.Random(seed_number)
    started = time.monotonic()
    async with make_believe(folder) as zalo:
        settings = read_settings(environment(zalo, folder))
        async with assemble(settings) as parts:
            await seed(parts, zalo)
        bot = BotProcess(zalo, folder, module=module, extra=AT_ANY_HOUR)
        zalo.webhook.url = bot.webhook_url
        async with open_records("", settings.var_dir) as records:
            copy = make_dossier_records(records, open_key(settings.var_dir))
            before = datetime.now(UTC) - timedelta(hours=1)
            known = [sample(number, before) for number in range(dossiers)]
            began = time.monotonic()
            await accept(copy, zalo.settings.oa_id, known)
            import_s = time.monotonic() - began
            followed = {
                f"74{number:017d}": known[number * (dossiers // changes)] for number in range(changes)
            }
            await bot.start()
            await _follow(zalo, followed)
            zalo.faults.set(slow=slow_s)
            killer = asyncio.create_task(_kill(bot, dice, kills))
            await _change(copy, zalo.settings.oa_id, list(followed.values()), killer)
            await killer
            await _until_told(zalo, followed)
            await bot.stop()
        counts = [told(zalo, citizen) for citizen in followed]
    return Report(
        dossiers=dossiers, changes=changes, kills=kills, missing=sum(count == 0 for count in counts),
        doubled=sum(count > 1 for count in counts), import_s=import_s, took_s=time.monotonic() - started,
    )  # fmt: skip


def told(zalo: Simulator, citizen: str) -> int:
    """Count the notices on a phone."""
    return sum(OPENING in message.text for message in zalo.sent_to(citizen))


async def _follow(zalo: Simulator, followed: dict[str, Dossier]) -> None:
    """Prove and follow, some at a time: the bot's lease is short here, and the machine may be slow."""
    citizens = list(followed)
    for start in range(0, len(citizens), 20):
        some = citizens[start : start + 20]
        for citizen in some:
            zalo.citizen_says(citizen, f"{followed[citizen].code} {END}")
        for citizen in some:
            await zalo.wait_sent(citizen, 1, 120)
            zalo.citizen_says(citizen, "#status_lookup:follow")
        for citizen in some:
            await zalo.wait_sent(citizen, 2, 120)


async def _change(
    copy: DossierRecords, oa_id: str, dossiers: list[Dossier], killer: asyncio.Task[None]
) -> None:
    """Spread the changes over the whole time of killing."""
    for start in range(0, len(dossiers), 10):
        now = datetime.now(UTC)
        some = dossiers[start : start + 10]
        await accept(
            copy, oa_id, [replace(each, state=DossierState.RESULT_READY, news_at=now) for each in some]
        )
        if not killer.done():
            await asyncio.sleep(1)


async def _kill(bot: BotProcess, dice: random.Random, kills: int) -> None:
    for number in range(kills):
        await asyncio.sleep(dice.uniform(0.5, 2.5))
        if number % 2:
            await bot.kill_valkey()
        else:
            await bot.kill()
            await bot.start()


async def _until_told(zalo: Simulator, followed: dict[str, Dossier]) -> None:
    """Wait until every phone has its notice, then a while longer, for one too many comes late."""
    for citizen in followed:
        with contextlib.suppress(TimeoutError):
            await zalo.wait_sent(citizen, 3, 60)
    await asyncio.sleep(5)


def main() -> int:
    """Run once and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=40_000)
    parser.add_argument("--changes", type=int, default=500)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module", default="bot", help="tests.load.twin runs the broken twin")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mf") as folder:
        report = asyncio.run(
            run(
                Path(folder), dossiers=wanted.dossiers, changes=wanted.changes, kills=wanted.kills,
                seed_number=wanted.seed, module=wanted.module,
            )
        )  # fmt: skip
    sys.stdout.write(f"{report}\n{'clean' if report.is_clean else 'NOT CLEAN'}\n")
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
