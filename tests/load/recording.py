"""
What counting a message costs: `python -m tests.load.recording`.

Told is the time of one core: in the turn itself, and later, when turns go to the database by hundreds.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from bot.app import utc_now
from bot.domain.conversation import Conversation
from bot.domain.message import Heard, Incoming, Kind
from bot.domain.turn import Outcome, Turn
from bot.domain.turn_record import TurnCount, TurnResult
from bot.records import open_records
from bot.records.turns import TurnLedger
from bot.storage.turns import decode_record, encode_record
from bot.workers.counted import Counting
from bot.workers.recording import AT_ONCE

OA, COUNT = "4100000000000000001", 10_000


def _turns() -> list[tuple[Turn, Outcome]]:
    now = utc_now()
    count = TurnCount(
        result=TurnResult.ANSWERED,
        day=now.date(),
        is_outside_hours=False,
        intent="fee",
        procedure="1.001193",
    )
    heard = Heard(event_id="", sent_at=now, message=Incoming(kind=Kind.TEXT, text="mẫu"))
    made = []
    for number in range(COUNT):
        conversation = Conversation(citizen_id=str(7_200_000_000_000_000_000 + number % 2000))
        event_id = f"user_send_text:{number:020x}"
        turn = Turn(
            turn_id=event_id,
            oa_id=OA,
            now=now,
            conversation=conversation,
            heard=(replace(heard, event_id=event_id),),
        )
        made.append((turn, Outcome(conversation=conversation, count=count)))
    return made


async def main() -> None:
    """Measure both once."""
    turns, counting = _turns(), Counting(bytes(32), lambda: "")
    started = time.process_time()
    put_down = [
        encode_record(record)
        for turn, outcome in turns
        if (record := counting.record(turn, outcome, (turn.turn_id,))) is not None
    ]
    in_turn = time.process_time() - started
    with tempfile.TemporaryDirectory() as folder:
        async with open_records("", Path(folder)) as records:
            ledger, started = TurnLedger(records), time.process_time()
            for start in range(0, COUNT, AT_ONCE):
                await ledger.add(OA, [decode_record(each) for each in put_down[start : start + AT_ONCE]])
            later = time.process_time() - started
    sys.stdout.write(
        f"one message: {in_turn / COUNT * 1e6:.0f} µs in its turn, {later / COUNT * 1e6:.0f} µs into SQLite\n"
    )


if __name__ == "__main__":
    asyncio.run(main())
