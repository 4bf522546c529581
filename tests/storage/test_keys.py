import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from bot.domain.proof import Try
from bot.storage import keys
from bot.storage.catalogue import CatalogueState, Refusal, RunningProcess
from bot.storage.commit import Committer
from bot.storage.heard import Keeping, KeptMessage
from bot.storage.inbox import Inbox
from bot.storage.limits import Tries
from bot.storage.news import News, NoticeState
from bot.storage.notices import Notices
from bot.storage.outbox import Outbox
from tests.storage.samples import OA, hold_all, letter, take_in, turn
from tests.storage.test_turns import RECORD

KEEPING = Keeping(
    alias="mau",
    message=KeptMessage(alias="mau", at=datetime(2026, 11, 25, tzinfo=UTC), text="mẫu"),
    life_s=60,
)
TRY = Try(oa_id=OA, citizen_id="c1", dossier="H12-1", day=date(2026, 11, 25), event_id="e1")
TAGGED = re.compile(r"(?:\{\d+(?::\d)?\}|\{catalogue\}|motcua):(?P<kind>[a-z-]+)(?::.*)?", re.DOTALL)


def test_every_life_has_a_reason():
    assert all(life.reason for life in keys.LIVES.values())


@pytest.mark.parametrize(("citizen_id", "part"), [("", 0), ("c1", 1), ("7100000000000000001", 3)])
def test_a_citizens_partition_never_changes(citizen_id, part):
    """Stored events would be looked for elsewhere if it did."""
    assert keys.partition(citizen_id) == part


async def test_no_key_outlives_what_is_said_of_its_kind(redis):
    """One of everything is made; a key of an unknown kind, or without its end, fails this."""
    leases = await hold_all(redis)
    lease = leases[keys.partition("c1")]
    outbox = Outbox(redis)
    for number in range(3):
        await redis.delete(keys.talk(OA, "c1"))
        entry = await take_in(redis, lease, f"e{number}")
        said = (letter(f"e{number}:0"),)
        await Committer(redis).commit(turn(lease, entry, letters=said, keeping=KEEPING, record=RECORD))
    for pending, state in zip(await outbox.read(lease), ("sent", "refused"), strict=False):
        await outbox.begin(lease, pending)
        await outbox.settle(lease, pending, state, message_id="m1" if state == "sent" else "")
    outbox.rewind(lease)
    await outbox.begin(lease, (await outbox.read(lease))[0])
    await Inbox(redis).park(lease, await take_in(redis, lease, "bad"), "poison")
    await Inbox(redis).attempt(lease, await take_in(redis, lease, "suspect"))
    await Tries(redis).take(TRY)
    state = CatalogueState(redis)
    await state.lock("t1")
    await state.announce(1)
    process = RunningProcess(name="p1", role="run", folder="mau", number=1, hash="h", since_ms=1)
    await state.beat(process)
    refusal = Refusal(folder="mau", fingerprint="f", at_ms=1, can_be_forced=False, lines=("mẫu",))
    await state.refuse(refusal)
    await state.note_seen("mau", "f")
    heard_of = replace(letter("n1:0"), created_at_ms=0)
    assert await Notices(redis).tell(OA, heard_of, "p1", open_for_ms=10**15)
    news = News(redis)
    await redis.zadd(keys.followers(OA, lease.partition), {"H12-1 c1": 0, "H12-2 c1": 0})
    await news.note(lease, 2, [(1, "H12-1"), (2, "H12-2")])
    first, _ = await news.due(lease, datetime.now(UTC))
    await news.end(lease, first, NoticeState.GONE, datetime.now(UTC))
    found = set()
    for name in await redis.keys():
        kind = TAGGED.fullmatch(name.decode())["kind"]
        found.add(kind)
        life_s, left_s = keys.LIVES[kind].seconds, await redis.ttl(name)
        assert (left_s == -1) if life_s is None else (0 < left_s <= life_s), name
    assert found == set(keys.LIVES) - {"token", "token-lock", "counts"}  # their own tests make those
