"""From a photograph on the phone to the dossier, through the whole bot."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.app import make_receipt_tokens
from bot.domain.dossier import DossierState
from bot.storage.tokens import open_key
from tests.channels.test_zalo_pictures import as_bytes, photo
from tests.journeys.commune import ANNA, open_commune
from tests.journeys.test_canary import found, log_text, stored  # noqa: F401 - log_text is a fixture
from tests.journeys.test_dossier_canary import CODE, become
from tests.journeys.test_message import quiet

TOKEN = "7KQ2M9XA3DVE81TF"


async def test_a_photographed_receipt_shows_its_dossier_and_leaves_nothing_behind(folder, log_text):  # noqa: F811
    async with open_commune(folder) as commune:
        parts, zalo = commune.parts, commune.zalo
        await become(parts, zalo.settings.oa_id, DossierState.PROCESSING, 0)
        tokens = make_receipt_tokens(parts.records, open_key(parts.settings.var_dir))
        await tokens.add(TOKEN, oa_id=zalo.settings.oa_id, code=CODE, at=datetime.now(UTC))
        before = {file.name for file in parts.settings.var_dir.rglob("*")}
        for number, text in enumerate(("https://mau.vn", f"https://zalo.me/1#{TOKEN}"), start=1):
            kept = zalo.media.keep("mau.jpg", as_bytes(photo(text)), zalo.url)
            zalo.citizen_sends(ANNA, "image", {"url": kept["url"], "thumbnail": kept["thumbnail"]})
            await zalo.wait_sent(ANNA, number, 30)
        await quiet(commune)
        first, second = (message.text for message in zalo.sent_to(ANNA))
        assert "chưa xem hiểu được ảnh" in first
        assert CODE in second
        assert found(await stored(parts.redis), (TOKEN, "mau.jpg")) == []
        assert {file.name for file in parts.settings.var_dir.rglob("*")} <= before | {"dump.rdb"}
    assert found(log_text.getvalue(), (TOKEN, "/media/")) == []
