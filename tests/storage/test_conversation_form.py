from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.conversation import Awaiting, Choice, Conversation, Language, Question
from bot.storage.commit import Committer
from bot.storage.conversations import Conversations, decode, encode, milliseconds
from bot.storage.keys import talk
from tests.storage.samples import OA, hold_for, new, take_in, turn

texts = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.lists(texts, max_size=3).map(tuple)
moments = st.integers(10**15, 4 * 10**15).map(
    lambda at_us: datetime.fromtimestamp(at_us // 10**6, timezone(timedelta(hours=7))).replace(
        microsecond=at_us % 10**6
    )
)
conversations = st.builds(
    Conversation,
    citizen_id=texts,
    revision=st.integers(0, 10**9),
    language=st.sampled_from(Language),
    procedure=st.none() | texts.filter(bool),
    intent=st.none() | texts.filter(bool),
    awaiting=st.none()
    | st.builds(Awaiting, flow=texts, step=texts, values=st.dictionaries(texts, texts, max_size=2)),
    choices=st.lists(st.builds(Choice, title=texts, value=texts), max_size=3).map(tuple),
    muted_until=st.none() | moments,
    last_heard_at=st.none() | moments.map(lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)),
    answered=names,
    dossiers=names,
    follows=names,
    question=st.none() | st.builds(Question, turn_id=texts, at=moments),
    by_phone=names,
)


@given(conversations)
def test_a_conversation_is_read_as_it_was_stored(conversation):
    heard_ms = milliseconds(conversation.last_heard_at)
    stored = f"{conversation.revision} {heard_ms} ".encode() + encode(conversation)
    assert decode(conversation.citizen_id, stored) == conversation


async def test_a_citizen_never_heard_of_has_a_new_conversation(redis):
    assert await Conversations(redis).load(OA, "c1") == new()


@pytest.mark.parametrize("kept", [b"not json", b'{"language": "xx"}', b'{"awaiting": 3}', b"[]"])
async def test_a_conversation_that_cannot_be_read_begins_anew_under_its_revision(redis, kept):
    """Otherwise the citizen would wait in silence for ninety days."""
    await redis.set(talk(OA, "c1"), b"7 1700000000000 " + kept)
    loaded = await Conversations(redis).load(OA, "c1")
    assert loaded == new(revision=7, last_heard_at=datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC))


async def test_the_moment_last_heard_only_moves_forward(redis):
    """Late news (an older event handled after a newer one) must not shut an open reply window."""
    lease, committer, store = await hold_for(redis), Committer(redis), Conversations(redis)
    for number, heard_at_ms in enumerate((5_000, 4_000, None)):
        entry = await take_in(redis, lease, f"e{number}")
        conversation = new(revision=number)
        await committer.commit(turn(lease, entry, conversation, heard_at_ms=heard_at_ms))
    loaded = await store.load(OA, "c1")
    assert milliseconds(loaded.last_heard_at) == 5_000
