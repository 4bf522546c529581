"""The commit against a plain dict: any order of arrivals, turns, repeats, lost leases and forgotten scripts."""

import asyncio
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bot.errors import Conflict, Fenced
from bot.storage import keys
from bot.storage.client import connect
from bot.storage.commit import Committer
from bot.storage.conversations import Conversations
from bot.storage.inbox import Inbox
from bot.storage.outbox import decode_letter
from bot.storage.parked import Parked
from tests.storage.samples import OA, arrival, hold_all, letter, new, pass_on, turn
from tests.storage.test_commit import PlainAcknowledge

PART = 1
CITIZENS = [name for name in (f"c{n}" for n in range(100)) if keys.partition(name) == PART][:3]
EVENTS = [f"e{n}" for n in range(8)]


@dataclass
class Model:
    """What must be stored, as plain as it can be said."""

    seen: set = field(default_factory=set)
    waiting: dict = field(default_factory=dict)  # event -> citizen, neither answered nor parked
    revisions: dict = field(default_factory=dict)
    letters: list = field(default_factory=list)
    parked: dict = field(default_factory=dict)

    def turn(self, events, citizen, revision, said, *, has_lease, erase):
        if not has_lease:
            return Fenced
        waiting = [event for event in events if event in self.waiting]
        if not waiting:
            return None
        if len(waiting) < len(events) or revision != self.revisions.get(citizen, 0):
            return Conflict
        for event in events:
            del self.waiting[event]
        if erase:
            self.revisions.pop(citizen, None)
            self.parked = {event: who for event, who in self.parked.items() if who != citizen}
        else:
            self.revisions[citizen] = revision + 1
        self.letters += said
        return None


class Machine(RuleBasedStateMachine):
    url = ""
    committer = Committer

    def __init__(self):
        super().__init__()
        self._runner = asyncio.Runner()
        self._runner.run(self._open())
        self._model = Model()
        self._handed = {}  # event -> (citizen, entry) as last read
        self._writes = []
        self._number = 0

    async def _open(self):
        self._redis = connect(self.url)
        await self._redis.flushall()
        self._inbox = Inbox(self._redis)
        self._commits = self.committer(self._redis)
        self._lease = (await hold_all(self._redis))[PART]

    def teardown(self):
        self._runner.run(self._redis.aclose())
        self._runner.close()

    @rule(event=st.sampled_from(EVENTS), citizen=st.sampled_from(CITIZENS))
    def arrive(self, event, citizen):
        is_new = self._runner.run(self._inbox.append(arrival(event, citizen)))
        assert is_new == (event not in self._model.seen)
        if is_new:
            self._model.seen.add(event)
            self._model.waiting[event] = citizen

    @rule(count=st.integers(1, 4))
    def read(self, count):
        for entry in self._runner.run(self._inbox.read(self._lease, count)):
            assert self._model.waiting[entry.event_id] == entry.citizen_id
            self._handed[entry.event_id] = (entry.citizen_id, entry)

    @rule(citizen=st.sampled_from(CITIZENS), stale=st.booleans(), lost=st.booleans(), erase=st.booleans())
    def commit(self, citizen, stale, lost, erase):
        """Answer all that was handed out of a citizen, some of it answered before or parked."""
        mine = {event: entry for event, (who, entry) in self._handed.items() if who == citizen}
        if mine:
            stored = self._runner.run(Conversations(self._redis).load(OA, citizen))
            revision = stored.revision + 1 if stale else stored.revision
            self._number += 1
            write = turn(
                replace(self._lease, token="lost") if lost else self._lease,
                next(iter(mine.values())),
                new(citizen, revision=revision),
                entry_ids=tuple(entry.entry_id for entry in mine.values()),
                letters=(letter(f"t{self._number}:0", citizen), letter(f"t{self._number}:1", citizen)),
                erase=erase,
            )
            self._writes.append((write, tuple(mine)))
            self._do(write, tuple(mine))
            for event in set(mine) - set(self._model.waiting):
                del self._handed[event]

    @rule(data=st.data())
    def repeat(self, data):
        """The answer to an earlier commit was lost; the same write comes again."""
        if self._writes:
            self._do(*data.draw(st.sampled_from(self._writes)))

    @rule(event=st.sampled_from(EVENTS))
    def park(self, event):
        if event in self._handed:
            citizen, entry = self._handed.pop(event)
            self._runner.run(self._inbox.park(self._lease, entry, "poison"))
            if self._model.waiting.pop(event, None):
                self._model.parked[event] = citizen

    @rule()
    def crash(self):
        """Another worker takes over and reads all that was left."""
        self._number += 1
        self._lease = self._runner.run(pass_on(self._redis, self._lease, f"successor-{self._number}"))
        self._inbox, self._handed = Inbox(self._redis), {}

    @rule()
    def forget_scripts(self):
        self._runner.run(self._redis.script_flush())

    def _do(self, write, events):
        expected = self._model.turn(
            events,
            write.conversation.citizen_id,
            write.conversation.revision,
            [one.letter_id for one in write.letters],
            has_lease=write.lease == self._lease,
            erase=write.erase,
        )
        happened = None
        try:
            self._runner.run(self._commits.commit(write))
        except Conflict as error:
            happened = type(error)
        assert happened == expected

    @invariant()
    def stored_equals_model(self):
        self._runner.run(self._compare())

    async def _compare(self):
        model, redis = self._model, self._redis
        waiting = await redis.xrange(keys.inbox(OA, PART))
        assert {fields[b"e"].decode() for _, fields in waiting} == set(model.waiting)
        assert len(waiting) == len(model.waiting)
        said = await redis.xrange(keys.outbox(OA, PART))
        assert [decode_letter(fields[b"l"]).letter_id for _, fields in said] == model.letters
        parked = {entry.event_id: entry.citizen_id for entry in await Parked(redis).list_all(OA)}
        assert parked == model.parked
        store = Conversations(redis)
        for citizen in CITIZENS:
            assert (await store.load(OA, citizen)).revision == model.revisions.get(citizen, 0)


def bounded():
    """A fifth of the profile's examples: 20 by default, 1,000 with `--hypothesis-profile=thorough`."""
    return settings(
        max_examples=settings().max_examples // 5,
        stateful_step_count=50,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


def test_whatever_happens_redis_holds_what_a_dict_would(redis_url):
    Machine.url = redis_url
    run_state_machine_as_test(Machine, settings=bounded())


def test_the_plain_acknowledger_differs_from_the_dict(redis_url):
    """The broken twin: the model would be worth nothing if it let this pass."""

    class Broken(Machine):
        url = redis_url
        committer = PlainAcknowledge

    only_find = settings(
        bounded(), max_examples=1000, phases=[Phase.generate], database=None, report_multiple_bugs=False
    )  # it ends at the first difference
    with pytest.raises(AssertionError):
        run_state_machine_as_test(Broken, settings=only_find)
