"""
Ask every code of a month without proof: nothing may be learned, neither from words nor from time.

`python -m tests.load.strangers` asks 2,200 codes from 1 and from 50 accounts.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from statistics import median

from redis.asyncio import Redis

from bot.connectors.imported import ImportedDossiers
from bot.connectors.sample import SAMPLES, CsvDossiers
from bot.connectors.sheet import SheetReader
from bot.content import load
from bot.dialogue import Dialogue
from bot.dialogue.flows.status_lookup import StatusSource
from bot.domain.catalogue import Content
from bot.domain.conversation import Conversation
from bot.domain.dossier_facts import DossierFacts
from bot.domain.message import Heard, Incoming, Kind
from bot.domain.turn import Turn
from bot.records import open_records
from bot.records.dossiers import DossierRecords
from bot.records.receipts import ReceiptTokens
from bot.storage.client import connect
from bot.storage.limits import TRIES_OF_A_CITIZEN, Tries
from bot.storage.server import open_server
from tests.load.followers import accept, sample

ROOT = Path(__file__).parent.parent.parent
OA = "1000"
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
WRONG = "0000"
UNKNOWN, WRONG_DIGITS, LOCKED = "unknown", "wrong digits", "locked"
Around = Callable[[StatusSource], StatusSource]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """
    What strangers got.

    Args:
        answers: How many different answers a code with wrong digits got; one tells nothing.
        asked: Likewise for a code alone, the code itself left out.
        medians_ms: Kind of refusal -> median time of its turns.

    """

    codes: int
    accounts: int
    answers: int
    asked: int
    medians_ms: dict[str, float]

    @property
    def difference_ms(self) -> float:
        """The widest distance between two medians."""
        return max(abs(one - other) for one, other in combinations(self.medians_ms.values(), 2))


async def run(
    redis: Redis,
    folder: Path,
    content: Content,
    *,
    codes: int,
    accounts: int,
    around: Around = lambda source: source,
) -> Report:
    """Ask each code of a month, half of which exist, alone and then with wrong digits."""
    facts = DossierFacts(content.catalogue)
    async with open_records("", folder) as records:
        copy = DossierRecords(records, b"sample key")
        month = [sample(number, NOW) for number in range(codes)]
        exist = set(random.Random(1).sample(range(codes), codes // 2))
        await accept(copy, OA, [month[number] for number in exist])
        samples = CsvDossiers(SAMPLES, SheetReader(facts))
        source = around(ImportedDossiers(copy, samples, ReceiptTokens(records, b"sample key")))
        dialogue = Dialogue(content, source, Tries(redis), mute_s=0)
        known = {month[number].code for number in exist}
        return await _ask(dialogue, [each.code for each in month], known, accounts)


async def _ask(dialogue: Dialogue, codes: list[str], known: set[str], accounts: int) -> Report:
    dice = random.Random(2)
    dice.shuffle(codes)
    tries: dict[str, int] = defaultdict(int)
    took: dict[str, list[float]] = defaultdict(list)
    answers, asked = set(), set()
    for number, code in enumerate(
        sorted(codes)[:2]
    ):  # the first to be refused must not pay for what is made once
        await _say(dialogue, "warm", number, f"{code} {WRONG}")
    for number, code in enumerate(codes):
        who = f"stranger {number % accounts}"
        told, _ = await _say(dialogue, who, 2 * number, code)
        asked.add(tuple((key, text.replace(code, ""), buttons) for key, text, buttons in told))
        refused, seconds = await _say(dialogue, who, 2 * number + 1, f"{code} {WRONG}")
        answers.add(refused)
        tries[who] += 1
        kind = LOCKED if tries[who] > TRIES_OF_A_CITIZEN else WRONG_DIGITS if code in known else UNKNOWN
        took[kind].append(seconds)
    return Report(
        codes=len(codes), accounts=accounts, answers=len(answers), asked=len(asked),
        medians_ms={kind: round(median(times) * 1000, 3) for kind, times in took.items()},
    )  # fmt: skip


Told = tuple[tuple[str, str, tuple[object, ...]], ...]


async def _say(dialogue: Dialogue, who: str, number: int, text: str) -> tuple[Told, float]:
    """Say one thing in a conversation of its own; give the answer and how long it took."""
    event_id = f"{who} {number}"
    heard = Heard(event_id=event_id, sent_at=NOW, message=Incoming(kind=Kind.TEXT, text=text))
    turn = Turn(
        turn_id=event_id, oa_id=OA, now=NOW, conversation=Conversation(citizen_id=who), heard=(heard,)
    )
    began = time.perf_counter()
    outcome = await dialogue.answer(turn)
    seconds = time.perf_counter() - began
    return tuple((reply.key, reply.text, reply.buttons) for reply in outcome.replies), seconds


async def _measure(codes: int) -> bool:
    content = load(ROOT)
    is_clean = True
    for accounts in (1, 50):
        with tempfile.TemporaryDirectory(prefix="ms") as name:
            folder = Path(name)
            async with open_server(folder) as server:
                redis = connect(server.url)
                report = await run(redis, folder, content, codes=codes, accounts=accounts)
                await redis.aclose()
        sys.stdout.write(f"{report}\n  widest difference of medians: {report.difference_ms:.3f} ms\n")
        is_clean &= (report.answers, report.asked) == (1, 1) and report.difference_ms <= 5
    return is_clean


def main() -> int:
    """Measure once and print what strangers got."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--codes", type=int, default=2_200)
    is_clean = asyncio.run(_measure(parser.parse_args().codes))
    sys.stdout.write("nothing learned\n" if is_clean else "SOMETHING LEARNED\n")
    return 0 if is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
