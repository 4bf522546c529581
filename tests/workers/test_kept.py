"""What of a citizen's words may stay: never a denunciation nor its hour, a secret, or what an officer is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.conversation import Awaiting
from bot.domain.event import StaffWrote
from bot.domain.message import Incoming, Kind
from bot.workers.kept import Keeper
from tests.dialogue.sample import Chat, sample_content

CONTENT = sample_content()


class Kept:
    """A dialogue on the sample content, and what its keeper would keep of each turn."""

    def __init__(self, days=7, keeper=Keeper):
        self.chat, self.keeper, self.keepings = (
            Chat(CONTENT),
            keeper(lambda _oa, citizen: f"mau-{citizen}", days),
            [],
        )
        answer = self.chat.dialogue.answer

        async def listening(turn):
            outcome = await answer(turn)
            self.keepings.append(self.keeper.keeping(turn, outcome))
            return outcome

        self.chat.dialogue = type("Listening", (), {"answer": staticmethod(listening)})()

    @property
    def texts(self):
        return [one.message.text for one in self.keepings if one.message]


@pytest.mark.parametrize("days", [7, 0])
async def test_a_message_is_kept_for_as_long_as_the_setting_says(days):
    kept = Kept(days)
    await kept.chat.say("làm giấy khai sinh cần gì")
    (keeping,) = kept.keepings
    assert keeping.life_s == days * 86_400
    assert kept.texts == (["làm giấy khai sinh cần gì"] if days else [])


async def test_a_message_is_kept_with_the_place_it_was_said_in():
    kept = Kept()
    await kept.chat.say("làm giấy khai sinh cần gì")
    await kept.chat.say("bao nhiêu tiền")
    first, second = (one.message for one in kept.keepings)
    assert (first.procedure, second.procedure, second.intent) == (None, "1.001193", "requirements")
    assert second.replies == ("fee.answer",)


class Forgetful(Keeper):
    """The broken twin: it looks at each turn alone and remembers no denunciation."""

    def keeping(self, turn, outcome):
        self._quiet.clear()
        return super().keeping(turn, outcome)


@pytest.mark.parametrize(
    ("keeper", "kept_after"), [(Keeper, []), (Forgetful, ["ông ấy nhận của tôi một phong bì"])]
)
async def test_nothing_is_kept_of_a_denunciation_and_of_what_is_told_after_it(keeper, kept_after):
    kept = Kept(keeper=keeper)
    await kept.chat.say("tôi muốn tố cáo ông Mẫu ăn tiền")
    assert kept.keepings[-1].forgets
    await kept.chat.say("ông ấy nhận của tôi một phong bì")
    assert kept.texts == kept_after
    kept.chat.now += timedelta(hours=2)
    await kept.chat.say("làm giấy khai sinh cần gì")
    assert kept.texts[-1] == "làm giấy khai sinh cần gì"


async def test_what_is_said_while_an_officer_talks_is_not_kept():
    kept = Kept()
    await kept.chat.happen(StaffWrote(text="Chào bác, em là cán bộ"))
    await kept.chat.say("nhà tôi ở thôn hai đó cô")
    assert kept.texts == []


@pytest.mark.parametrize(
    "say",
    ["#fee:1.001193", "4821", "?!", "mật khẩu của tôi là matkhau1"],
    ids=["button", "digits", "marks", "secret"],
)
async def test_what_is_no_question_or_a_secret_is_not_kept(say):
    kept = Kept()
    await kept.chat.say(say)
    assert kept.texts == []


async def test_pictures_and_voices_are_not_kept():
    kept = Kept()
    await kept.chat.send(Incoming(kind=Kind.IMAGE), Incoming(kind=Kind.AUDIO))
    assert kept.texts == []


async def test_the_code_that_a_question_waits_with_is_masked_and_an_old_question_is_not_kept():
    kept = Kept()
    waiting = Awaiting(flow="status_lookup", step="phone", values={"code": "H15.93.20-261102-0007"})
    kept.chat.conversation = replace(kept.chat.conversation, awaiting=waiting, last_heard_at=kept.chat.now)
    await kept.chat.say("làm giấy khai sinh cần gì")
    assert kept.keepings[-1].message.awaiting.values == {"code": "•••.••.••-••••••-••••"}
    kept.chat.conversation = replace(
        kept.chat.conversation, awaiting=waiting, last_heard_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    await kept.chat.say("làm giấy khai sinh cần gì")
    assert kept.keepings[-1].message.awaiting is None
