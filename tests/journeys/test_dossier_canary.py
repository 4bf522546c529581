"""Marked names, numbers and parcels stand in every field of a dossier, and are looked for wherever they must not be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest

from bot.dialogue.flows.dossier_words import values_of
from bot.domain.dossier import VIETNAM, Dossier, DossierState, ReceiptChannel
from bot.domain.dossier_news import DossierNews, NewsBatch
from bot.domain.dossier_shown import missing_papers, shown_desk, shown_locker, shown_procedure
from tests.journeys.commune import ANNA, free_port, open_commune
from tests.journeys.test_canary import BELA, found, log_text, stored  # noqa: F401 - log_text is a fixture
from tests.journeys.test_message import quiet

NAME, OFFICER = "Trần Thị Chim Sẻ Mẫu", "Lê Văn Chim Cu Mẫu"
PHONE, IDENTITY, PIN = "0912345678", "042198765432", "471188"
PARCEL, PLACE = "thửa 7135 tờ bản đồ 79", "thôn Chim Lạc Bảy"
MARKS = (NAME, OFFICER, PHONE, PHONE[1:], IDENTITY, PIN, PARCEL, PLACE, "chim")
CODE, END = "H15.93.20-261102-0007", "4821"
EVERYTHING = frozenset(Dossier.__slots__) | {"phone_end"}
FULL = f"{NAME} {PHONE} {IDENTITY} {PARCEL} {PLACE}"
STATES = (
    DossierState.RECEIVED, DossierState.AWAITING_PAPERS, DossierState.PROCESSING, DossierState.APPROVED,
    DossierState.RESULT_READY, DossierState.RETURNED,
)  # fmt: skip


def dossier(state: DossierState, news_at: datetime) -> Dossier:
    return Dossier(
        code=CODE,
        procedure_name=f"Việc mẫu của {FULL}",
        state=state,
        desk=f"Tư pháp - Hộ tịch ({OFFICER}, {PHONE})",
        received_at=datetime(2026, 11, 2, 8, tzinfo=VIETNAM),
        due_on=datetime(2026, 11, 3, tzinfo=VIETNAM).date(),
        field=FULL,
        channel=ReceiptChannel.ONLINE_FULL,
        state_text=FULL,
        missing_papers=(f"Giấy chứng sinh của {FULL}", FULL),
        locker=f"12 PIN {PIN}",
        extension_reason=FULL,
        news_at=news_at,
    )


async def become(parts, oa_id: str, state: DossierState, minutes: int) -> None:
    now = datetime.now(UTC)
    told = dossier(state, now - timedelta(hours=2) + timedelta(minutes=minutes))
    batch = NewsBatch(
        oa_id=oa_id, source="sheet", origin=f"{NAME}.xlsx", digest="0" * 64, accepted_at=now, tells=EVERYTHING,
        news=(DossierNews(dossier=told, phone_end=END, place=2),),
    )  # fmt: skip
    assert not (await parts.dossiers.accept(batch)).objections


async def test_what_stands_in_a_dossier_comes_out_in_no_reply_notice_log_or_figure(folder, log_text):  # noqa: F811
    port = free_port()
    environ = {"MOTCUA_ADMIN_PORT": str(port), "MOTCUA_QUIET_HOURS": "00:00-00:00"}
    async with open_commune(folder, environ=environ) as commune:
        parts, zalo = commune.parts, commune.zalo
        oa_id = zalo.settings.oa_id
        await become(parts, oa_id, STATES[0], 0)
        for number, text in enumerate((f"{CODE} {END}", "#status_lookup:follow"), start=1):
            zalo.citizen_says(ANNA, text)
            await zalo.wait_sent(ANNA, number)
        for number, state in enumerate(STATES[1:], start=1):
            await become(parts, oa_id, state, number)
            zalo.citizen_says(ANNA, CODE)
            await zalo.wait_sent(ANNA, 2 + 2 * number, 30)  # the answer and the notice
        for number, text in enumerate((CODE, "0000", f"{CODE} 1111", "hồ sơ của tôi"), start=1):
            zalo.citizen_says(BELA, text)
            await zalo.wait_sent(BELA, number)
        await quiet(commune)
        for citizen in (ANNA, BELA):
            said = "\n".join(message.text for message in zalo.sent_to(citizen))
            assert found(said, MARKS) == []
        assert found(await stored(parts.redis), MARKS) == []
        assert found(repr(await parts.news.list_all(oa_id)), MARKS) == []
        async with aiohttp.ClientSession() as session:
            for page in ("metrics", "ready", "live"):
                async with session.get(f"http://127.0.0.1:{port}/{page}") as answer:
                    assert found(await answer.text(), MARKS) == []
    assert log_text.getvalue().count('"event": "notice"') >= len(STATES) - 1
    assert found(log_text.getvalue(), MARKS) == []


@pytest.mark.parametrize(
    "name", ["procedure_name", "desk", "field", "state_text", "locker", "extension_reason"]
)
def test_a_reply_that_quotes_a_field_is_caught(name):
    """The broken twin of every reply: the field as the register has it."""
    assert found(str(getattr(dossier(STATES[0], datetime.now(UTC)), name)), MARKS)


SAMPLE = dossier(STATES[0], datetime(2026, 11, 25, tzinfo=UTC))


@pytest.mark.parametrize(
    ("desk", "shown"),
    [
        ("Công chức tư pháp - hộ tịch", "Công chức tư pháp - hộ tịch"),
        ("Phòng Văn hóa - Xã hội", "Phòng Văn hóa - Xã hội"),
        (f"Phòng Kinh tế: {OFFICER}", "Phòng Kinh tế"),
        (f"Công an xã {OFFICER}", ""),
        (OFFICER, ""),
        (PHONE, ""),
    ],
)
def test_a_desk_is_named_without_the_officer(desk, shown):
    assert shown_desk(replace(SAMPLE, desk=desk)) == shown


@pytest.mark.parametrize(
    ("locker", "shown"), [("12", "12"), ("A12", "A12"), ("A-7", "A-7"), ("12 PIN 4711", ""), ("471188", "")]
)
def test_a_locker_is_told_by_its_number_and_never_with_a_pin(locker, shown):
    assert shown_locker(replace(SAMPLE, locker=locker)) == shown


def test_a_procedure_the_catalogue_does_not_know_is_named_as_far_as_it_names_nobody():
    assert shown_procedure(SAMPLE, None) == "Việc mẫu của"
    assert shown_procedure(replace(SAMPLE, procedure_name="Cấp sổ đỏ lần đầu"), None) == "Cấp sổ đỏ lần đầu"


def test_papers_the_catalogue_does_not_know_are_counted_only():
    assert missing_papers(SAMPLE, None).others == 2
    assert found(repr(values_of(SAMPLE, None)), MARKS) == []
