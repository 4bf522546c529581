"""No reply key goes untried: dialogues reach those of the real content, the rest need facts it does not have."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from bot.content import load
from bot.dialogue import REPLIES
from bot.dialogue.flows.news import Told
from bot.domain.conversation import Conversation
from bot.domain.desk import Closure, Span
from bot.domain.dossier import VIETNAM, Dossier, DossierState
from bot.domain.procedure import Channel, Confidence, Duration, Fee, OnlineLevel, Paper
from bot.rehearsal.acting import Stage
from bot.rehearsal.dialogues import LaidDown, Play, Step
from bot.rehearsal.rehearse import rehearse

ROOT = Path(__file__).parents[2]
MARRIAGE = "1.000894"
NOW = datetime(2026, 11, 23, 9, 15)  # noqa: DTZ001 - as a test file writes it: the clock on the desk's wall


RETURNED = Dossier(
    code="H15.93.20-261102-0007",
    procedure_name="Đăng ký khai sinh",
    state=DossierState.RETURNED,
    desk="Tư pháp - Hộ tịch",
    received_at=datetime(2026, 11, 2, 8, tzinfo=VIETNAM),
    due_on=date(2026, 11, 20),
)


@pytest.fixture(scope="module")
def content():
    return load(ROOT)


def other(content, *, desk=None, buttons=None, **facts):
    """Some procedures, one with other facts, another desk, or other buttons under the greeting."""
    procedures = dict(list(content.catalogue.procedures.items())[:30])  # fewer are sooner indexed
    procedures[MARRIAGE] = replace(procedures[MARRIAGE], **facts)
    intents = dict(content.intents)
    if buttons:
        intents["greeting"] = replace(intents["greeting"], buttons={"default": buttons})
    catalogue = replace(
        content.catalogue, procedures=procedures, desk=replace(content.catalogue.desk, **(desk or {}))
    )
    return replace(content, catalogue=catalogue, intents=intents)


def hours(content, **changes):
    return {"hours": replace(content.catalogue.desk.hours, **changes)}


AFTERNOON = (Span(opens=time(13), closes=time(17)),)
BARE = {
    "submit": (), "show": (), "form": None, "takes": Duration(), "fee": Fee(), "channels": (), "receive_at": None,
}  # fmt: skip
NEEDING = [
    pytest.param({"fee": Fee(vnd=8000)}, "kết hôn lệ phí", "procedure_overview.amount", id="a fee as a number"),
    pytest.param({"fee": Fee(vnd=0)}, "kết hôn lệ phí", "procedure_overview.free", id="no fee"),
    pytest.param(
        {"takes": Duration(working_days=0)}, "kết hôn bao lâu", "procedure_overview.same_day", id="the same day"
    ),
    pytest.param(
        {"takes": Duration(working_days=3)}, "kết hôn bao lâu", "procedure_overview.working_days", id="days"
    ),
    pytest.param(
        {"submit": (Paper(name="Giấy mẫu", originals=1, copies=1),)},
        "kết hôn cần giấy gì", "procedure_overview.paper_both", id="original and copy",
    ),
    pytest.param(
        {"channels": (Channel.ONLINE,), "online_level": OnlineLevel.FULL},
        "kết hôn nộp ở đâu", "procedure_overview.channel_online_full", id="wholly online",
    ),
    pytest.param(
        {"channels": (Channel.ONLINE,), "online_level": OnlineLevel.PART},
        "kết hôn nộp ở đâu", "procedure_overview.channel_online_part", id="partly online",
    ),
    pytest.param({"channels": (Channel.ONLINE,)}, "kết hôn nộp ở đâu", "where_submit.answer_online", id="online alone"),
    pytest.param({"other_codes": ("9.000894",)}, "9.000894", "procedure_overview.renamed", id="by an older code"),
    pytest.param({"confidence": Confidence.LOW}, "đăng ký kết hôn", "procedure_overview.absent", id="low confidence"),
    pytest.param({"hidden": "chờ hướng dẫn mẫu"}, "đăng ký kết hôn", "procedure_overview.hidden", id="hidden"),
    pytest.param(BARE, "kết hôn cần giấy gì", "requirements.absent", id="no papers"),
    pytest.param(BARE, "kết hôn lệ phí", "fee.absent", id="no fee known"),
    pytest.param(BARE, "kết hôn bao lâu", "processing_time.absent", id="no time known"),
    pytest.param(BARE, "kết hôn nộp ở đâu", "where_submit.absent", id="no place known"),
    pytest.param(BARE, "mẫu đơn kết hôn", "form.absent", id="no form known"),
    pytest.param({"desk": {"map_url": "https://maps.example"}}, "địa chỉ ủy ban", "contact.button_map", id="a map"),
    pytest.param(
        {"hours": {"closures": (Closure(first=date(2026, 11, 25), last=date(2026, 11, 25), reason="mất điện"),)}},
        "thứ tư có làm không", "office_hours.day_closed", id="shut for a reason",
    ),
    pytest.param(
        {"hours": {"weekly": (AFTERNOON,) * 7}}, "sáng thứ sáu có làm không", "office_hours.part_morning", id="afternoons"
    ),
    *(
        pytest.param({"buttons": (f"#{intent}",)}, "xin chào", f"{intent}.button", id=f"button to {intent}")
        for intent in (
            "book_appointment", "delete_data", "feedback_status", "greeting", "out_of_scope", "procedure_overview",
        )
    ),
    pytest.param({}, "dài lắm " * 400, "fallback.too_long", id="too long"),
]  # fmt: skip


async def spoken(content, text):
    stage = Stage(content)
    wrong = await stage.play(Play(file="", now=NOW, steps=(Step(citizen=(text,)),), lines=(1,)))
    assert wrong is not None  # it wants silence: only what was said matters here
    return stage.reached


@pytest.mark.parametrize(("change", "say", "key"), NEEDING)
async def test_a_reply_that_the_real_facts_never_need_is_said_when_they_do(content, change, say, key):
    facts = dict(change)
    if "hours" in facts:
        facts["desk"] = hours(content, **facts.pop("hours"))
    assert key in await spoken(other(content, **facts), say)


NEWS = {
    "status_lookup.news": Told(dossier=RETURNED, card="birth"),
    "status_lookup.news_stop": Told(dossier=RETURNED),
    "status_lookup.card_birth": Told(dossier=RETURNED, card="birth"),
    "status_lookup.card_marriage": Told(dossier=RETURNED, card="marriage"),
    "status_lookup.card_death": Told(dossier=RETURNED, card="death"),
    "status_lookup.apology": Told(dossier=RETURNED, new_due_on=date(2026, 11, 30)),
}


@pytest.mark.parametrize("key", NEWS)
def test_what_is_told_unasked_is_said_when_there_is_news(content, key):
    stage = Stage(other(content))
    now = NOW.replace(tzinfo=VIETNAM)
    reply = stage.dialogue.tell_news(NEWS[key], Conversation(citizen_id="mau"), now, oa_id="1")
    stage.dialogue.tell_card(NEWS[key], Conversation(citizen_id="mau"))
    assert reply.text
    assert key in stage.reached


def test_no_card_comes_before_the_result_was_returned(content):
    ready = replace(RETURNED, state=DossierState.RESULT_READY)
    stage = Stage(other(content))
    told = Told(dossier=ready, card="birth")
    assert stage.dialogue.tell_card(told, Conversation(citizen_id="mau")) is None
    assert "status_lookup.card_birth" not in stage.reached


BY_PHONE = {f"status_lookup.{key}" for key in ("ask_follow_phone", "button_follow_phone", "followed_phone")}


async def test_who_may_be_told_by_phone_number_is_asked_and_chooses_it(content):
    stage = Stage(content, tells_by_phone=True)
    steps = (
        Step(citizen=(f"{RETURNED.code} 4821",), bot=("status_lookup.processing",)),
        Step(tap="Có, cả qua số điện thoại", bot=("status_lookup.followed_phone",)),
    )
    laid = LaidDown(code=RETURNED.code, state=DossierState.PROCESSING, phone_end="4821")
    assert await stage.play(Play(file="", now=NOW, steps=steps, lines=(1, 2), dossiers=(laid,))) is None
    assert stage.reached >= BY_PHONE


def test_every_reply_key_is_reached_by_a_dialogue_or_by_other_facts(content):
    by_dialogues = rehearse(content, ROOT).reached
    by_facts = {case.values[2] for case in NEEDING}
    assert set(REPLIES) - by_dialogues - by_facts - set(NEWS) - BY_PHONE == set()


def test_a_reply_that_no_dialogue_reaches_is_noticed(content, tmp_path):
    """The broken twin: without any dialogue nothing is reached."""
    assert rehearse(content, tmp_path).reached == frozenset()
