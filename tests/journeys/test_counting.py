"""From a citizen's message to the figures of a report, and from "forget me" to nobody."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import text

from bot.app import utc_now
from bot.domain.dossier import VIETNAM
from bot.domain.turn_record import Score
from bot.logs import pseudonym
from bot.reports.bot_figures import BOT_FIGURES, Happened
from tests.journeys.commune import ANNA
from tests.journeys.test_message import BELA, until


async def counted(commune) -> dict[str, int | None]:
    """Every figure of these days, as a report counts it."""
    today = utc_now().astimezone(VIETNAM).date()
    days = (today - timedelta(days=1), today + timedelta(days=1))
    tally = await commune.parts.turns.tally(commune.zalo.settings.oa_id, *days)
    return {name: figure.count(Happened(tally=tally)) for name, figure in BOT_FIGURES.items()}


async def until_counted(commune, **wanted: int) -> dict[str, int | None]:
    async def is_counted():
        figures = await counted(commune)
        return all(figures[name] == number for name, number in wanted.items())

    await until(is_counted)
    return await counted(commune)


def recorded(commune) -> list[tuple[object, ...]]:
    with commune.parts.records._engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM turn_records")).all()
        return [tuple(row) for row in (*rows, *connection.execute(text("SELECT * FROM ratings")).all())]


async def test_messages_are_counted_as_they_ended_and_a_repeated_webhook_is_not(commune):
    commune.zalo.faults.set(duplicate=3)
    for number, said in enumerate(("làm giấy khai sinh cần gì", "cảm ơn em", "#satisfaction:good"), start=1):
        commune.zalo.citizen_says(ANNA, said)
        await commune.zalo.wait_sent(ANNA, number)
    commune.zalo.citizen_says(BELA, "cho tôi nói chuyện với cán bộ")
    await commune.zalo.wait_sent(BELA, 1)
    commune.zalo.officer_says(BELA, "Chào bác, em nghe ạ")
    await commune.zalo.webhook.idle()
    commune.zalo.citizen_says(BELA, "bác hỏi về đất")
    figures = await until_counted(commune, messages=5, rated_good=1)
    wanted = {
        "citizens": 2,
        "answered": 1,
        "courtesy": 2,
        "handed_over": 1,
        "with_staff": 1,
        "asked": 1,
        "unrated": 0,
    }
    assert {name: figures[name] for name in wanted} == wanted


async def test_an_answer_changed_counts_once_as_it_was_changed(commune):
    for number, said in enumerate(
        ("làm giấy khai sinh cần gì", "cảm ơn", "#satisfaction:good", "#satisfaction:poor", "cảm ơn"), start=1
    ):
        commune.zalo.citizen_says(ANNA, said)
        await commune.zalo.wait_sent(ANNA, number)
    figures = await until_counted(commune, messages=5)
    assert (figures["asked"], figures["rated_poor"], figures["rated_good"]) == (1, 1, 0)
    assert Score.POOR in {row[3] for row in recorded(commune)}


async def test_who_is_forgotten_can_be_traced_by_no_name_the_bot_can_make(commune):
    for number, said in enumerate(
        ("làm giấy khai sinh cần gì", "xóa dữ liệu của tôi", "#delete_data:yes"), start=1
    ):
        commune.zalo.citizen_says(ANNA, said)
        await commune.zalo.wait_sent(ANNA, number)
        if number == 1:
            await until_counted(commune, messages=1)
            before = recorded(commune)
    figures = await until_counted(commune, messages=3)
    oa_id = commune.zalo.settings.oa_id
    name = pseudonym(commune.parts.log_key, f"{oa_id}\nrecorded citizen", ANNA)
    assert name in repr(before)
    assert name not in repr(recorded(commune))
    assert ANNA not in repr(before)
    assert figures["citizens"] == 1
