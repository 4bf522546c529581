"""Marked names, numbers and places go through every kind of message, and are looked for wherever they must not be."""

from __future__ import annotations

import io
import logging
import re

import aiohttp
import pytest

from bot import logs
from bot.storage.inbox import Arrival
from tests.journeys.commune import ANNA, free_port, open_commune
from tests.journeys.test_message import quiet, until

BELA, CARA, DANA, EVA = (f"710000000000000000{number}" for number in range(2, 6))
NAME, OFFICER, ACCUSED = "Trần Thị Chim Sẻ Mẫu", "Cán Bộ Chim Cu Mẫu", "Lê Văn Chim Lợn Mẫu"
PHONE, IDENTITY, OLD_IDENTITY, CARD = "0912345678", "042198765432", "245867123", "9704360012345678"
PLACE, CRIME = "thôn Chim Lạc Bảy", "nhận tiền lót tay xây nhà trái phép"
LATITUDE, LONGITUDE = "12.713579", "108.246813"
WRONG_CODE = "H15.93.20-261191-9977"
MARKS = (
    NAME, OFFICER, ACCUSED, PHONE, PHONE[1:], IDENTITY, OLD_IDENTITY, CARD, PLACE, CRIME,
    LATITUDE, LONGITUDE, WRONG_CODE, "chim", "0912 345 678", "9704 3600 1234 5678",
    ANNA, BELA, CARA, DANA, EVA,
)  # fmt: skip
NUMBERS = (PHONE, PHONE[1:], IDENTITY, OLD_IDENTITY, CARD)


