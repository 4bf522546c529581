"""A card reaches the phone with its picture, once the result was returned and not before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.dossier import DossierState
from bot.domain.dossier_news import DossierNews, NewsBatch
from tests.journeys.commune import ANNA, ROOT, open_commune
from tests.journeys.test_dossier_canary import CODE, END, EVERYTHING, dossier
from tests.journeys.test_message import quiet

ENVIRON = {"MOTCUA_QUIET_HOURS": "00:00-00:00", "MOTCUA_CARDS": "1.001193=birth"}


async def become(parts, oa_id, state, minutes):
    now = datetime.now(UTC)
    told = replace(
        dossier(state, now - timedelta(hours=2) + timedelta(minutes=minutes)), procedure_code="1.001193"
    )
    batch = NewsBatch(
        oa_id=oa_id, source="sheet", origin="mau.xlsx", digest="0" * 64, accepted_at=now, tells=EVERYTHING,
        news=(DossierNews(dossier=told, phone_end=END, place=2),),
    )  # fmt: skip
    await parts.dossiers.accept(batch)


async def test_the_card_comes_as_a_picture_after_the_result_was_returned(folder):
    async with open_commune(folder, environ=ENVIRON) as commune:
        parts, zalo = commune.parts, commune.zalo
        oa_id = zalo.settings.oa_id
        await become(parts, oa_id, DossierState.PROCESSING, 0)
        for number, text in enumerate((f"{CODE} {END}", "#status_lookup:follow"), start=1):
            zalo.citizen_says(ANNA, text)
            await zalo.wait_sent(ANNA, number)
        await become(parts, oa_id, DossierState.RESULT_READY, 1)
        await zalo.wait_sent(ANNA, 3, 30)
        assert {message.kind for message in zalo.sent_to(ANNA)} == {"text"}
        await become(parts, oa_id, DossierState.RETURNED, 2)
        await zalo.wait_sent(ANNA, 5, 30)
        await quiet(commune)
        *_, returned, card = zalo.sent_to(ANNA)
        assert (returned.kind, card.kind) == ("text", "image")
        assert "chúc mừng gia đình" in card.text
        url = card.attachments[0]["payload"]["url"]
        kept = zalo.media.find(url.rpartition("/")[2])
        assert kept == (ROOT / "intents" / "cards" / "birth.png").read_bytes()
