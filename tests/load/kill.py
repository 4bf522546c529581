"""
Kill everything, again and again, under load: nothing may be missing, nothing answered twice.

`python -m tests.load.kill --messages 2000 --kills 20 --seed 1`
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.app import assemble
from bot.records import open_records
from bot.records.turns import TurnLedger
from bot.settings import read_settings
from bot.simulator import Simulator
from tests.journeys.commune import environment, make_believe, seed
from tests.load.bot_process import BotProcess

# Each asks for itself, whatever was said before, and each is answered otherwise.
QUESTIONS = (
    "#fee:1.001193", "#requirements:1.001193", "#processing_time:1.000894", "#requirements:1.000894",
    "#where_submit:1.001193", "#contact", "#thanks", "#fee:1.000894",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of every message."""

    messages: int
    kills: int
    missing: int
    doubled: int
    lost_webhooks: int
    miscounted: int
    took_s: float

    @property
    def is_clean(self) -> bool:
        """Whether each message had exactly one effect."""
        return not (self.missing or self.doubled or self.lost_webhooks or self.miscounted)


async def run(
    folder: Path, *, messages: int, kills: int, seed_number: int, module: str = "bot", slow_s: float = 0.02
) -> Report:
    """Send so many messages while the bot and its Valkey are killed in turn; count what the phones show."""
    dice = random.Random(seed_number)
    started = time.monotonic()
    async with make_believe(folder) as zalo:
        expected = await _sample_answers(zalo, folder)
        zalo.faults.set(slow=slow_s, duplicate=messages // 10)
        bot = BotProcess(zalo, folder, module=module)
        zalo.webhook.url = bot.webhook_url
        await bot.start()
        asked: dict[str, list[str]] = {f"72{number:017d}": [] for number in range(max(1, messages // 20))}
        killer = asyncio.create_task(_kill(bot, dice, kills))
        await _ask(zalo, asked, messages, dice, killer)
        await killer
        await _until_quiet(zalo, asked)
        await bot.stop()
        counted = await _counted(zalo, folder)
        took_s = time.monotonic() - started
        return _judge(zalo, asked, expected, kills=kills, counted=counted, took_s=took_s)


async def _counted(zalo: Simulator, folder: Path) -> int:
    """Give how many messages the records have, the sample ones too."""
    settings = read_settings(environment(zalo, folder))
    async with open_records(settings.records_url, settings.var_dir) as records:
        tally = await TurnLedger(records).tally(zalo.settings.oa_id, date.min, date.max)
    return sum(each.messages for each in tally.sums)


async def _sample_answers(zalo: Simulator, folder: Path) -> dict[str, str]:
    """Learn, with nothing going wrong, what each question is answered with; seed the token pair on the way."""
    settings = read_settings(environment(zalo, folder))
    async with assemble(settings) as parts:
        await seed(parts, zalo)
    bot = BotProcess(zalo, folder)
    zalo.webhook.url = bot.webhook_url
    await bot.start()
    answers = {}
    for number, question in enumerate(QUESTIONS):
        citizen = f"73{number:017d}"
        zalo.citizen_says(citizen, question)
        answers[question] = (await zalo.wait_sent(citizen, 1, 30))[0].text
    await bot.stop()
    assert len(set(answers.values())) == len(QUESTIONS), "questions must be told apart by their answers"
    return answers


async def _ask(
    zalo: Simulator,
    asked: dict[str, list[str]],
    messages: int,
    dice: random.Random,
    killer: asyncio.Task[None],
) -> None:
    """Spread the messages over the whole time of killing."""
    citizens = list(asked)
    for number in range(messages):
        citizen = dice.choice(citizens)
        question = dice.choice(QUESTIONS)
        asked[citizen].append(question)
        zalo.citizen_says(citizen, question)
        if number % 10 == 9:
            await asyncio.sleep(0.05 if killer.done() else 0.15)


async def _kill(bot: BotProcess, dice: random.Random, kills: int) -> None:
    for number in range(kills):
        await asyncio.sleep(dice.uniform(0.3, 1.5))
        if number % 2:
            await bot.kill_valkey()
        else:
            await bot.kill()
            await bot.start()


async def _until_quiet(zalo: Simulator, asked: dict[str, list[str]]) -> None:
    """Wait until every phone has its answers, then a while longer, for an answer too many comes late."""
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if all(len(zalo.sent_to(citizen)) >= len(questions) for citizen, questions in asked.items()):
            break
        await asyncio.sleep(0.2)
    await asyncio.sleep(4)


def _judge(
    zalo: Simulator,
    asked: dict[str, list[str]],
    expected: dict[str, str],
    *,
    kills: int,
    counted: int,
    took_s: float,
) -> Report:
    missing = doubled = 0
    for citizen, questions in asked.items():
        wanted = Counter(expected[question] for question in questions)
        got = Counter(message.text for message in zalo.sent_to(citizen))
        missing += (wanted - got).total()
        doubled += (got - wanted).total()
    messages = sum(map(len, asked.values()))
    return Report(
        messages=messages, kills=kills, missing=missing, doubled=doubled,
        lost_webhooks=0 if zalo.webhook.enabled else 1, miscounted=counted - messages - len(QUESTIONS),
        took_s=took_s,
    )  # fmt: skip


def main() -> int:
    """Run once and print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--module", default="bot", help="tests.load.twin runs the broken twin")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mk") as folder:
        report = asyncio.run(
            run(
                Path(folder),
                messages=arguments.messages,
                kills=arguments.kills,
                seed_number=arguments.seed,
                module=arguments.module,
            )
        )
    sys.stdout.write(f"{report}\n{'clean' if report.is_clean else 'NOT CLEAN'}\n")
    return 0 if report.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
