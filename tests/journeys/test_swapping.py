"""Many messages while contents are swapped, with the real worker and Valkey: none lost, none half old and half new."""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field, replace

import orjson
import pytest

from bot.app import assemble, make_follower, make_workers
from bot.channels.zalo.client import Spoken
from bot.settings import read_settings
from bot.storage import keys
from bot.storage.inbox import Arrival
from tests.journeys.changing import FEE, copied, with_fee
from tests.journeys.test_message import until

SWAPS = 4
CITIZENS = 10


class Phones:
    """A channel that keeps what it is given."""

    def __init__(self):
        self.got = Counter()

    async def send(self, _oa_id, citizen_id, text, _buttons):
        self.got[citizen_id] += 1
        return f"{citizen_id}-{self.got[citizen_id]}"

    async def recent(self, *_):
        return list[Spoken]()


@dataclass
class Whole:
    """What stands before the dialogue and notes which version each turn says it used, and what it said."""

    live: object
    turns: list = field(default_factory=list)

    def is_unfinished(self, text, conversation):
        return False

    async def answer(self, turn):
        return self.noted(await self.live.dialogue(turn.oa_id).answer(turn))

    def noted(self, outcome):
        (used,) = [line.removeprefix("catalogue: ") for line in outcome.why if line.startswith("catalogue: ")]
        self.turns.append((used, "\n".join(reply.text for reply in outcome.replies)))
        return outcome


class Torn(Whole):
    """A broken twin: looks at the holder twice in a turn."""

    async def answer(self, turn):
        live, edition = self.live, self.live.edition
        begun = await live.dialogue(turn.oa_id).answer(turn)
        for _ in range(20):
            if live.edition is not edition:
                break
            await asyncio.sleep(0.02)
        ended = await live.dialogue(turn.oa_id).answer(turn)
        return self.noted(replace(ended, why=begun.why))


class Gone(Whole):
    """A broken twin: has nothing to answer with once the first content is let go, and swallows what comes then."""

    def __init__(self, live):
        super().__init__(live)
        self._first = live.edition

    async def answer(self, turn):
        outcome = await super().answer(turn)
        return outcome if self.live.edition is self._first else replace(outcome, replies=())


def settings_of(folder, content):
    return read_settings(
        {
            "MOTCUA_ZALO_APP_ID": "1",
            "MOTCUA_ZALO_OA_IDS": "2",
            "MOTCUA_ZALO_OA_SECRETS": "mau-oa",
            "MOTCUA_ZALO_APP_SECRET": "mau-app",
            "MOTCUA_VAR_DIR": str(folder / "var"),
            "MOTCUA_CONTENT_DIR": str(content),
            "MOTCUA_GATHER_S": "0",
        }
    )


def asked(number, now_ms):
    """One message as the webhook puts it into the inbox."""
    citizen = f"72{number % CITIZENS:017d}"
    body = {
        "app_id": "1", "sender": {"id": citizen}, "recipient": {"id": "2"}, "event_name": "user_send_text",
        "message": {"text": FEE, "msg_id": f"m{number}"}, "timestamp": str(now_ms),
    }  # fmt: skip
    return Arrival(
        event_id=f"m{number}", oa_id="2", citizen_id=citizen, body=orjson.dumps(body), received_at_ms=now_ms
    )


async def flood(folder, kind):
    """Ask without pause until the content was swapped often enough; give what is wrong."""
    content, phones, sent = copied(folder), Phones(), Counter()
    async with assemble(settings_of(folder, content)) as parts:
        talker = kind(parts.live)
        workers = make_workers(parts, channel=phones, answers=lambda _oa_id: talker)
        loops = [asyncio.create_task(work) for work in (*workers.loops(), make_follower(parts, "work").run())]

        async def swap_often():
            for number in range(1, SWAPS + 1):
                await until(lambda number=number: _reached(parts, number))
                (content / "procedures.yaml").write_bytes(with_fee(content, f"{number}.000 đồng mẫu"))
            await until(lambda: _reached(parts, SWAPS + 1))

        swapping = asyncio.create_task(swap_often())
        number = 0
        while not swapping.done():
            arrival = asked(number, int(parts.clock().timestamp() * 1000))
            await parts.inbox.append(arrival)
            sent[arrival.citizen_id] += 1
            number += 1
            await asyncio.sleep(0.01)
        await swapping
        await until(lambda: _is_quiet(parts), 60)
        fees = {version.hash: _fee(await parts.versions.files(version.number)) for version in await parts.versions.latest(9)}  # fmt: skip
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)
    lost = (sent - phones.got).total()
    doubled = (phones.got - sent).total()
    torn = sum(fees[used] not in text for used, text in talker.turns)
    return {"lost": lost, "doubled": doubled, "torn": torn}, {used for used, _ in talker.turns}


async def _reached(parts, number):
    return parts.live.edition.number >= number


async def _is_quiet(parts):
    names = [stream("2", part) for stream in (keys.inbox, keys.outbox) for part in range(keys.PARTITIONS)]
    return not any([await parts.redis.xlen(name) for name in names])


def _fee(files):
    """Give the words of the fee that a version has for the registration of a birth."""
    found = re.search(r"[0-9]+\.000 đồng mẫu", files["procedures.yaml"].decode())
    return found[0] if found else "miễn phí"


async def test_no_message_is_lost_doubled_or_answered_from_two_versions_while_contents_are_swapped(folder):
    wrong, used = await flood(folder, Whole)
    assert wrong == {"lost": 0, "doubled": 0, "torn": 0}
    assert len(used) > 1


@pytest.mark.parametrize(("kind", "found"), [(Torn, "torn"), (Gone, "lost")])
async def test_a_bot_that_tears_a_turn_or_drops_one_at_a_swap_is_caught(folder, kind, found):
    wrong, _ = await flood(folder, kind)
    assert wrong[found] > 0
