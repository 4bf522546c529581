"""The outbox worker on a real Valkey, with a channel that fails in every way a channel can."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.zalo.client import Spoken
from bot.channels.zalo.errors import CannotReceive, TokenDead, Uncertain
from bot.domain.message import Template
from bot.errors import Unavailable
from bot.storage import keys
from bot.storage.commit import Committer
from bot.storage.outbox import LetterState, Outbox
from bot.workers.outbox import OutboxParts, OutboxWorker
from bot.workers.waker import Waker
from tests.storage.samples import OA, hold_for, letter, take_in, turn

CITIZEN = "c1"


def now():
    return datetime.now(UTC)


class Channel:
    """
    A phone at the other end.

    Args:
        mishaps: What happens to the first sends, in order: an error to raise, or "lost" for an answer that
            never came back although the message arrived.
    """

    def __init__(self, *mishaps):
        self._mishaps = list(mishaps)
        self.tries = 0
        self.phone = []
        self.can_look_back = True

    async def send(self, _oa_id, _citizen_id, text, _buttons):
        self.tries += 1
        mishap = self._mishaps.pop(0) if self._mishaps else None
        if isinstance(mishap, Exception):
            raise mishap
        self.phone.append(
            Spoken(
                message_id=f"m{len(self.phone)}", from_oa=True, text=text, at_ms=int(now().timestamp() * 1000)
            )
        )
        if mishap == "lost":
            raise Uncertain("cut")
        return self.phone[-1].message_id

    async def recent(self, _oa_id, _citizen_id, _count):
        if not self.can_look_back:
            raise CannotReceive("a guest")
        return list(reversed(self.phone))

    async def send_picture(self, _oa_id, _citizen_id, text, picture):
        return await self.send("", "", f"{text} {picture}", ())

    async def send_template_by_phone(self, _oa_id, phone, _template, tracking_id):
        return await self.send("", "", f"{phone} {tracking_id}", ())


class Book:
    """Phone numbers by dossier."""

    def __init__(self, **numbers):
        self.numbers = numbers

    async def find(self, _oa_id, code):
        return self.numbers.get(code)


class Forgetful(Channel):
    """The broken twin: it never finds what it sent."""

    async def recent(self, *_):
        return []


@pytest.fixture
async def lease(redis):
    return await hold_for(redis)


@pytest.fixture
async def send(redis, lease):
    """Write one letter, let a worker settle it over a channel, and give what became of it."""
    tasks = []

    async def do(channel, *, heard_at=None, charged=False, book=None, **more):
        entry = await take_in(redis, lease, "e1", CITIZEN)
        heard_at_ms = int((heard_at or now()).timestamp() * 1000)
        said = replace(letter("e1:0", CITIZEN), **more)
        await Committer(redis).commit(turn(lease, entry, heard_at_ms=heard_at_ms, letters=(said,)))
        outbox = Outbox(redis)
        waker = Waker(outbox.wait)
        parts = OutboxParts(
            outbox=outbox,
            waker=waker,
            channel=channel,
            phones=book or Book(),
            picture={"birth": b"picture"}.get,
            clock=now,
            charged_replies=charged,
            settle_after_s=0.05,
        )
        worker = OutboxWorker(parts, lease)
        tasks.extend([asyncio.create_task(worker.run()), asyncio.create_task(waker.run())])
        async with asyncio.timeout(15):
            while await redis.xlen(keys.outbox(OA, lease.partition)):  # noqa: ASYNC110 - Redis sets no event of ours
                await asyncio.sleep(0.01)
        return await outbox.delivery(OA, CITIZEN, "e1:0")

    yield do
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_letter_that_arrives_is_sent(send):
    channel = Channel()
    delivery = await send(channel)
    assert (delivery.state, delivery.message_id, channel.tries) == (LetterState.SENT, "m0", 1)


async def test_a_card_goes_with_its_picture_and_without_one_as_words(send):
    channel = Channel()
    await send(channel, picture="birth", text="Chúc mừng")
    assert channel.phone[0].text == "Chúc mừng b'picture'"


async def test_a_card_whose_picture_is_not_there_goes_as_words(send):
    channel = Channel()
    await send(channel, picture="marriage", text="Chúc mừng")
    assert channel.phone[0].text == "Chúc mừng"


async def test_a_card_of_unknown_end_is_never_sent_again(send):
    channel = Channel("lost")
    delivery = await send(channel, picture="birth")
    assert (delivery.state, channel.tries) == (LetterState.UNKNOWN, 1)


BY_PHONE = Template(template_id="777", data={"code": "mẫu"}, phone_of="H1")


async def test_a_template_by_phone_goes_to_the_number_of_its_dossier_whatever_the_window(send):
    channel = Channel()
    old = now() - timedelta(days=30)
    delivery = await send(channel, heard_at=old, book=Book(H1="84912345678"), template=BY_PHONE)
    assert (delivery.state, channel.phone[0].text) == (LetterState.SENT, "84912345678 e1:0")


async def test_a_template_whose_number_is_no_longer_kept_ends_with_that_reason(send):
    channel = Channel()
    delivery = await send(channel, template=BY_PHONE)
    assert (delivery.state, delivery.reason, channel.tries) == (LetterState.REFUSED, "no_phone", 0)


async def test_a_template_of_unknown_end_is_never_sent_again(send):
    channel = Channel("lost")
    delivery = await send(channel, book=Book(H1="84912345678"), template=BY_PHONE)
    assert (delivery.state, delivery.reason, channel.tries) == (
        LetterState.UNKNOWN, "no_answer_and_no_read_back", 1,
    )  # fmt: skip


async def test_a_channel_that_is_away_is_tried_again_until_it_is_back(send):
    channel = Channel(Unavailable("away"), Unavailable("busy", retry_after_s=0.1))
    assert (await send(channel)).state is LetterState.SENT
    assert channel.tries == 3


async def test_a_clear_no_ends_the_letter_with_its_reason(send):
    channel = Channel(CannotReceive("blocked"))
    delivery = await send(channel)
    assert (delivery.state, delivery.reason, channel.tries) == (LetterState.REFUSED, "cannot_receive", 1)


async def test_a_letter_of_unknown_end_that_is_found_on_the_phone_is_not_sent_again(send):
    channel = Channel("lost")
    delivery = await send(channel)
    assert (delivery.state, delivery.reason, len(channel.phone)) == (LetterState.SENT, "read_back", 1)


async def test_the_forgetful_twin_sends_it_twice(send):
    channel = Forgetful("lost")
    await send(channel)
    assert len(channel.phone) == 2


async def test_a_letter_of_unknown_end_that_is_not_on_the_phone_is_sent_again(send):
    channel = Channel(Uncertain("cut before it arrived"))
    assert (await send(channel)).state is LetterState.SENT
    assert len(channel.phone) == 1


async def test_a_letter_of_unknown_end_that_nobody_can_look_for_ends_unknown(send):
    channel = Channel("lost")
    channel.can_look_back = False
    delivery = await send(channel)
    assert (delivery.state, delivery.reason) == (LetterState.UNKNOWN, "no_answer_and_no_read_back")
    assert channel.tries == 1


@pytest.mark.parametrize(
    ("silent_for", "charged", "state", "reason"),
    [
        pytest.param(timedelta(hours=47), False, LetterState.SENT, "", id="within 48 hours"),
        pytest.param(
            timedelta(hours=49), False, LetterState.REFUSED, "window_charged", id="it would be charged"
        ),
        pytest.param(timedelta(hours=49), True, LetterState.SENT, "", id="charged and allowed"),
        pytest.param(timedelta(days=8), True, LetterState.REFUSED, "window_closed", id="after seven days"),
    ],
)
async def test_the_reply_window_decides_before_anything_is_sent(send, silent_for, charged, state, reason):
    channel = Channel()
    delivery = await send(channel, heard_at=now() - silent_for, charged=charged)
    assert (delivery.state, delivery.reason) == (state, reason)
    assert channel.tries == (1 if state is LetterState.SENT else 0)


async def test_a_dead_token_loses_no_letter_and_marks_none_as_sending(send, redis, lease):
    channel = Channel(TokenDead("no pair"))
    sending = asyncio.create_task(send(channel))
    async with asyncio.timeout(10):
        while not channel.tries or await redis.exists(  # noqa: ASYNC110 - Redis sets no event of ours
            keys.sending(OA, lease.partition, "e1:0")
        ):
            await asyncio.sleep(0.01)
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == 1
    sending.cancel()
    await asyncio.gather(sending, return_exceptions=True)
