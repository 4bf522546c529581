import time

import pytest

from bot.domain.conversation import Conversation
from bot.domain.message import Button, Press
from bot.errors import Fenced
from bot.storage import keys
from bot.storage.commit import Committer
from bot.storage.outbox import LetterState, Outbox, decode_letter, encode_letter
from tests.storage.samples import OA, hold_for, letter, pass_on, take_in, turn


@pytest.fixture
async def lease(redis):
    return await hold_for(redis)


async def write(redis, lease, event_id="e1"):
    """Let a turn write one letter; give it as the sender reads it."""
    entry = await take_in(redis, lease, event_id, f"c-{event_id}" if event_id == "alone" else "c1")
    await redis.delete(keys.talk(OA, "c1"))
    await Committer(redis).commit(turn(lease, entry))
    return next(
        one for one in await Outbox(redis).read(lease) if one.letter.letter_id == f"{event_id}:0"
    )  # fmt: skip


def test_a_letter_is_read_as_it_was_written():
    button = Button(title="Lệ phí", press=Press.SAY, value="#fee:1.001193")
    one = letter(text="Dạ, “mẫu”\nđơn 😀")
    assert decode_letter(encode_letter(one)) == one
    many = type(one)(**{name: getattr(one, name) for name in one.__slots__} | {"buttons": (button,)})
    assert decode_letter(encode_letter(many)) == many


async def test_a_first_attempt_finds_no_other_and_a_later_one_is_told_when_it_began(redis, lease):
    outbox, pending = Outbox(redis), await write(redis, lease)
    before_ms = time.time_ns() // 1_000_000 - 1
    begun = await outbox.begin(lease, pending)
    assert begun.sending_since_ms is None
    successor = await pass_on(redis, lease)
    (again,) = await Outbox(redis).read(successor)
    begun = await outbox.begin(successor, again)
    assert before_ms <= begun.sending_since_ms <= time.time_ns() // 1_000_000 + 1


async def test_an_attempt_that_certainly_sent_nothing_is_put_back(redis, lease):
    outbox, pending = Outbox(redis), await write(redis, lease)
    await outbox.begin(lease, pending)
    await outbox.put_back(lease, pending)
    begun = await outbox.begin(lease, pending)
    assert begun.sending_since_ms is None


async def test_a_letter_settled_already_is_not_begun_again(redis, lease):
    """Its settling may have been done although the answer was lost; sending it again would repeat it."""
    outbox, pending = Outbox(redis), await write(redis, lease)
    await outbox.begin(lease, pending)
    await outbox.settle(lease, pending, LetterState.SENT, message_id="m1")
    assert await outbox.begin(lease, pending) is None


async def test_a_letter_sent_is_told_by_its_id_and_confirms_its_message_id(redis, lease):
    outbox, pending = Outbox(redis), await write(redis, lease)
    await outbox.begin(lease, pending)
    for _ in range(2):
        await outbox.settle(lease, pending, LetterState.SENT, message_id="m1")
    told = await outbox.delivery(OA, "c1", "e1:0")
    assert (told.state, told.message_id, told.key) == (LetterState.SENT, "m1", "sample.reply")
    assert await outbox.sent_ids(OA, "c1") == {"m1"}
    assert await outbox.undelivered(OA) == []
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == 0
    assert not await redis.exists(keys.sending(OA, lease.partition, "e1:0"))


async def test_what_did_not_arrive_is_listed_with_its_reason(redis, lease):
    outbox = Outbox(redis)
    await outbox.settle(lease, await write(redis, lease, "e1"), "refused", "window_closed")
    await outbox.settle(lease, await write(redis, lease, "e2"), "unknown", "no_answer")
    listed = [(one.letter_id, one.state.value, one.reason) for one in await outbox.undelivered(OA)]
    assert listed == [("e1:0", "refused", "window_closed"), ("e2:0", "unknown", "no_answer")]
    assert await outbox.sent_ids(OA, "c1") == frozenset()


async def test_a_letter_waiting_is_told_of_by_nobody(redis, lease):
    await write(redis, lease)
    assert await Outbox(redis).delivery(OA, "c1", "e1:0") is None


async def test_whoever_lost_the_lease_neither_begins_nor_settles(redis, lease):
    outbox, pending = Outbox(redis), await write(redis, lease)
    await pass_on(redis, lease)
    with pytest.raises(Fenced):
        await outbox.begin(lease, pending)
    with pytest.raises(Fenced):
        await outbox.put_back(lease, pending)
    with pytest.raises(Fenced):
        await outbox.settle(lease, pending, "sent", message_id="m1")
    assert await redis.xlen(keys.outbox(OA, lease.partition)) == 1


async def test_only_a_final_state_settles(redis, lease):
    with pytest.raises(ValueError, match="pending"):
        await Outbox(redis).settle(lease, await write(redis, lease), "pending")


async def test_the_sender_learns_when_the_citizen_was_last_heard(redis, lease):
    pending = await write(redis, lease)
    assert (await Outbox(redis).begin(lease, pending)).last_heard_at is None
    entry = await take_in(redis, lease, "e2")
    conversation = Conversation(citizen_id=pending.letter.citizen_id, revision=1)
    await Committer(redis).commit(
        turn(lease, entry, conversation=conversation, heard_at_ms=1_700_000_000_123)
    )
    begun = await Outbox(redis).begin(lease, pending)
    assert begun.last_heard_at.timestamp() == 1_700_000_000.123
