"""The inbox worker on a real Valkey, with a dialogue that misbehaves on demand."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

import orjson
import pytest

from bot.domain.message import Reply
from bot.domain.turn import AuditLine, Outcome
from bot.errors import Fenced, Unavailable
from bot.records import open_records
from bot.storage import keys
from bot.storage.commit import Committer
from bot.storage.conversations import Conversations
from bot.storage.heard import HeardMessages, alias_of
from bot.storage.inbox import Arrival, Inbox
from bot.storage.leases import Leases
from bot.storage.outbox import Outbox
from bot.storage.parked import Parked
from bot.workers.counted import Counting
from bot.workers.inbox import InboxParts, InboxWorker
from bot.workers.kept import Keeper
from bot.workers.waker import Waker
from tests.storage.samples import pass_on

OA, ANNA = "4100000000000000001", "7100000000000000001"
PART = keys.partition(ANNA)


def now():
    return datetime.now(UTC)


def arrival(number, text="chào", citizen=ANNA):
    event_id, at_ms = f"{number:020x}", int(now().timestamp() * 1000)
    event = {
        "app_id": "1", "sender": {"id": citizen}, "recipient": {"id": OA}, "event_name": "user_send_text",
        "message": {"text": text, "msg_id": event_id}, "timestamp": str(at_ms),
    }  # fmt: skip
    return Arrival(
        event_id=f"user_send_text:{event_id}",
        oa_id=OA,
        citizen_id=citizen,
        body=orjson.dumps(event),
        received_at_ms=at_ms,
    )


class Talker:
    """Repeats what it hears; falls over a text that says so, and waits for a gate when there is one."""

    def __init__(self):
        self.turns = []
        self.gate = None
        self.ends = ""
        self.ended = asyncio.Event()

    def is_unfinished(self, text, _conversation):
        return text.endswith("...")

    async def answer(self, turn):
        self.turns.append(turn)
        if self.gate is not None:
            await self.gate.wait()
        text = "\n".join(heard.message.text for heard in turn.heard)
        if self.ends and text == self.ends:
            self.ended.set()
            await asyncio.Event().wait()  # until the worker is ended
        if "boom" in text:
            raise ValueError(text)
        forgets = text == "forget me"
        return Outcome(
            conversation=replace(turn.conversation, last_heard_at=turn.now),
            replies=(Reply(key="echo", text=text),),
            intent="echo",
            erase=forgets,
            audit=(AuditLine(action="erasure"),) if forgets else (),
        )


@pytest.fixture
async def records(tmp_path):
    async with open_records("", tmp_path) as opened:
        yield opened


@pytest.fixture
def talker():
    return Talker()


@pytest.fixture
async def lease(redis):
    held = await Leases(redis, "worker", ttl_ms=60_000).hold([OA])
    return next(lease for lease in held if lease.partition == PART)


class Desk:
    """A worker on one partition and what it left behind."""

    def __init__(self, redis, records, talker, lease, *, gather_s, committer, kind=InboxWorker):
        self.redis, self.inbox = redis, Inbox(redis)
        self.committer = committer or Committer(redis)
        waker = Waker(self.inbox.wait)
        parts = InboxParts(
            inbox=self.inbox, waker=waker, conversations=Conversations(redis), committer=self.committer,
            records=records, dialogue=lambda _oa_id: talker, clock=now, gather_s=gather_s, log_key=b"k",
            keeper=Keeper(partial(alias_of, b"k"), 7), counting=Counting(b"k", lambda: "nobody"),
        )  # fmt: skip
        self.worker = kind(parts, lease)
        self._tasks = [asyncio.create_task(self.worker.run()), asyncio.create_task(waker.run())]
        self._lease = lease

    async def until_empty(self):
        async with asyncio.timeout(20):
            while await self.redis.xlen(keys.inbox(OA, PART)):  # noqa: ASYNC110 - Redis sets no event of ours
                await asyncio.sleep(0.01)

    async def said(self):
        return [pending.letter.text for pending in await Outbox(self.redis).read(self._lease)]

    async def close(self):
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.worker.finish(0)


@pytest.fixture
async def open_desk(redis, records, talker, lease):
    desks = []

    def open_one(gather_s=0.0, committer=None):
        desks.append(Desk(redis, records, talker, lease, gather_s=gather_s, committer=committer))
        return desks[-1]

    yield open_one
    for desk in desks:
        await desk.close()


async def test_what_cannot_be_answered_is_parked_after_five_tries_and_the_next_message_is_answered(
    open_desk, talker, redis
):
    desk = open_desk()
    await desk.inbox.append(arrival(1, "boom"))
    await desk.inbox.append(arrival(2, "còn tôi"))
    await desk.until_empty()
    assert await desk.said() == ["còn tôi"]
    assert sum("boom" in turn.heard[0].message.text for turn in talker.turns) == 5
    (parked,) = await Parked(redis).list_all(OA)
    assert parked.event_id == arrival(1).event_id


async def pass_by(redis, lease, times):
    """Let the lease pass on again and again while what was read merely waits."""
    for number in range(times):
        inbox = Inbox(redis)
        while await inbox.read(lease):
            pass
        lease = await pass_on(redis, lease, f"holder {number}")
    return lease


async def test_a_burst_that_waited_through_many_holders_is_answered_and_nothing_of_it_parked(
    redis, records, talker, lease
):
    for number in range(60):
        await Inbox(redis).append(arrival(number, f"tin {number}", neighbours(6)[number % 6]))
    desk = Desk(redis, records, talker, await pass_by(redis, lease, 9), gather_s=0, committer=None)
    await desk.until_empty()
    await desk.close()
    assert await Parked(redis).list_all(OA) == []
    assert sorted(await desk.said()) == sorted(f"tin {number}" for number in range(60))


class CountsWaiting(InboxWorker):
    """The broken twin: takes every time an event was handed out for a turn that failed."""

    async def _take(self, entry):
        if entry.deliveries > 5:
            await self._park(entry, "taken up too often")
            return
        await super()._take(entry)


async def test_a_worker_that_counts_what_merely_waited_parks_the_burst(redis, records, talker, lease):
    await Inbox(redis).append(arrival(1))
    held = await pass_by(redis, lease, 9)
    desk = Desk(redis, records, talker, held, gather_s=0, committer=None, kind=CountsWaiting)
    await desk.until_empty()
    await desk.close()
    assert len(await Parked(redis).list_all(OA)) == 1


async def test_what_ends_the_worker_each_time_is_found_out_and_its_neighbours_are_answered(
    redis, records, talker, lease
):
    poison, other = neighbours(2)
    for number, (text, citizen) in enumerate((("gục", poison), ("sau nó", poison), ("bên cạnh", other))):
        await Inbox(redis).append(arrival(number, text, citizen))
    talker.ends = "gục"
    for number in range(20):
        desk = Desk(redis, records, talker, lease, gather_s=0, committer=None)
        ended = asyncio.create_task(talker.ended.wait())
        empty = asyncio.create_task(desk.until_empty())
        await asyncio.wait((ended, empty), return_when=asyncio.FIRST_COMPLETED)
        is_empty = empty.done()
        for task in (ended, empty):
            task.cancel()
        await desk.close()
        if is_empty:
            break
        talker.ended.clear()
        lease = await pass_on(redis, lease, f"holder {number}")
    (parked,) = await Parked(redis).list_all(OA)
    assert parked.event_id == arrival(0).event_id
    assert number == 8  # five times handed out unsuspected, three turns counted, then parked
    outbox = Outbox(redis)
    assert sorted(pending.letter.text for pending in await outbox.read(lease)) == ["bên cạnh", "sau nó"]


async def test_a_turn_given_up_because_the_lease_was_lost_does_not_count_against_its_message(
    redis, records, talker, lease
):
    await Inbox(redis).append(arrival(1))
    lease = await pass_by(redis, lease, 6)
    for number in range(6):
        talker.gate = asyncio.Event()
        heard = len(talker.turns)
        desk = Desk(redis, records, talker, lease, gather_s=0, committer=None)
        async with asyncio.timeout(20):
            while len(talker.turns) == heard:  # noqa: ASYNC110 - the talker sets no event for it
                await asyncio.sleep(0.01)
        lease = await pass_on(redis, lease, f"thief {number}")
        talker.gate.set()
        with pytest.raises(Fenced):
            await desk.worker._lanes._trouble
        await desk.close()
    talker.gate = None
    desk = Desk(redis, records, talker, lease, gather_s=0, committer=None)
    await desk.until_empty()
    await desk.close()
    assert await Parked(redis).list_all(OA) == []


def neighbours(count):
    """Citizens of one partition."""
    found = (str(number) for number in range(10**18, 10**18 + 9999) if keys.partition(str(number)) == PART)
    return [citizen for citizen, _ in zip(found, range(count), strict=False)]


async def test_a_parked_message_that_denounces_somebody_keeps_no_content(open_desk, redis):
    desk = open_desk()
    await desk.inbox.append(arrival(1, "boom tôi tố cáo ông ấy"))
    await desk.until_empty()
    (parked,) = await Parked(redis).list_all(OA)
    assert parked.body == b""


async def test_an_answered_message_is_kept_masked_until_its_citizen_is_forgotten(open_desk, redis):
    desk = open_desk()
    await desk.inbox.append(arrival(1, "em tên là Trần Văn Mẫu, sđt 0914555123, làm khai sinh"))
    await desk.until_empty()
    (kept,) = await HeardMessages(redis).since(OA, datetime.fromtimestamp(0, UTC))
    assert kept.text == "em tên là •••• ••• •••, sđt ••••••••••, làm khai sinh"
    assert kept.replies == ("echo",)
    assert ANNA not in kept.alias
    await desk.inbox.append(arrival(2, "forget me"))
    await desk.until_empty()
    assert not await redis.exists(keys.heard(OA, PART))


async def test_one_citizens_failing_message_does_not_hold_up_another_citizen(open_desk):
    neighbour = next(
        str(number) for number in range(10**18, 10**18 + 999) if keys.partition(str(number)) == PART
    )
    desk = open_desk()
    await desk.inbox.append(arrival(1, "boom"))
    await desk.inbox.append(arrival(2, "hàng xóm", neighbour))
    async with asyncio.timeout(5):
        while not await desk.redis.xlen(keys.outbox(OA, PART)):  # noqa: ASYNC110 - Redis sets no event of ours
            await asyncio.sleep(0.01)
    assert await desk.said() == ["hàng xóm"]
    assert await desk.redis.xlen(keys.inbox(OA, PART)) == 1


async def test_lines_that_wait_for_more_are_answered_together_when_more_comes(open_desk):
    desk = open_desk(gather_s=5.0)
    await desk.inbox.append(arrival(1, "cho tôi hỏi..."))
    await desk.inbox.append(arrival(2, "khai sinh cần gì"))
    await desk.until_empty()
    assert await desk.said() == ["cho tôi hỏi...\nkhai sinh cần gì"]


async def test_an_unfinished_line_is_answered_alone_when_nothing_follows(open_desk):
    desk = open_desk(gather_s=0.2)
    await desk.inbox.append(arrival(1, "cho tôi hỏi..."))
    await desk.until_empty()
    assert await desk.said() == ["cho tôi hỏi..."]


async def test_a_message_left_by_a_dead_worker_is_answered_by_the_next_one(open_desk, talker):
    talker.gate = asyncio.Event()
    first = open_desk()
    await first.inbox.append(arrival(1))
    async with asyncio.timeout(5):
        while not talker.turns:  # noqa: ASYNC110 - the talker sets no event
            await asyncio.sleep(0.01)
    await first.close()
    talker.gate.set()
    second = open_desk()
    await second.until_empty()
    assert await second.said() == ["chào"]


class CutOff:
    """A committer whose first commit is lost on its way, as in a crash between the records and Redis."""

    def __init__(self, redis):
        self._committer, self.cut = Committer(redis), 0

    async def commit(self, write):
        if not self.cut:
            self.cut = 1
            raise Unavailable("cut off")
        await self._committer.commit(write)


async def test_a_turn_with_records_that_died_before_its_commit_is_recorded_once_and_committed_as_decided(
    open_desk, records, redis, talker
):
    desk = open_desk(committer=CutOff(redis))
    await desk.inbox.append(arrival(1, "forget me"))
    await desk.until_empty()
    assert desk.committer.cut == 1
    assert len(talker.turns) == 2
    assert await desk.said() == ["forget me"]
    assert [entry.action for entry in await records.audit_entries(OA)] == ["erasure"]
