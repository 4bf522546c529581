"""Each change of a dossier is told once to each who follows it, when it may be told, and ends in a named state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from cryptography.fernet import Fernet

from bot.dialogue import Dialogue
from bot.domain.dossier import VIETNAM, DossierState
from bot.records.apologies import Apologies
from bot.records.changes import ChangeLog
from bot.records.dossiers import DossierRecords
from bot.records.phones import Phones
from bot.rehearsal.chat import Register, Tries
from bot.storage import keys
from bot.storage.commit import Committer
from bot.storage.conversations import Conversations
from bot.storage.leases import Lease
from bot.storage.news import News, NoticeState
from bot.storage.outbox import Outbox
from bot.workers.telling import TellingParts, TellingWorker, is_quiet
from tests.dialogue.sample import sample_content
from tests.records.test_dossier_records import CODE, DOSSIER, NOW, batch
from tests.records.test_records import records  # noqa: F401 - fixtures
from tests.storage.samples import OA, hold_for, new, pass_on, take_in, turn

CITIZEN = "7100000000000000001"


@pytest.fixture
def url():
    return ""


class Office:
    """A register, a follower and the worker between them; its clock moves when told."""

    def __init__(self, redis, kept, lease: Lease) -> None:
        self.redis, self.lease = redis, lease
        self.copy = DossierRecords(kept, b"sample key")
        self.changes, self.apologies = ChangeLog(kept), Apologies(kept)
        self.news, self.outbox = News(redis), Outbox(redis)
        self.phones = Phones(kept, Fernet.generate_key(), is_wanted=True)
        self.now = NOW + timedelta(hours=1)  # 11:00 in Vietnam
        self.revision = 0
        self.dialogue = Dialogue(sample_content(), Register(), Tries(), mute_s=60)

    def worker(self, lease: Lease | None = None, **more) -> TellingWorker:
        parts = TellingParts(
            news=self.news, changes=self.changes, apologies=self.apologies, register=self.copy, conversations=Conversations(self.redis),
            dialogue=lambda _: self.dialogue, clock=lambda: self.now, quiet=(time(21), time(6, 30)),
            template_id=more.get("template_id", ""), phone_template_id=more.get("phone_template_id", ""), phones=self.phones, cards=more.get("cards", {}), charged_replies=False,
        )  # fmt: skip
        return TellingWorker(parts, lease or self.lease)

    async def speak(
        self, *follows: str, before: tuple[str, ...] = (), erase: bool = False, by_phone: tuple[str, ...] = ()
    ) -> None:
        entry = await take_in(self.redis, self.lease, f"e{self.revision}", CITIZEN)
        kept = new(
            CITIZEN, revision=self.revision, last_heard_at=self.now, follows=follows, by_phone=by_phone
        )
        write = turn(self.lease, entry, kept, letters=(), followed_before=before, erase=erase)
        await Committer(self.redis).commit(write)
        self.revision += 1

    async def become(self, state: DossierState, **more) -> None:
        self.now += timedelta(minutes=1)
        await self.copy.accept(batch(replace(DOSSIER, state=state, news_at=self.now, **more)))

    async def letters(self) -> list:
        self.outbox.rewind(self.lease)
        return [pending.letter for pending in await self.outbox.read(self.lease)]

    async def states(self) -> list[NoticeState]:
        return [notice.state for notice in await self.news.list_all(OA)]


@pytest.fixture
async def office(redis, records):  # noqa: F811 - the fixture
    made = Office(redis, records, await hold_for(redis, CITIZEN))
    await made.copy.accept(batch(DOSSIER))
    await made.worker().look()
    await made.speak(CODE)
    return made


async def test_a_change_of_state_becomes_one_message_however_often_it_is_looked_for(office):
    await office.become(DossierState.PROCESSING)
    for _ in range(3):
        await office.worker().look()
    assert [letter.key for letter in await office.letters()] == ["status_lookup.news"]
    assert await office.states() == [NoticeState.MESSAGE]


async def test_what_was_before_somebody_followed_and_what_is_no_news_is_not_told(office):
    await office.copy.accept(batch(replace(DOSSIER, locker="99", news_at=office.now)))
    await office.worker().look()
    assert await office.states() == []


async def test_a_worker_that_died_after_any_step_leaves_the_rest_to_the_next(office):
    await office.become(DossierState.PROCESSING)
    last = await office.changes.newest(OA)
    await office.news.note(
        office.lease, last - 1, [(last, CODE)]
    )  # noted, then died before the cursor moved on
    successor = await pass_on(office.redis, office.lease)
    office.lease = successor
    await office.worker().look()
    await office.worker().look()
    assert len(await office.letters()) == 1


async def test_a_cursor_that_moves_and_a_letter_that_is_not_marked_tells_twice(office):
    """The broken twin: a store that forgets what it told lets the same change be told again."""
    await office.become(DossierState.PROCESSING)
    await office.worker().look()
    part = office.lease.partition
    await office.redis.delete(keys.news(OA, part))
    await office.redis.decr(keys.news_cursor(OA, part))
    await office.worker().look()
    assert len(await office.letters()) == 2


async def test_at_night_nothing_is_told_and_in_the_morning_only_the_latest_state(office):
    office.now = datetime(2026, 11, 25, 22, 0, tzinfo=VIETNAM).astimezone(UTC)
    await office.become(DossierState.PROCESSING)
    await office.worker().look()
    await office.become(DossierState.RESULT_READY, missing_papers=())
    await office.worker().look()
    assert await office.letters() == []
    assert await office.states() == [NoticeState.WAITING] * 2
    office.now = datetime(2026, 11, 26, 6, 31, tzinfo=VIETNAM).astimezone(UTC)
    await office.worker().look()
    assert await office.states() == [NoticeState.OVERTAKEN, NoticeState.MESSAGE]
    assert len(await office.letters()) == 1


async def test_outside_the_reply_window_it_is_kept_and_told_when_the_citizen_writes_again(office):
    office.now += timedelta(days=3)
    await office.become(DossierState.PROCESSING)
    await office.worker().look()
    assert await office.states() == [NoticeState.KEPT]
    await office.speak(CODE, before=(CODE,))
    office.now += timedelta(seconds=11)
    await office.worker().look()
    assert await office.states() == [NoticeState.MESSAGE]
    assert len(await office.letters()) == 1


async def test_outside_the_reply_window_a_template_is_sent_when_there_is_one(office):
    office.now += timedelta(days=3)
    await office.become(DossierState.PROCESSING)
    await office.worker(template_id="123456").look()
    (letter,) = await office.letters()
    assert (letter.template.template_id, letter.template.data["code"]) == ("123456", CODE)
    assert await office.states() == [NoticeState.TEMPLATE]


async def to_phone(office, *, agrees=True, has_number=True, **templates):
    """Let a change come after the window has shut."""
    await office.speak(CODE, before=(CODE,), by_phone=(CODE,) if agrees else ())
    if has_number:
        told = batch(DOSSIER)
        await office.phones.keep(replace(told, news=(replace(told.news[0], phone="84912345678"),)))
    office.now += timedelta(days=3)
    await office.become(DossierState.PROCESSING)
    for _ in range(3):
        await office.worker(**{"phone_template_id": "777"} | templates).look()
    return await office.letters(), await office.states()


async def test_who_agreed_is_told_once_by_a_template_to_the_number_given_at_the_desk(office):
    (letter,), states = await to_phone(office)
    assert states == [NoticeState.PHONE]
    assert (letter.template.template_id, letter.template.phone_of) == ("777", CODE)
    assert "84912345678" not in repr(letter.template.data) + letter.text
    assert (
        b"84912345678"
        not in repr(await office.redis.xrange(keys.outbox(OA, office.lease.partition))).encode()
    )


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"agrees": False}, id="who did not agree"),
        pytest.param({"has_number": False}, id="a dossier without a number"),
        pytest.param({"phone_template_id": ""}, id="no template"),
    ],
)
async def test_nobody_else_is_told_by_phone(office, given):
    letters, states = await to_phone(office, **given)
    assert (letters, states) == ([], [NoticeState.KEPT])


async def test_the_cheaper_way_by_zalo_id_comes_first(office):
    (letter,), states = await to_phone(office, template_id="123456")
    assert (states, letter.template.phone_of) == ([NoticeState.TEMPLATE], "")


async def test_who_follows_no_more_is_told_nothing(office):
    await office.become(DossierState.PROCESSING)
    await office.news.note(office.lease, 0, [(await office.changes.newest(OA), CODE)])
    await office.speak(before=(CODE,))
    await office.worker().look()
    await office.become(DossierState.RESULT_READY)
    await office.worker().look()
    assert await office.letters() == []
    assert await office.states() == [NoticeState.UNFOLLOWED]


async def test_who_is_forgotten_leaves_neither_dossier_followed_nor_notice(office):
    await office.become(DossierState.PROCESSING)
    await office.worker().look()
    await office.speak(erase=True)
    assert await office.states() == []
    assert await office.redis.zcard(keys.followers(OA, office.lease.partition)) == 0


async def test_a_signed_apology_is_told_with_its_new_date_once(office):
    for _ in range(2):
        await office.apologies.sign(OA, CODE, DOSSIER.state, date(2026, 12, 7), office.now)
        await office.worker().look()
    (letter,) = await office.letters()
    assert letter.key == "status_lookup.apology"
    assert "07/12/2026" in letter.text


async def test_notices_after_a_signed_apology_tell_the_new_date_beside_the_registers(office):
    await office.apologies.sign(OA, CODE, DOSSIER.state, date(2026, 12, 7), office.now)
    await office.become(DossierState.PROCESSING)
    await office.worker().look()
    told = (await office.letters())[-1].text
    assert "processing_promised" in told
    assert ("new_due_on=07/12/2026" in told, "due_on=27/11/2026" in told) == (True, True)


async def test_an_apology_kept_outside_the_copy_would_leave_the_old_date_alone(office):
    """The broken twin: without its promise the same dossier is told with the register's date only."""
    await office.become(DossierState.PROCESSING)
    await office.worker().look()
    assert "promised" not in (await office.letters())[-1].text


async def test_a_card_goes_with_the_returned_result_of_a_procedure_it_is_switched_on_for(office):
    await office.become(DossierState.RESULT_READY, missing_papers=())
    await office.worker(cards={"1.001193": "birth"}).look()
    await office.become(DossierState.RETURNED, missing_papers=())
    await office.worker(cards={"1.001193": "birth"}).look()
    ready, returned, card = await office.letters()
    assert "card_birth" not in ready.text + returned.text
    assert (card.key, card.picture, card.letter_id) == (
        "status_lookup.card_birth", "birth", f"{returned.letter_id}:card",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("hour", "minute", "quiet"), [(20, 59, False), (21, 0, True), (3, 0, True), (6, 29, True), (6, 30, False)]
)
def test_the_night_is_from_nine_to_half_past_six(hour, minute, quiet):
    now = datetime(2026, 11, 25, hour, minute, tzinfo=VIETNAM)
    assert is_quiet((time(21), time(6, 30)), now) is quiet
