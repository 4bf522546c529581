"""A running bot removes old dossiers so that no file brings them back, and reports stay as they were."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.app import make_retention, utc_now
from bot.domain.dossier import VIETNAM
from tests.records.test_dossier_records import CODE, batch
from tests.records.test_old_dossiers import DONE

YEARS_AGO = replace(
    DONE,
    received_at=datetime(2023, 5, 8, 9, 15, tzinfo=VIETNAM),
    due_on=date(2023, 5, 15),
    finished_on=date(2023, 5, 12),
    returned_on=date(2023, 5, 15),
    news_at=datetime(2023, 5, 15, 17, tzinfo=VIETNAM),
)
MAY = (date(2023, 5, 1), date(2023, 5, 31))


async def test_what_the_running_bot_removed_is_known_again_when_an_old_file_is_imported(commune):
    parts, oa_id = commune.parts, commune.zalo.settings.oa_id
    young = replace(
        YEARS_AGO, code="H15.93.20-261005-0002", returned_on=(utc_now() - timedelta(days=9)).date()
    )
    news = batch(YEARS_AGO, young, oa_id=oa_id)
    assert (await parts.dossiers.accept(news)).added == 2
    await make_retention(parts).forget_what_is_old()
    assert await parts.dossiers.read(CODE, oa_id=oa_id) is None
    assert await parts.dossiers.read(young.code, oa_id=oa_id) is not None
    again = await parts.dossiers.accept(news)
    assert (again.added, again.older) == (0, 1)
    assert len(await parts.dossiers.of_period(oa_id, *MAY)) == 2