def found(text: str, marks=MARKS) -> list[str]:
    """Give the marks that stand in a text, as written or without spaces, or escaped as JSON may write them."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text).casefold()
    tight = re.sub(r"[ .-]", "", text)
    return [mark for mark in marks if mark.casefold() in text or mark.casefold() in tight]


@pytest.fixture
def log_text():
    """Everything logged, as production writes it, from the finest level up."""
    root = logging.getLogger()
    before, level, out = root.handlers[:], root.level, io.StringIO()
    logs.configure(level=logging.DEBUG, stream_factory=lambda: logging.StreamHandler(out))
    yield out
    root.handlers[:] = before
    root.setLevel(level)


async def tell_everything(zalo) -> None:
    """Send marks in every kind of message; whoever gets an answer waits for it."""
    for number, text in enumerate(
        (
            f"tôi là {NAME}, số {PHONE}, căn cước {IDENTITY}, ở {PLACE}, làm khai sinh cần gì",
            f"chứng minh cũ {OLD_IDENTITY}, thẻ 9704 3600 1234 5678, điện thoại 0912 345 678",
            f"{NAME} {PLACE} {PHONE}",
            f"tra hồ sơ {WRONG_CODE}",
            PHONE[-4:],
            "tra hồ sơ H15.93.20-261120-0018",
            IDENTITY,
            f"gọi lại cho tôi số {PHONE} nhé",
        ),
        start=1,
    ):
        zalo.citizen_says(ANNA, text)
        await zalo.wait_sent(ANNA, number)
    zalo.citizen_sends(BELA, "location", {"coordinates": {"latitude": LATITUDE, "longitude": LONGITUDE}})
    zalo.citizen_sends(BELA, "image", text=f"ảnh căn cước {IDENTITY} của {NAME}")
    zalo.citizen_sends(BELA, "file", {"name": f"{NAME}.pdf", "url": f"https://x.vn/{PHONE}", "type": "pdf"})
    card = {
        "description": f'{{"phone":"{PHONE}","caption":"{NAME}"}}',
        "url": "https://x.vn/",
        "thumbnail": "",
    }
    zalo.citizen_sends(BELA, "link", card)
    zalo.citizen_shares(BELA, {"name": NAME, "phone": int(PHONE), "address": PLACE, "city": PLACE})
    zalo.citizen_says(CARA, f"tôi muốn tố cáo ông {ACCUSED} ở {PLACE} {CRIME}, số {PHONE}")
    zalo.officer_says(DANA, f"Chào {NAME}, {OFFICER} đây, số {PHONE}")
    zalo.citizen_says(DANA, f"dạ em là {NAME} ở {PLACE}")
    zalo.set_state(EVA, "blocked")
    zalo.citizen_says(EVA, f"làm khai sinh cho {NAME} cần gì")
    zalo.citizen_withdraws(BELA)
    await zalo.wait_sent(CARA, 1)


async def stored(redis, pattern="*") -> str:
    """Write out all that Redis holds under some names."""
    parts = []
    async for key in redis.scan_iter(pattern):
        kind = await redis.type(key)
        read = {
            b"string": redis.get, b"hash": redis.hgetall, b"stream": redis.xrange, b"set": redis.smembers,
            b"zset": lambda key: redis.zrange(key, 0, -1),
        }[kind]  # fmt: skip
        parts.append(f"{key.decode()} {await read(key)!r}")
    # bytes print with escapes; give the letters back
    return re.sub(
        r"(?:\\x[0-9a-f]{2})+",
        lambda run: bytes.fromhex(run[0].replace("\\x", "")).decode(errors="replace"),
        "\n".join(parts),
    )


async def test_nothing_that_tells_who_wrote_what_is_in_a_log_a_figure_a_reason_or_the_audit(folder, log_text):
    port = free_port()
    async with open_commune(folder, environ={"MOTCUA_ADMIN_PORT": str(port)}) as commune:
        parts, oa_id = commune.parts, commune.zalo.settings.oa_id
        await tell_everything(commune.zalo)
        await commune.zalo.webhook.idle()
        await quiet(commune)

        talks = await stored(parts.redis, "*:talk:*")
        assert ANNA in talks
        assert found(talks, NUMBERS) == []
        everything = await stored(parts.redis)
        assert found(everything, (*NUMBERS, ACCUSED, CRIME, LATITUDE, OFFICER, NAME)) == []

        poison = f'"{NAME} {PHONE} {PLACE}"'.encode()
        await parts.inbox.append(
            Arrival(event_id="poison", oa_id=oa_id, citizen_id=ANNA, body=poison, received_at_ms=1)
        )

        async def is_parked():
            return await parts.parked.list_all(oa_id)

        await until(is_parked)
        reasons = [entry.reason for entry in await parts.parked.list_all(oa_id)]
        assert reasons
        assert found(" ".join(reasons)) == []
        letters = await parts.outbox.undelivered(oa_id)
        assert letters
        assert found(" ".join(f"{letter.letter_id} {letter.reason}" for letter in letters)) == []
        audit = await parts.records.audit_entries(oa_id)
        assert audit
        assert found(repr(audit)) == []
        async with aiohttp.ClientSession() as session:
            for page in ("metrics", "ready", "live"):
                async with session.get(f"http://127.0.0.1:{port}/{page}") as answer:
                    assert found(await answer.text()) == []
    records = b"".join(path.read_bytes() for path in (folder / "var").glob("records.sqlite3*"))
    assert found(records.decode(errors="replace"), (*NUMBERS, ACCUSED, CRIME, NAME)) == []
    assert log_text.getvalue().count('"event": "turn"') >= 10
    assert found(log_text.getvalue()) == []


@pytest.mark.parametrize("mark", MARKS)
def test_a_log_line_with_what_somebody_wrote_is_caught(log_text, mark):
    """The broken twin: a bot that logs the text."""
    logging.getLogger("bot.twin").info("turn", extra={"fields": {"text": f"x {mark} y"}})
    assert mark in found(log_text.getvalue())


def test_a_number_that_is_escaped_or_spaced_is_caught_too():
    assert found("042 198 765 432") == [IDENTITY]
    assert found(r"Trần Thị \u0043him Sẻ Mẫu") == [NAME, "chim"]
    assert found("0912.345.678", NUMBERS) == [PHONE, PHONE[1:]]


async def test_what_somebody_wrote_is_caught_wherever_redis_holds_it(redis):
    """The broken twin of storage: the text as it came, in every kind of key."""
    text = f"{NAME}, {PLACE}"
    await redis.set("a:talk:1", text)
    await redis.hset("a:parked", "1", text)
    await redis.xadd("a:outbox", {"text": text})
    await redis.zadd("a:sent", {text: 1})
    await redis.sadd("a:tries", text)
    for name in ("a:talk:1", "a:parked", "a:outbox", "a:sent", "a:tries"):
        assert found(await stored(redis, name)) == [NAME, PLACE, "chim"], name
